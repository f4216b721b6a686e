import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.enums import Role
from tests.accounts.factories import UserFactory
from tests.partners.factories import FilieraFactory, MembershipFactory, PartnerFactory, SiteFactory
from tests.skills.factories import ConceptFactory
from tests.training.factories import ApplicationFactory, CourseFactory, CourseSkillFactory, EditionFactory
from training.isced_f import isced_f_label
from training.selectors.course_page import edition_rows

pytestmark = pytest.mark.django_db


def structured(response):
    text = re.search(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.DOTALL)[1]
    return json.loads(text)


def full_course(**fields):
    partner = PartnerFactory(name="IIS di Prova", website="https://scuola.example.org/")
    course = CourseFactory(
        published=True, partner=partner, title="Saldatura", summary="In breve", description="Riga uno.\n\nRiga due.",
        site=SiteFactory(partner=partner, name="Sede centrale"), entry_requirements="Licenza media",
        certification="Attestato", eqf=4, isced_f="0715", hours=1200, hours_stage=200, cost_cents=12050,
        source="https://fonte.example.org/corsi", checked_on=timezone.localdate(), **fields,
    )  # fmt: skip
    course.filiere.add(FilieraFactory(name_it="Meccanica"))
    course.occupations.add(ConceptFactory(occupation=True, label_it="saldatore/saldatrice"))
    CourseSkillFactory(course=course, skill=ConceptFactory(label_it="Saldatura TIG"), level=3, is_assessed=True)
    return course


def test_course_detail_shows_all_that_is_known(client):
    course = full_course()
    EditionFactory(course=course, open=True, seats=12, min_enrolment=8, timetable="lunedì 18-21")

    html = client.get(course.get_absolute_url()).content.decode()

    for text in (
        "IIS di Prova", "Riga due.", "Sede centrale, Via di Prova 1, La Spezia (SP)", "Licenza media", "Attestato",
        "0715 meccanica e lavorazione dei metalli", "1.200 ore", "200 ore", "120,50 €", "Meccanica", "Saldatura TIG",
        "avanzato", "valutata alla fine", "Saldatore/saldatrice", "12 liberi su 12", "parte con almeno 8",
        "lunedì 18-21", "iscrizioni aperte", "Chiedi di iscriverti", "https://fonte.example.org/corsi",
    ):  # fmt: skip
        assert text in html, text
    assert "dato da completare" not in html


def test_course_detail_says_what_is_missing(client):
    course = CourseFactory(published=True)
    EditionFactory(course=course, external=True, seats=None, applications_close_on=None, applications_open_on=None)

    html = client.get(course.get_absolute_url()).content.decode()

    assert html.count("dato da completare") == 16
    assert "Ci si iscrive presso la segreteria della scuola." in html
    assert "Chiedi di iscriverti" not in html


@pytest.mark.parametrize(("cents", "text"), [(0, "gratuito"), (99, "0,99 €"), (100000, "1.000,00 €")])
def test_course_detail_says_the_cost(client, cents, text):
    course = CourseFactory(published=True, cost_cents=cents)

    assert text in client.get(course.get_absolute_url()).content.decode()


def test_course_detail_without_editions_sends_to_the_school(client):
    course = full_course()

    html = client.get(course.get_absolute_url()).content.decode()

    assert "Non ci sono edizioni in programma." in html
    assert 'href="https://scuola.example.org/"' in html


def test_structured_data_tells_course_and_coming_editions(client):
    course = full_course()
    edition = EditionFactory(course=course, open=True, seats=12)
    EditionFactory(course=course, finished=True)

    data = structured(client.get(course.get_absolute_url()))

    assert data["@type"] == "Course"
    assert data["teaches"] == ["Saldatura TIG"]
    assert data["offers"] == {"@type": "Offer", "category": "Paid", "price": "120.50", "priceCurrency": "EUR"}
    assert data["about"] == "http://data.europa.eu/snb/isced-f/0715"
    assert [row["startDate"] for row in data["hasCourseInstance"]] == [edition.starts_on.isoformat()]
    assert data["hasCourseInstance"][0]["location"]["address"]["addressLocality"] == "La Spezia"


