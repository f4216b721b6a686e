"""Looks at the demo people's records by those who answered them, so that the page which tells them is not empty."""

import datetime

from django.db import models

from core.models import AuditEvent
from recruitment.enums import Answer
from recruitment.models import Interest
from training.models import Application

APPLICATION, PROFILE = "training.application_seen", "recruitment.profile_opened"


def looks_build(applications: list[Application], interests: list[Interest]) -> None:
    """Once: the register cannot be changed, so a second run of the demo leaves it as it is."""
    rows = [_application_look(application) for application in applications if application.decided_by_id]
    rows += [_profile_look(interest) for interest in interests if interest.answer == Answer.YES]
    people = {row.subject_id for row in rows}
    if not AuditEvent.objects.looks().filter(subject__in=people).exists():
        AuditEvent.objects.bulk_create([row for row in rows if row.subject_id != row.actor_id], ignore_conflicts=True)


def _application_look(application: Application) -> AuditEvent:
    look = _look(APPLICATION, application, application.edition.course.partner_id, application.decided_at)
    look.actor_id, look.subject_id = application.decided_by_id, application.person_id
    return look


def _profile_look(interest: Interest) -> AuditEvent:
    look = _look(PROFILE, interest.profile, interest.opening.partner_id, interest.answered_at)
    look.actor_id, look.subject_id = interest.expressed_by_id, interest.profile.person_id
    return look


def _look(verb: str, target: models.Model, partner: int, at: datetime.datetime | None) -> AuditEvent:
    hour = at and at.replace(minute=0, second=0, microsecond=0)
    return AuditEvent(
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=target.pk,
        acting_partner_id=partner,
        look_hour=hour,
    )
