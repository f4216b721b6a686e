import pytest
from django.urls import reverse

from core.models import AuditEvent
from partners.enums import Office, Role
from partners.models import Membership, Partner
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory, MembershipFactory, PartnerFactory, SiteFactory

NOUNS = ["partner", "site", "membership", "mandate", "filiera", "municipality"]
READ_ONLY = {"filiera", "municipality"}


def officer(office):
    return MandateFactory(office=office, user__is_staff=True).user


def statuses(client, suffix, *args):
    return {noun: client.get(reverse(f"admin:partners_{noun}_{suffix}", args=args)).status_code for noun in NOUNS}


def test_superuser(polo, client):
    client.force_login(UserFactory(superuser=True))

    assert statuses(client, "changelist") == dict.fromkeys(NOUNS, 200)
    assert statuses(client, "add") == {noun: 403 if noun in READ_ONLY else 200 for noun in NOUNS}


def test_secretariat_writes_all_but_offices(polo, client):
    client.force_login(officer(Office.SECRETARIAT))

    assert statuses(client, "changelist") == dict.fromkeys(NOUNS, 200)
    assert statuses(client, "add") == dict.fromkeys(["partner", "site", "membership"], 200) | dict.fromkeys(
        [*READ_ONLY, "mandate"], 403
    )


def test_referent_reads(polo, client):
    client.force_login(officer(Office.REFERENT))

    assert statuses(client, "changelist") == dict.fromkeys(NOUNS, 200)
    assert statuses(client, "add") == dict.fromkeys(NOUNS, 403)


@pytest.mark.parametrize("staff", [True, False])
def test_others_see_nothing(db, client, staff):
    client.force_login(UserFactory(is_staff=staff))

    assert set(statuses(client, "changelist").values()) == {403 if staff else 302}


def test_office_without_staff_flag_does_not_enter(db, client):
    client.force_login(MandateFactory(office=Office.SECRETARIAT).user)

    assert set(statuses(client, "changelist").values()) == {302}


def test_filiera_is_shown_with_its_activities(polo, client):
    client.force_login(officer(Office.REFERENT))
    filiera = Partner.objects.get(slug="fincantieri").filiere.get()

    html = client.get(reverse("admin:partners_filiera_change", args=[filiera.pk])).content.decode()

    assert "30.13.00" in html
    assert 'name="_save"' not in html


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(("noun", "queries"), [("partner", 8), ("membership", 7), ("site", 8)])
def test_lists_are_fast(db, client, django_assert_max_num_queries, items, noun, queries):
    for _ in range(items):
        SiteFactory(partner=MembershipFactory().partner)
    client.force_login(UserFactory(superuser=True))

    with django_assert_max_num_queries(queries):
        client.get(reverse(f"admin:partners_{noun}_changelist"))


def management(prefix, initial, total):
    return {f"{prefix}-INITIAL_FORMS": initial, f"{prefix}-TOTAL_FORMS": total}


def test_wrong_check_character_warns_and_saves(db, client):
    partner = PartnerFactory(slug="scuola", name="Scuola")
    site = SiteFactory(partner=partner)
    client.force_login(officer(Office.SECRETARIAT))
    data = {
        "slug": "scuola", "name": "Scuola", "category": "SCHOOL", "standing": "MEMBER",
        "ateco_classification": "ATECO 2025",
        **management("names", 0, 0),
        **management("school_codes", 0, 2),
        "school_codes-0-code": "SPIS00600C", "school_codes-1-code": "SPIS00600B",
        **management("sites", 1, 1),
        "sites-0-id": site.pk, "sites-0-municipality": "011015", "sites-0-school_code": "SPTF00602X",
    }  # fmt: skip

    response = client.post(reverse("admin:partners_partner_change", args=[partner.pk]), data, follow=True)

    warnings = [str(row) for row in response.context["messages"] if row.level_tag == "warning"]
    assert [warning.split()[3].strip(":") for warning in warnings] == ["SPIS00600C", "SPTF00602X"]
    assert {row.code for row in partner.school_codes.all()} == {"SPIS00600C", "SPIS00600B"}
    site.refresh_from_db()
    assert site.school_code == "SPTF00602X"


def test_a_membership_written_by_hand_leaves_its_trace(db, client):
    secretary, person, partner = officer(Office.SECRETARIAT), UserFactory(), PartnerFactory()
    client.force_login(secretary)
    add = reverse("admin:partners_membership_add")

    client.post(add, {"user": person.pk, "partner": partner.pk, "role": Role.EDITOR})
    membership = Membership.objects.get(user=person)
    change = reverse("admin:partners_membership_change", args=[membership.pk])
    client.post(change, {"user": person.pk, "partner": partner.pk, "role": Role.MANAGER})

    created, updated = AuditEvent.objects.filter(target_type="partners.membership").order_by("pk")
    assert (created.verb, created.actor, created.target_id) == (
        "partners.membership_created", secretary, membership.pk,
    )  # fmt: skip
    assert created.after == {"user": person.pk, "partner": partner.pk, "role": "EDITOR"}
    assert (updated.before, updated.after) == ({"role": "EDITOR"}, {"role": "MANAGER"})


def test_a_membership_is_ended_never_deleted(db, client):
    membership = MembershipFactory()
    client.force_login(UserFactory(superuser=True))

    url = reverse("admin:partners_membership_delete", args=[membership.pk])

    assert client.post(url, {"post": "yes"}).status_code == 403
