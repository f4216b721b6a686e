"""The pages of "La tua privacy": what a person sees there, takes away, takes back, and how they leave."""

import datetime
import io
import re
import zipfile

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import archive, tasks
from accounts.enums import NoticeKind
from accounts.models import Consent, DataExport, Erasure, ExportState, NoticeAcceptance, User
from accounts.selectors import rows_to_take, sections_about
from accounts.services import consents, erasure, exports
from core.errors import BusinessRuleError
from core.isolation import Tally
from core.models import AuditEvent, OutboxMessage
from core.services import record_event
from partners.enums import Role
from recruitment.models import CandidateProfile, Interest, Match
from recruitment.services.profile import profile_save
from tests.accounts.factories import NoticeFactory, UserFactory
from tests.client import StrictClient, said_by
from tests.partners.factories import AccessionFactory, MandateFactory, MembershipFactory
from tests.recruitment.factories import CandidateProfileFactory, InterestFactory, MatchFactory

pytestmark = pytest.mark.django_db
OVERVIEW, CONSENTS, ERASE = "/area/privacy/", "/area/privacy/consensi/", "/area/privacy/cancella/"


@pytest.fixture
def person():
    return UserFactory(first_name="Gaia", email="gaia@example.org")


@pytest.fixture
def browser(person):
    client = StrictClient()
    client.force_login(person)
    return client


def reauthenticate(browser):
    response = browser.post("/accesso/reauthenticate/", {"password": "una frase abbastanza lunga"})
    assert response.status_code == 302


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def ready_export(person, **facts):
    now = timezone.now()
    facts = {"state": ExportState.READY, "archive": b"zip", "ready_at": now, **facts}
    return DataExport.objects.create(person=person, expires_at=facts["ready_at"] + DataExport.LIFETIME, **facts)


# The page -----------------------------------------------------------------------------------------------------------
def test_overview_says_what_there_is_why_and_for_how_long(browser, person):
    CandidateProfileFactory(person=person)

    text = text_of(browser.get(OVERVIEW))

    assert 'Profili di chi cerca lavoro <span class="fw-normal">(1)</span>' in text
    assert "Serve a: abbinarti alle offerte di lavoro, se lo vuoi." in text
    assert "Abbinamento alle offerte di lavoro: sì dal" in text
    assert "Domande di iscrizione" not in text


@pytest.mark.parametrize("page", [OVERVIEW, CONSENTS, ERASE])
def test_nothing_of_somebody_else_stands_there(browser, page):
    reauthenticate(browser)
    browser.get(page)
    before = said_by(browser.get(page))

    CandidateProfileFactory()
    other = CandidateProfileFactory().person
    ready_export(other)
    erasure.erasure_request(by=other)

    assert Consent.objects.active().count() == 1
    assert said_by(browser.get(page)) == before


def test_overview_asks_the_database_as_often_whatever_there_is(browser, person, django_assert_num_queries):
    browser.get(OVERVIEW)
    with django_assert_num_queries(9):
        browser.get(OVERVIEW)
    ready_export(person)
    for _turn in range(3):
        InterestFactory(profile__person=UserFactory(), message="x")
        MembershipFactory(user=person, role=Role.EDITOR)

    with django_assert_num_queries(9):
        browser.get(OVERVIEW)


def test_account_menu_leads_there(browser):
    assert 'href="/area/privacy/">La tua privacy</a>' in browser.get("/area/notifiche/").content.decode()


# The copy -----------------------------------------------------------------------------------------------------------
def test_export_create_asks_once_and_the_worker_makes_it(browser, person):
    browser.post("/area/privacy/copia/")
    again = browser.post("/area/privacy/copia/", follow=True)

    assert "Stiamo già preparando la tua copia" in again.content.decode()
    tasks.exports_build()
    [export] = DataExport.objects.all()
    assert (export.state, export.person, export.size) == (ExportState.READY, person, len(export.archive))
    assert export.expires_at - export.ready_at == datetime.timedelta(days=7)
    assert person.notifications.get().kind == "export_ready"
    with zipfile.ZipFile(io.BytesIO(export.archive)) as opened:
        assert {"index.html", "schema.json", "data/accounts.user.json"} <= set(opened.namelist())
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == [
        "accounts.export_requested", "accounts.export_ready",
    ]  # fmt: skip


