"""Invented people, courses, needs and bookings in every state, so that every page can be seen."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from polo import demo


class Command(BaseCommand):
    help = "Load or refresh the demo data (invented persons at example.org); safe to repeat."

    def handle(self, *_args: Any, **_options: Any) -> None:
        demo.build()
        # `make run` prints it when the portal answers; the password stands nowhere in the pages.
        (settings.VAR_DIR / "demo-accounts.txt").write_text(demo.sheet(), encoding="utf-8")
        self.stdout.write(demo.sheet())
