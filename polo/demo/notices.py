"""Notices of what the demo tells, some read, some not. Only in the portal: the demo promises no mail."""

from collections import Counter
from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from core.models import Notification
from orientation.enums import AppointmentState
from orientation.models import Appointment
from polo.demo.accounts import ACCOUNTS
from polo.demo.applications import ANSWERS
from polo.demo.clock import moment
from polo.demo.upsert import Row, keep
from recruitment.enums import Answer
from recruitment.models import Interest
from training.enums import ApplicationState
from training.models import Application

APPLICATION_KINDS = {
    ApplicationState.ACCEPTED: "application_accepted",
    ApplicationState.REFUSED: "application_refused",
    ApplicationState.COMPLETED: "application_completed",
}
DESK_NOTICES = 6


def notices_build(
    people: dict[str, User], applications: list[Application], interests: list[Interest], guidance: list[Appointment]
) -> None:
    """For the accounts that one signs in with; the keys are those that the portal itself would use."""
    main = {people[account.email].pk for account in ACCOUNTS}
    with translation.override(settings.LANGUAGE_CODE):
        rows = [
            *_training(people, applications),
            *_recruitment(interests),
            *_orientation(guidance),
        ]
    mine = [row for row in rows if row["recipient_id"] in main]
    read = Notification.objects.filter(recipient__in=main, read_at__isnull=False).values_list("recipient_id", "key")
    seen = set(read)
    had: Counter[int] = Counter()  # each account has the first of its notices read, the second not
    for place, row in enumerate(mine):
        row["created_at"] = moment(-1 - place % 6, 8 + place % 9)
        is_read = had[row["recipient_id"]] % 3 == 0 or (row["recipient_id"], row["key"]) in seen
        row["read_at"] = moment(0, 7) if is_read else None
        had[row["recipient_id"]] += 1
    keep(among=Notification.objects.filter(recipient__in=main), key=["recipient_id", "key"], rows=mine)


def _training(people: dict[str, User], applications: list[Application]) -> Iterator[Row]:
    told: dict[int, int] = {}
    for application in applications:
        edition = application.edition
        data = {
            "course": edition.course.title,
            "partner": edition.course.partner.name,
            "starts_on": f"{edition.starts_on:%d/%m/%Y}",
        }
        if kind := APPLICATION_KINDS.get(ApplicationState(application.state)):
            path = reverse("training:application_detail", args=[application.pk])
            data_to = data | {"message": application.message}
            yield _row(application.person_id, kind, f"{kind}:{application.pk}", data_to, path)
        desk = people[ANSWERS.get(edition.course.partner.slug, "segreteria@example.org")]
        waiting = application.state == ApplicationState.SUBMITTED and desk.email in ANSWERS.values()
        if waiting and told.get(desk.pk, 0) < DESK_NOTICES:
            told[desk.pk] = told.get(desk.pk, 0) + 1
            key, path = f"application_submitted:{application.pk}", reverse("training:desk_application_list")
            yield _row(desk.pk, "application_submitted", key, data, path)


def _recruitment(interests: list[Interest]) -> Iterator[Row]:
    for interest in interests:
        opening = interest.opening
        data = {"opening": opening.title, "firm": opening.partner.name}
        asked = data | {"message": interest.message}
        path = reverse("recruitment:interest_list")
        yield _row(interest.profile.person_id, "interest_asked", f"interest_asked:{interest.pk}", asked, path)
        if interest.answer:
            kind = "interest_accepted" if interest.answer == Answer.YES else "interest_declined"
            path = reverse("recruitment:candidate_list", args=[opening.pk])
            yield _row(interest.expressed_by_id, kind, f"{kind}:{interest.pk}", data, path)


def _orientation(appointments: list[Appointment]) -> Iterator[Row]:
    for appointment in appointments:
        slot = appointment.slot
        data = {
            "service_it": slot.service.name_it,
            "service_en": slot.service.name_en,
            "starts_at": slot.starts_at.isoformat(),
        }
        mine, agenda = reverse("orientation:appointment_list"), reverse("orientation:agenda")
        key = f"appointment-{appointment.pk}-booked"
        yield _row(appointment.person_id, "appointment_booked", key, data, mine)
        yield _row(slot.counsellor_id, "appointment_booked", key, data, agenda)
        if appointment.state == AppointmentState.CANCELLED:
            key = f"appointment-{appointment.pk}-cancelled"
            yield _row(slot.counsellor_id, "appointment_cancelled", key, data, agenda)


def _row(recipient: int, kind: str, key: str, data: dict[str, str], path: str) -> Row:
    return {"recipient_id": recipient, "kind": kind, "key": key, "data": data, "path": path}
