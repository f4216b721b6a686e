"""Into the Polo: every exit of the way in, for services, pages and the database."""

import datetime
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Erasure, User
from accounts.services import erasure
from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification
from partners import services
from partners.enums import AccessionCheck, AccessionState, AdhesionRole, Office, Permission, Role, Standing
from partners.models import Accession, Partner
from partners.policies import has_permission
from partners.services.accessions import Organisation
from partners.services.limits import ACCESSIONS_BY_PERSON
from partners.tax_code import looks_mistyped
from tests.accounts.factories import UserFactory
from tests.partners.factories import (
    AccessionFactory,
    AgreementFactory,
    MandateFactory,
    MembershipFactory,
    PartnerFactory,
    pdf,
)

pytestmark = pytest.mark.django_db
ORGANISATION = Organisation(name="Officina Nuova", category="FIRM", tax_code="00743110157", places="La Spezia")
POSTED = {
    "name": " Officina  Nuova ",
    "category": "FIRM",
    "asked_standing": "MEMBER",
    "tax_code": "00743110157",
    "places": "Via di Prova 1, La Spezia",
    "motivation": "Abbiamo un laboratorio.",
}


def url(name, *args):
    return reverse(f"partners:{name}", args=args)


@pytest.fixture
def secretary():
    return MandateFactory(office=Office.SECRETARIAT).user


@pytest.fixture
def referent():
    return MandateFactory(office=Office.REFERENT).user


def submit(by, **changes):
    facts = {"organisation": ORGANISATION, "asked_standing": Standing.MEMBER, "motivation": "Perché sì."} | changes
    return services.accession_submit(by=by, **facts)


def told(user):
    return [row.kind for row in Notification.objects.filter(recipient=user).order_by("pk")]


def test_an_organisation_goes_all_the_way_in(secretary, referent):
    person, agreement = UserFactory(), AgreementFactory()
    today = timezone.localdate()

    accession = submit(person)
    partner = accession.partner
    assert (partner.standing, partner.slug, partner.tax_code) == (Standing.APPLICANT, "officina-nuova", "00743110157")
    assert told(secretary) == ["accession_submitted"]

    services.accession_start(accession=accession, by=secretary)
    services.accession_check(accession=accession, missing=[AccessionCheck.DEED], by=secretary)
    assert told(person) == ["accession_missing"]
    accession.refresh_from_db()
    assert (accession.state, accession.missing_labels) == (AccessionState.IN_CHECK, ["atto di adesione firmato"])

    services.accession_check(accession=accession, missing=[], by=secretary)
    assert told(referent) == ["accession_to_approve"]

    accession = services.accession_approve(
        accession=accession, reason="Serve al territorio.", joined_on=today, by=referent, deed=pdf()
    )

    partner.refresh_from_db()
    adhesion = partner.adhesions.get()
    assert (accession.state, partner.standing) == (AccessionState.APPROVED, Standing.MEMBER)
    assert (adhesion.agreement, adhesion.role, adhesion.joined_on) == (agreement, AdhesionRole.PARTNER, today)
    assert adhesion.deed.title == "Atto di adesione: Officina Nuova"
    assert partner.memberships.get().role == Role.MANAGER
    assert has_permission(person, Permission.MANAGE_MEMBERS, partner)
    assert told(person) == ["accession_missing", "accession_answered"]
    verbs = AuditEvent.objects.filter(target_type="partners.accession").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [
        "partners.accession_submitted",
        "partners.accession_in_check",
        "partners.accession_checked",
        "partners.accession_to_approve",
        "partners.accession_approved",
    ]


def test_a_supporter_adheres_as_one(referent):
    AgreementFactory()
    accession = AccessionFactory(to_approve=True, asked_standing=Standing.SUPPORTER)

    services.accession_approve(accession=accession, reason="Sì.", joined_on=datetime.date(2026, 1, 1), by=referent)

    accession.partner.refresh_from_db()
    assert accession.partner.standing == Standing.SUPPORTER
    assert accession.partner.adhesions.get().role == AdhesionRole.SUPPORTER


def approve(accession, by, **changes):
    facts = {"reason": "Sì.", "joined_on": timezone.localdate()} | changes
    return services.accession_approve(accession=accession, by=by, **facts)


def test_nobody_enters_with_a_contact_who_cannot_sign_in_or_from_a_day_to_come(referent):
    AgreementFactory()
    accession = AccessionFactory(to_approve=True)
    with pytest.raises(BusinessRuleError, match="nel futuro"):
        approve(accession, referent, joined_on=timezone.localdate() + datetime.timedelta(1))
    User.objects.filter(pk=accession.contact_id).update(is_active=False)

    with pytest.raises(BusinessRuleError, match="non ha più un account attivo"):
        approve(accession, referent)

    accession.partner.refresh_from_db()
    assert accession.partner.standing == Standing.APPLICANT


