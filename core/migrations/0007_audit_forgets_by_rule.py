"""The audit stays append-only, with two exceptions that the law asks for: the words of a reason go when the person they
are about is erased (nothing else of the row may change), and rows older than five years go."""

from django.db import migrations

REFUSE = """
CREATE OR REPLACE FUNCTION core_auditevent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {exceptions}
    RAISE EXCEPTION 'The audit is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""
EXCEPTIONS = """
    IF TG_OP = 'UPDATE' THEN
        IF OLD.subject_id IS NOT NULL AND NEW.reason = ''
            AND to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason' THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'DELETE' THEN
        IF OLD.at < now() - interval '60 months' + interval '2 days' THEN -- the night counts days, in Rome's time
            RETURN OLD;
        END IF;
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0006_outbox_fleeting")]
    operations = [migrations.RunSQL(REFUSE.format(exceptions=EXCEPTIONS), REFUSE.format(exceptions=""))]
