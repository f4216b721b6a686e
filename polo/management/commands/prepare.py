"""Everything between a checkout and a served page, in one process: importing the apps takes longer than most steps."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone

from core.locks import only_one
from polo.messages import compile_catalogues
from polo.stamps import Stamps, digest_of, files_below

MIGRATED_PACKAGES = ["django", "django-allauth"]
STATIC_PACKAGES = ["django", "django-allauth", "django-htmx", "design-django-theme", "whitenoise"]


@dataclass(frozen=True)
class Step:
    """One thing to do unless the hash of its inputs is the one of last time."""

    name: str
    says: str
    inputs: Callable[[], str]
    run: Callable[[], Any]


class Command(BaseCommand):
    help = "Compile messages, migrate, load the Polo's data, collect static files; skips what is done already."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo data too")

    def handle(self, *_args: Any, demo: bool, **_options: Any) -> None:
        stamps = Stamps(settings.VAR_DIR / "stamps")
        with only_one("prepare", connection=connection):
            for step in STEPS:
                if step.name != "demo" or demo:
                    self._do(step=step, stamps=stamps)
        accounts = settings.VAR_DIR / "demo-accounts.txt"  # what the launcher shows
        if demo:
            from polo.demo import sheet  # noqa: PLC0415 - production has no demo to load

            accounts.write_text(sheet())
        else:
            accounts.unlink(missing_ok=True)

    def _do(self, *, step: Step, stamps: Stamps) -> None:
        if stamps.is_fresh(step=step.name, digest=step.inputs()):
            return
        self.stdout.write(f"{step.says} … ", ending="")
        self.stdout.flush()
        started = time.monotonic()
        step.run()
        stamps.write(step=step.name, digest=step.inputs())
        self.stdout.write(f"{time.monotonic() - started:.1f} s")


def _message_inputs() -> str:
    return digest_of(files=files_below(settings.BASE_DIR, "locale/*/LC_MESSAGES/*.[pm]o"))


def _migrate_inputs() -> str:
    return digest_of(
        files=files_below(settings.BASE_DIR, "*/migrations/*.py"),
        packages=MIGRATED_PACKAGES,
        facts=[*_database(), *settings.INSTALLED_APPS],  # SPID and CIE bring tables of their own
    )


def _seed_inputs() -> str:
    files = files_below(settings.BASE_DIR, "*/data/**/*", "*/seeding.py", "*/seeding/**/*.py")
    return digest_of(files=files, facts=_database())


def _demo_inputs() -> str:
    files = files_below(settings.BASE_DIR, "polo/demo/**/*")
    return digest_of(files=files, facts=[_seed_inputs(), timezone.localdate()])  # its dates move with the days


def _build_demo() -> None:
    """As the command `demo`, without its words: whoever asked for the demo data is shown the accounts at the end."""
    from polo import demo  # noqa: PLC0415 - production has no demo to load

    demo.build()


def _static_inputs() -> str:
    files = files_below(settings.BASE_DIR, "static/**/*", "polo/static.py", "polo/wheel_css.py")
    there = (settings.STATIC_ROOT / "staticfiles.json").is_file()
    return digest_of(files=files, packages=STATIC_PACKAGES, facts=[settings.STATIC_ROOT, there])


def _database() -> list[object]:
    """Where the database is and how far it was migrated: a new or emptied one is none that a stamp speaks of."""
    facts: list[object] = [settings.DATABASE_URL]
    if "django_migrations" in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), min(applied), max(applied) FROM django_migrations")
            facts += cursor.fetchone()
    return facts


STEPS = [
    Step("messages", "Compiling the translations", _message_inputs, compile_catalogues),
    Step("migrate", "Preparing the database", _migrate_inputs, lambda: call_command("migrate", verbosity=0)),
    Step("seed", "Loading the Polo's own data", _seed_inputs, lambda: call_command("seed")),
    Step("demo", "Loading the demo data", _demo_inputs, _build_demo),
    Step(
        "static",
        "Collecting static files",
        _static_inputs,
        lambda: call_command("collectstatic", interactive=False, verbosity=0),
    ),
]
