"""Europass files, as they come in: what a file tells becomes a draft, and nothing is believed, fetched or guessed.

Two formats are read: the SkillsPassport (XML and JSON, versions 3.x, what the portal itself gives) and the Candidate
that europass.europa.eu writes since 2020, alone or inside its PDF. Of who the person is nothing is taken: no name,
photo, birth date, sex, nationality, address.
"""

CLAIM_SOURCE = "europass"  # `SkillClaim.source_type` of a skill that somebody declared by confirming it here
