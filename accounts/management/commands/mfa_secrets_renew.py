from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.secrets_at_rest import renew


class Command(BaseCommand):
    help = "Encrypts every secret of second factors again, under the first of MFA_SECRETS_KEYS."

    @transaction.atomic
    def handle(self, *args, **options):
        self.stdout.write(f"{renew(Authenticator.objects.select_for_update(of=('self',)))} renewed")
