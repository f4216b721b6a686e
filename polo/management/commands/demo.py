"""Invented people, courses, needs and bookings in every state, so that every page can be seen."""

from importlib.util import find_spec
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Load or refresh the demo data (invented persons at example.org); safe to repeat."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if find_spec("polo.demo") is None:
            raise CommandError("This checkout has no demo data (polo/demo is missing).")
        from polo import demo  # noqa: PLC0415  (its models are ready only now)

        demo.build()
