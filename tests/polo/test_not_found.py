"""A right that ends while a form is open: the answer is "not found", and what was typed comes back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partners.enums import Role
from partners.models import Membership
from tests.accounts.factories import UserFactory
from tests.client import said_by
from tests.partners.factories import JoinRequestFactory, MembershipFactory, PartnerFactory

pytestmark = pytest.mark.django_db
TYPED = {"emails": "nuova@example.org", "role": Role.EDITOR, "reason": "Scrive i corsi <b>& basta</b>."}


@pytest.fixture
def desk(client):
    client.force_login(MembershipFactory().user)
    return client


def test_a_role_lost_in_the_middle_of_a_form_gives_the_words_back(desk):
    MembershipFactory()  # the partner of somebody else keeps its own
    page = reverse("partners:invitation_create")
    assert desk.get(page).status_code == 200
    own = Membership.objects.get(user=desk.get(page).context["user"])
    MembershipFactory(partner=own.partner)
    Membership.objects.filter(pk=own.pk).update(role=Role.TEACHER)

    response = desk.post(page, TYPED)

    html = response.content.decode()
    assert response.status_code == 404
    assert "Non abbiamo potuto salvare" in html
    assert "Il tuo ruolo può essere cambiato" in html
    assert ">nuova@example.org</textarea>" in html
    assert ">Scrive i corsi &lt;b&gt;&amp; basta&lt;/b&gt;.</textarea>" in html
    assert ">Perché le inviti</label>" in html
    assert [piece.text for piece in response.context["typed"]] == [TYPED["emails"], TYPED["reason"]]


def test_choices_secrets_files_and_tokens_do_not_come_back(desk):
    data = {
        "message": "Testo",
        "password1": "una frase segreta e lunga",
        "reset_token": "abc",
        "csrfmiddlewaretoken": "xyz",
        "next": "/altrove/",
        "form-TOTAL_FORMS": "tre",
        "chosen": "12",
        "ticked": "on",
        "state": "ACCEPTED",
        "empty": " ",
        "attached": SimpleUploadedFile("segreto.txt", b"dentro il file"),
    }

    response = desk.post(reverse("partners:join_request_create", args=["non-esiste"]), data)

    assert response.status_code == 404
    assert [piece.text for piece in response.context["typed"]] == ["Testo"]
    assert "segreto" not in response.content.decode()
    assert "dentro il file" not in response.content.decode()


def test_a_page_of_many_rows_gives_every_row_back(desk):
    data = {"skills-0-note": "prima", "skills-1-note": "seconda"}

    response = desk.post(reverse("partners:member_end", args=[987_654]), data)

    assert [piece.text for piece in response.context["typed"]] == ["prima", "seconda"]


def test_strangers_and_addresses_without_a_page_get_nothing_back(client):
    typed = {"reason": "parole messe da un altro sito"}

    for user in (None, UserFactory()):
        if user:
            client.force_login(user)
        response = client.post("/area/non-esiste/", typed)
        assert response.status_code == 404
        assert "parole messe" not in response.content.decode()
        assert "Questa pagina non c'è" in response.content.decode()


def test_what_belongs_to_others_and_what_does_not_exist_are_the_same_page(desk):
    foreign = JoinRequestFactory(partner=PartnerFactory(name="CANARINO"), message="CANARINO")
    pages = [reverse("partners:join_request_refuse", args=[pk]) for pk in (foreign.pk, 987_654_321)]

    for send in (
        desk.get,
        lambda url: desk.post(url, TYPED),
        lambda url: desk.post(url, TYPED, HTTP_HX_REQUEST="true"),
    ):
        bodies = {said_by(send(url)).replace(url, "") for url in pages}
        assert len(bodies) == 1
        assert "CANARINO" not in bodies.pop()


def test_signed_in_people_read_why_in_both_languages(desk):
    assert "Se un momento fa la vedevi" in desk.get("/area/persone/0/fine/").content.decode()
    assert "If you could see it a moment ago" in desk.get("/en/area/persone/0/fine/").content.decode()