def test_structured_data_leaves_out_what_is_unknown(client):
    course = CourseFactory(published=True, title="Solo il titolo", cost_cents=0)

    data = structured(client.get(course.get_absolute_url()))

    assert sorted(data) == ["@context", "@type", "description", "inLanguage", "name", "offers", "provider", "url"]
    assert data["offers"]["category"] == "Free"
    assert data["provider"] == {"@type": "Organization", "name": course.partner.name}


def test_structured_data_cannot_be_broken_out_of(client):
    course = CourseFactory(published=True, title="</script><script>alert(1)</script>", summary="a & b \u2028")

    response = client.get(course.get_absolute_url())

    assert "<script>alert" not in response.content.decode()
    assert structured(response)["name"] == "</script><script>alert(1)</script>"


def test_course_of_the_demo_is_not_told_to_search_engines(client):
    course = CourseFactory(published=True, is_demo=True)

    assert "application/ld+json" not in client.get(course.get_absolute_url()).content.decode()


def test_draft_is_for_its_editors_only(client):
    course = CourseFactory(title="Bozza")
    editor = MembershipFactory(partner=course.partner, role=Role.EDITOR).user
    url = course.get_absolute_url()

    statuses = [client.get(url).status_code]
    client.force_login(UserFactory())
    statuses.append(client.get(url).status_code)
    client.force_login(editor)
    response = client.get(url)

    assert statuses == [404, 404]
    assert "la vede solo chi la può modificare" in response.content.decode()
    assert "application/ld+json" not in response.content.decode()


def test_course_detail_of_an_unknown_slug_is_not_found(client):
    assert client.get("/formazione/corsi/non-esiste/").status_code == 404


def test_course_detail_links_the_own_application(client):
    application = ApplicationFactory()
    ApplicationFactory(edition=application.edition)
    client.force_login(application.person)

    html = client.get(application.edition.course.get_absolute_url()).content.decode()

    assert f'href="/area/iscrizioni/{application.pk}/"' in html
    assert "Chiedi di iscriverti" not in html


def test_teacher_course_tells_a_person_who_may_apply(client):
    edition = EditionFactory(open=True, course__teachers=True)
    client.force_login(UserFactory())

    html = client.get(edition.course.get_absolute_url()).content.decode()

    assert "Le iscrizioni sono per chi insegna" in html


def test_editions_that_can_be_joined_come_first():
    course = CourseFactory(published=True)
    over = EditionFactory(course=course, finished=True)
    coming = EditionFactory(course=course)
    joinable = EditionFactory(course=course, open=True)
    called_off = EditionFactory(course=course, cancelled=True)

    rows = edition_rows(course, UserFactory(), timezone.localdate())

    assert [row.edition for row in rows] == [coming, joinable, over, called_off]


@pytest.mark.parametrize("items", [1, 3])
def test_course_detail_asks_the_same_whatever_the_rows(client, django_assert_num_queries, items):
    course = full_course()
    for _number in range(items):
        EditionFactory(course=course, open=True, site=SiteFactory(partner=course.partner))
        CourseSkillFactory(course=course)
        course.filiere.add(FilieraFactory())

    with django_assert_num_queries(6):
        client.get(course.get_absolute_url())


def test_a_field_of_study_without_label_shows_its_code():
    assert isced_f_label("9999") == "9999"


@pytest.mark.parametrize("items", [1, 3])
def test_partner_courses_lists_published_ones_of_the_partner(client, django_assert_num_queries, items):
    partner = PartnerFactory()
    courses = CourseFactory.create_batch(items, partner=partner, published=True)
    CourseFactory(partner=partner, title="Bozza segreta")
    CourseFactory(published=True, title="Di un altro")

    with django_assert_num_queries(2):
        body = client.get(reverse("training:partner_courses", args=[partner.slug])).content.decode()

    assert all(course.title in body for course in courses)
    assert "segreta" not in body
    assert "Di un altro" not in body


def test_partner_courses_without_courses_says_so(client):
    url = reverse("training:partner_courses", args=[PartnerFactory().slug])

    assert "Nessun corso" in client.get(url).content.decode()


def test_partner_courses_of_nobody_is_404(client):
    assert client.get(reverse("training:partner_courses", args=["nessuno"])).status_code == 404
