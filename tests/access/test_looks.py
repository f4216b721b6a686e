"""Nobody sees another person's record without leaving a trace: walked over every page and every reader.

Each person of the world has a family name found nowhere else. Where a page shows it to somebody else, the audit must
hold a look with that person as its subject, unless the page is one of those where a name is no record.
"""

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from core.models import AuditEvent
from partners.models import Invitation
from tests.access.world import ACTORS, build_world
from tests.browser.routes import OWN, allowed_methods, iter_patterns
from tests.client import StrictClient

pytestmark = pytest.mark.django_db

# Pages that name somebody as the one to turn to, in their office: no record of theirs is shown.
NO_RECORD = {
    "orientation:appointment_list": "the counsellor whom the person meets",
    "partners:invitation_detail": "who invites, for a partner",
    "partners:invitation_accept": "who invites, for a partner",
    "partners:invitation_decline": "who invites, for a partner",
    "partners:invitation_turn_down": "who invites, for a partner",
    "partners:handover_answer": "who holds the office that one is asked to take over",
    "recruitment:interest_detail": "who asks and answers, for a firm",
    "recruitment:interest_list": "who asks, for a firm",
    "recruitment:matching_register": "who wrote the rules of the matching, for the Polo",
    "recruitment:placement_detail": "its two tutors, in their office; who learns there is a look, asked for below",
    "recruitment:rules_detail": "who wrote the rules of the matching, for the Polo",
    "recruitment:passport_verify": "whoever has no account is counted on the address that the person gave them",
}


@pytest.fixture
def world():
    world = build_world()
    for person in User.objects.all():
        person.last_name = family_name(person)
        person.save()
    for side in (world.a, world.b):  # who invites is named there as a colleague
        Invitation.objects.filter(partner=side.school).update(invited_by=side.users["school"])
    return world


def family_name(person: User) -> str:
    return f"Canarino{person.pk}x"


def pages(world) -> dict[str, str]:
    names = [name for name, view in iter_patterns() if is_own(view) and "GET" in allowed_methods(view)]
    return {name: world.url(name) for name in names}


def is_own(view) -> bool:
    return view.__module__.split(".")[0] in OWN


def opened(client, url: str) -> tuple[str, set[int]]:
    """What the page says and whose looks it left; nothing of it stays."""
    with transaction.atomic():
        body = client.get(url).content.decode(errors="replace")  # some are files
        looked_at = set(AuditEvent.objects.looks().values_list("subject", flat=True))
        transaction.set_rollback(True)
    return body, looked_at


@pytest.mark.bombard
def test_whoever_sees_a_name_leaves_a_look(world):
    everybody, untold, told = list(User.objects.all()), [], set()
    for actor in ACTORS:
        client, me = StrictClient(), world.users[actor]
        if me is not None:
            client.force_login(me)
        for name, url in pages(world).items():
            body, looked_at = opened(client, url)
            named = {person.pk for person in everybody if person != me and family_name(person) in body}
            told |= {name} if named & looked_at else set()
            if named - looked_at and name not in NO_RECORD:
                untold.append(f"{name} as {actor}: {sorted(named - looked_at)}")

    assert untold == []
    assert told >= {
        "partners:member_list",
        "partners:member_update",
        "partners:join_request_accept",
        "training:desk_application_list",
        "training:application_accept",
        "orientation:agenda",
        "recruitment:placement_detail",
    }


def test_a_page_read_again_writes_nothing(world):
    client = StrictClient()
    client.force_login(world.users["school"])
    for _time in range(2):
        client.get(reverse("training:desk_application_list"))

    looks = AuditEvent.objects.looks().filter(verb="training.application_seen")
    assert looks.count() == looks.values("target_id").distinct().count() > 0
