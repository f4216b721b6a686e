"""Whoever takes over an office begins the day after the other ends, whoever writes: portal, admin or a shell.

Deferred to the end of the transaction: a hand-over writes two rows.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("partners", "0015_handover_terms")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION partners_mandate_no_gap() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF EXISTS (
                    SELECT 1 FROM partners_mandate later JOIN partners_mandate earlier ON earlier.id = later.follows_id
                    WHERE NEW.id IN (later.id, earlier.id)
                        AND (earlier.ends_on + 1) IS DISTINCT FROM later.starts_on
                ) THEN
                    RAISE EXCEPTION 'Mandate % and the one it is tied to leave a gap or overlap', NEW.id
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'partners_mandate_no_gap';
                END IF;
                RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER partners_mandate_no_gap AFTER INSERT OR UPDATE ON partners_mandate
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION partners_mandate_no_gap();
            """,
            """
            DROP TRIGGER partners_mandate_no_gap ON partners_mandate;
            DROP FUNCTION partners_mandate_no_gap;
            """,
        ),
    ]
