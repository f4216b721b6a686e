"""The Polo's own data, typed with their sources in the apps' data/ folders. Safe to repeat."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

STEPS = [
    "partners.seeding.territory_seed",
    "skills.seeding.vocabulary_seed",
    "partners.seeding.partners_seed",
    "training.seeding.courses_seed",
    "orientation.seeding.services_seed",
]


class Command(BaseCommand):
    help = "Load or refresh territory, filiere, vocabulary, partners, courses and services."

    def handle(self, *_args: Any, **_options: Any) -> None:
        for step in STEPS:
            module, _, function = step.rpartition(".")
            if find_spec(module) is None:
                self.stderr.write(f"{step}: not there yet")
                continue
            with transaction.atomic():
                getattr(import_module(module), function)()