def page_to_read(person) -> str:
    with zipfile.ZipFile(io.BytesIO(archive.archive_of(person))) as opened:
        return " ".join(opened.read("index.html").decode().split())


CODES = re.compile(
    r"accounts\.\w+_|partners\.accession_|IN_CHECK|MANAGER|TOTP|Message-ID"
    r"|<dt>(?:User|Created at|Ip|Last seen at|User agent|Pgh \w+)"
)


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_page_to_read_has_words_instead_of_codes(browser, person, language):
    User.objects.filter(pk=person.pk).update(language=language)
    person.refresh_from_db()
    NoticeAcceptance.objects.create(user=person, notice=NoticeFactory())
    AccessionFactory(contact=person, missing=["DEED"], in_check=True)
    UserSession.objects.create(user=person, ip="192.0.2.7", session_key="s", user_agent="Firefox", data={"a": 1})
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    record_event(by=person, verb="partners.accession_in_check", target=person.accessions.get(),
                 before={"state": "SUBMITTED"}, after={"state": "IN_CHECK"}, subject=person)  # fmt: skip
    MembershipFactory(user=person, role=Role.MANAGER)

    page = page_to_read(person)

    assert CODES.findall(page) == []
    told = {
        "it": ["Indirizzo di rete (IP)", "stato: in verifica", "inizio della verifica", "Codici da un", "Scritto"],
        "en": ["Network address (IP)", "status: being checked", "start of the check", "Codes from an app"],
    }
    missing = [words for words in told[language] if words.lower() not in page.lower()]
    assert missing == []
    assert ("La chiave di ogni accesso non è in questa copia" in page) is (language == "it")


def test_a_new_export_takes_the_place_of_the_ready_one(person):
    old = ready_export(person)

    exports.export_request(by=person)

    old.refresh_from_db()
    assert (old.state, old.archive) == (ExportState.EXPIRED, None)


def test_an_export_that_fails_says_so_and_may_be_asked_again(person, monkeypatch):
    exports.export_request(by=person)
    monkeypatch.setattr(archive, "FORMAT", object())  # not JSON: the schema cannot be written

    assert exports.exports_build() == 0

    assert DataExport.objects.get().state == ExportState.FAILED
    assert person.notifications.get().kind == "export_failed"
    exports.export_request(by=person)


def test_export_download_asks_who_one_is_again(browser, person):
    export = ready_export(person)

    response = browser.get(f"/area/privacy/copia/{export.pk}/")

    assert response.status_code == 302
    assert response["Location"] == f"/accesso/reauthenticate/?next=%2Farea%2Fprivacy%2Fcopia%2F{export.pk}%2F"


def test_export_download_gives_the_zip_and_leaves_a_trace(browser, person):
    export = ready_export(person)
    reauthenticate(browser)

    response = browser.get(f"/area/privacy/copia/{export.pk}/")

    assert (response.status_code, response.content) == (200, b"zip")
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"].startswith('attachment; filename="dati-polo-')
    assert "no-store" in response["Cache-Control"]
    assert AuditEvent.objects.get().verb == "accounts.export_downloaded"


@pytest.mark.parametrize("case", ["foreign", "expired", "missing"])
def test_export_download_of_what_is_not_mine_or_not_there_is_not_found(browser, person, case):
    reauthenticate(browser)
    pk = {
        "foreign": lambda: ready_export(UserFactory()).pk,
        "expired": lambda: ready_export(person, ready_at=timezone.now() - datetime.timedelta(days=7, seconds=1)).pk,
        "missing": lambda: 987654321,
    }[case]()

    assert browser.get(f"/area/privacy/copia/{pk}/").status_code == 404


def test_exports_expire_after_seven_days(person):
    export = ready_export(person, ready_at=timezone.now() - datetime.timedelta(days=7, seconds=1))
    fresh = ready_export(UserFactory())

    assert exports.exports_expire() == Tally(done=1)

    export.refresh_from_db()
    fresh.refresh_from_db()
    assert (export.archive, export.state, fresh.state) == (None, ExportState.EXPIRED, ExportState.READY)


