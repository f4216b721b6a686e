"""A partner that has an active manager keeps one, whoever writes: portal, admin or a shell.

The trigger locks the partner's row first, so that two transactions that each remove the other's manager queue up and
the second sees what the first did. Deferrable: a hand-over may end one and begin the other in any order.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("partners", "0006_invitation_joinrequest")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION partners_membership_keep_manager() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM 1 FROM partners_partner WHERE id = OLD.partner_id FOR NO KEY UPDATE;
                IF EXISTS (
                    SELECT 1 FROM partners_membership held JOIN accounts_user person ON person.id = held.user_id
                    WHERE held.partner_id = OLD.partner_id AND held.role = 'MANAGER' AND held.ended_at IS NULL
                        AND (person.is_active OR held.id = OLD.id)
                ) THEN
                    RETURN NULL;
                END IF;
                RAISE EXCEPTION 'Partner % would be left without a manager', OLD.partner_id
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'partners_membership_last_manager';
            END $$;
            CREATE CONSTRAINT TRIGGER partners_membership_last_manager AFTER UPDATE OR DELETE ON partners_membership
                DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW
                WHEN (OLD.role = 'MANAGER' AND OLD.ended_at IS NULL)
                EXECUTE FUNCTION partners_membership_keep_manager();
            """,
            """
            DROP TRIGGER partners_membership_last_manager ON partners_membership;
            DROP FUNCTION partners_membership_keep_manager;
            """,
        ),
    ]
