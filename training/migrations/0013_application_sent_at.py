from django.db import migrations
from django.db.models import F

BATCH = 5_000


def fill(apps, _schema_editor):
    """Until now an application was sent when it was written."""
    applications = apps.get_model("training", "Application").objects
    unsent = applications.filter(submitted_at=None).exclude(state="DRAFT")
    while keys := list(unsent.values_list("pk", flat=True)[:BATCH]):
        applications.filter(pk__in=keys).update(submitted_at=F("created_at"))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [('training', '0012_application_states')]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
