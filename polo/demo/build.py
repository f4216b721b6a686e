"""The order in which the demo is written: who, what is taught, what is asked for, what happened between them."""

from django.db import connection, transaction

from accounts.models import User
from orientation.models import Appointment
from partners.models import Partner
from polo.demo.acceptances import acceptances_build
from polo.demo.application_parts import application_parts_build
from polo.demo.applications import applications_build
from polo.demo.approvals import approvals_build
from polo.demo.background import background_build
from polo.demo.bodies import bodies_build
from polo.demo.consortium import consortium_build
from polo.demo.contacts import contacts_build
from polo.demo.courses import courses_build
from polo.demo.demand import demand_build
from polo.demo.drafts import drafts_build
from polo.demo.editions import editions_build
from polo.demo.guardians import guardians_build
from polo.demo.guidance import guidance_build
from polo.demo.imports import imports_build
from polo.demo.kept import kept_build
from polo.demo.looks import looks_build
from polo.demo.members import members_build
from polo.demo.notices import notices_build
from polo.demo.outcomes import hired_long_ago, outcomes_build
from polo.demo.oversight import oversight_build
from polo.demo.people import people_build
from polo.demo.placements import placements_build
from polo.demo.privacy import privacy_build
from polo.demo.profiles import profiles_build
from polo.demo.rankings import rankings_build
from polo.demo.templates import templates_build
from polo.demo.together import together_build
from polo.demo.vocabulary import vocabulary_read
from recruitment.models import Interest
from training.models import Application, Edition


@transaction.atomic
def build() -> None:
    """Load or refresh the demo data; the Polo's own data must be there. A later day moves the dates along."""
    vocabulary = vocabulary_read()
    partners = bodies_build()
    people = people_build(partners)
    members_build(people, partners)
    consortium_build(people, partners)
    guardians_build(people)
    acceptances_build(people)
    profiles = profiles_build(people, vocabulary)
    background_build(people, profiles, vocabulary)
    courses = courses_build(partners, vocabulary)
    drafts_build(courses)
    templates_build(courses)
    editions = _fresh_editions(editions_build(courses))
    together_build(people, partners, editions)
    openings = demand_build(partners, vocabulary)
    applications = applications_build(people, editions, hired_long_ago(profiles))
    placements = placements_build(
        people, partners, vocabulary
    )  # what was seen there is a claim: the matches come after it
    interests = contacts_build(people, openings, profiles)
    outcomes_build(placements)
    oversight_build(people)
    guidance = guidance_build(people, partners)
    answered, asked = _read_back(applications, interests)
    counted = list(Edition.objects.with_taken().filter(pk__in=[row.pk for row in editions]).order_by("pk"))
    application_parts_build(counted, answered)
    rankings_build(people, counted)
    approvals_build(people, counted)
    notices_build(people, answered, asked, _with_slot(guidance))
    looks_build(answered, asked)
    _files_and_wishes(people, partners)


def _files_and_wishes(people: dict[str, User], partners: dict[str, Partner]) -> None:
    """What people handed in, set aside or asked for."""
    kept_build(people)
    imports_build(people, partners)
    privacy_build(people)


def _fresh_editions(editions: list[Edition]) -> list[Edition]:
    keys = [edition.pk for edition in editions]
    return list(Edition.objects.filter(pk__in=keys).select_related("course__partner").order_by("pk"))


def _read_back(applications: list[Application], interests: list[Interest]) -> tuple[list[Application], list[Interest]]:
    """With what they are about. What was written a moment ago is joined from here on, also by the first visitors."""
    # Our own tables alone: ANALYZE of everything also locks what all databases of a server share.
    tables = ", ".join(connection.ops.quote_name(name) for name in connection.introspection.django_table_names())
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")
    return _with_course(applications), _with_opening(interests)


def _with_course(applications: list[Application]) -> list[Application]:
    keys = [application.pk for application in applications]
    rows = Application.objects.filter(pk__in=keys).select_related("edition__course__partner", "person", "decided_by")
    return list(rows.order_by("pk"))


def _with_opening(interests: list[Interest]) -> list[Interest]:
    keys = [interest.pk for interest in interests]
    return list(Interest.objects.filter(pk__in=keys).select_related("opening__partner", "profile").order_by("pk"))


def _with_slot(appointments: list[Appointment]) -> list[Appointment]:
    keys = [appointment.pk for appointment in appointments]
    return list(Appointment.objects.filter(pk__in=keys).select_related("slot__service").order_by("pk"))
