"""Who is told what about an appointment. Data are codes and times: names stay in the pages behind login."""

from django.urls import reverse

from accounts.models import User
from core.services import notify
from orientation.models import Appointment


def appointment_booked(appointment: Appointment) -> None:
    pages = {appointment.person: "orientation:appointment_list", appointment.slot.counsellor: "orientation:agenda"}
    for recipient, page in pages.items():
        notify(
            kind="appointment_booked",
            key=f"appointment-{appointment.pk}-booked",
            recipients=[recipient],
            data=_data(appointment),
            path=reverse(page),
        )


def appointment_cancelled(appointment: Appointment, *, by: User) -> None:
    to_counsellor = by.pk == appointment.person_id
    notify(
        kind="appointment_cancelled",
        key=f"appointment-{appointment.pk}-cancelled",
        recipients=[appointment.slot.counsellor if to_counsellor else appointment.person],
        data=_data(appointment),
        path=reverse("orientation:agenda" if to_counsellor else "orientation:appointment_list"),
    )


def _data(appointment: Appointment) -> dict[str, str]:
    slot = appointment.slot
    return {
        "service_it": slot.service.name_it,
        "service_en": slot.service.name_en,
        "starts_at": slot.starts_at.isoformat(),
    }
