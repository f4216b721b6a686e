"""Secrets of second factors that were kept in the clear. Backwards they are written in the clear again."""

from django.db import migrations

from accounts.secrets_at_rest import renew


def encrypt_all(apps, schema_editor):
    renew(apps.get_model("mfa", "Authenticator").objects.all())


def decrypt_all(apps, schema_editor):
    renew(apps.get_model("mfa", "Authenticator").objects.all(), write=str)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_choices_checked"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(encrypt_all, decrypt_all, elidable=True)]
