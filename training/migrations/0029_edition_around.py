"""An edition knows when what its calendar file shows of the course, the partner, the site or the town changed."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# What a calendar file shows beside the edition's own columns: which columns, and the editions that show them.
SHOWN = {
    "training_course": (("title", "summary", "slug", "site_id", "partner_id"), "course_id = NEW.id"),
    "partners_partner": (("name",), "course_id IN (SELECT id FROM training_course WHERE partner_id = NEW.id)"),
    "partners_site": (
        ("name", "address", "postcode", "municipality_id", "lat", "lon"),
        "site_id = NEW.id OR site_id IS NULL AND course_id IN (SELECT id FROM training_course WHERE site_id = NEW.id)",
    ),
    "partners_municipality": (
        ("name", "province"),
        """site_id IN (SELECT id FROM partners_site WHERE municipality_id = NEW.istat_code)
           OR site_id IS NULL AND course_id IN (
               SELECT course.id FROM training_course course JOIN partners_site site ON site.id = course.site_id
               WHERE site.municipality_id = NEW.istat_code
           )""",
    ),
}
TRIGGER = """
CREATE FUNCTION training_edition_around_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE training_edition SET around_changed_at = clock_timestamp() WHERE {editions};
    RETURN NULL;
END $$;
CREATE TRIGGER {table}_in_calendars AFTER UPDATE OF {columns} ON {table}
    FOR EACH ROW WHEN (({new}) IS DISTINCT FROM ({old})) EXECUTE FUNCTION training_edition_around_{table}();
"""
BACK = "DROP FUNCTION training_edition_around_{table}() CASCADE;"


def _statements():
    for table, (columns, editions) in SHOWN.items():
        old, new = (", ".join(f"{side}.{name}" for name in columns) for side in ("OLD", "NEW"))
        names = {"table": table, "columns": ", ".join(columns), "editions": editions, "old": old, "new": new}
        yield TRIGGER.format(**names), BACK.format(table=table)


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0023_register_imports"),
        ("training", "0028_lists_reopened"),
    ]
    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='edition',
            name='count_revisions',
        ),
        migrations.AddField(
            model_name='edition',
            name='around_changed_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='cambiati corso, partner o sede'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='edition',
            trigger=pgtrigger.compiler.Trigger(name='count_revisions', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.revision := OLD.revision + ((NEW.starts_on, NEW.ends_on, NEW.site_id, NEW.mode, NEW.timetable, NEW.enrolment, NEW.applications_close_on, NEW.cancelled_at, NEW.is_demo, NEW.around_changed_at) IS DISTINCT FROM (OLD.starts_on, OLD.ends_on, OLD.site_id, OLD.mode, OLD.timetable, OLD.enrolment, OLD.applications_close_on, OLD.cancelled_at, OLD.is_demo, OLD.around_changed_at))::int; RETURN NEW;', hash='56cdf5980e2e4841b62259db01e09349341c4237', operation='UPDATE', pgid='pgtrigger_count_revisions_c62db', table='training_edition', when='BEFORE')),
        ),
        *(migrations.RunSQL(there, back) for there, back in _statements()),
    ]
