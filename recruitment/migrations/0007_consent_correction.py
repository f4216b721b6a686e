"""A given date that is put right corrects the consent in force: only a missing one takes it back."""

from django.db import migrations

CORRECTED = """
    IF TG_OP = 'UPDATE' AND OLD.matching_consent_at IS NOT NULL AND NEW.matching_consent_at IS NOT NULL THEN
        UPDATE accounts_consent
        SET given_at = NEW.matching_consent_at, expires_at = NEW.matching_consent_at + interval '24 months'
        WHERE person_id = NEW.person_id AND purpose = 'MATCHING' AND withdrawn_at IS NULL
          AND given_at <> NEW.matching_consent_at;
        RETURN NULL;
    END IF;
"""
FUNCTION = """
CREATE OR REPLACE FUNCTION recruitment_consent_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {corrected}
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
"""


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0006_history")]
    operations = [migrations.RunSQL(FUNCTION.format(corrected=CORRECTED), FUNCTION.format(corrected=""))]
