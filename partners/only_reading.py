"""Whether a statement only reads: what cannot be told for sure counts as writing.

The database's own READ ONLY would be the better judge, but a page that is looked at writes a row of the audit in the
same transaction in which it reads, and a transaction that has read can no longer be made to write.
"""

import re

WRITABLE = frozenset(
    {
        ("INSERT INTO", "core_auditevent"),
        *((verb, "django_session") for verb in ("INSERT INTO", "UPDATE", "DELETE FROM")),
        *((verb, "core_fallback_cache") for verb in ("INSERT INTO", "UPDATE", "DELETE FROM")),
    }
)
TARGET = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"(?=[\s(])', re.I)
READS = re.compile(
    r"\(*\s*(SELECT|WITH|VALUES|SHOW|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT|SET LOCAL)\b", re.I
)
# Words of which a reading statement has none: INTO makes a table of a SELECT.
WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|MERGE|TRUNCATE|COPY|INTO|CALL|DO)\b", re.I)
# They hold such a word and change nothing: a row lock, a row that is there already.
HARMLESS = re.compile(r"\bFOR\s+(NO\s+KEY\s+)?UPDATE\b|\bON\s+CONFLICT\s+DO\s+NOTHING\b", re.I)
COMMENTS = re.compile(r"--[^\n]*|/\*.*?\*/", re.S)
TEXTS = re.compile(r"'(?:[^']|'')*'")
NAMES = re.compile(r'"(?:[^"]|"")*"')


def only_reads(sql: str | bytes) -> bool:
    """Each statement reads, or writes what support itself leaves behind: audit, session, cache."""
    text = TEXTS.sub("''", COMMENTS.sub(" ", sql.decode() if isinstance(sql, bytes) else str(sql)))
    return all(_harmless(statement.strip()) for statement in text.split(";") if statement.strip())


def _harmless(statement: str) -> bool:
    target = TARGET.match(statement)
    if target:
        verb, table = " ".join(target[1].upper().split()), target[2]
        return (verb, table) in WRITABLE and not _words_of_writing(statement[target.end() :])
    return bool(READS.match(statement)) and not _words_of_writing(statement)


def _words_of_writing(statement: str) -> bool:
    return bool(WRITES.search(NAMES.sub('""', HARMLESS.sub(" ", statement))))
