"""Templates of the Polo: kept by the referent and the secretariat, offered by schools, copied into courses."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError, told_as_refusal
from core.services import record_event
from partners.models import Partner, Site
from training import notifications
from training.enums import TemplateState
from training.models import Course, OfferKind, OfferTemplate, TemplateCopy, TemplateVersion
from training.selectors.course_content import Content, content_read, differing, only, stale
from training.selectors.templates import template_content, template_drawn
from training.services.courses import course_create, course_lock
from training.services.drafts import working_content


@transaction.atomic
def template_create(*, content: Content, by: User, note: str = "") -> OfferTemplate:
    """A template of the Polo's own, in force at once."""
    template = OfferTemplate(number=0)
    _new_version(template, content=content, note=note, by=by)
    record_event(by=by, verb="training.template_created", target=template, after={"title": template.title})
    return template


@transaction.atomic
def template_update(*, template: OfferTemplate, content: Content, note: str, by: User, seen: str) -> OfferTemplate:
    """A new version; schools with a copy are told and decide. `seen`: what the writer was shown (`marks_of`)."""
    template = template_lock(template)
    if not template.is_in_force:
        raise BusinessRuleError(_("Questo modello non è in uso: prima rimettilo in uso."))
    before = template.content
    told = differing(before, content)
    if stale(before, told, seen):
        raise BusinessRuleError(
            _("Mentre scrivevi qualcun altro ha cambiato il modello: qui sotto il suo testo, nel modulo il tuo.")
        )
    if told:
        _new_version(template, content=content, note=note, by=by)
        record_event(
            by=by, verb="training.template_changed", target=template,
            before=only(before, told), after=only(content, told),
        )  # fmt: skip
        notifications.template_changed(template)
    return template


@transaction.atomic
def template_withdraw(*, template: OfferTemplate, reason: str, by: User) -> OfferTemplate:
    """No new course starts from it; those that did stay as they are and are told nothing more."""
    template = template_lock(template)
    if not template.is_in_force:
        raise BusinessRuleError(_("Questo modello non è in uso."))
    template.state, template.answer, template.proposed = TemplateState.WITHDRAWN, reason, None
    _save(template)
    record_event(by=by, verb="training.template_withdrawn", target=template, reason=reason)
    return template


@transaction.atomic
def template_resume(*, template: OfferTemplate, by: User) -> OfferTemplate:
    """In force again, as it was."""
    template = template_lock(template)
    if template.state != TemplateState.WITHDRAWN:
        raise BusinessRuleError(_("Questo modello non è stato ritirato."))
    template.state, template.answer = TemplateState.IN_FORCE, ""
    _save(template)
    record_event(by=by, verb="training.template_resumed", target=template)
    return template


@transaction.atomic
def template_offer(*, course: Course, by: User) -> OfferTemplate:
    """A school offers what its course says, draft included: a new template, or another text for the one it gave."""
    course = course_lock(course)
    template = OfferTemplate.objects.select_for_update(of=("self",), no_key=True).filter(course=course).first()
    if template is None and TemplateCopy.objects.filter(course=course).exists():
        raise BusinessRuleError(_("Questo corso è nato da un modello del Polo: scrivi al Polo che cosa cambieresti."))
    template = template or OfferTemplate(course=course, partner=course.partner, state=TemplateState.PROPOSED)
    if template.state == TemplateState.WITHDRAWN:
        raise BusinessRuleError(_("Il modello nato da questo corso è stato ritirato."))
    content = template_content(working_content(course))
    if template.number and not differing(template.content, content):
        raise BusinessRuleError(_("Il modello dice già quello che dice il corso."))
    template.proposed = content
    if not template.number:
        template.state, template.title, template.answer = TemplateState.PROPOSED, content["title"], ""
    _save(template)
    event = record_event(by=by, verb="training.template_proposed", target=template, after={"title": content["title"]})
    notifications.template_proposed(template, occasion=event.pk)
    return template


@transaction.atomic
def template_approve(*, template: OfferTemplate, by: User, seen: str) -> OfferTemplate:
    """What the school offers is the template from now on; its own course is the first copy."""
    template = template_lock(template)
    proposed = template.proposed
    if proposed is None or stale(proposed, proposed, seen):
        raise BusinessRuleError(_("Nel frattempo la proposta è cambiata: rileggila."))
    _new_version(template, content=proposed, note="", by=by)
    event = record_event(by=by, verb="training.template_approved", target=template, after={"number": template.number})
    if template.course:
        _copy(template, template.course)
    notifications.template_answered(template, kind="template_approved", occasion=event.pk)
    notifications.template_changed(template)
    return template


@transaction.atomic
def template_refuse(*, template: OfferTemplate, reason: str, by: User) -> OfferTemplate:
    """Not this text; a template that is in force goes on as it is."""
    template = template_lock(template)
    if template.proposed is None:
        raise BusinessRuleError(_("Nel frattempo la proposta è cambiata: rileggila."))
    template.proposed = None
    if not template.number:
        template.state, template.answer = TemplateState.REFUSED, reason
    _save(template)
    event = record_event(by=by, verb="training.template_refused", target=template, reason=reason)
    notifications.template_answered(template, kind="template_refused", occasion=event.pk, reason=reason)
    return template


@transaction.atomic
def template_start(*, template: OfferTemplate, partner: Partner, by: User) -> Course:
    """A school's own draft that says what the template says, and remembers it.

    The template is not held: partners come first in the order of locks, and a version that comes meanwhile is one
    more that the course is behind.
    """
    template = OfferTemplate.objects.get(pk=template.pk)
    if not template.is_in_force:
        raise BusinessRuleError(_("Questo modello non è in uso: scegline un altro."))
    if not OfferKind.objects.filter(pk=template.content["kind"]).exists():
        raise BusinessRuleError(_("Il tipo di percorso di questo modello non c'è più: avvisa la segreteria del Polo."))
    sites = list(Site.objects.filter(partner=partner).order_by("pk")[:2])
    said = template_drawn(template.content, partner=partner)
    said.site = sites[0] if len(sites) == 1 else None
    with told_as_refusal():  # a template keeps what was right when it was written
        course = course_create(partner=partner, content=content_read(said, {}), by=by)
    _copy(template, course)
    return course


def template_lock(template: OfferTemplate) -> OfferTemplate:
    rows = OfferTemplate.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("partner", "course").get(pk=template.pk)


def _copy(template: OfferTemplate, course: Course) -> TemplateCopy:
    told = {"template": template, "number": template.number, "content": template.content}
    copy, _created = TemplateCopy.objects.update_or_create(course=course, defaults=told)
    return copy


def _new_version(template: OfferTemplate, *, content: Content, note: str, by: User) -> None:
    template.number, template.content, template.title = template.number + 1, content, content["title"]
    template.state, template.proposed, template.answer = TemplateState.IN_FORCE, None, ""
    _save(template)
    TemplateVersion.objects.create(
        template=template, number=template.number, content=content, note=note, published_by=by
    )


def _save(template: OfferTemplate) -> None:
    with told_as_refusal():
        template.full_clean()
    template.save()
