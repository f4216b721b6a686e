"""The secretariat publishes a new version; what is published is only read."""

import pytest
from django.urls import reverse

from accounts.models import Notice
from core.models import AuditEvent
from partners.enums import Office
from tests.accounts.factories import NoticeFactory
from tests.partners.factories import MandateFactory

pytestmark = pytest.mark.django_db
LIST = "/amministrazione/accounts/notice/"
WORDS = {
    "kind": "TERMS",
    "version": "2027-01",
    "text_it": "Parole.",
    "text_en": "Words.",
    "changes_it": "",
    "changes_en": "",
}


@pytest.fixture
def staff(client):
    def signed_in(office):
        user = MandateFactory(office=office).user
        client.force_login(user)
        return user

    return signed_in


def publish(client, *notices):
    chosen = [notice.pk for notice in notices]
    return client.post(LIST, {"action": "publish", "_selected_action": chosen}, follow=True).content.decode()


def test_the_secretariat_writes_a_draft_and_publishes_it_once(client, staff):
    user = staff(Office.SECRETARIAT)
    client.post(f"{LIST}add/", WORDS)
    draft = Notice.objects.get()
    assert draft.published_at is None

    assert "Pubblicata" in publish(client, draft)
    assert "già pubblicata" in publish(client, draft)

    published = Notice.objects.get()
    assert published.published_at is not None
    assert AuditEvent.objects.get(verb="accounts.notice_published").actor == user


def test_a_published_one_is_neither_changed_nor_deleted(client, staff):
    staff(Office.SECRETARIAT)
    notice = NoticeFactory(published=True, kind="YOUTH")

    changed = client.post(reverse("admin:accounts_notice_change", args=[notice.pk]), WORDS)
    deleted = client.post(reverse("admin:accounts_notice_delete", args=[notice.pk]), {"post": "yes"})

    assert (changed.status_code, deleted.status_code) == (403, 403)
    assert Notice.objects.get().text_it == notice.text_it


def test_a_draft_is_deleted(client, staff):
    staff(Office.SECRETARIAT)
    notice = NoticeFactory()

    client.post(reverse("admin:accounts_notice_delete", args=[notice.pk]), {"post": "yes"})

    assert not Notice.objects.exists()


def test_the_referent_reads_and_does_not_publish(client, staff):
    staff(Office.REFERENT)
    notice = NoticeFactory()

    assert client.get(LIST).status_code == 200
    publish(client, notice)

    assert Notice.objects.get().published_at is None
