"""Rows older than their history get its first event: how they stood when it began, without saying who wrote them.

Of a row that has changed since, the first event already tells what is known.
"""

from django.db import migrations

BEGIN = """
INSERT INTO training_applicationhistory (pgh_created_at, pgh_label, pgh_obj_id, person_id, edition_id, state, decided_at, decided_by_id, refusal_reason)
SELECT now(), 'insert', id, person_id, edition_id, state, decided_at, decided_by_id, refusal_reason
FROM training_application WHERE id NOT IN (SELECT pgh_obj_id FROM training_applicationhistory) ORDER BY id;
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0005_history_never_emptied")]
    operations = [migrations.RunSQL(BEGIN, migrations.RunSQL.noop, elidable=True)]
