"""Tells the other side of an application what happened: rows in the caller's transaction."""

from django.urls import reverse

from core.models import AuditEvent
from core.services import notify
from partners.enums import Permission
from partners.policies import people_permitted
from training.models import Application, Edition


def tell_school(*, kind: str, application: Application) -> None:
    """To the staff of the school. No name of the applicant: who may read it finds it behind the link."""
    notify(
        kind=kind,
        key=f"{kind}:{application.pk}",
        recipients=people_permitted(Permission.ANSWER_APPLICATIONS, application.edition.course.partner),
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
