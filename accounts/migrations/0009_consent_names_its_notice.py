"""A consent remembers the version of the privacy notice that its person had accepted when it was given."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION accounts_consent_notice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.notice_version := coalesce((
        SELECT n.version FROM accounts_noticeacceptance a JOIN accounts_notice n ON n.id = a.notice_id
        WHERE a.user_id = NEW.person_id AND n.kind IN ('PRIVACY', 'YOUTH')
        ORDER BY n.published_at DESC, n.id DESC LIMIT 1
    ), '');
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_consent_notice BEFORE INSERT ON accounts_consent
    FOR EACH ROW WHEN (NEW.notice_version = '') EXECUTE FUNCTION accounts_consent_notice();
"""
BACKWARD = "DROP TRIGGER accounts_consent_notice ON accounts_consent; DROP FUNCTION accounts_consent_notice;"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_admin_indexes")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
