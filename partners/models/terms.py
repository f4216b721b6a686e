"""Terms as ranges of days, for constraints that let no two of them overlap."""

from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Func


class Days(Func):
    """From the first to the last day, both included; an empty date is a side without an end.

    Dates in the wrong order are another constraint's business: here they make one day, not an error of the database.
    """

    output_field = DateRangeField()
    arity = 2

    def as_sql(
        self,
        compiler: Any,
        connection: Any,
        function: Any = None,
        template: Any = None,
        arg_joiner: Any = None,
        **_: Any,
    ) -> tuple[str, tuple]:
        (first, of_first), (last, of_last) = (compiler.compile(part) for part in self.get_source_expressions())
        first, last = f"({first})::date", f"({last})::date"
        sql = f"DATERANGE({first}, CASE WHEN {last} < {first} THEN {first} ELSE {last} END, '[]')"
        return sql, (*of_first, *of_last, *of_first, *of_first, *of_last)
