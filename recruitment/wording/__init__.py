"""Reads an advertisement in Italian and marks the words that shut people out: `checker.read(text)`.

`phrases.py` is the dated list of expressions, `norms.py` the law behind each of them, `lookalikes.py` sees a
text as its readers do, `checker.py` finds and marks.
"""
