from django.core.management.base import BaseCommand

from accounts.services.retention import retention_preview, retention_run


class Command(BaseCommand):
    help = "Carries out the retention rules of every model, as every night; --dry-run only counts."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="count what is past its term, touch nothing")

    def handle(self, *args, dry_run=False, **options):
        figures = retention_preview() if dry_run else retention_run().figures
        for label, rows in sorted(figures.items()):
            self.stdout.write(f"{label}: {rows}")
        self.stdout.write("nothing was touched" if dry_run else "done")
