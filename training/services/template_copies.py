"""A course and the template from which it was started: what a school takes from a new version, what it keeps."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from training.models import Course, TemplateCopy
from training.selectors.course_content import Content, content_read, only, plain
from training.selectors.templates import behind
from training.services.courses import course_lock, working_write
from training.services.drafts import refuse_stale, working_content


@transaction.atomic
def template_take(*, course: Course, take: list[str], keep: list[str], number: int, seen: str, by: User) -> list[str]:
    """Write these fields of the template's newest version in the draft; remember that those stay as they are.

    `number` and `seen` say which version and which words of the course the person compared: of anything else they
    have not decided. Gives the fields that are still open.
    """
    course = course_lock(course)
    copy = _copy_lock(course)
    if copy.template.number != number or not copy.template.is_in_force:
        raise BusinessRuleError(_("Nel frattempo il modello è cambiato: qui sotto c'è il confronto aggiornato."))
    mine = working_content(course)
    waiting = behind(copy, mine)
    taken, kept = ([name for name in names if name in waiting] for names in (take, keep))
    refuse_stale(course=course, names=[*taken, *kept], seen=seen)
    _write(course, only(copy.template.content, taken))
    left = [name for name in waiting if name not in {*taken, *kept}]
    now = copy.template.content
    copy.content = copy.content | only(now, [*taken, *kept]) if left else now
    copy.number = copy.number if left else number
    copy.save(update_fields=["content", "number", "updated_at"])
    record_event(
        by=by, verb="training.course_aligned", target=course, before=only(mine, taken),
        after=only(now, taken) | {"template": copy.template.title, "version": number, "kept": kept},
    )  # fmt: skip
    return left


@transaction.atomic
def template_leave(*, course: Course, by: User) -> Course:
    """The course goes its own way: it says what it says, and is told of no more versions."""
    course = course_lock(course)
    copy = _copy_lock(course)
    copy.delete()
    record_event(
        by=by, verb="training.course_unlinked", target=course,
        before={"template": copy.template.title, "version": copy.number},
    )  # fmt: skip
    return course


def _copy_lock(course: Course) -> TemplateCopy:
    rows = TemplateCopy.objects.select_for_update(of=("self",), no_key=True).select_related("template")
    copy = rows.filter(course=course).first()
    if copy is None:
        raise BusinessRuleError(_("Questo corso non segue nessun modello."))
    return copy


def _write(course: Course, content: Content) -> None:
    """What the template names and is no longer there is left out."""
    if content:
        working_write(course, only(plain(content_read(course, content)), content))
