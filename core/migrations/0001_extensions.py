"""Extensions of PostgreSQL and the Italian text search configuration `polo_it` (accents folded, Italian stems)."""

from django.contrib.postgres.operations import BtreeGinExtension, BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGinExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(
            """
            CREATE TEXT SEARCH CONFIGURATION polo_it (COPY = pg_catalog.italian);
            ALTER TEXT SEARCH CONFIGURATION polo_it ALTER MAPPING FOR hword, hword_part, word
                WITH unaccent, italian_stem;
            """,
            "DROP TEXT SEARCH CONFIGURATION polo_it",
        ),
    ]
