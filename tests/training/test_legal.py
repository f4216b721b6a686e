"""Official lists and hours by type: what the law asks is said next to the field, and never blocks."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from tests.training.desk_pages import complete_course, course_data, editor
from tests.training.factories import CourseFactory, OfferKindFactory, TermFactory
from training.enums import TermList
from training.models import Course, OfferKind, Term
from training.seeding import terms_seed
from training.selectors.legal import legal_warnings

pytestmark = pytest.mark.django_db
LAW = "L. 99/2022, art. 5"


def its(**facts):
    minimums = {"min_hours": 1800, "min_stage_percent": 35, "min_practitioner_percent": 60, "law": LAW}
    return CourseFactory(kind=OfferKindFactory(code="ITS5", **minimums), **facts)


def school_kinds():
    for code, hours in (("IP", 210), ("IT", 150), ("LIC", 90)):
        OfferKindFactory(code=code, fsl_hours=hours, fsl_law="DL 127/2025")


def test_a_kind_that_the_law_has_ended_is_no_longer_in_force():
    today = timezone.localdate()
    yesterday, tomorrow = today - datetime.timedelta(days=1), today + datetime.timedelta(days=1)
    OfferKindFactory(code="WAS", valid_to=yesterday)
    OfferKindFactory(code="COMES", valid_from=tomorrow)
    now = OfferKindFactory(code="IS", valid_from=today, valid_to=today)

    assert list(OfferKind.objects.in_force()) == [now]


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({"hours": 1800, "hours_stage": 630, "hours_practitioners": 1080}, []),
        ({"hours": 1799}, ["hours"]),
        ({"hours": 2000, "hours_stage": 699}, ["hours_stage"]),
        ({"hours": 2000, "hours_practitioners": 1199}, ["hours_practitioners"]),
        ({"hours": 1000, "hours_stage": 100, "hours_practitioners": 100},
         ["hours", "hours_stage", "hours_practitioners"]),
        ({"hours": 0, "hours_stage": 0}, ["hours"]),
        ({"hours_practitioners": 10}, []),
    ],
)  # fmt: skip
def test_its_hours_and_shares(facts, fields):
    assert [warning.field for warning in legal_warnings(its(**facts))] == fields


def test_who_comes_from_work_teaches_most_of_the_hours():
    [warning] = legal_warnings(its(hours=2000, hours_practitioners=1000))

    assert str(warning) == f"{LAW}: chi viene dal lavoro tiene almeno il 60 % delle ore, qui il 50 %."


@pytest.mark.parametrize(("code", "hours", "warned"), [("IP", 209, True), ("IP", 210, False), ("LIC", 90, False)])
def test_a_school_path_holds_its_school_to_work_hours(code, hours, warned):
    school_kinds()
    course = CourseFactory(kind=OfferKindFactory(code=code), hours_stage=hours)

    assert bool(legal_warnings(course)) == warned


@pytest.mark.parametrize(
    ("kinds", "hours", "minimum"),
    [
        (["IT"], 149, 150),
        (["IT"], 150, None),
        (["IP"], 200, 210),
        (None, 89, 90),
        (None, 90, None),
        (["ITS5"], 80, 90),
    ],
)
def test_school_to_work_training_is_measured_by_the_path(kinds, hours, minimum):
    school_kinds()
    figure = TermFactory(kinds=kinds) if kinds else None
    course = CourseFactory(kind=OfferKindFactory(code="FSL"), hours=hours, figure=figure)

    texts = [str(warning) for warning in legal_warnings(course)]

    assert [f"almeno {minimum} ore" in text for text in texts] == ([True] if minimum else [])
    assert all("DL 127/2025" in text for text in texts)


def test_school_to_work_training_without_minimums_is_not_warned_of():
    assert legal_warnings(CourseFactory(kind=OfferKindFactory(code="FSL"), hours=1)) == []


def test_the_warning_stands_next_to_its_field_and_blocks_nothing(client):
    user, school = editor()
    course = its(partner=school, hours=1700)
    client.force_login(user)

    form = client.get(reverse("training:course_update", args=[course.pk])).context["form"]
    data = course_data(kind=course.kind, hours="1600", publish="")
    response = client.post(reverse("training:course_update", args=[course.pk]), data)

    assert "servono almeno 1800 ore, qui sono 1700" in form.fields["hours"].help_text
    assert LAW in form.fields["hours"].help_text
    assert response.status_code == 302


def test_all_the_fields_of_an_offer_are_kept_and_shown(client):
    user, school = editor()
    course = complete_course(school, published=True)
    figure = TermFactory(name_it="Area 6.2 Meccatronica", kinds=["ITS5"])
    attestation = TermFactory(collection=TermList.ATTESTATION, name_it="Attestato di frequenza")
    funding = TermFactory(collection=TermList.FUNDING, name_it="Programma GOL")
    client.force_login(user)
    skill = course.taught.get()

    data = course_data(
        skills=[(skill.skill, skill.level, False)], site=course.site, kind=course.kind, hours="200", hours_lab="80",
        hours_elearning="20", hours_practitioners="120", figure=figure.pk, attestation=attestation.pk,
        funding=funding.pk, cup_code="g19j21000010007", credits="3 CFU", language="en", publish="1",
        accessibility="Aula al piano terra.", contact="Segreteria didattica",
    )  # fmt: skip
    client.post(reverse("training:course_update", args=[course.pk]), data)

    course = Course.objects.get(pk=course.pk)
    assert (course.figure, course.attestation, course.funding) == (figure, attestation, funding)
    assert (course.cup_code, course.language, course.hours_practitioners) == ("G19J21000010007", "en", 120)
    page = client.get(course.get_absolute_url()).content.decode()
    told = ["Area 6.2 Meccatronica", "Attestato di frequenza", "Programma GOL · CUP G19J21000010007", "3 CFU"]
    told += ["80 ore", "20 ore", "120 ore", "inglese", "Aula al piano terra.", "Segreteria didattica"]
    for words in told:
        assert words in page
    assert '"inLanguage": "en"' in page


def test_a_course_that_says_no_more_shows_no_empty_lines(client):
    course = complete_course(editor()[1], published=True)

    page = client.get(course.get_absolute_url()).content.decode()

    assert "Di cui in laboratorio" not in page


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"hours": "100", "hours_lab": "101"}, "hours_lab"),
        ({"hours": "100", "hours_elearning": "101"}, "hours_elearning"),
        ({"hours": "100", "hours_practitioners": "101"}, "hours_practitioners"),
        ({"cup_code": "troppo-corto"}, "cup_code"),
        ({"figure": "987654"}, "figure"),
        ({"language": "xx"}, "language"),
    ],
)
def test_wrong_facts_are_refused_beside_their_field(client, fields, wrong):
    user, _school = editor()
    client.force_login(user)

    response = client.post(reverse("training:course_create"), course_data(**fields))

    assert list(response.context["form"].errors) == [wrong]


def test_a_term_out_of_force_is_offered_only_where_it_is_used(client):
    user, school = editor()
    old = TermFactory(name_it="Vecchio ordinamento", valid_to="2020-08-31")
    course = complete_course(school, figure=old)
    client.force_login(user)

    assert "Vecchio ordinamento" not in client.get(reverse("training:course_create")).content.decode()
    page = client.get(reverse("training:course_update", args=[course.pk])).content.decode()
    assert "Vecchio ordinamento" in page


def test_the_lists_are_loaded_again_without_doubles():
    assert terms_seed() == terms_seed() == Term.objects.count()
    both = Term.objects.filter(name_it__endswith="Meccanica e meccatronica")
    assert {term.regulation for term in both} == {
        "ordinamento fino al 2025/26 per le prime", "nuovo ordinamento dal 2026/27",
    }  # fmt: skip


@pytest.mark.parametrize("facts", [{"hours": 10, "hours_lab": 11}, {"cup_code": "abc"}, {"language": "xx"}])
def test_the_database_refuses_what_cannot_be(facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        CourseFactory(**facts)
