"""Which needs of firms the courses of a school answer."""

import pytest
from django.utils import timezone

from recruitment.enums import Confidentiality
from recruitment.selectors.course_needs import need_answers
from tests.partners.factories import PartnerFactory
from tests.recruitment.factories import SkillNeedFactory
from tests.skills.factories import ConceptFactory
from tests.training.desk_pages import editor
from tests.training.factories import CourseFactory, CourseSkillFactory

pytestmark = pytest.mark.django_db
URL = "/area/corsi/fabbisogni/"


def need(*skills, **fields):
    row = SkillNeedFactory(published=True, **fields)
    for skill, level in skills:
        row.asked.create(skill=skill, level=level)
    return row


def reader(user, partner):
    user.acting_partner_id = partner.pk
    return user


def test_needs_are_answered_skill_by_skill(client):
    user, school = editor()
    welding, drawing, cnc = (ConceptFactory(label_it=name) for name in ("Saldatura", "Disegno", "CNC"))
    course = CourseFactory(partner=school, published=True, title="Saldatura TIG")
    CourseSkillFactory(course=course, skill=welding, level=3)
    CourseSkillFactory(course=course, skill=drawing, level=1)
    CourseSkillFactory(course=CourseFactory(partner=school, title="Bozza"), skill=cnc, level=4)
    CourseSkillFactory(course=CourseFactory(published=True, title="D'altri"), skill=cnc, level=4)
    half = need((welding, 2), (drawing, 2), title="Mezzo", confidentiality=Confidentiality.PUBLIC)
    whole = need((welding, 3), title="Intero", confidentiality=Confidentiality.PARTNERS)
    none = need((cnc, 1), title="Nulla", confidentiality=Confidentiality.PUBLIC)
    silent = need(title="Muto", confidentiality=Confidentiality.PUBLIC)
    client.force_login(user)

    answers = need_answers(reader(user, school))
    html = client.get(URL).content.decode()

    assert [(row.need, row.percent) for row in answers] == [(whole, 100), (half, 50), (none, 0), (silent, 0)]
    found = {
        row.asked.skill: [(taught.course, taught.is_enough) for taught in row.courses] for row in answers[1].skills
    }
    assert found == {welding: [(course, True)], drawing: [(course, False)]}
    assert "Le imprese hanno 4 fabbisogni che puoi leggere; i tuoi corsi pubblicati ne toccano 2." in html
    assert f'href="{course.get_absolute_url()}"' in html
    for text in ("a un livello più basso", "Nessun tuo corso insegna:", "non ha ancora indicato le competenze"):
        assert text in html, text
    assert "D&#x27;altri" not in html


def test_what_was_told_to_the_referent_alone_stays_there(client):
    user, school = editor()
    skill = ConceptFactory()
    CourseSkillFactory(course=CourseFactory(partner=school, published=True), skill=skill)
    secret = need((skill, 1), title="Segreto", confidentiality=Confidentiality.REFERENT)
    draft = SkillNeedFactory(title="In bozza", confidentiality=Confidentiality.PUBLIC)
    client.force_login(user)

    html = client.get(URL).content.decode()

    assert need_answers(reader(user, school)) == []
    assert secret.title not in html
    assert draft.title not in html
    assert "Nessuna impresa ha ancora scritto che cosa le serve" in html


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_for_one_and_three(client, django_assert_num_queries, rows):
    user, school = editor()
    for _n in range(rows):
        skill = ConceptFactory()
        CourseSkillFactory(course=CourseFactory(partner=school, published=True), skill=skill)
        need((skill, 1), partner=PartnerFactory(firm=True), confidentiality=Confidentiality.PUBLIC)
    client.force_login(user)
    client.get(URL)

    with django_assert_num_queries(8):
        client.get(URL)


def test_a_firm_that_asks_not_to_be_named_is_not(client):
    user, _school = editor()
    firm = PartnerFactory(firm=True, name="Officine Segrete", slug="officine-segrete")
    need(title="Senza nome", partner=firm, confidentiality=Confidentiality.PARTNERS, is_masked=True)
    client.force_login(user)

    html = client.get(URL).content.decode()

    assert "Senza nome" in html
    assert "egrete" not in html


def test_a_course_hidden_from_the_catalogue_answers_nothing(client):
    user, school = editor()
    welding = ConceptFactory(label_it="Saldatura")
    CourseSkillFactory(
        course=CourseFactory(partner=school, published=True, hidden_at=timezone.now()), skill=welding, level=4
    )
    need((welding, 2), confidentiality=Confidentiality.PUBLIC)

    assert [row.percent for row in need_answers(reader(user, school))] == [0]