def test_the_database_holds_one_open_export(person):
    DataExport.objects.create(person=person)

    with pytest.raises(IntegrityError, match="accounts_dataexport_one_open"), transaction.atomic():
        ready_export(person)


# Consents -----------------------------------------------------------------------------------------------------------
def test_the_history_of_consents_is_written_by_the_database(person):
    profile = CandidateProfileFactory(person=person, without_consent=True)
    assert not person.consents.exists()

    profile_save(profile=profile, consent=True, by=person)
    profile_save(profile=profile, consent=False, by=person)
    profile_save(profile=profile, consent=True, by=person)

    now, before = Consent.objects.filter(person=person)
    assert (now.is_active, before.is_active) == (True, False)
    assert now.given_at == CandidateProfile.objects.get(person=person).matching_consent_at
    assert now.expires_at.year == now.given_at.year + 2


def test_consent_withdraw_has_effect_at_the_next_request(browser, person):
    profile = CandidateProfileFactory(person=person)
    match, interest = MatchFactory(profile=profile), InterestFactory(profile=profile, yes=True)
    consent = person.consents.get()

    page = browser.post(f"/area/privacy/consensi/{consent.pk}/togli/", follow=True)

    assert "Consenso tolto" in page.content.decode()
    assert "Togli il consenso" not in page.content.decode()
    interest.refresh_from_db()
    assert interest.closed_at is not None
    assert not Match.objects.filter(pk=match.pk).exists()
    assert not Interest.objects.disclosing().exists()
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    again = browser.post(f"/area/privacy/consensi/{consent.pk}/togli/", follow=True)
    assert "Questo consenso era già stato tolto." in again.content.decode()


def test_consent_withdraw_of_somebody_else_is_not_found(browser):
    consent = CandidateProfileFactory().person.consents.get()

    assert browser.post(f"/area/privacy/consensi/{consent.pk}/togli/").status_code == 404
    assert Consent.objects.active().count() == 1


def test_consents_expire_after_two_years(person):
    CandidateProfileFactory(person=person, matching_consent_at=timezone.now() - datetime.timedelta(days=732))
    CandidateProfileFactory()

    assert (consents.consents_expire(), consents.consents_expire()) == (Tally(done=1), Tally())

    assert CandidateProfile.objects.get(person=person).matching_consent_at is None
    assert person.notifications.get().kind == "consent_expired"


# Leaving ------------------------------------------------------------------------------------------------------------
def test_account_erase_asks_who_one_is_again(browser):
    assert browser.get(ERASE)["Location"] == "/accesso/reauthenticate/?next=%2Farea%2Fprivacy%2Fcancella%2F"


def test_account_erase_takes_out_of_matching_and_can_be_called_off(browser, person):
    profile = CandidateProfileFactory(person=person)
    MatchFactory(profile=profile)
    reauthenticate(browser)
    assert "Per 14 giorni: l'account funziona" in text_of(browser.get(ERASE))

    page = text_of(browser.post(ERASE, follow=True))

    assert "Hai chiesto di cancellare il tuo account: lo facciamo dopo il" in page
    asked = Erasure.objects.get()
    assert asked.due_at - asked.requested_at == datetime.timedelta(days=14)
    assert not Match.objects.exists()
    assert "Tieni il mio account" in text_of(browser.post(ERASE))
    assert erasure.erasures_carry_out() == Tally()

    assert "il tuo account resta" in text_of(browser.post("/area/privacy/cancella/annulla/", follow=True))
    assert Erasure.objects.get().cancelled_at is not None
    assert "Nessuna cancellazione in corso" in text_of(browser.post("/area/privacy/cancella/annulla/", follow=True))
    assert User.objects.get(pk=person.pk).is_active


