"""Tells the other side of an application what happened: rows in the caller's transaction."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.languages import in_each
from core.models import AuditEvent, Notification
from core.services import notify, notify_address
from partners.enums import Office, Permission
from partners.models import Mandate, Partner
from partners.policies import people_permitted
from training.models import (
    Application,
    ApplicationDocument,
    ApplicationMessage,
    Course,
    Edition,
    EditionPartner,
    GuardianApproval,
    OfferTemplate,
    Ranking,
    TemplateCopy,
)
from training.selectors.edition_changes import plan_changes
from training.selectors.review import hides_on

TITLES_TOLD = 5


def tell_school(*, kind: str, application: Application) -> None:
    """To the staff of the school. No name of the applicant: who may read it finds it behind the link."""
    notify(
        kind=kind,
        key=f"{kind}:{application.pk}",
        recipients=people_permitted(Permission.ANSWER_APPLICATIONS, application.edition.course.partner),
        data=_words(application),
        path=reverse("training:desk_application_detail", args=[application.pk]),
    )


def guardian_withdrew(application: Application, *, occasion: int) -> None:
    """To the staff of the school: a minor with a seat may not take part until a guardian says yes again."""
    notify(
        kind="application_guardian_withdrew",
        key=f"application_guardian_withdrew:{application.pk}:{occasion}",
        recipients=people_permitted(Permission.ANSWER_APPLICATIONS, application.edition.course.partner),
        data=_words(application),
        path=reverse("training:desk_application_detail", args=[application.pk]),
    )


def tell_applicant(*, kind: str, application: Application, time: int = 1) -> None:
    """Once for each fact; `time` counts those that may happen again."""
    notify(
        kind=kind,
        key=f"{kind}:{application.pk}" + (f":{time}" if time > 1 else ""),
        recipients=[application.person],
        data=_words(application) | {"message": application.message} | _until(application),
        path=application.get_absolute_url(),
    )


def ranking_told(application: Application, *, ranking: Ranking) -> None:
    """To who has a place in a ranking, or another one than before; the points are read on the portal."""
    kind = "ranking_published" if ranking.number == 1 else "ranking_changed"
    notify(
        kind=kind,
        key=f"{kind}:{application.pk}:{ranking.number}",
        recipients=[application.person],
        data=_words(application),
        path=application.get_absolute_url(),
    )


def guardian_approval_asked(approval: GuardianApproval, *, token: str) -> None:
    """The only place where the token is written: the mail, in the language of the minor. Of them, the first name.

    By its key it goes with the minor's account, as the first mail to the guardian does.
    """
    application = approval.application
    notify_address(
        kind="guardian_approval_asked",
        key=f"guardian-{approval.guardian_id}:{approval.pk}",
        address=approval.guardian.email,
        language=application.person.language,
        path=reverse("training:guardian_approval", args=[token]),
        data=_words(application) | {"name": application.person.first_name},
    )


def guardian_approval_told(approval: GuardianApproval) -> None:
    """Said yes, said no, taken back: the minor reads it on the page of the application."""
    application = approval.application
    notify(
        kind="guardian_approval_told",
        key=f"guardian-approval-{approval.pk}-{approval.state.lower()}",
        recipients=[application.person],
        data=_words(application) | {"state": str(approval.state)},
        path=application.get_absolute_url(),
    )


def tell_of_message(message: ApplicationMessage) -> None:
    """To the other side, without the words: they are read on the portal."""
    application, kind = message.application, "application_message"
    school = people_permitted(Permission.ANSWER_APPLICATIONS, application.edition.course.partner)
    notify(
        kind=kind,
        key=f"{kind}:{message.pk}",
        recipients=[application.person] if message.is_from_school else school.exclude(pk=message.author_id),
        data=_words(application) | {"is_from_school": message.is_from_school},
        path=application.get_absolute_url()
        if message.is_from_school
        else reverse("training:desk_application_detail", args=[application.pk]),
    )


def tell_of_document(document: ApplicationDocument) -> None:
    """To the school, once the application is sent: a document came. Once a day, and again after the school wrote."""
    application, kind = document.application, "application_document"
    asked = application.messages.filter(is_from_school=True).count()
    notify(
        kind=kind,
        key=f"{kind}:{application.pk}:{timezone.localdate()}:{asked}",
        recipients=people_permitted(Permission.ANSWER_APPLICATIONS, application.edition.course.partner),
        data=_words(application),
        path=reverse("training:desk_application_detail", args=[application.pk]),
    )


def tell_of_change(*, edition: Edition, applications: list[Application], event: AuditEvent, old: Edition) -> None:
    """To those who applied, once per change: which of dates, place, mode and timetable are others now."""
    changes = in_each("changes", lambda: "\n".join(plan_changes(old, edition)))
    for application in applications:
        notify(
            kind="edition_changed",
            key=f"edition_changed:{event.pk}",
            recipients=[application.person],
            data=_words(application) | changes,
            path=application.get_absolute_url(),
        )


def _until(application: Application) -> dict[str, str]:
    """Until when a seat is held, to be said in the reader's language."""
    return {"until": application.offer_until.isoformat()} if application.offer_until else {}


