"""Rows older than their history get its first event: how they stood when it began, without saying who wrote them.

Of a row that has changed since, the first event already tells what is known.
"""

from django.db import migrations

BEGIN = """
INSERT INTO recruitment_interesthistory (pgh_created_at, pgh_label, pgh_obj_id, opening_id, profile_id, expressed_by_id, answer, answered_at, closed_at)
SELECT now(), 'insert', id, opening_id, profile_id, expressed_by_id, answer, answered_at, closed_at
FROM recruitment_interest WHERE id NOT IN (SELECT pgh_obj_id FROM recruitment_interesthistory) ORDER BY id;
"""


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0008_history_never_emptied")]
    operations = [migrations.RunSQL(BEGIN, migrations.RunSQL.noop, elidable=True)]
