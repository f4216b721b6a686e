"""Who fits which opening, and why: policy (the rules), engine (one SQL statement), inputs and explain (the reasons).

Deterministic, versioned, explained. Never an input: name, sex, age, citizenship, disability, photo.
"""