def _words(application: Application) -> dict[str, str]:
    edition = application.edition
    return {
        "course": edition.course.title,
        "partner": edition.course.partner.name,
        "starts_on": f"{edition.starts_on:%d/%m/%Y}",
    }


def courses_to_confirm(
    partner: Partner, *, courses: list[Course], due: datetime.date, threshold: int
) -> list[Notification]:
    """To the staff of a school: is what these courses say still true? Once per due day and threshold."""
    return notify(
        kind="courses_to_confirm",
        key=f"courses_to_confirm:{partner.pk}:{due}:{threshold}",
        recipients=people_permitted(Permission.EDIT_COURSES, partner),
        data=_titles(courses) | {"on": f"{hides_on(due):%d/%m/%Y}"},
        path=reverse("training:desk_course_list"),
    )


def courses_hidden(partner: Partner, *, courses: list[Course], day: datetime.date) -> list[Notification]:
    """To the staff of a school: these courses left the catalogue tonight."""
    return notify(
        kind="courses_hidden",
        key=f"courses_hidden:{partner.pk}:{day}",
        recipients=people_permitted(Permission.EDIT_COURSES, partner),
        data=_titles(courses),
        path=reverse("training:desk_course_list"),
    )


def _titles(courses: list[Course]) -> dict[str, Any]:
    """The first few by name: a notice is no list."""
    shown = [f"«{course.title}»" for course in courses[:TITLES_TOLD]]
    return {"number": len(courses), "courses": ", ".join(shown) + (" …" if len(courses) > TITLES_TOLD else "")}


def together_asked(asked: EditionPartner) -> list[Notification]:
    """To those who answer for the partner that is asked to hold an edition together."""
    return notify(
        kind="together_asked",
        key=f"together_asked:{asked.pk}",
        recipients=_speakers(asked.partner),
        data=_together(asked),
        path=reverse("training:together_list"),
    )


def together_answered(asked: EditionPartner, *, kind: str) -> list[Notification]:
    """To both sides: they hold it together, or no longer."""
    sides = {
        person.pk: person for partner in (asked.edition.course.partner, asked.partner) for person in _speakers(partner)
    }
    return notify(
        kind=kind,
        key=f"{kind}:{asked.pk}",
        recipients=sides.values(),
        data=_together(asked),
        path=asked.edition.course.get_absolute_url(),
    )


def template_changed(template: OfferTemplate) -> None:
    """To the schools whose courses were made from it and have not dealt with the newest version."""
    behind = TemplateCopy.objects.filter(template=template, number__lt=template.number)
    for partner in Partner.objects.filter(courses__copied_from__in=behind).distinct().order_by("pk"):
        notify(
            kind="template_changed",
            key=f"template_changed:{template.pk}:{template.number}",
            recipients=people_permitted(Permission.EDIT_COURSES, partner),
            data={"template": template.title},
            path=template.get_absolute_url(),
        )


def template_proposed(template: OfferTemplate, *, occasion: int) -> list[Notification]:
    """To the referent: a school offers a template, or another text for one that it gave."""
    referents = Mandate.objects.in_force().filter(office=Office.REFERENT).values("user")
    return notify(
        kind="template_proposed",
        key=f"template_proposed:{template.pk}:{occasion}",
        recipients=User.objects.filter(pk__in=referents),
        data={"template": template.title, "partner": str(template.partner)},
        path=template.get_absolute_url(),
    )


def template_answered(template: OfferTemplate, *, kind: str, occasion: int, reason: str = "") -> list[Notification]:
    """To those who write the courses of the school that offered it."""
    if template.partner is None:
        return []
    return notify(
        kind=kind,
        key=f"{kind}:{template.pk}:{occasion}",
        recipients=people_permitted(Permission.EDIT_COURSES, template.partner),
        data={"template": template.title, "reason": reason},
        path=template.get_absolute_url(),
    )


def _speakers(partner: Partner) -> QuerySet[User]:
    """Who writes the courses of a partner; who manages it where nobody does."""
    editors = people_permitted(Permission.EDIT_COURSES, partner)
    return editors if editors.exists() else people_permitted(Permission.MANAGE_MEMBERS, partner)


def _together(asked: EditionPartner) -> dict[str, str]:
    edition = asked.edition
    return {
        "course": edition.course.title,
        "partner": edition.course.partner.name,
        "other": asked.partner.name,
        "starts_on": f"{edition.starts_on:%d/%m/%Y}",
    }
