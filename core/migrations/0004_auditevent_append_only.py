"""What the audit says is never changed: not by the portal, not by somebody with a database shell in a hurry."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0003_fallback_cache")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION core_auditevent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'The audit is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
            END $$;
            CREATE TRIGGER core_auditevent_append_only BEFORE UPDATE OR DELETE ON core_auditevent
                FOR EACH ROW EXECUTE FUNCTION core_auditevent_refuse();
            CREATE TRIGGER core_auditevent_never_emptied BEFORE TRUNCATE ON core_auditevent
                FOR EACH STATEMENT EXECUTE FUNCTION core_auditevent_refuse();
            """,
            """
            DROP TRIGGER core_auditevent_never_emptied ON core_auditevent;
            DROP TRIGGER core_auditevent_append_only ON core_auditevent;
            DROP FUNCTION core_auditevent_refuse;
            """,
        ),
    ]
