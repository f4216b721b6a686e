"""Tells the other side of an application what happened: rows in the caller's transaction."""

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from core.models import AuditEvent
from core.services import notify
from partners.enums import ROLE_PERMISSIONS, Permission
from partners.models import Membership, Partner
from training.models import Application, Edition


def application_staff(partner: Partner) -> QuerySet[User]:
    """Those who answer the applications of a partner today."""
    roles = [role for role, permissions in ROLE_PERMISSIONS.items() if Permission.ANSWER_APPLICATIONS in permissions]
    memberships = Membership.objects.active().filter(partner=partner, role__in=roles)
    return User.objects.filter(is_active=True, pk__in=memberships.values("user"))


def tell_school(*, kind: str, application: Application) -> None:
    """To the staff of the school. No name of the applicant: who may read it finds it behind the link."""
    notify(
        kind=kind,
        key=f"{kind}:{application.pk}",
        recipients=application_staff(application.edition.course.partner),
        data=_words(application),
        path=reverse("training:desk_application_list"),
    )


def tell_applicant(*, kind: str, application: Application) -> None:
    notify(
        kind=kind,
        key=f"{kind}:{application.pk}",
        recipients=[application.person],
        data=_words(application) | {"message": application.message},
        path=application.get_absolute_url(),
    )


def tell_of_change(*, edition: Edition, applications: list[Application], event: AuditEvent) -> None:
    """To those who applied, once per change: dates, place or timetable of the edition are others now."""
    for application in applications:
        notify(
            kind="edition_changed",
            key=f"edition_changed:{event.pk}",
            recipients=[application.person],
            data=_words(application),
            path=application.get_absolute_url(),
        )


def _words(application: Application) -> dict[str, str]:
    edition = application.edition
    return {
        "course": edition.course.title,
        "partner": edition.course.partner.name,
        "starts_on": f"{edition.starts_on:%d/%m/%Y}",
    }
