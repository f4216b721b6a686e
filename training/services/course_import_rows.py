"""One row of an import, written through the services of courses and editions, or put back."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.imports.file_states import RowAction, RowOutcome
from core.services import record_event
from partners.models import Filiera, Site
from skills.models import Concept
from training.imports.editions import edition_columns, edition_facts
from training.models import Application, Course, CourseCode, CourseImport, CourseImportRow, Edition, OfferKind, Term
from training.selectors.course_content import FACTS, TERMS, Content, CourseContent, Taught, content_of
from training.selectors.desk import publication_gaps
from training.services import courses, editions, publication
from training.services.drafts import working_content


def row_write(row: CourseImportRow, by: User) -> None:
    """Write what the row says; refused where the course changed after the preview."""
    if row.action == RowAction.WITHDRAWN:
        _withdraw(row, by)
    else:
        course = _course_of(row)
        if row.content is not None:
            course = _write_course(row, course, by)
        if course is None:
            raise BusinessRuleError(_("Il corso di questa riga non è stato importato."))
        row.course = course
        _write_code(row, course)
        _write_edition(row, course, by)
        _publish(row, course, by)
        row.after |= {"course": working_content(_fresh(course))} if row.content is not None else {}
    row.outcome = RowOutcome.DONE


def _course_of(row: CourseImportRow) -> Course | None:
    """The course as it is now, locked; of a row below the first, the one that the first has written."""
    if row.course_id is None and row.number != row.head:
        head = row.run.rows.filter(number=row.head, outcome=RowOutcome.DONE).first()
        row.course_id = head.course_id if head else None
    if row.course_id is None:
        return None
    course = Course.objects.filter(pk=row.course_id, partner=row.run.partner_id).first()
    return courses.course_lock(course) if course else None


def _write_course(row: CourseImportRow, course: Course | None, by: User) -> Course:
    content = _content_rows(row.content or {}, row.run)
    if row.action == RowAction.NEW:
        return courses.course_create(partner=row.run.partner, content=content, by=by)
    if course is None or working_content(course) != row.before.get("course"):
        raise BusinessRuleError(_("Il corso è cambiato dopo l'anteprima: ripeti l'importazione."))
    return courses.course_update(course=course, content=content, by=by)


def _write_code(row: CourseImportRow, course: Course) -> None:
    if row.code and row.number == row.head:
        _code, created = CourseCode.objects.get_or_create(
            course=course, defaults={"partner_id": row.run.partner_id, "code": row.code}
        )
        row.after["code_given"] = created


def _write_edition(row: CourseImportRow, course: Course, by: User) -> None:
    if row.edition_facts is None:
        return
    facts = edition_columns(row.edition_facts)
    if row.edition is None and "edition" in row.before:
        raise BusinessRuleError(_("L'edizione non c'è più: ripeti l'importazione."))
    if row.edition is None:
        row.edition = editions.edition_create(course=course, facts=facts, by=by)
    else:
        if edition_facts(row.edition) != row.before["edition"]:
            raise BusinessRuleError(_("L'edizione è cambiata dopo l'anteprima: ripeti l'importazione."))
        row.edition = editions.edition_update(edition=row.edition, facts=facts, by=by)
    row.after["edition"] = edition_facts(row.edition)


def _publish(row: CourseImportRow, course: Course, by: User) -> None:
    """What is complete becomes public where the school asked for it; what is not says what it lacks."""
    if not row.run.publishes or row.content is None:
        return
    was_public, public = course.is_published, content_of(course)
    try:
        with transaction.atomic():
            publication.course_publish(course=course, by=by)
    except BusinessRuleError as error:
        row.note = str(error)[:500]
    else:
        row.after |= {"published": True, "was_public": was_public, "public": public}


def _withdraw(row: CourseImportRow, by: User) -> None:
    course = _course_of(row)
    if course is None or not course.is_published:
        raise BusinessRuleError(_("Il corso non è più pubblicato."))
    publication.course_unpublish(course=course, by=by)
    row.after = {"course": working_content(_fresh(course))}


def row_put_back(row: CourseImportRow, by: User) -> None:
    """Put back what the row changed, unless somebody changed it since.

    Editions before their course: a course that was made here goes only when nothing hangs on it. The course is
    locked first, as everywhere.
    """
    course = _course_of(row)
    if row.edition_facts is not None:
        _put_edition_back(row, by)
    if course is not None and (row.action == RowAction.WITHDRAWN or row.content is not None):
        _put_course_back(row, course, by)
    if row.after.get("code_given") and row.course_id:
        CourseCode.objects.filter(course=row.course_id).delete()
    row.outcome = RowOutcome.UNDONE


def _put_edition_back(row: CourseImportRow, by: User) -> None:
    edition = Edition.objects.select_for_update(of=("self",), no_key=True).filter(pk=row.edition_id or 0).first()
    if edition is None:
        return  # somebody took it away: nothing to put back
    if edition_facts(edition) != row.after["edition"]:
        raise BusinessRuleError(_("L'edizione è stata cambiata dopo l'importazione: resta com'è."))
    if "edition" in row.before:
        editions.edition_update(edition=edition, facts=edition_columns(row.before["edition"]), by=by)
        return
    if Application.objects.filter(edition=edition).exists():
        raise BusinessRuleError(_("Qualcuno si è già iscritto a questa edizione: resta com'è."))
    row.edition = None
    record_event(by=by, verb="training.edition_deleted", target=edition, before=row.after["edition"])
    edition.delete()


def _put_course_back(row: CourseImportRow, course: Course, by: User) -> None:
    if working_content(course) != row.after["course"]:
        raise BusinessRuleError(_("Il corso è stato cambiato dopo l'importazione: resta com'è."))
    if row.action == RowAction.WITHDRAWN:
        _republish(row, course, by)
    elif row.action == RowAction.NEW:
        _remove(row, course, by)
    elif row.after.get("was_public"):
        _publish_again(row, course, by)
    else:
        courses.course_update(course=course, content=_content_rows(row.before["course"], row.run), by=by)
        if row.after.get("published"):
            publication.course_unpublish(course=course, by=by)


def _publish_again(row: CourseImportRow, course: Course, by: User) -> None:
    """What everybody read before the import; what the school was writing beside it waits in the draft again."""
    public, working = row.after.get("public", row.before["course"]), row.before["course"]
    course = courses.course_update(course=course, content=_content_rows(public, row.run), by=by)
    course = publication.course_publish(course=course, by=by)
    if working != public:
        courses.course_update(course=course, content=_content_rows(working, row.run), by=by)


def _republish(row: CourseImportRow, course: Course, by: User) -> None:
    if course.is_published:
        return
    if gaps := publication_gaps(course):
        raise BusinessRuleError(
            _("Il corso resta in bozza, manca: %(missing)s.") % {"missing": "; ".join(str(gap.label) for gap in gaps)}
        )
    publication.course_publish(course=course, by=by)


def _remove(row: CourseImportRow, course: Course, by: User) -> None:
    """A draft that the import made goes away; what was public stays as a draft: people may have its address."""
    if course.editions.exists():
        raise BusinessRuleError(_("Il corso ha altre edizioni: resta com'è."))
    if course.is_published:
        publication.course_unpublish(course=course, by=by)
        row.note = _("Era già pubblico: resta come bozza.")
        return
    record_event(by=by, verb="training.course_deleted", target=course, before={"title": course.title})
    row.course = None
    course.delete()


def _content_rows(content: Content, run: CourseImport) -> CourseContent:
    """Plain contents as rows; a site or a kind that is no longer there is refused by the course's own rules."""
    terms = Term.objects.in_bulk([content[name] for name in TERMS if content[name]])
    facts = {name: content[name] for name in FACTS if name not in {"kind", "site", *TERMS}}
    facts |= {name: terms.get(content[name]) for name in TERMS}
    facts["kind"] = OfferKind.objects.filter(pk=content["kind"]).first()
    facts["site"] = Site.objects.filter(pk=content["site"], partner=run.partner_id).first()
    if facts["kind"] is None:
        raise BusinessRuleError(_("Il tipo di percorso non c'è più: ripeti l'importazione."))
    skills = Concept.objects.in_bulk([skill for skill, _level, _assessed in content["taught"]])
    return CourseContent(
        facts=facts,
        filiere=list(Filiera.objects.filter(pk__in=content["filiere"]).order_by("pk")),
        occupations=list(Concept.objects.filter(pk__in=content["occupations"]).order_by("pk")),
        taught=[
            Taught(skills[skill], level, is_assessed)
            for skill, level, is_assessed in content["taught"]
            if skill in skills
        ],
    )


def _fresh(course: Course) -> Course:
    return courses.course_lock(course)
