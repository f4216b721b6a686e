"""Nor does TRUNCATE, which fires no trigger of the rows, take published texts away."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_consent_names_its_notice")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TRIGGER accounts_notice_never_emptied BEFORE TRUNCATE ON accounts_notice
                FOR EACH STATEMENT EXECUTE FUNCTION accounts_notice_refuse();
            """,
            "DROP TRIGGER accounts_notice_never_emptied ON accounts_notice;",
        ),
    ]
