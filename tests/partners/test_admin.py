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
    return MandateFactory(office=office).user


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


def write(client, person, partner, **fields):
    data = {"user": person.pk, "partner": partner.pk, "role": Role.EDITOR, "reason": "Lo chiede la scuola"} | fields
    return client.post(reverse("admin:partners_membership_add"), data)


def test_a_membership_written_by_hand_goes_through_the_services(db, client):
    secretary, person, partner = officer(Office.SECRETARIAT), UserFactory(), PartnerFactory()
    client.force_login(secretary)

    write(client, person, partner)
    first = Membership.objects.get(user=person)
    change = reverse("admin:partners_membership_change", args=[first.pk])
    client.post(change, {"role": Role.TEACHER, "reason": "Ora insegna"})
    second = Membership.objects.active().get(user=person)
    change = reverse("admin:partners_membership_change", args=[second.pk])
    client.post(change, {"role": Role.TEACHER, "ends": "on", "reason": "In pensione"})

    events = AuditEvent.objects.filter(target_type="partners.membership").order_by("pk")
    assert [(event.verb.split("_")[1], event.actor, event.target_id, event.reason) for event in events] == [
        ("created", secretary, first.pk, "Lo chiede la scuola"),
        ("ended", secretary, first.pk, "Ora insegna"),
        ("created", secretary, second.pk, "Ora insegna"),
        ("ended", secretary, second.pk, "In pensione"),
    ]
    assert list(person.memberships.order_by("pk").values_list("role", flat=True)) == [Role.EDITOR, Role.TEACHER]
    assert not Membership.objects.active().filter(user=person).exists()


def test_nobody_gives_themselves_a_role(db, client):
    secretary = officer(Office.SECRETARIAT)
    client.force_login(secretary)

    response = write(client, secretary, PartnerFactory(), role=Role.MANAGER)

    assert "Non puoi dare un ruolo a te" in response.content.decode()
    assert not Membership.objects.filter(user=secretary).exists()


def test_person_and_partner_of_a_membership_never_change(db, client):
    membership, other = MembershipFactory(role=Role.EDITOR), UserFactory()
    client.force_login(officer(Office.SECRETARIAT))
    data = {"user": other.pk, "partner": PartnerFactory().pk, "role": Role.TEACHER, "reason": "Prova"}

    client.post(reverse("admin:partners_membership_change", args=[membership.pk]), data)

    active = Membership.objects.active().get(role=Role.TEACHER)
    assert (active.user, active.partner) == (membership.user, membership.partner)


def test_what_has_ended_is_read_only(db, client):
    membership = MembershipFactory(ended=True)
    client.force_login(officer(Office.SECRETARIAT))
    change = reverse("admin:partners_membership_change", args=[membership.pk])

    assert (client.get(change).status_code, client.post(change, {"role": Role.EDITOR}).status_code) == (200, 403)


def test_a_role_given_twice_is_refused_above_the_form(db, client):
    membership = MembershipFactory(role=Role.EDITOR)
    other = MembershipFactory(partner=membership.partner, user=membership.user, role=Role.TEACHER)
    client.force_login(officer(Office.SECRETARIAT))

    response = client.post(
        reverse("admin:partners_membership_change", args=[other.pk]), {"role": Role.EDITOR, "reason": "Parole mie"}
    )

    html = response.content.decode()
    assert "ha già questo ruolo" in html
    assert "Parole mie" in html
    assert Membership.objects.active().filter(user=membership.user).count() == 2


def test_a_membership_is_ended_never_deleted(db, client):
    membership = MembershipFactory()
    client.force_login(UserFactory(superuser=True))

    url = reverse("admin:partners_membership_delete", args=[membership.pk])

    assert client.post(url, {"post": "yes"}).status_code == 403


def test_the_form_of_a_partner_speaks_in_words(polo, client):
    client.force_login(officer(Office.SECRETARIAT))
    partner = Partner.objects.get(slug="fincantieri")

    html = client.get(reverse("admin:partners_partner_change", args=[partner.pk])).content.decode()

    assert "selectfilter" not in html
    assert "SelectFilter" not in html
    assert "società per azioni" in html
    assert "posta elettronica certificata (PEC)" in html


def test_codes_that_nobody_knows_stay(db, client):
    partner = PartnerFactory(legal_form_code="9.9.99", staff_size_class="tanti", missing=["pec"])
    client.force_login(officer(Office.SECRETARIAT))
    url = reverse("admin:partners_partner_change", args=[partner.pk])
    page = client.get(url).context["adminform"].form
    data = {name: page.get_initial_for_field(field, name) for name, field in page.fields.items()}
    inlines = {
        f"{prefix}-{name}_FORMS": 0 for prefix in ("names", "school_codes", "sites") for name in ("TOTAL", "INITIAL")
    }

    posted = {name: value for name, value in data.items() if value not in (None, False)} | inlines
    posted |= {"ateco": "", "filiere": [], "missing": ["pec", "website"]}
    response = client.post(url, posted)

    partner.refresh_from_db()
    assert response.status_code == 302
    assert (partner.legal_form_code, partner.staff_size_class) == ("9.9.99", "tanti")
    assert set(partner.missing) == {"website", "pec"}


def test_the_referent_reads_words_too(db, client):
    partner = PartnerFactory(legal_form_code="1.3.20", missing=["pec", "website"])
    client.force_login(officer(Office.REFERENT))

    html = client.get(reverse("admin:partners_partner_change", args=[partner.pk])).content.decode()

    assert "società a responsabilità limitata" in html
    assert "sito web" in html
