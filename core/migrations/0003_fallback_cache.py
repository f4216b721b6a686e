"""The table that answers for Redis while it is down (the layout of Django's DatabaseCache)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0002_initial")]
    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE core_fallback_cache (
                cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
            );
            CREATE INDEX core_fallback_cache_expires ON core_fallback_cache (expires);
            """,
            "DROP TABLE core_fallback_cache",
        ),
    ]
