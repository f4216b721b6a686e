"""Django's migrate, one at a time: several hosts may start at once."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from core.locks import only_one


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with only_one("migrate", connection=connections[options["database"]]):
            super().handle(*args, **options)