def test_account_erase_is_refused_to_the_last_manager(browser, person):
    membership = MembershipFactory(user=person, role=Role.MANAGER)
    reauthenticate(browser)

    page = text_of(browser.post(ERASE))

    assert f"Sei l&#x27;unica persona responsabile di «{membership.partner.name}»" in page
    assert not Erasure.objects.exists()
    MembershipFactory(partner=membership.partner, role=Role.MANAGER)
    assert erasure.erasure_request(by=person).pk


def test_account_erase_is_refused_to_who_holds_an_office(person):
    MandateFactory(user=person)

    with pytest.raises(BusinessRuleError, match="incarico del Polo"):
        erasure.erasure_request(by=person)


def test_an_erasure_held_by_a_rule_waits_whole(person):
    membership = MembershipFactory(user=person, role=Role.EDITOR)
    asked = erasure.erasure_request(by=person)
    long_ago = timezone.now() - Erasure.GRACE
    Erasure.objects.filter(pk=asked.pk).update(requested_at=long_ago, due_at=timezone.now())
    MembershipFactory(user=person, partner=membership.partner, role=Role.MANAGER)  # meanwhile, and the only one

    assert erasure.erasures_carry_out() == Tally(held=1)

    person.refresh_from_db()
    assert (person.email, person.is_active) == ("gaia@example.org", True)
    assert person.memberships.active().count() == 2


def test_a_closed_account_cannot_come_in_and_is_told_nothing_more(browser, person):
    asked = erasure.erasure_request(by=person)
    Erasure.objects.filter(pk=asked.pk).update(requested_at=timezone.now() - Erasure.GRACE, due_at=timezone.now())
    erasure.erasures_carry_out()

    assert browser.get(OVERVIEW).status_code == 302
    person.refresh_from_db()
    assert (person.is_active, person.first_name, person.has_usable_password()) == (False, "", False)
    last = OutboxMessage.objects.get()
    assert (last.to, last.is_fleeting, last.subject) == (
        "gaia@example.org", True, "Il tuo account è stato cancellato",
    )  # fmt: skip
    assert not person.notifications.exists()


def test_the_address_of_a_closed_account_is_free_again(person):
    asked = erasure.erasure_request(by=person)
    Erasure.objects.filter(pk=asked.pk).update(requested_at=timezone.now() - Erasure.GRACE, due_at=timezone.now())
    erasure.erasures_carry_out()

    assert UserFactory(email="gaia@example.org").pk != person.pk


def test_a_given_date_put_right_corrects_the_consent_in_force(person):
    profile = CandidateProfileFactory(person=person)
    earlier = profile.matching_consent_at - datetime.timedelta(days=3)

    CandidateProfile.objects.filter(pk=profile.pk).update(matching_consent_at=earlier)

    [consent] = Consent.objects.filter(person=person)
    assert (consent.given_at, consent.withdrawn_at) == (earlier, None)


def test_a_consent_remembers_the_notice_that_was_accepted(person):
    notice = NoticeFactory(kind=NoticeKind.PRIVACY)
    NoticeAcceptance.objects.create(user=person, notice=notice)

    CandidateProfileFactory(person=person)
    CandidateProfileFactory()

    assert person.consents.get().notice_version == notice.version
    assert Consent.objects.exclude(person=person).get().notice_version == ""


def test_what_was_written_to_an_address_of_somebody_else_is_not_theirs(person):
    """Anybody may claim an address; until they prove it they learn nothing of its owner."""
    other = UserFactory(email="altra@example.org")
    for email, verified in (("altra@example.org", False), ("seconda@example.org", True)):
        EmailAddress.objects.create(user=person, email=email, verified=verified)
    for number, (to, reply_to) in enumerate(
        [(other.email, ""), ("Seconda@example.org", ""), (other.email, person.email)]
    ):
        body = f"Testo {number}"
        OutboxMessage.objects.create(
            key=str(number),
            message_id=f"<{number}@x>",
            to=to,
            reply_to=reply_to,
            subject="Ciao",
            body=body,
        )

    [section] = [one for one in sections_about(person) if one.rules.label == "core.OutboxMessage"]
    rows = list(rows_to_take(section, person))

    assert [(row["key"], row["to"], row["body"]) for row in rows] == [
        ("1", "Seconda@example.org", "Testo 1"),
        ("2", None, None),
    ]
