"""What somebody accepted can always be read as it was: a published text is neither changed nor taken away."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_notice_noticeacceptance")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION accounts_notice_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'A published notice never changes: % refused', TG_OP
                    USING ERRCODE = 'restrict_violation';
            END $$;
            CREATE TRIGGER accounts_notice_immutable BEFORE UPDATE OR DELETE ON accounts_notice
                FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION accounts_notice_refuse();
            """,
            """
            DROP TRIGGER accounts_notice_immutable ON accounts_notice;
            DROP FUNCTION accounts_notice_refuse;
            """,
        ),
    ]
