"""Two that are one become one: nothing lost, nobody more powerful, the same twice only once."""

import datetime
import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.archive import archive_of
from accounts.models import Consent, Erasure, User
from accounts.services import consents, erasure
from core import merge
from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification, OutboxMessage
from partners import services
from partners.enums import AccessionState, JoinRequestState, LeaveState, NameChange, Office, Standing
from partners.models import JoinRequest, Membership, Partner
from recruitment.models import CandidateProfile
from tests.accounts.factories import UserFactory
from tests.orientation.factories import SlotFactory
from tests.partners.factories import (
    AccessionFactory,
    FilieraFactory,
    HandoverFactory,
    InvitationFactory,
    JoinRequestFactory,
    LeaveFactory,
    MandateFactory,
    MembershipFactory,
    PartnerFactory,
    PartnerNameFactory,
    SchoolCodeFactory,
    SiteFactory,
)
from tests.recruitment.factories import CandidateProfileFactory
from tests.skills.factories import SkillClaimFactory
from tests.training.factories import ApplicationFactory, CourseFactory, EditionFactory

pytestmark = pytest.mark.django_db
PARTNERS, PEOPLE = "/area/segreteria/doppioni/partner/", "/area/segreteria/doppioni/persone/"


@pytest.fixture
def secretary():
    return MandateFactory(office=Office.SECRETARIAT).user


