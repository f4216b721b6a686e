"""A driving licence becomes a row of the licences, where it can have an expiry date."""

from django.db import migrations

FORWARD = """
INSERT INTO recruitment_licence (created_at, updated_at, person_id, kind, name)
SELECT now(), now(), person_id, 'B', '' FROM recruitment_candidateprofile WHERE has_driving_licence
ON CONFLICT DO NOTHING;
"""
BACKWARD = """
UPDATE recruitment_candidateprofile SET has_driving_licence = TRUE
WHERE person_id IN (SELECT person_id FROM recruitment_licence WHERE kind = 'B');
"""


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0014_background")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD, elidable=True)]
