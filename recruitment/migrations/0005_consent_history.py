"""The consent's history is written by the database whenever the profile's mark changes: they can never disagree.

Matching reads the mark on the profile in one statement; people read the history on their page. A consent to be matched
lasts two years.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION recruitment_consent_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.matching_consent_at IS NOT DISTINCT FROM OLD.matching_consent_at THEN
            RETURN NULL;
        END IF;
        UPDATE accounts_consent SET withdrawn_at = greatest(now(), given_at)
        WHERE person_id = NEW.person_id AND purpose = 'MATCHING' AND withdrawn_at IS NULL;
    END IF;
    IF NEW.matching_consent_at IS NOT NULL THEN
        INSERT INTO accounts_consent (person_id, purpose, given_at, expires_at, notice_version)
        VALUES (NEW.person_id, 'MATCHING', NEW.matching_consent_at,
                NEW.matching_consent_at + interval '24 months', '');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER recruitment_consent_history AFTER INSERT OR UPDATE OF matching_consent_at
    ON recruitment_candidateprofile FOR EACH ROW EXECUTE FUNCTION recruitment_consent_history();
INSERT INTO accounts_consent (person_id, purpose, given_at, expires_at, notice_version)
SELECT person_id, 'MATCHING', matching_consent_at, matching_consent_at + interval '24 months', ''
FROM recruitment_candidateprofile WHERE matching_consent_at IS NOT NULL;
"""
BACKWARD = """
DROP TRIGGER recruitment_consent_history ON recruitment_candidateprofile;
DROP FUNCTION recruitment_consent_history;
DELETE FROM accounts_consent WHERE purpose = 'MATCHING';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_consents_exports_erasures"),
        ("recruitment", "0004_consent_needs_town_wording"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
