"""How many skills a person has, and that they are to be matched again, follow claims, licences and profile, whoever writes them.

A certificate, an import or a merge writes claims without knowing of this app: the triggers do.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION recruitment_profile_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.skill_count := (SELECT count(DISTINCT skill_id) FROM skills_skillclaim WHERE person_id = NEW.person_id);
    IF TG_OP = 'INSERT' THEN
        NEW.is_rematch_due := true;
    ELSIF (OLD.municipality_id, OLD.max_km, OLD.available_from, OLD.eqf, OLD.matching_consent_at)
        IS DISTINCT FROM (NEW.municipality_id, NEW.max_km, NEW.available_from, NEW.eqf,
            NEW.matching_consent_at)
        -- Who saves a row read long ago does not take back what was asked since; the worker touches this column alone.
        OR (OLD.is_rematch_due AND NEW.updated_at IS DISTINCT FROM OLD.updated_at)
    THEN
        NEW.is_rematch_due := true;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_profile_counted BEFORE INSERT OR UPDATE ON recruitment_candidateprofile
    FOR EACH ROW EXECUTE FUNCTION recruitment_profile_counted();

CREATE FUNCTION recruitment_claims_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE recruitment_candidateprofile SET is_rematch_due = true WHERE id IN (
        SELECT id FROM recruitment_candidateprofile WHERE person_id IN (SELECT person_id FROM written)
        ORDER BY id FOR NO KEY UPDATE);
    RETURN NULL;
END $$;
CREATE FUNCTION recruitment_claims_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE recruitment_candidateprofile SET is_rematch_due = true WHERE id IN (
        SELECT id FROM recruitment_candidateprofile
        WHERE person_id IN (SELECT person_id FROM written UNION SELECT person_id FROM gone)
        ORDER BY id FOR NO KEY UPDATE);
    RETURN NULL;
END $$;
CREATE FUNCTION recruitment_claims_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE recruitment_candidateprofile SET is_rematch_due = true WHERE id IN (
        SELECT id FROM recruitment_candidateprofile WHERE person_id IN (SELECT person_id FROM gone)
        ORDER BY id FOR NO KEY UPDATE);
    RETURN NULL;
END $$;
CREATE TRIGGER recruitment_claims_added AFTER INSERT ON skills_skillclaim
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION recruitment_claims_added();
CREATE TRIGGER recruitment_claims_changed AFTER UPDATE ON skills_skillclaim
    REFERENCING NEW TABLE AS written OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION recruitment_claims_changed();
CREATE TRIGGER recruitment_claims_deleted AFTER DELETE ON skills_skillclaim
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION recruitment_claims_deleted();
CREATE TRIGGER recruitment_licences_added AFTER INSERT ON recruitment_licence
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION recruitment_claims_added();
CREATE TRIGGER recruitment_licences_changed AFTER UPDATE ON recruitment_licence
    REFERENCING NEW TABLE AS written OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION recruitment_claims_changed();
CREATE TRIGGER recruitment_licences_deleted AFTER DELETE ON recruitment_licence
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION recruitment_claims_deleted();

UPDATE recruitment_candidateprofile SET is_rematch_due = true;
"""
BACK = """
DROP TRIGGER recruitment_licences_deleted ON recruitment_licence;
DROP TRIGGER recruitment_licences_changed ON recruitment_licence;
DROP TRIGGER recruitment_licences_added ON recruitment_licence;
DROP TRIGGER recruitment_claims_deleted ON skills_skillclaim;
DROP TRIGGER recruitment_claims_changed ON skills_skillclaim;
DROP TRIGGER recruitment_claims_added ON skills_skillclaim;
DROP TRIGGER recruitment_profile_counted ON recruitment_candidateprofile;
DROP FUNCTION recruitment_claims_deleted();
DROP FUNCTION recruitment_claims_changed();
DROP FUNCTION recruitment_claims_added();
DROP FUNCTION recruitment_profile_counted();
"""


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0017_matching_rules"), ("skills", "0009_picker_indexes")]
    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
