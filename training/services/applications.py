"""The life of an application: each transition is one function, under the lock of the edition's row.

Order of locks, always: the edition, then the application. Seats are counted after the first, so the last one is given
once whoever else is accepting at the same moment.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import may_take_part, why_waiting
from core.errors import BusinessRuleError
from core.services import record_event
from partners.models import Partner
from skills.enums import Evidence
from skills.models import SkillClaim
from training.enums import (
    LIVE_APPLICATION_STATES,
    SEATED_APPLICATION_STATES,
    ApplicationState,
    EditionState,
    Enrolment,
    RefusalReason,
)
from training.models import Application, CourseSkill, Edition
from training.notifications import tell_applicant, tell_school

CLAIM_SOURCE = "training.application"


@transaction.atomic
def application_submit(*, edition: Edition, by: User, motivation: str = "") -> Application:
    """Ask for a seat: only while the edition takes applications here, and once per person."""
    edition = _lock_edition(edition.pk)
    if edition.course.published_at is None:
        raise BusinessRuleError(_("Questo corso non è pubblicato."))
    if not Partner.objects.with_page().filter(pk=edition.course.partner_id).exists():  # asked anew, under the lock
        raise BusinessRuleError(_("La scuola o l'ente non fa più parte del Polo: qui non ci si iscrive più."))
    if edition.enrolment != Enrolment.PORTAL:
        raise BusinessRuleError(_("A questa edizione ci si iscrive presso la scuola o l'ente, non sul portale."))
    if Application.objects.filter(edition=edition, person=by, state__in=LIVE_APPLICATION_STATES).exists():
        raise BusinessRuleError(_("Hai già una domanda per questa edizione: la trovi fra le tue iscrizioni."))
    _require_open(edition)
    if not may_take_part(by):
        raise BusinessRuleError(why_waiting(by))
    application = Application(person=by, edition=edition, motivation=motivation)
    application.full_clean()
    application.save()
    record_event(by=by, verb="training.application_submitted", target=application, after={"state": application.state})
    tell_school(kind="application_submitted", application=application)
    return application


@transaction.atomic
def application_accept(*, application: Application, by: User, message: str = "") -> Application:
    """Give a seat, if one is left."""
    application = _lock(application)
    _require_state(application, ApplicationState.SUBMITTED)
    edition = application.edition
    if edition.cancelled_at:
        raise BusinessRuleError(_("Questa edizione è annullata: non si possono accogliere domande."))
    if timezone.localdate() > edition.ends_on:
        raise BusinessRuleError(_("Questa edizione è conclusa: non si possono accogliere domande."))
    if edition.seats_left(_taken(edition)) == 0:
        raise BusinessRuleError(_("I posti sono finiti: non si possono accogliere altre domande."))
    if not may_take_part(application.person):
        raise BusinessRuleError(
            _("Per questa persona manca ancora una conferma, forse di un genitore: la domanda resta in attesa.")
        )
    _decide(application, by=by, message=message)
    _move(application, by=by, state=ApplicationState.ACCEPTED)
    tell_applicant(kind="application_accepted", application=application)
    return application


@transaction.atomic
def application_refuse(*, application: Application, by: User, reason: RefusalReason, message: str = "") -> Application:
    """Say no with a reason. A person already accepted loses the place only when the edition is cancelled."""
    application = _lock(application)
    if reason == RefusalReason.CANCELLED:
        _require_state(application, ApplicationState.SUBMITTED, ApplicationState.ACCEPTED)
    else:
        _require_state(application, ApplicationState.SUBMITTED)
    if reason == RefusalReason.OTHER and not message.strip():
        raise BusinessRuleError(_("Spiega il motivo nel messaggio: chi si è iscritto lo leggerà."))
    application.refusal_reason = reason
    _decide(application, by=by, message=message)
    _move(application, by=by, state=ApplicationState.REFUSED, reason=str(reason))
    tell_applicant(kind="application_refused", application=application)
    return application


@transaction.atomic
def application_withdraw(*, application: Application, by: User) -> Application:
    """The person gives up; a seat that was given is free again."""
    application = _lock(application)
    if not application.is_withdrawable:
        raise BusinessRuleError(_("Questa domanda non si può più ritirare."))
    _move(application, by=by, state=ApplicationState.WITHDRAWN)
    tell_school(kind="application_withdrawn", application=application)
    return application


@transaction.atomic
def application_complete(*, application: Application, by: User) -> Application:
    """The person finished the course: the skills that it assesses enter the skill passport with that evidence."""
    application = _lock(application)
    _require_state(application, ApplicationState.ACCEPTED)
    if timezone.localdate() < application.edition.ends_on:
        raise BusinessRuleError(_("Il percorso si può concludere dall'ultimo giorno in poi."))
    _move(application, by=by, state=ApplicationState.COMPLETED)
    _write_claims(application)
    tell_applicant(kind="application_completed", application=application)
    return application


@transaction.atomic
def applications_give_up(*, person: User, by: User) -> int:
    """Give up every place held or asked for, as a person does who leaves the portal; returns how many."""
    live = Application.objects.live().filter(person=person).select_related("edition").order_by("edition_id", "pk")
    open_ones = [application for application in live if application.is_withdrawable]
    for application in open_ones:
        application_withdraw(application=application, by=by)
    return len(open_ones)


def _lock_edition(pk: int) -> Edition:
    return Edition.objects.select_for_update(of=("self",), no_key=True).select_related("course__partner").get(pk=pk)


def _lock(application: Application) -> Application:
    edition = _lock_edition(application.edition_id)
    row = (
        Application.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person")
        .get(pk=application.pk)
    )
    row.edition = edition
    return row


def _taken(edition: Edition) -> int:
    return Application.objects.filter(edition=edition, state__in=SEATED_APPLICATION_STATES).count()


def _require_open(edition: Edition) -> None:
    state = edition.state_on(timezone.localdate(), _taken(edition))
    if state == EditionState.UPCOMING:
        raise BusinessRuleError(_("Le iscrizioni a questa edizione non sono ancora aperte."))
    if state == EditionState.FULL:
        raise BusinessRuleError(_("I posti di questa edizione sono finiti."))
    if state != EditionState.OPEN:
        raise BusinessRuleError(_("Le iscrizioni a questa edizione sono chiuse."))


def _require_state(application: Application, *states: ApplicationState) -> None:
    if application.state not in states:
        raise BusinessRuleError(
            _("Questa domanda intanto è cambiata: adesso è «%(state)s».") % {"state": application.get_state_display()}
        )


def _decide(application: Application, *, by: User, message: str) -> None:
    application.decided_at, application.decided_by, application.message = timezone.now(), by, message


def _move(application: Application, *, by: User, state: ApplicationState, reason: str = "") -> None:
    before = application.state
    application.state = state
    application.full_clean()
    application.save()
    record_event(
        by=by,
        verb=f"training.application_{state.lower()}",
        target=application,
        before={"state": before},
        after={"state": state},
        reason=reason,
    )


def _write_claims(application: Application) -> None:
    """One assessed claim per skill, never lowered by a later and easier course; declared ones stay as they are."""
    for taught in CourseSkill.objects.filter(course=application.edition.course, is_assessed=True):
        claim = SkillClaim.objects.filter(
            person=application.person, skill=taught.skill_id, evidence=Evidence.ASSESSED
        ).first()
        claim = claim or SkillClaim(
            person=application.person, skill_id=taught.skill_id, evidence=Evidence.ASSESSED, level=0
        )
        if taught.level > claim.level:
            claim.level, claim.source_type, claim.source_id = taught.level, CLAIM_SOURCE, application.pk
            claim.full_clean()
            claim.save()
