"""A number that every statement which writes something of the catalogue moves on: what is kept under it is never stale.

Whoever writes holds the lock, shared, until the transaction has ended; who finds nobody holding it sees all that was
written under the number (`page_cache.part_key`).
"""

from django.db import migrations

TABLES = (
    "training_course", "training_course_filiere", "training_courseskill", "training_offerkind", "training_edition",
    "training_application", "training_admission", "training_synonymgroup", "partners_partner", "partners_site",
    "partners_municipality", "partners_filiera", "skills_concept",
)  # fmt: skip
LOCK = 7_274_004
FUNCTION = f"""
CREATE SEQUENCE training_catalogue_stamp;
CREATE FUNCTION training_catalogue_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({LOCK});
    PERFORM nextval('training_catalogue_stamp');
    RETURN NULL;
END $$;
"""
TRIGGER = """
CREATE TRIGGER {table}_in_catalogue AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION training_catalogue_written();
"""
BACK = "DROP FUNCTION training_catalogue_written() CASCADE; DROP SEQUENCE training_catalogue_stamp;"


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0024_guardian_approvals"),
        ("partners", "0023_register_imports"),
        ("skills", "0009_picker_indexes"),
    ]
    operations = [migrations.RunSQL(FUNCTION + "".join(TRIGGER.format(table=table) for table in TABLES), BACK)]
