import datetime

from django.db import migrations

ACCESS = datetime.timedelta(days=60)


def begin(apps, schema_editor):
    """Each yes given before there were stages stands where its request and its opening stand."""
    interests = apps.get_model("recruitment", "Interest").objects.using(schema_editor.connection.alias)
    rows = list(interests.filter(answer="YES", stage="").select_related("opening"))
    for row in rows:
        over = row.opening.state in {"FILLED", "CLOSED"}
        row.stage = "WITHDRAWN" if row.closed_at else "ENDED" if over else "ACCEPTED"
        row.stage_at, row.access_until = row.answered_at, (row.answered_at + ACCESS).date()
    interests.bulk_update(rows, ["stage", "stage_at", "access_until"], batch_size=500)


class Migration(migrations.Migration):
    elidable = True

    dependencies = [("recruitment", "0020_selection")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop, elidable=True)]
