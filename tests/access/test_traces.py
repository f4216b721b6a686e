"""Whatever a button changes leaves an event: every POST of every actor that is answered with a redirect."""

import json

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from core.models import AuditEvent
from tests.access.canaries import WORD
from tests.access.world import build_world
from tests.browser.routes import OWN, allowed_methods, iter_patterns
from tests.client import StrictClient

pytestmark = pytest.mark.django_db

# Buttons that change nothing which anybody answers for, and why.
NO_TRACE = {
    "core:notification_open": "the person reads their own notice",
    "accounts:own_data": "the date is there already",
    "accounts:guardian_ask": "an adult is led back to their own data",
    "accounts:notice_accept": "nothing waits to be read",
    "partners:invitation_turn_down": "who is signed in is led to the page of the invitation",
    "partners:accession_create": "an application waits already: it is shown",
    "training:bookmark_toggle": "one's own list: the audit would keep for years what one looked at",
    "training:saved_search_create": "one's own list, as above",
    "training:saved_search_update": "one's own list, as above",
    "training:saved_search_delete": "one's own list, as above",
    "training:saved_search_stop": "one's own list, as above",
    "partners:support_end": "nobody is being helped",
}
# What a school writes of a course not yet published: the audit says what it was and what became of it.
OF_THE_OFFER = {"course", "change", "criterion", "offer"}
OWNERS = ("person", "teacher", "counsellor", "school", "firm", "secretariat", "superuser")


@pytest.fixture
def world():
    return build_world()


def buttons(world) -> dict[str, str]:
    names = [name for name, view in iter_patterns() if is_own(view) and "POST" in allowed_methods(view)]
    return {name: reverse(name, args=world.arguments.get(name)) for name in names}


def is_own(view) -> bool:
    return view.__module__.split(".")[0] in OWN


def pressed(client, url: str) -> tuple[bool, list[AuditEvent]]:
    """Whether the answer leads on within the portal, and the events it left; nothing of it stays."""
    with transaction.atomic():
        before = set(AuditEvent.objects.values_list("pk", flat=True))
        response = client.post(url)
        events = list(AuditEvent.objects.changes().exclude(pk__in=before))
        transaction.set_rollback(True)
    leads_on = response.status_code == 302 and "/accesso/" not in response.url
    return leads_on and not refused(response), events


def refused(response) -> bool:
    """The page that follows says why nothing was done."""
    return any(message.level_tag == "error" for message in response.wsgi_request._messages)


def test_every_button_that_does_something_leaves_an_event(world):
    silent, names = set(), {text for person in User.objects.all() for text in (person.last_name, person.email)}
    told, wordy = set(), set()
    for actor in OWNERS:
        client, me = StrictClient(), world.users[actor]
        client.force_login(me)
        for name, url in buttons(world).items():
            done, events = pressed(client, url)
            if done and not events:
                silent.add(name)
            told |= {name} if events else set()
            texts = [json.dumps([event.before, event.after]) for event in events]
            private = {text for text in texts for found in WORD.finditer(text) if found[2].lower() not in OF_THE_OFFER}
            wordy |= {name for text in texts if text in private or any(word in text for word in names)}
            assert {event.actor for event in events} <= {me, None}, name

    assert silent - set(NO_TRACE) == set()
    assert wordy == set()
    assert len(told) >= 12, sorted(told)
