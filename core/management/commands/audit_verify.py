from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.audit_digest import days_that_differ
from core.models import AuditDigest


class Command(BaseCommand):
    help = "Counts the audit again, day by day, and says which days are not as the night wrote them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--print", action="store_true", help="the last digest too, to be kept elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = [digest.day.isoformat() for digest in days_that_differ()]
        if wrong:
            raise CommandError(f"Changed since they were written: {', '.join(wrong)}")
        self.stdout.write(f"{AuditDigest.objects.count()} days as they were written.")
        last = AuditDigest.objects.order_by("day").last()
        if options["print"] and last:
            self.stdout.write(f"{last.day.isoformat()} {last.rows} {last.digest}")