def confirmed(email, **fields):
    user = UserFactory(email=email, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def texts(response):
    return " ".join(response.content.decode().split())


def moved(outcome):
    return {line.what.partition(" (")[0]: line.moved for line in outcome.lines}


def partner_merge(keep, drop, by, *, dry_run=False):
    return services.partner_merge(keep=keep, drop=drop, by=by, reason="doppione", dry_run=dry_run)


def person_merge(keep, drop, by, *, dry_run=False):
    return services.person_merge(keep=keep, drop=drop, by=by, reason="doppione", dry_run=dry_run)


# The rules -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("target", [Partner, User])
def test_every_foreign_key_has_a_rule(target):
    """Failing here, a new model says in its app's merge_rules.py what happens to its rows when two become one."""
    assert merge.without_rule(target) == []


def test_an_identity_linked_to_the_closed_account_has_a_rule():
    """The app is there only where the identity provider is set: there a merge must not fail."""
    assert merge.rules()["socialaccount.SocialAccount.user"] == merge.Rule.GOES


def test_a_relation_without_a_rule_stops_the_merge(secretary, monkeypatch):
    left = {name: rule for name, rule in merge.rules().items() if name != "partners.Site.partner"}
    monkeypatch.setattr(merge, "rules", lambda: left)

    with pytest.raises(LookupError, match=r"partners\.Site\.partner"):
        partner_merge(PartnerFactory(), PartnerFactory(), secretary)


def test_a_refusal_of_another_kind_stops_the_merge(secretary, monkeypatch):
    """Only "two alike" is settled: whatever else the database refuses is not swallowed."""
    user = MembershipFactory().user  # the only manager there: the trigger refuses to let the role go to nobody
    monkeypatch.setattr(merge, "UNIQUE_VIOLATION", "none")
    MembershipFactory(partner=user.memberships.get().partner, user=UserFactory())
    other = MembershipFactory(partner=user.memberships.get().partner).user

    with pytest.raises(IntegrityError, match="one_active"), transaction.atomic():
        person_merge(user, other, secretary)


# Partners ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def pair():
    """One that is kept, and its double with a bit of everything."""
    keep = PartnerFactory(name="ITIS Alfa", slug="alfa", website="https://alfa.example")
    drop = PartnerFactory(
        name="Istituto Alfa", slug="istituto-alfa", website="https://vecchio.example", pec="pec@alfa.example"
    )
    PartnerNameFactory(partner=drop, name="Scuola Alfa")
    SchoolCodeFactory(partner=drop)
    SiteFactory(partner=keep)
    SiteFactory(partner=drop)
    shared, own = FilieraFactory(), FilieraFactory()
    keep.filiere.add(shared)
    drop.filiere.add(shared, own)
    CourseFactory(partner=drop, published=True)
    return keep, drop


def test_everything_of_the_double_goes_to_the_partner(client, pair, secretary):
    keep, drop = pair
    manager = MembershipFactory(partner=drop).user

    outcome = partner_merge(keep, drop, secretary)

    keep.refresh_from_db()
    drop.refresh_from_db()
    assert (drop.standing, drop.merged_into) == (Standing.FORMER, keep)
    assert (keep.website, keep.pec) == ("https://alfa.example", "pec@alfa.example")
    assert set(keep.names.values_list("name", "change")) == {
        ("Istituto Alfa", NameChange.DUPLICATE), ("Scuola Alfa", NameChange.DUPLICATE),
    }  # fmt: skip
    assert keep.sites.count() == 2
    assert keep.sites.filter(is_main=True).count() == 1
    assert keep.filiere.count() == 2
    assert keep.school_codes.count() == 1
    assert Membership.objects.of(manager).get().partner == keep
    assert (outcome.names, outcome.facts) == (["Istituto Alfa", "Scuola Alfa"], ["pec"])
    event = AuditEvent.objects.get(verb="partners.partner_merged")
    assert (event.actor, event.target_id, event.reason, event.after["into"]) == (
        secretary, drop.pk, "doppione", keep.pk,
    )  # fmt: skip
    answer = client.get("/partner/istituto-alfa/")
    assert (answer.status_code, answer.url) == (301, "/partner/alfa/")
    assert "Istituto Alfa" in texts(client.get("/partner/alfa/"))
    assert client.get("/partner/mai-esistito/").status_code == 404


def test_old_addresses_survive_a_chain_of_merges(client, secretary):
    first, second, third = (PartnerFactory(slug=slug) for slug in ("uno", "due", "tre"))

    partner_merge(second, first, secretary)
    partner_merge(third, second, secretary)

    assert {client.get(f"/partner/{slug}/").url for slug in ("uno", "due")} == {"/partner/tre/"}


def test_what_both_partners_have_is_there_once(pair, secretary):
    keep, drop = pair
    both = MembershipFactory(partner=keep).user
    MembershipFactory(partner=drop, user=both)
    person = UserFactory()
    JoinRequestFactory(partner=keep, person=person)
    JoinRequestFactory(partner=drop, person=person)
    InvitationFactory(partner=keep, email="una@example.org")
    InvitationFactory(partner=drop, email="UNA@example.org")

    outcome = partner_merge(keep, drop, secretary)

    assert Membership.objects.active().filter(user=both).get().partner == keep
    assert Membership.objects.filter(user=both, partner=keep).count() == 2
    assert sorted(JoinRequest.objects.values_list("partner", "state")) == [
        (keep.pk, JoinRequestState.OPEN), (keep.pk, JoinRequestState.WITHDRAWN),
    ]  # fmt: skip
    assert sorted(row.state for row in keep.invitations.all()) == ["OPEN", "REVOKED"]
    assert sum(len(line.settled) for line in outcome.lines) == 3
    assert [line.stayed for line in outcome.lines if line.stayed] == [[str(drop.filiere.get())]]
    assert [str(drop.filiere.get())] == [keep.filiere.get(pk=drop.filiere.get().pk).name_it]


def test_a_dry_run_says_the_same_and_changes_nothing(pair, secretary):
    keep, drop = pair
    MembershipFactory(partner=drop)
    before = [list(rows.order_by("pk").values()) for rows in (Partner.objects, Membership.objects, AuditEvent.objects)]

    said = partner_merge(keep, drop, secretary, dry_run=True)

    after = [list(rows.order_by("pk").values()) for rows in (Partner.objects, Membership.objects, AuditEvent.objects)]
    assert before == after
    done = partner_merge(keep, drop, secretary)
    assert (said.lines, said.names, said.facts) == (done.lines, done.names, done.facts)


def test_partners_that_cannot_be_merged(pair, secretary):
    keep, drop = pair
    cases = [
        (keep, keep, "lo stesso"),
        (keep, PartnerFactory(firm=True), "categorie diverse"),
        (PartnerFactory(standing=Standing.FORMER), drop, "uscito dal Polo"),
    ]
    for one, other, words in cases:
        with pytest.raises(BusinessRuleError, match=words):
            partner_merge(one, other, secretary)
    partner_merge(keep, drop, secretary)

    for one, other in ((keep, drop), (drop, keep)):
        with pytest.raises(BusinessRuleError, match="già stato unito"):
            partner_merge(one, other, secretary)
    for live in (AccessionFactory, LeaveFactory):
        busy = live(partner__firm=True).partner
        Partner.objects.filter(pk=busy.pk).update(standing=Standing.MEMBER)
        for one, other in ((busy, PartnerFactory(firm=True)), (PartnerFactory(firm=True), busy)):
            with pytest.raises(BusinessRuleError, match=r"in corso|sta uscendo"):
                partner_merge(one, other, secretary)
    for wrong in ({"standing": Standing.MEMBER}, {"merged_into": drop}):
        with pytest.raises(IntegrityError, match="merged_is_former"), transaction.atomic():
            Partner.objects.filter(pk=drop.pk).update(**wrong)


def test_processes_that_are_over_stay_where_they_were(pair, secretary):
    keep, drop = pair
    left = LeaveFactory(partner=drop, state=LeaveState.WITHDRAWN)
    asked = AccessionFactory(partner=drop, state=AccessionState.WITHDRAWN)

    partner_merge(keep, drop, secretary)

    for row in (left, asked):
        row.refresh_from_db()
        assert row.partner == drop


# Persons -------------------------------------------------------------------------------------------------------------
def test_everything_of_the_second_account_goes_to_the_first(client, secretary):
    keep, drop = confirmed("ada@example.org", birth_date=None), confirmed("ada.lavoro@example.org")
    born = drop.birth_date
    EmailAddress.objects.create(user=drop, email="mai.confermata@example.org", verified=False)
    Authenticator.objects.create(user=drop, type=Authenticator.Type.TOTP, data={})
    membership = MembershipFactory(user=drop)
    CandidateProfileFactory(person=drop)
    claim, notice = SkillClaimFactory(person=drop), Notification.objects.create(recipient=drop, kind="x", key="x")

    outcome = person_merge(keep, drop, secretary)

    drop.refresh_from_db()
    for row, name in ((membership, "user"), (claim, "person"), (notice, "recipient")):
        row.refresh_from_db()
        assert getattr(row, name) == keep
    keep.refresh_from_db()
    assert (drop.is_active, drop.has_usable_password(), drop.merged_into) == (False, False, keep)
    assert (drop.first_name, drop.last_name, drop.birth_date) == ("", "", None)
    assert keep.birth_date == born
    assert not Authenticator.objects.filter(user=drop).exists()
    assert outcome.addresses == ["ada.lavoro@example.org"]
    assert AuditEvent.objects.get(verb="accounts.user_merged").after["into"] == keep.pk


def test_nobody_s_mailbox_becomes_an_address_of_another_account(client, secretary):
    """Who merges may be wrong, or mean harm: the second mailbox opens nothing until the owner of the first adds it."""
    keep, drop = confirmed("ada@example.org"), confirmed("mia.seconda@example.org")
    EmailAddress.objects.create(user=drop, email="mai.confermata@example.org", verified=False)

    person_merge(keep, drop, secretary)

    assert [row.email for row in EmailAddress.objects.all()] == ["ada@example.org"]
    data = {"login": "mia.seconda@example.org", "password": "una frase abbastanza lunga"}
    assert client.post("/accesso/login/", data).status_code == 200
    told = OutboxMessage.objects.order_by("to").values_list("to", "is_fleeting")
    assert list(told) == [("ada@example.org", False), ("mia.seconda@example.org", True)]
    assert Notification.objects.get(recipient=keep).kind == "account_merged"
    client.force_login(keep)
    client.post("/accesso/reauthenticate/", {"password": "una frase abbastanza lunga"})
    client.post("/accesso/email/", {"email": "mia.seconda@example.org", "action_add": ""})
    assert not EmailAddress.objects.filter(email="mia.seconda@example.org").exists()
    lines = OutboxMessage.objects.filter(to="mia.seconda@example.org").latest("pk").body.splitlines()
    code = next(line.strip() for line in lines if line.strip().replace("-", "").isalnum() and line.strip().isupper())
    client.post("/accesso/confirm-email/", {"code": code})
    assert EmailAddress.objects.get(email="mia.seconda@example.org", verified=True).user == keep


@pytest.mark.parametrize("side", ["keep", "drop"])
@pytest.mark.parametrize("power", ["superuser", "in force", "to come", "proposed"])
def test_the_secretariat_merges_nobody_with_power(secretary, side, power):
    mighty = UserFactory(superuser=power == "superuser")
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    if power == "in force":
        MandateFactory(office=Office.REFERENT, user=mighty)
    elif power == "to come":
        MandateFactory(office=Office.REFERENT, user=mighty, starts_on=tomorrow)
    elif power == "proposed":
        HandoverFactory(successor=mighty)
    pair = {"keep": UserFactory(), "drop": UserFactory()} | {side: mighty}

    with pytest.raises(BusinessRuleError, match=r"poteri sul Polo|incarico del Polo"):
        person_merge(pair["keep"], pair["drop"], secretary)
    if side == "keep":
        person_merge(mighty, pair["drop"], UserFactory(superuser=True))


@pytest.mark.parametrize("side", ["keep", "drop"])
def test_an_account_on_its_way_out_is_not_merged(secretary, side):
    pair = {"keep": UserFactory(), "drop": UserFactory()}
    erasure.erasure_request(by=pair[side])

    with pytest.raises(BusinessRuleError, match="in corso la cancellazione"):
        person_merge(pair["keep"], pair["drop"], secretary)


def test_copy_and_erasure_reach_what_stayed_with_the_closed_account(secretary):
    keep, drop, first = UserFactory(), UserFactory(), UserFactory()
    CandidateProfileFactory(person=keep, headline="Cerco qui")
    CandidateProfileFactory(person=drop, headline="Cercavo altrove")
    person_merge(drop, first, secretary)
    person_merge(keep, drop, secretary)
    keep, drop, first = (User.objects.get(pk=person.pk) for person in (keep, drop, first))
    assert (drop.merged_into, first.merged_into) == (keep, keep)

    archive = zipfile.ZipFile(io.BytesIO(archive_of(keep)))
    assert b"Cercavo altrove" in archive.read("data/recruitment.candidateprofile.json")
    asked = erasure.erasure_request(by=keep)
    Erasure.objects.filter(pk=asked.pk).update(requested_at=timezone.now() - Erasure.GRACE, due_at=timezone.now())
    assert erasure.erasures_carry_out().done == 1

    assert set(CandidateProfile.objects.values_list("headline", flat=True)) == {""}
    assert not person_named(keep, drop, first)


def person_named(*people):
    rows = User.objects.filter(pk__in=[person.pk for person in people])
    return [row.pk for row in rows if row.first_name or row.last_name or not row.email.endswith(".invalid")]


# What the two said about being matched: of the account that is kept, of the one that closes.
@pytest.mark.parametrize("second", ["yes", "no", None])
@pytest.mark.parametrize("first", ["yes", "taken back", "never", None])
def test_every_consent_can_still_be_taken_back(secretary, first, second):
    keep, drop = UserFactory(), UserFactory()
    for person, said in ((keep, first), (drop, second)):
        if said:
            CandidateProfileFactory(person=person, without_consent=said != "yes")
    if first == "taken back":
        CandidateProfile.objects.filter(person=keep).update(matching_consent_at=timezone.now())
        CandidateProfile.objects.filter(person=keep).update(matching_consent_at=None)

    person_merge(keep, drop, secretary)

    yes = first == "yes" or (first is None and second == "yes")
    assert not Consent.objects.active().filter(person=drop).exists()
    assert not CandidateProfile.objects.filter(person=drop, matching_consent_at__isnull=False).exists()
    assert CandidateProfile.objects.filter(person=keep, matching_consent_at__isnull=False).exists() is yes
    assert Consent.objects.active().filter(person=keep).count() == yes
    for consent in Consent.objects.active():
        consents.consent_withdraw(consent=consent, by=keep)
    assert not CandidateProfile.objects.filter(matching_consent_at__isnull=False).exists()


def test_a_consent_on_which_nothing_stands_is_taken_back_all_the_same(secretary):
    """Such a row once stopped the night's work for everybody."""
    long_ago = timezone.now() - datetime.timedelta(days=900)
    left = Consent.objects.create(
        person=UserFactory(), purpose="MATCHING", given_at=long_ago, expires_at=long_ago + datetime.timedelta(days=700)
    )

    assert consents.consents_expire().done == 1
    left.refresh_from_db()
    assert not left.is_active


def test_two_applications_for_one_edition_keep_the_seat(secretary):
    keep, drop = UserFactory(), UserFactory()
    edition, other = EditionFactory(open=True), EditionFactory(open=True)
    asked, seated = (
        ApplicationFactory(person=keep, edition=edition),
        ApplicationFactory(person=drop, edition=edition, accepted=True),
    )
    first, second = ApplicationFactory(person=keep, edition=other), ApplicationFactory(person=drop, edition=other)

    person_merge(keep, drop, secretary)

    for row in (asked, seated, first, second):
        row.refresh_from_db()
    assert {row.person for row in (asked, seated, first, second)} == {keep}
    assert [row.state for row in (asked, seated, first, second)] == [
        "WITHDRAWN", "ACCEPTED", "SUBMITTED", "WITHDRAWN",
    ]  # fmt: skip


def test_what_cannot_move_stays_in_the_archive(secretary):
    keep, drop = UserFactory(), UserFactory()
    for person in (keep, drop):
        CandidateProfileFactory(person=person)
    slot = SlotFactory(counsellor=keep)
    SlotFactory(counsellor=drop, starts_at=slot.starts_at, ends_at=slot.ends_at)
    own = MembershipFactory(user=keep)
    double = MembershipFactory(user=drop, partner=own.partner)

    outcome = person_merge(keep, drop, secretary)

    stayed = {line.what.partition(" (")[0] for line in outcome.lines if line.stayed}
    assert {"disponibilità", "profili di chi cerca lavoro"} <= stayed
    assert drop.candidate_profile.pk != keep.candidate_profile.pk
    double.refresh_from_db()
    assert (double.user, double.ended_at is None) == (keep, False)
    assert list(Membership.objects.managing(own.partner)) == [own]


def test_accounts_that_cannot_be_merged(secretary):
    keep, drop = UserFactory(), UserFactory()
    cases = [
        (keep, keep, "lo stesso account"),
        (keep, UserFactory(is_active=False), "già chiuso"),
        (keep, UserFactory(birth_date=datetime.date(1971, 2, 3)), "date di nascita diverse"),
        (keep, MandateFactory(office=Office.REFERENT).user, "incarico del Polo"),
        (secretary, drop, "i propri account"),
    ]
    for one, other, words in cases:
        with pytest.raises(BusinessRuleError, match=words):
            person_merge(one, other, secretary)
    with pytest.raises(BusinessRuleError, match="entra nell'amministrazione"):
        person_merge(keep, UserFactory(superuser=True), UserFactory(superuser=True))

    assert User.objects.get(pk=drop.pk).is_active


# The pages -----------------------------------------------------------------------------------------------------------
def test_the_page_shows_first_and_merges_after_the_yes(client, pair, secretary):
    keep, drop = pair
    client.force_login(secretary)
    asked = {"keep": keep.pk, "drop": drop.pk}

    assert "Che cosa succede se confermi" not in texts(client.get(PARTNERS))
    html = texts(client.post(PARTNERS, asked))
    assert "Che cosa succede se confermi" in html
    assert "come nomi di prima: Istituto Alfa" in html
    assert client.post(PARTNERS, {**asked, "reason": ""}).status_code == 200
    assert not Partner.objects.exclude(merged_into=None).exists()
    assert client.post(PARTNERS, {**asked, "reason": "registrata due volte"}).url == PARTNERS

    assert Partner.objects.get(merged_into=keep) == drop
    again = client.post(PARTNERS, {**asked, "reason": "di nuovo"})
    assert again.status_code == 200
    assert again.context["form"].errors


def test_the_page_of_persons(client, secretary):
    keep, drop = confirmed("ada@example.org"), confirmed("ada.lavoro@example.org")
    client.force_login(secretary)
    assert client.get(PEOPLE).url == "/accesso/reauthenticate/?next=%2Farea%2Fsegreteria%2Fdoppioni%2Fpersone%2F"
    assert client.post("/accesso/reauthenticate/", {"password": "una frase abbastanza lunga"}).status_code == 302

    wrong = client.post(PEOPLE, {"keep": "nessuno@example.org", "drop": "ada.lavoro@example.org"})
    assert "Nessun account aperto ha questo indirizzo." in texts(wrong)
    same = client.post(PEOPLE, {"keep": "ada@example.org", "drop": "ADA@example.org"})
    assert "Sono lo stesso account" in texts(same)
    User.objects.filter(pk=drop.pk).update(birth_date=datetime.date(1971, 2, 3))
    asked = {"keep": "Ada@example.org", "drop": "ada.lavoro@example.org"}
    assert "date di nascita diverse" in texts(client.post(PEOPLE, asked))
    assert set(AuditEvent.objects.filter(verb="accounts.user_seen").values_list("subject", flat=True)) == {
        keep.pk, drop.pk,
    }  # fmt: skip
    User.objects.filter(pk=drop.pk).update(birth_date=keep.birth_date)
    MembershipFactory(user=drop, partner=MembershipFactory(user=keep).partner)
    assert "si chiude il doppione di ada.lavoro@example.org" in texts(client.post(PEOPLE, asked))
    client.post(PEOPLE, {**asked, "reason": "due account"})

    assert not User.objects.get(pk=drop.pk).is_active


@pytest.mark.parametrize("page", [PARTNERS, PEOPLE])
def test_nobody_else_merges(client, page):
    for user in (MembershipFactory().user, UserFactory(), MandateFactory(office=Office.REFERENT).user):
        client.force_login(user)
        assert [client.get(page).status_code, client.post(page, {"reason": "x"}).status_code] == [404, 404]


# Two at once ---------------------------------------------------------------------------------------------------------
def at_once(merge_two, pairs):
    together = Barrier(2)

    def run(pair):
        try:
            together.wait()
            merge_two(*pair)
        except BusinessRuleError:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(run, pairs))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("crossed", [True, False])
