"""The names of a concept follow its columns, whoever writes them: services, seeding, the admin or plain SQL."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION skills_concept_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM skills_conceptname WHERE concept_id = NEW.id;
    INSERT INTO skills_conceptname (concept_id, name, folded, is_label)
    SELECT NEW.id, n.name, lower(unaccent(n.name)), bool_or(n.is_label) FROM (
        SELECT NEW.label_it AS name, true AS is_label UNION ALL SELECT NEW.label_en, true
        UNION ALL SELECT unnest(NEW.alt_it), false UNION ALL SELECT unnest(NEW.alt_en), false
    ) n
    WHERE n.name <> '' GROUP BY n.name;
    RETURN NULL;
END $$;
CREATE TRIGGER skills_concept_names_added AFTER INSERT ON skills_concept
    FOR EACH ROW EXECUTE FUNCTION skills_concept_names();
CREATE TRIGGER skills_concept_names_changed AFTER UPDATE ON skills_concept FOR EACH ROW
    WHEN ((OLD.label_it, OLD.label_en, OLD.alt_it, OLD.alt_en)
        IS DISTINCT FROM (NEW.label_it, NEW.label_en, NEW.alt_it, NEW.alt_en))
    EXECUTE FUNCTION skills_concept_names();
INSERT INTO skills_conceptname (concept_id, name, folded, is_label)
SELECT c.id, n.name, lower(unaccent(n.name)), bool_or(n.is_label) FROM skills_concept c, LATERAL (
    SELECT c.label_it AS name, true AS is_label UNION ALL SELECT c.label_en, true
    UNION ALL SELECT unnest(c.alt_it), false UNION ALL SELECT unnest(c.alt_en), false
) n
WHERE n.name <> '' GROUP BY c.id, n.name;
"""
BACK = """
DROP TRIGGER skills_concept_names_added ON skills_concept;
DROP TRIGGER skills_concept_names_changed ON skills_concept;
DROP FUNCTION skills_concept_names();
"""


class Migration(migrations.Migration):
    dependencies = [("skills", "0004_concept_names")]
    operations = [migrations.RunSQL(FUNCTION, BACK)]
