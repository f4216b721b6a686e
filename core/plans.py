"""Statements of which the database keeps the plan: for long ones, planning takes longer than answering.

Only for statements with few different texts: each is kept by each connection (psycopg drops the oldest of them).
"""

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

import psycopg
from django.db import connection

AT_ONCE = 0  # from which repetition on psycopg keeps a plan; Django's own cursors never do


class PlanKeeper(psycopg.Cursor):
    _query: Any

    def execute(self, query: Any, params: Any = None, **_others: Any) -> "PlanKeeper":
        super().execute(query, params, prepare=True)
        self._query = SimpleNamespace(query=query.encode())  # where Django's list of statements looks; else left empty
        return self


def planned(sql: str, values: Iterable[Any] | Mapping[str, Any] = ()) -> list[tuple]:
    """All rows. The values travel apart from the text, so that it is the same each time."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    line: Any = connection.connection
    if not hasattr(line, "keeper"):  # kept with its line: a new one learns again how to write and read each type
        line.prepare_threshold = AT_ONCE
        line.keeper = PlanKeeper(line)
    wrapped = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    keeper: Any = wrapped(line.keeper)
    keeper.execute(sql, values if isinstance(values, Mapping) else list(values))
    return keeper.fetchall()
