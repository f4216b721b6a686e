from django.db import migrations


class Migration(migrations.Migration):
    """Words that are searched stand in the row of their course, not in a table apart.

    A vector of some hundred words is longer than PostgreSQL leaves in a row (2 kB); moved out, each course that a
    frequent word passes or ranks costs four more pages. Rows written from now on keep up to 4 kB together.
    """

    dependencies = [("training", "0020_choices_checked")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE training_course SET (toast_tuple_target = 4080)",
            "ALTER TABLE training_course RESET (toast_tuple_target)",
        )
    ]
