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
from tests.training.schema_org import problems
from training.enums import Mode
from training.isced_f import isced_f_label
from training.selectors.course_page import edition_rows

pytestmark = pytest.mark.django_db
EVIL = "</script><script>alert(1)</script> a & b \u2028 <!--<script>"
SKILL = "http://data.europa.eu/esco/skill/tig"


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
    CourseSkillFactory(
        course=course, skill=ConceptFactory(label_it="Saldatura TIG", uri=SKILL), level=3, is_assessed=True
    )
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
    edition = EditionFactory(course=course, open=True, seats=12, timetable="lunedì 18-21", site=course.site)
    EditionFactory(course=course, finished=True)

    data = structured(client.get(course.get_absolute_url()))

    assert problems(data) == []
    assert data["@id"] == data["url"] == f"http://127.0.0.1:8000{course.get_absolute_url()}"
    assert data["provider"]["@id"] == f"http://127.0.0.1:8000{course.partner.get_absolute_url()}"
    assert [(term["name"], term["url"]) for term in data["teaches"]] == [("Saldatura TIG", SKILL)]
    assert data["offers"] == {
        "@type": "Offer", "category": "Paid", "price": "120.50", "priceCurrency": "EUR", "url": data["url"]
    }  # fmt: skip
    assert data["about"] == {
        "@type": "DefinedTerm", "name": "meccanica e lavorazione dei metalli", "termCode": "0715",
        "url": "http://data.europa.eu/snb/isced-f/0715", "inDefinedTermSet": "http://data.europa.eu/snb/isced-f/",
    }  # fmt: skip
    credential = data["educationalCredentialAwarded"]
    assert (credential["name"], credential["educationalLevel"]["termCode"]) == ("Attestato", "4")
    assert [term["name"] for term in credential["competencyRequired"]] == ["Saldatura TIG"]
    assert (data["timeRequired"], data["isAccessibleForFree"], data["keywords"]) == ("PT1200H", False, ["Meccanica"])
    [instance] = data["hasCourseInstance"]
    assert instance["startDate"] == edition.starts_on.isoformat()
    assert (instance["maximumAttendeeCapacity"], instance["remainingAttendeeCapacity"]) == (12, 12)
    assert instance["courseSchedule"]["description"] == "lunedì 18-21"
    assert instance["offers"]["availability"] == "https://schema.org/InStock"
    assert instance["offers"]["validThrough"] == edition.applications_close_on.isoformat()
    assert [place["address"]["addressLocality"] for place in instance["location"]] == ["La Spezia"]


@pytest.mark.parametrize(
    ("fields", "status", "availability"),
    [
        ({}, "EventScheduled", "PreOrder"),
        ({"closed": True}, "EventScheduled", "Discontinued"),
        ({"running": True}, "EventScheduled", "Discontinued"),
        ({"open": True, "seats": 0}, "EventScheduled", "SoldOut"),
        ({"open": True, "cancelled": True}, "EventCancelled", None),
        ({"external": True, "seats": None, "applications_close_on": None}, "EventScheduled", None),
    ],
)
def test_structured_data_tells_how_an_edition_stands(client, fields, status, availability):
    course = full_course()
    EditionFactory(course=course, **fields)

    data = structured(client.get(course.get_absolute_url()))

    [instance] = data["hasCourseInstance"]
    told = instance["offers"].get("availability")
    assert problems(data) == []
    assert instance["eventStatus"] == f"https://schema.org/{status}"
    assert told == (f"https://schema.org/{availability}" if availability else None)


@pytest.mark.parametrize(
    ("mode", "words", "places"),
    [
        (Mode.ONSITE, "onsite", ["Place"]),
        (Mode.ONLINE, "online", ["VirtualLocation"]),
        (Mode.BLENDED, "blended", ["Place", "VirtualLocation"]),
    ],
)
def test_structured_data_tells_where(client, mode, words, places):
    course = full_course()
    EditionFactory(course=course, open=True, mode=mode)

    [instance] = structured(client.get(course.get_absolute_url()))["hasCourseInstance"]

    assert instance["courseMode"] == words
    assert [place["@type"] for place in instance["location"]] == places


def test_structured_data_leaves_out_what_is_unknown(client):
    course = CourseFactory(published=True, title="Solo il titolo", cost_cents=0)

    data = structured(client.get(course.get_absolute_url()))

    assert problems(data) == []
    assert sorted(data) == [
        "@context", "@id", "@type", "audience", "dateModified", "description", "inLanguage", "isAccessibleForFree",
        "name", "offers", "provider", "url",
    ]  # fmt: skip
    assert (data["offers"]["category"], data["isAccessibleForFree"]) == ("Free", True)
    assert data["provider"]["name"] == course.partner.name
    assert "sameAs" not in data["provider"]


def test_schema_check_sees_mistakes():
    """The check itself: a wrong type, a property of another type, a missing and a malformed value."""
    data = {"@type": "Course", "name": "x", "description": "y", "courseMode": "online", "provider": {"@type": "Ente"}}
    instance = {"@type": "CourseInstance", "name": "x", "courseMode": "sala", "startDate": "1/2/2027"}

    assert problems(data) == [
        "$.courseMode: Course has no courseMode", "$.provider: takes no Ente", "$.provider: unknown type Ente"
    ]  # fmt: skip
    assert problems(instance) == [
        "$: endDate is missing",
        "$.courseMode: 'sala' is not online|onsite|blended",
        r"$.startDate: '1/2/2027' is not \d{4}-\d\d-\d\d",
    ]


def test_structured_data_cannot_be_broken_out_of(client):
    course = full_course()
    texts = ("title", "summary", "entry_requirements", "certification")
    type(course).objects.filter(pk=course.pk).update(**dict.fromkeys(texts, EVIL))
    EditionFactory(course=course, open=True, timetable=EVIL)

    response = client.get(course.get_absolute_url())

    data = structured(response)
    assert "<script>alert" not in response.content.decode()
    assert [data["name"], data["description"], data["coursePrerequisites"]] == [EVIL] * 3
    assert data["educationalCredentialAwarded"]["name"] == EVIL
    assert data["hasCourseInstance"][0]["courseSchedule"]["description"] == EVIL


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


def test_course_detail_tells_nobody_that_others_applied(client):
    application = ApplicationFactory()
    client.force_login(UserFactory())

    html = client.get(application.edition.course.get_absolute_url()).content.decode()

    assert "La tua domanda" not in html
    assert f"/area/iscrizioni/{application.pk}/" not in html


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

    with django_assert_num_queries(8):
        client.get(course.get_absolute_url())


def test_a_field_of_study_without_label_shows_its_code():
    assert isced_f_label("0700") == "0700"


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
