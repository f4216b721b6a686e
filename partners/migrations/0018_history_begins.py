"""Rows older than their history get its first event: how they stood when it began, without saying who wrote them.

Of a row that has changed since, the first event already tells what is known.
"""

from django.db import migrations

BEGIN = """
INSERT INTO partners_membershiphistory (pgh_created_at, pgh_label, pgh_obj_id, user_id, partner_id, role, ended_at)
SELECT now(), 'insert', id, user_id, partner_id, role, ended_at
FROM partners_membership WHERE id NOT IN (SELECT pgh_obj_id FROM partners_membershiphistory) ORDER BY id;
INSERT INTO partners_mandatehistory (pgh_created_at, pgh_label, pgh_obj_id, user_id, office, partner_id, starts_on, ends_on)
SELECT now(), 'insert', id, user_id, office, partner_id, starts_on, ends_on
FROM partners_mandate WHERE id NOT IN (SELECT pgh_obj_id FROM partners_mandatehistory) ORDER BY id;
INSERT INTO partners_partnernamehistory (pgh_created_at, pgh_label, pgh_obj_id, partner_id, name, valid_from, valid_to, since, "change")
SELECT now(), 'insert', id, partner_id, name, valid_from, valid_to, since, "change"
FROM partners_partnername WHERE id NOT IN (SELECT pgh_obj_id FROM partners_partnernamehistory) ORDER BY id;
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0017_history_never_emptied")]
    operations = [migrations.RunSQL(BEGIN, migrations.RunSQL.noop, elidable=True)]
