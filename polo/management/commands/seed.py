"""The Polo's own data, typed with their sources in the apps' data/ folders. Safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.seeding import notices_seed
from orientation.seeding import services_seed
from partners.seeding import partners_seed, territory_seed
from skills.seeding import vocabulary_seed
from training.seeding import courses_seed


class Command(BaseCommand):
    help = "Load or refresh territory, filiere, vocabulary, partners, courses, services and notices."

    @transaction.atomic
    def handle(self, *_args: Any, **_options: Any) -> None:
        for seed in (territory_seed, vocabulary_seed, partners_seed, courses_seed, services_seed, notices_seed):
            seed()
