"""The words of an advertisement on the firm's pages: marked next to the field, refused only when public."""

import pytest
from django.urls import reverse

from core.errors import BusinessRuleError
from recruitment.enums import Confidentiality, Contract, DemandState
from recruitment.models import Opening, SkillNeed
from recruitment.services import demand
from tests.recruitment.factories import (
    OpeningFactory,
    OpeningSkillFactory,
    SkillNeedFactory,
    SkillNeedSkillFactory,
)
from tests.recruitment.test_openings import typed
from tests.skills.factories import ConceptFactory

BAD = "Cercasi ragazza di bella presenza <script>alert(1)</script>"


def write(firm, opening, **fields):
    skill = opening.asked.first().skill
    data = typed([{"skill": str(skill.pk)}], occupation=str(opening.occupation_id), **fields)
    return firm.client.post(reverse("recruitment:opening_update", args=[opening.pk]), data)


@pytest.fixture
def make_opening(firm):
    def build(**fields):
        occupation = ConceptFactory(occupation=True)
        return OpeningSkillFactory(
            opening=OpeningFactory(partner=firm.partner, occupation=occupation, **fields)
        ).opening

    return build


def test_opening_form_marks_the_words_next_to_their_field(firm, make_opening):
    opening = make_opening(description=BAD)

    body = firm.client.get(reverse("recruitment:opening_update", args=[opening.pk])).content.decode()

    assert '<mark class="polo-forbidden">Cercasi ragazza</mark>' in body
    assert "<mark>bella presenza</mark>" in body
    assert body.index("parole-description") > body.index('id="id_description"')
    assert "Articolo 27 del Codice delle pari opportunità" in body
    assert "<script>alert" not in body


def test_opening_form_with_good_words_marks_nothing(firm, make_opening):
    opening = make_opening(description="Ufficio con bella vista sul mare.")

    body = firm.client.get(reverse("recruitment:opening_update", args=[opening.pk])).content.decode()

    assert "<mark" not in body


def test_draft_is_saved_with_forbidden_words_and_says_so(firm, make_opening):
    opening = make_opening()

    write(firm, opening, title="Saldatura", description=BAD)

    opening.refresh_from_db()
    body = firm.client.get(opening.get_absolute_url()).content.decode()
    assert opening.description == BAD
    assert "un testo senza parole che la legge vieta («Cercasi ragazza»)" in body
    assert "<mark>bella presenza</mark>" in body


def test_draft_with_forbidden_words_is_not_published(firm, make_opening):
    opening = make_opening(title="Operaio max 30 anni")

    response = firm.client.post(reverse("recruitment:opening_publish", args=[opening.pk]), follow=True)

    opening.refresh_from_db()
    assert opening.state == DemandState.DRAFT
    assert "«max 30 anni»" in response.content.decode()


def test_apprenticeship_may_say_the_age_of_the_law(firm, make_opening):
    opening = make_opening(title="Apprendistato, max 29 anni", contract=Contract.APPRENTICESHIP)

    firm.client.post(reverse("recruitment:opening_publish", args=[opening.pk]))

    opening.refresh_from_db()
    assert opening.state == DemandState.PUBLISHED


def test_doubtful_words_are_published(firm, make_opening):
    opening = make_opening(title="Tecnico automunito")

    firm.client.post(reverse("recruitment:opening_publish", args=[opening.pk]))

    opening.refresh_from_db()
    assert opening.state == DemandState.PUBLISHED


def test_published_opening_does_not_take_forbidden_words(firm, make_opening):
    opening = make_opening(published=True, description="Buone")

    response = write(firm, opening, title="Saldatura", description=BAD)

    assert response.status_code == 200
    assert response.context["form"].errors["description"] == ["Togli le parole che la legge vieta: sono segnate qui."]
    assert Opening.objects.get(pk=opening.pk).description == "Buone"


@pytest.mark.parametrize(
    ("confidentiality", "is_refused"), [(Confidentiality.PARTNERS, True), (Confidentiality.REFERENT, False)]
)
def test_need_that_others_read_has_no_forbidden_words(firm, confidentiality, is_refused):
    need = SkillNeedFactory(partner=firm.partner, title="Solo uomini", confidentiality=confidentiality)
    SkillNeedSkillFactory(need=need)

    firm.client.post(reverse("recruitment:need_publish", args=[need.pk]))

    assert SkillNeed.objects.get(pk=need.pk).state == (DemandState.DRAFT if is_refused else DemandState.PUBLISHED)


def test_published_need_does_not_take_forbidden_words(firm):
    need = SkillNeedFactory(partner=firm.partner, published=True)
    row = SkillNeedSkillFactory(need=need)
    need.title = "Solo uomini"

    with pytest.raises(BusinessRuleError, match="Solo uomini"):
        demand.need_save(need=need, skills=[row], by=firm.user)


def test_need_page_marks_the_words(firm):
    need = SkillNeedFactory(partner=firm.partner, title="Giovani", description=BAD)

    body = firm.client.get(need.get_absolute_url()).content.decode()

    assert '<mark class="polo-forbidden">Cercasi ragazza</mark>' in body
