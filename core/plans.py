"""Statements of which the database keeps the plan: for long ones, planning takes a third of their time.

Only for statements with few different values: each text is kept by each connection (psycopg drops the oldest of them).
"""

from collections.abc import Iterable
from typing import Any

import psycopg
from django.db import connection

AT_ONCE = 0  # from which repetition on psycopg keeps a plan; Django's own cursors never do


class PlanKeeper(psycopg.Cursor):
    def execute(self, query: Any, *_values: Any, **_others: Any) -> "PlanKeeper":
        return super().execute(query, prepare=True)


def planned(sql: str, params: Iterable[Any]) -> list[tuple]:
    """All rows. The values are written into the text, as Django's cursors do."""
    with connection.cursor() as cursor:
        text = cursor.cursor.mogrify(sql, list(params))
    line: Any = connection.connection
    line.prepare_threshold = AT_ONCE
    keeping: Any = PlanKeeper(line)
    wrapped = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrapped(keeping) as keeper:
        keeper.execute(text)
        return keeper.fetchall()