def test_the_application_of_who_leaves_the_portal_goes_with_them():
    accession = AccessionFactory(to_approve=True)
    asked = erasure.erasure_request(by=accession.contact)
    Erasure.objects.filter(pk=asked.pk).update(requested_at=timezone.now() - Erasure.GRACE, due_at=timezone.now())

    erasure.erasures_carry_out()

    accession.refresh_from_db()
    accession.contact.refresh_from_db()
    assert (accession.state, accession.contact.is_active) == (AccessionState.WITHDRAWN, False)


def test_an_applicant_waits_for_no_rescue_and_one_with_a_manager_gets_in(referent):
    AgreementFactory()
    accession = AccessionFactory(to_approve=True)
    assert accession.partner not in Partner.objects.unmanaged()
    MembershipFactory(partner=accession.partner, user=accession.contact)  # rescued before it was in

    assert approve(accession, referent).state == AccessionState.APPROVED

    assert accession.partner.memberships.active().count() == 1


def test_applications_have_a_daily_limit():
    person = UserFactory()
    for number in range(ACCESSIONS_BY_PERSON):
        accession = submit(person, organisation=replace(ORGANISATION, name=f"Officina {number}"))
        services.accession_withdraw(accession=accession, by=person)

    with pytest.raises(BusinessRuleError, match="Per oggi"):
        submit(person)
    assert submit(UserFactory()).pk


def test_a_second_try_of_the_same_person_uses_the_row_of_the_first():
    person = UserFactory()
    first = submit(person)
    services.accession_withdraw(accession=first, by=person)

    second = submit(person, organisation=replace(ORGANISATION, tax_code=""))

    assert (second.partner, second.partner.tax_code) == (first.partner, "")
    assert submit(UserFactory()).partner != first.partner


def test_without_an_agreement_nobody_enters(referent):
    accession = AccessionFactory(to_approve=True)

    with pytest.raises(BusinessRuleError, match="accordo di rete"):
        services.accession_approve(accession=accession, reason="Sì.", joined_on=timezone.localdate(), by=referent)

    accession.partner.refresh_from_db()
    assert accession.partner.standing == Standing.APPLICANT


def test_submit_refuses_a_second_request_and_who_is_in():
    person = UserFactory()
    submit(person)
    with pytest.raises(BusinessRuleError, match="in corso"):
        submit(person)
    for facts in ({"name": "officina nuova"}, {"tax_code": "00743110157"}):
        Partner.objects.filter(standing=Standing.MEMBER).delete()
        PartnerFactory(**facts)
        with pytest.raises(BusinessRuleError, match="già parte"):
            submit(UserFactory())


def test_two_organisations_of_the_same_name_have_two_addresses():
    submit(UserFactory(), organisation=Organisation(name="Alfa", category="FIRM", tax_code="", places="Lerici"))

    second = submit(
        UserFactory(), organisation=Organisation(name="Alfa", category="FIRM", tax_code="", places="Lerici")
    )

    assert second.partner.slug == "alfa-2"


STEPS = {
    "start": lambda row, by: services.accession_start(accession=row, by=by),
    "check": lambda row, by: services.accession_check(accession=row, missing=[], by=by),
    "approve": lambda row, by: services.accession_approve(
        accession=row, reason="Sì.", joined_on=timezone.localdate(), by=by
    ),
    "refuse": lambda row, by: services.accession_refuse(accession=row, reason="No.", by=by),
    "withdraw": lambda row, by: services.accession_withdraw(accession=row, by=by),
}
ALLOWED = {
    "start": {AccessionState.SUBMITTED},
    "check": {AccessionState.IN_CHECK},
    "approve": {AccessionState.TO_APPROVE},
    "refuse": {AccessionState.SUBMITTED, AccessionState.IN_CHECK, AccessionState.TO_APPROVE},
    "withdraw": {AccessionState.SUBMITTED, AccessionState.IN_CHECK, AccessionState.TO_APPROVE},
}


def in_state(state):
    facts = {"state": state}
    if state in {AccessionState.TO_APPROVE, AccessionState.APPROVED}:
        facts |= {"checked_at": timezone.now(), "checked_by": UserFactory()}
    if state in {AccessionState.APPROVED, AccessionState.REFUSED}:
        facts |= {"decided_at": timezone.now(), "decided_by": UserFactory(), "reason": "Detto."}
    return AccessionFactory(**facts)


@pytest.mark.parametrize("state", AccessionState)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_goes_from_its_states_only(step, state):
    AgreementFactory()
    accession = in_state(state)

    if state in ALLOWED[step]:
        assert STEPS[step](accession, UserFactory()).state != state
    else:
        with pytest.raises(BusinessRuleError, match="intanto è cambiata"):
            STEPS[step](accession, UserFactory())


