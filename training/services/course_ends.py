"""How a course ended for a person, and what that proves; an end that was said by mistake is put right."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from skills.enums import Evidence
from skills.models import SkillClaim
from training.enums import ApplicationState, Mover
from training.models import Application, CourseSkill
from training.notifications import tell_applicant
from training.services.moves import lock_application, move, require_move, times_told

CLAIM_SOURCE = "training.application"
STATE = ApplicationState


@transaction.atomic
def application_complete(*, application: Application, by: User) -> Application:
    """The person finished the course: the skills that it assesses enter the skill passport with that evidence."""
    application = _end(application, by=by, state=STATE.COMPLETED)
    _write_claims(application)
    tell_applicant(kind="application_completed", application=application, time=times_told(application))
    return application


@transaction.atomic
def application_not_complete(*, application: Application, by: User) -> Application:
    """The person did not reach the end of the course: said plainly, and nothing of it stands in the passport."""
    application = _end(application, by=by, state=STATE.NOT_COMPLETED)
    _take_claims_back(application)
    tell_applicant(kind="application_not_completed", application=application, time=times_told(application))
    return application


def _end(application: Application, *, by: User, state: ApplicationState) -> Application:
    application = lock_application(application)
    require_move(application, state, Mover.SCHOOL)
    if timezone.localdate() < application.edition.ends_on:
        raise BusinessRuleError(_("Il percorso si può concludere dall'ultimo giorno in poi."))
    move(application, by=by, mover=Mover.SCHOOL, state=state)
    return application


def _write_claims(application: Application) -> None:
    """One assessed claim per skill, never lowered by a later and easier course; declared ones stay as they are."""
    for taught in CourseSkill.objects.filter(course=application.edition.course_id, is_assessed=True):
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


def _take_claims_back(application: Application) -> None:
    """What only this course proved is proved no more; what another one had assessed too is its word again."""
    claims = SkillClaim.objects.filter(
        person=application.person, source_type=CLAIM_SOURCE, source_id=application.pk, evidence=Evidence.ASSESSED
    )
    if claims.delete()[0]:
        others = Application.objects.filter(person=application.person, state=STATE.COMPLETED)
        for other in others.select_related("edition", "person").order_by("pk"):
            _write_claims(other)
