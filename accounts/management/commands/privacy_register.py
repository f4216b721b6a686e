from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.register import register_text


class Command(BaseCommand):
    help = "Writes docs/privacy.md, the register of processing, from what each model declares."

    def handle(self, *args, **options):
        page = Path(settings.BASE_DIR) / "docs" / "privacy.md"
        page.write_text(register_text())
        self.stdout.write(f"{page.name} written")
