"""Closing the account of a partner's only manager is refused as ending the role is: nobody would look after its people.

Here and not in `accounts`, which knows no partners. Who has left the Polo needs nobody any more.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("partners", "0007_last_manager_stays"), ("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION partners_user_keep_manager() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE managed bigint;
            BEGIN
                FOR managed IN
                    SELECT DISTINCT held.partner_id FROM partners_membership held
                    JOIN partners_partner partner ON partner.id = held.partner_id
                    WHERE held.user_id = NEW.id AND held.role = 'MANAGER' AND held.ended_at IS NULL
                        AND partner.standing <> 'FORMER'
                    ORDER BY held.partner_id
                LOOP
                    PERFORM 1 FROM partners_partner WHERE id = managed FOR NO KEY UPDATE;
                    IF NOT EXISTS (
                        SELECT 1 FROM partners_membership held JOIN accounts_user person ON person.id = held.user_id
                        WHERE held.partner_id = managed AND held.role = 'MANAGER' AND held.ended_at IS NULL
                            AND person.is_active
                    ) THEN
                        RAISE EXCEPTION 'Partner % would be left without a manager', managed
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'partners_membership_last_manager';
                    END IF;
                END LOOP;
                RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER partners_user_last_manager AFTER UPDATE OF is_active ON accounts_user
                DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW
                WHEN (OLD.is_active AND NOT NEW.is_active)
                EXECUTE FUNCTION partners_user_keep_manager();
            """,
            """
            DROP TRIGGER partners_user_last_manager ON accounts_user;
            DROP FUNCTION partners_user_keep_manager;
            """,
        ),
    ]
