"""All that the conditions of a match ask of a person stands in one index: no row of a profile is looked up for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0034_outcome")]
    operations = [
        migrations.AddIndex(
            model_name="candidateprofile",
            index=models.Index(
                condition=models.Q(("matching_consent_at__isnull", False)),
                fields=["person"],
                include=("id", "municipality", "max_km", "available_from", "eqf", "skill_count"),
                name="recruitment_profile_matched",
            ),
        ),
    ]
