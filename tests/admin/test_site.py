"""The admin has one door, the portal's own log-in, and no page of its own for passwords."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from core.models import OutboxMessage
from partners.enums import Office
from partners.models import Mandate
from partners.policies import may_enter_admin
from tests.accounts.factories import UserFactory
from tests.admin.factories import OutboxMessageFactory
from tests.partners.factories import JoinRequestFactory, MandateFactory, MembershipFactory

pytestmark = pytest.mark.django_db
ROOT = "/amministrazione/"


def secretary():
    return MandateFactory(office=Office.SECRETARIAT).user


@pytest.mark.parametrize("path", ["", "login/", "partners/partner/", "non-esiste/", "jsi18n/", "autocomplete/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_are_sent_to_the_portals_log_in(client, path, method):
    data = {"username": "admin@example.org", "password": "una frase abbastanza lunga"}

    response = getattr(client, method)(ROOT + path, data if method == "post" else None)

    assert response.status_code == 302
    assert response.url.startswith((reverse("account_login"), reverse("admin:login")))


def test_who_may_not_enter_is_told_so(client):
    client.force_login(UserFactory())

    assert client.get(ROOT, follow=True).status_code == 403


@pytest.mark.parametrize("office", [Office.REFERENT, Office.SECRETARIAT])
def test_an_office_opens_the_door_for_as_long_as_it_lasts(client, office):
    mandate = MandateFactory(office=office)
    client.force_login(mandate.user)

    entered, home = client.get(ROOT), client.get("/")
    Mandate.objects.filter(pk=mandate.pk).update(ends_on=timezone.localdate() - datetime.timedelta(days=1))

    assert (entered.status_code, f'href="{ROOT}"' in home.content.decode()) == (200, True)
    assert client.get(ROOT, follow=True).status_code == 403
    assert f'href="{ROOT}"' not in client.get("/").content.decode()


def test_the_flag_alone_opens_nothing(client):
    client.force_login(UserFactory(is_staff=True))

    assert client.get(ROOT, follow=True).status_code == 403
    assert f'href="{ROOT}"' not in client.get("/").content.decode()


@pytest.mark.parametrize("closed", [True, False])
def test_one_asked_alone_is_answered_as_in_a_request(closed):
    user = MandateFactory(office=Office.REFERENT, user__is_active=not closed).user

    assert may_enter_admin(user) is not closed


@pytest.mark.parametrize(
    ("path", "goes_to"),
    [
        ("password_change/", "account_change_password"),
        ("password_change/done/", "account_change_password"),
        ("logout/", "account_logout"),
        ("login/", "admin:index"),
    ],
)
def test_passwords_and_sessions_are_not_the_admins(client, path, goes_to):
    staff = UserFactory(superuser=True)
    client.force_login(staff)

    response = client.post(ROOT + path, {"old_password": "una frase abbastanza lunga", "new_password1": "x"})

    assert response.url == reverse(goes_to)
    staff.refresh_from_db()
    assert staff.check_password("una frase abbastanza lunga")


@pytest.mark.parametrize("path", ["password_reset/", "reset/MQ/set-password/"])
def test_there_is_no_way_to_set_a_password(client, path):
    client.force_login(UserFactory(superuser=True))

    assert client.get(ROOT + path, follow=True).status_code == 404


def test_only_addresses_are_shown_of_allauths_tables():
    shown = {EmailAddress, Authenticator, UserSession, Group} & set(admin.site._registry)

    assert shown == {EmailAddress}


def test_rows_go_one_by_one(client):
    membership = MembershipFactory()
    client.force_login(UserFactory(superuser=True))
    data = {"action": "delete_selected", "_selected_action": [membership.partner_id], "post": "yes"}

    client.post(ROOT + "partners/partner/", data)

    assert type(membership.partner).objects.filter(pk=membership.partner_id).exists()


@pytest.mark.parametrize(("host", "shown"), [("", True), ("mail.example.org", False)])
def test_words_of_mail_are_shown_only_where_nothing_sends_them(client, settings, host, shown):
    settings.EMAIL_HOST = host
    letter = OutboxMessageFactory()
    client.force_login(UserFactory(superuser=True))

    html = client.get(reverse("admin:core_outboxmessage_change", args=[letter.pk])).content.decode()

    assert ("123456" in html) is shown


def test_the_first_page_says_what_waits(client):
    JoinRequestFactory()
    JoinRequestFactory(partner=MembershipFactory().partner)
    letter = OutboxMessageFactory()
    OutboxMessage.objects.filter(pk=letter.pk).update(dead_at=timezone.now())

    client.force_login(UserFactory(superuser=True))
    all_of_it = [line.count for line in client.get(ROOT).context["waiting"]]
    client.force_login(secretary())
    hers = [line.url for line in client.get(ROOT).context["waiting"]]

    assert all_of_it == [1, 1]
    assert hers == [reverse("admin:partners_joinrequest_changelist") + "?state__exact=OPEN"]


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("accounts_user", "password__startswith=scrypt"),
        ("accounts_user", "is_staff=1"),
        ("partners_invitation", "token_hash__regex=."),
        ("accounts_user_export", "password__startswith=scrypt"),
    ],
)
def test_the_address_of_a_list_asks_nothing_about_hidden_columns(client, page, asked):
    """A hash read letter by letter is a hash shown."""
    client.force_login(MandateFactory(office=Office.SECRETARIAT).user)
    name = page if page.endswith("_export") else f"{page}_changelist"

    assert client.get(f"{reverse(f'admin:{name}')}?{asked}").status_code == 400


def test_words_of_mail_are_not_guessed_either(admin_client, settings):
    settings.EMAIL_HOST = "mail.example.org"
    OutboxMessageFactory(body="Il codice è ABCD-2345")

    assert admin_client.get("/amministrazione/core/outboxmessage/?body__contains=ABCD").status_code == 400


def test_the_address_of_a_list_still_asks_about_its_columns_and_filters(client):
    UserFactory(last_name="Rossi")
    client.force_login(MandateFactory(office=Office.SECRETARIAT).user)

    found = client.get("/amministrazione/accounts/user/?last_name__startswith=Ros&is_active__exact=1").context["cl"]

    assert [person.last_name for person in found.result_list] == ["Rossi"]
