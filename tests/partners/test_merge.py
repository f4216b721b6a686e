"""Two that are one become one: nothing lost, nobody more powerful, the same twice only once."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from core import merge
from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification
from partners import services
from partners.enums import JoinRequestState, NameChange, Office, Standing
from partners.models import JoinRequest, Membership, Partner
from tests.accounts.factories import UserFactory
from tests.orientation.factories import SlotFactory
from tests.partners.factories import (
    FilieraFactory,
    InvitationFactory,
    JoinRequestFactory,
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


def test_a_relation_without_a_rule_stops_the_merge(secretary, monkeypatch):
    left = {name: rule for name, rule in merge.rules().items() if name != "partners.Site.partner"}
    monkeypatch.setattr(merge, "rules", lambda: left)

    with pytest.raises(BusinessRuleError, match=r"partners\.Site\.partner"):
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
    for wrong in ({"standing": Standing.MEMBER}, {"merged_into": drop}):
        with pytest.raises(IntegrityError, match="merged_is_former"), transaction.atomic():
            Partner.objects.filter(pk=drop.pk).update(**wrong)


# Persons -------------------------------------------------------------------------------------------------------------
def test_everything_of_the_second_account_goes_to_the_first(client, secretary):
    keep, drop = confirmed("ada@example.org", birth_date=None), confirmed("ada.lavoro@example.org")
    EmailAddress.objects.create(user=drop, email="mai.confermata@example.org", verified=False)
    membership = MembershipFactory(user=drop)
    CandidateProfileFactory(person=drop)
    claim, notice = SkillClaimFactory(person=drop), Notification.objects.create(recipient=drop, kind="x", key="x")

    outcome = person_merge(keep, drop, secretary)

    drop.refresh_from_db()
    for row, name in ((membership, "user"), (claim, "person"), (notice, "recipient")):
        row.refresh_from_db()
        assert getattr(row, name) == keep
    keep.refresh_from_db()
    assert (drop.is_active, drop.has_usable_password()) == (False, False)
    assert keep.birth_date == drop.birth_date
    assert outcome.addresses == ["ada.lavoro@example.org"]
    assert dict(EmailAddress.objects.filter(user=keep).values_list("email", "primary")) == {
        "ada@example.org": True, "ada.lavoro@example.org": False,
    }  # fmt: skip
    assert EmailAddress.objects.get(user=drop).email == "mai.confermata@example.org"
    assert AuditEvent.objects.get(verb="accounts.user_merged").after["into"] == keep.pk
    data = {"login": "ada.lavoro@example.org", "password": "una frase abbastanza lunga"}
    assert client.post("/accesso/login/", data).status_code == 302


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
        (keep, UserFactory(superuser=True), "entra nell'amministrazione"),
        (keep, UserFactory(birth_date=datetime.date(1971, 2, 3)), "date di nascita diverse"),
        (keep, MandateFactory(office=Office.REFERENT).user, "incarico del Polo"),
        (secretary, drop, "i propri account"),
    ]
    for one, other, words in cases:
        with pytest.raises(BusinessRuleError, match=words):
            person_merge(one, other, secretary)

    assert User.objects.get(pk=drop.pk).is_active


# The pages -----------------------------------------------------------------------------------------------------------
def test_the_page_shows_first_and_merges_after_the_yes(client, pair, secretary):
    keep, drop = pair
    client.force_login(secretary)
    asked = f"{PARTNERS}?keep={keep.pk}&drop={drop.pk}"

    assert "Che cosa succede se confermi" not in texts(client.get(PARTNERS))
    html = texts(client.get(asked))
    assert "Che cosa succede se confermi" in html
    assert "già Istituto Alfa" in html
    assert client.post(asked, {"reason": ""}).status_code == 200
    assert not Partner.objects.exclude(merged_into=None).exists()
    assert client.post(asked, {"reason": "registrata due volte"}).url == PARTNERS

    assert Partner.objects.get(merged_into=keep) == drop
    again = client.post(asked, {"reason": "di nuovo"})
    assert again.status_code == 200
    assert again.context["form"].errors


def test_the_page_of_persons(client, secretary):
    keep, drop = confirmed("ada@example.org"), confirmed("ada.lavoro@example.org")
    client.force_login(secretary)

    wrong = client.get(PEOPLE, {"keep": "nessuno@example.org", "drop": "ada.lavoro@example.org"})
    assert "Nessun account aperto ha questo indirizzo." in texts(wrong)
    same = client.get(PEOPLE, {"keep": "ada@example.org", "drop": "ADA@example.org"})
    assert "Sono lo stesso account" in texts(same)
    asked = f"{PEOPLE}?keep=Ada@example.org&drop=ada.lavoro@example.org"
    assert "ada.lavoro@example.org" in texts(client.get(asked))
    assert set(AuditEvent.objects.filter(verb="accounts.user_seen").values_list("subject", flat=True)) == {
        keep.pk, drop.pk,
    }  # fmt: skip
    client.post(asked, {"reason": "due account"})

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
        assert User.objects.filter(pk__in=[one.pk, other.pk], is_active=True).get().emailaddress_set.count() == 2