def test_two_merges_of_the_same_two_at_once(crossed):
    for _round in range(5):
        by = MandateFactory(office=Office.SECRETARIAT).user
        first, second = PartnerFactory(), PartnerFactory()
        MembershipFactory(partner=first)
        MembershipFactory(partner=second)
        pairs = [(first, second, by), (second, first, by) if crossed else (first, second, by)]
        assert at_once(partner_merge, pairs) == [False, True]
        assert Partner.objects.filter(pk__in=[first.pk, second.pk], merged_into=None).count() == 1
        one, other = confirmed(f"uno{_round}@example.org"), confirmed(f"due{_round}@example.org")
        pairs = [(one, other, by), (other, one, by) if crossed else (one, other, by)]
        assert at_once(person_merge, pairs) == [False, True]
        assert User.objects.filter(pk__in=[one.pk, other.pk], is_active=True).get().emailaddress_set.count() == 1


def test_the_preview_speaks_in_sentences(client, secretary):
    keep, drop = PartnerFactory(name="Scuola Alfa"), PartnerFactory(name="Istituto Alfa")
    SiteFactory.create_batch(2, partner=drop)
    client.force_login(secretary)

    html = client.post(reverse("partners:partner_merge"), {"keep": keep.pk, "drop": drop.pk}).content.decode()

    assert "<strong>2 sedi</strong> passano a Scuola Alfa." in html
    assert "Scuola Alfa si chiamerà anche, come nomi di prima: Istituto Alfa." in html
    assert "Partner-filiera" not in html
