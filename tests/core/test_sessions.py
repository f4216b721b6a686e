"""Sessions are Django's own, read by a statement made once."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from core.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def key():
    session = SessionStore()
    session["colour"] = "blu"
    session.save()
    return session.session_key


def test_a_session_is_read_with_one_query(key, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert SessionStore(key)["colour"] == "blu"


def test_an_expired_session_is_none(key):
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - datetime.timedelta(seconds=1))

    late = SessionStore(key)

    assert (late.get("colour"), late.session_key) == (None, None)


def test_an_invented_key_is_never_taken_over():
    stranger = SessionStore("inventata-da-chi-chiede-0000000")
    stranger["colour"] = "rosso"
    stranger.save()

    assert stranger.session_key != "inventata-da-chi-chiede-0000000"
