"""In which transaction a profile became due last, for whoever keeps people in memory (recruitment.matching.accelerator).

Whether a person may take part (account, age, a guardian's yes) makes the profile due too, at once instead of at night.
"""

from django.db import migrations, models

STAMP = """
CREATE FUNCTION recruitment_profile_stamped() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.is_rematch_due THEN
        NEW.changed_in := pg_current_xact_id()::text::bigint;
    ELSE  -- who saves a row read long ago does not take it back
        NEW.changed_in := OLD.changed_in;
    END IF;
    RETURN NEW;
END $$;
-- After recruitment_profile_counted, which decides whether it is due: triggers of a table run in the order of their names.
CREATE TRIGGER recruitment_profile_stamped BEFORE INSERT OR UPDATE ON recruitment_candidateprofile
    FOR EACH ROW EXECUTE FUNCTION recruitment_profile_stamped();

CREATE FUNCTION recruitment_person_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE recruitment_candidateprofile SET is_rematch_due = true WHERE person_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER recruitment_person_changed AFTER UPDATE OF is_active, birth_date ON accounts_user FOR EACH ROW
    WHEN ((OLD.is_active, OLD.birth_date) IS DISTINCT FROM (NEW.is_active, NEW.birth_date))
    EXECUTE FUNCTION recruitment_person_changed();

CREATE FUNCTION recruitment_guardian_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE recruitment_candidateprofile SET is_rematch_due = true WHERE person_id IN (OLD.minor_id, NEW.minor_id);
    RETURN NULL;
END $$;
CREATE TRIGGER recruitment_guardian_changed AFTER INSERT OR UPDATE OR DELETE ON accounts_guardianrequest
    FOR EACH ROW EXECUTE FUNCTION recruitment_guardian_changed();
"""
BACK = """
DROP TRIGGER recruitment_guardian_changed ON accounts_guardianrequest;
DROP TRIGGER recruitment_person_changed ON accounts_user;
DROP TRIGGER recruitment_profile_stamped ON recruitment_candidateprofile;
DROP FUNCTION recruitment_guardian_changed();
DROP FUNCTION recruitment_person_changed();
DROP FUNCTION recruitment_profile_stamped();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_mfa_secrets_encrypted"), ("recruitment", "0028_opening_imports")]

    operations = [
        migrations.AddField(
            model_name="candidateprofile",
            name="changed_in",
            field=models.BigIntegerField(default=0, editable=False, verbose_name="ultima modifica che conta"),
        ),
        migrations.AddIndex(
            model_name="candidateprofile",
            index=models.Index(fields=["changed_in"], name="recruitment_profile_changed"),
        ),
        migrations.RunSQL(STAMP, BACK),
    ]