@pytest.mark.parametrize(
    "facts",
    [
        {"state": AccessionState.TO_APPROVE},
        {"state": AccessionState.APPROVED, "reason": "Sì."},
        {"reason": "Sì."},
        {"decided_at": timezone.now()},
        {"checked_at": timezone.now()},
        {"asked_standing": Standing.DEMO},
    ],
)
def test_the_database_refuses_half_answers(facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessionFactory(**facts)


def test_the_database_refuses_to_approve_while_something_is_missing():
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessionFactory(to_approve=True, missing=[AccessionCheck.DEED])


def test_one_live_request_for_partner_and_person():
    accession = AccessionFactory()
    for same in ({"partner": accession.partner}, {"contact": accession.contact}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AccessionFactory(**same)
    assert str(accession) == f"{accession.partner} · inviata"


def test_the_form_creates_what_the_signed_in_person_says(client):
    person = UserFactory()
    client.force_login(person)
    assert "Chiedi di entrare nel Polo" in client.get(url("accession_create")).content.decode()

    response = client.post(
        url("accession_create"), POSTED | {"contact": UserFactory().pk, "state": "APPROVED"}, follow=True
    )

    accession = Accession.objects.get()
    assert (accession.contact, accession.state, accession.partner.name) == (
        person,
        AccessionState.SUBMITTED,
        "Officina Nuova",
    )
    assert "Domanda inviata" in response.content.decode()
    assert "cifra di controllo" not in response.content.decode()
    assert client.get(url("accession_create")).url == url("accession_detail", accession.pk)


def test_the_form_warns_of_a_wrong_tax_code_and_takes_it(client):
    client.force_login(UserFactory())

    html = client.post(url("accession_create"), POSTED | {"tax_code": "0074311015 8"}, follow=True).content.decode()

    assert "cifra di controllo" in html
    assert Accession.objects.get().partner.tax_code == "00743110158"


@pytest.mark.parametrize(
    "changes", [{"tax_code": "123"}, {"name": ""}, {"asked_standing": "FORMER"}, {"motivation": ""}]
)
def test_the_form_says_what_is_wrong(client, changes):
    client.force_login(UserFactory())

    response = client.post(url("accession_create"), POSTED | changes)

    assert response.status_code == 200
    assert not Accession.objects.exists()


def test_the_form_says_that_the_organisation_is_in_already(client):
    PartnerFactory(name="Officina Nuova")
    client.force_login(UserFactory())

    assert "fa già parte del Polo" in client.post(url("accession_create"), POSTED).content.decode()


def test_an_applicant_is_nowhere_in_public(client):
    accession = AccessionFactory(partner__name="Officina Segreta")

    assert client.get(reverse("partners:partner_detail", args=[accession.partner.slug])).status_code == 404
    for name in ("partner_list", "composition", "agreement"):
        assert "Officina Segreta" not in client.get(url(name)).content.decode()


def test_the_contact_follows_and_withdraws(client):
    accession = AccessionFactory(missing=[AccessionCheck.SITES])
    client.force_login(accession.contact)

    assert "sedi nel territorio del Polo" in client.get(url("accession_detail", accession.pk)).content.decode()
    html = client.post(url("accession_withdraw", accession.pk), follow=True).content.decode()
    assert "Domanda ritirata." in html
    again = client.post(url("accession_withdraw", accession.pk), follow=True).content.decode()
    assert "intanto è cambiata" in again


def test_secretariat_and_referent_bring_it_in_from_their_pages(client, secretary, referent):
    AgreementFactory()
    accession = AccessionFactory(partner__tax_code="00743110158")
    review = url("accession_review", accession.pk)
    client.force_login(secretary)
    page = client.get(review).content.decode()
    assert "da controllare" in page
    assert "Accogli nel Polo" not in page
    assert accession.contact.email in page
    client.post(url("accession_start", accession.pk))
    late = client.post(url("accession_start", accession.pk), follow=True).content.decode()
    assert "intanto è cambiata" in late
    checked = dict.fromkeys(AccessionCheck.values, "missing") | {"DEED": "present", "ACCREDITATION": "not_needed"}
    client.post(url("accession_check", accession.pk), checked)
    assert "che cosa manca" in client.get(review).content.decode().lower()
    form = client.get(url("accession_check", accession.pk)).context["form"]
    assert [form[name].value() for name in ("DEED", "ACCREDITATION", "SITES")] == ["present", "not_needed", "missing"]
    client.post(url("accession_check", accession.pk), dict.fromkeys(AccessionCheck.values, "present"))
    assert client.get(url("accession_approve", accession.pk)).status_code == 404

    client.force_login(referent)
    assert "Accogli nel Polo" in client.get(review).content.decode()
    approve = url("accession_approve", accession.pk)
    assert "non torna con la sua cifra di controllo" in client.get(approve).content.decode()
    bad = client.post(approve, {"joined_on": "2026-11-23", "reason": "Sì.", "deed": pdf(b"GIF89a")})
    assert "non è un PDF" in bad.content.decode()
    done = client.post(approve, {"joined_on": "2026-11-23", "reason": "Sì.", "deed": pdf()}, follow=True)
    assert "accolta" in done.content.decode()
    assert "intanto è cambiata" in client.post(approve, {"joined_on": "2026-11-23", "reason": "x"}).content.decode()


def test_the_referent_says_no_and_the_contact_reads_why(client, referent):
    accession = AccessionFactory()
    client.force_login(referent)

    assert client.get(url("accession_refuse", accession.pk)).status_code == 200
    client.post(url("accession_refuse", accession.pk), {"reason": "Fuori territorio."})

    client.force_login(accession.contact)
    assert "Fuori territorio." in client.get(url("accession_detail", accession.pk)).content.decode()
    assert told(accession.contact) == ["accession_answered"]


def test_looking_at_an_application_leaves_a_trace(client, secretary):
    accession = AccessionFactory()
    client.force_login(secretary)

    client.get(url("accession_review", accession.pk))

    look = AuditEvent.objects.get(verb="partners.accession_looked_at")
    assert (look.actor, look.subject) == (secretary, accession.contact)


@pytest.mark.parametrize(
    ("code", "wrong"), [("", False), ("00743110157", False), ("00743110158", True), ("RSSMRA80A01H501U", False)]
)
def test_tax_codes_are_checked_softly(code, wrong):
    assert looks_mistyped(code) is wrong


def test_the_check_asks_item_by_item(client, secretary):
    accession = AccessionFactory(in_check=True)
    client.force_login(secretary)

    page = client.post(url("accession_check", accession.pk), {"DEED": "present"})

    assert set(page.context["form"].errors) == set(AccessionCheck.values) - {"DEED"}
    accession.refresh_from_db()
    assert accession.checked_at is None


def test_the_contact_corrects_and_answers_and_it_is_checked_again(client, secretary):
    accession = AccessionFactory(in_check=True, missing=[AccessionCheck.TAX_CODE])
    client.force_login(accession.contact)
    amend = url("accession_amend", accession.pk)
    assert amend in client.get(url("accession_detail", accession.pk)).content.decode()
    assert accession.partner.name in client.get(amend).content.decode()

    facts = POSTED | {"tax_code": "00743110158", "message": "L'atto arriva lunedì."}
    page = client.post(amend, facts, follow=True).content.decode()

    accession.refresh_from_db()
    assert (accession.state, accession.message) == (AccessionState.SUBMITTED, "L'atto arriva lunedì.")
    assert (accession.partner.name, accession.partner.tax_code) == ("Officina Nuova", "00743110158")
    assert "cifra di controllo" in page
    assert told(secretary) == ["accession_amended"]
    client.force_login(secretary)
    assert "L&#x27;atto arriva lunedì." in client.get(url("accession_review", accession.pk)).content.decode()


def test_the_contact_cannot_take_the_name_of_who_is_in(client):
    PartnerFactory(name="Officina Nuova")
    accession = AccessionFactory()
    client.force_login(accession.contact)

    assert "fa già parte" in client.post(url("accession_amend", accession.pk), POSTED).content.decode()


def test_what_waits_for_the_referent_is_not_changed(client):
    accession = AccessionFactory(to_approve=True)
    client.force_login(accession.contact)

    page = client.post(url("accession_amend", accession.pk), POSTED, follow=True).content.decode()

    assert "non si può più cambiare" in page
    assert url("accession_amend", accession.pk) not in page


def test_an_invented_organisation_stays_one(client, referent):
    accession = AccessionFactory(to_approve=True, is_demo=True)
    composed, real = client.get(url("composition")).content.decode(), Partner.objects.public().count()
    client.force_login(referent)
    assert "resta un esempio" in client.get(url("accession_approve", accession.pk)).content.decode()

    facts = {"joined_on": str(timezone.localdate()), "reason": "Prova."}
    review = client.post(url("accession_approve", accession.pk), facts, follow=True).content.decode()

    accession.partner.refresh_from_db()
    assert accession.partner.standing == Standing.DEMO
    assert not accession.partner.adhesions.exists()
    assert Partner.objects.public().count() == real
    assert "non è accolta" not in review
    client.logout()
    assert facts_of(client.get(url("composition")).content.decode()) == facts_of(composed)
    page = client.get(reverse("partners:partner_detail", args=[accession.partner.slug])).content.decode()
    assert "Via di Prova 1, La Spezia" in page


def facts_of(page):
    """The body of a page without the tokens."""
    return page[page.index("<main") : page.index("</main")]
