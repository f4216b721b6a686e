"""The school's desk: its courses. What a form sends is kept, what is missing is said, strangers see nothing."""

import pytest
from django.urls import reverse

from core.models import AuditEvent
from partners.enums import Role
from skills.enums import ConceptKind
from tests.accounts.factories import UserFactory
from tests.partners.factories import FilieraFactory, MembershipFactory, PartnerFactory, SiteFactory
from tests.skills.factories import ConceptFactory
from tests.training.desk_pages import complete_course, course_data, editor
from tests.training.factories import (
    ApplicationFactory,
    CourseFactory,
    CourseSkillFactory,
    EditionFactory,
    OfferKindFactory,
)
from training.models import Course
from training.selectors.legal import legal_warnings

pytestmark = pytest.mark.django_db
LIST = reverse("training:desk_course_list")
CREATE = reverse("training:course_create")
PAGES = ["course_update", "edition_create"]
QUERIES_LIST = 11
POSTS = ["course_publish", "course_unpublish"]


def url(name, course):
    return reverse(f"training:{name}", args=[course.pk])


def strangers(partner):
    """Everybody who must not see the desk of that school."""
    return [
        UserFactory(),
        MembershipFactory(role=Role.MANAGER).user,  # of another school
        MembershipFactory(role=Role.MANAGER, partner__firm=True).user,
        MembershipFactory(role=Role.TEACHER, partner=partner).user,
        MembershipFactory(role=Role.COUNSELLOR, partner=partner).user,
        MembershipFactory(role=Role.EDITOR, partner=partner, ended=True).user,
    ]


# The list ------------------------------------------------------------------------------------------------------------


def test_desk_course_list_shows_states_gaps_editions_and_waiting(client):
    user, school = editor(name="Istituto Capellini")
    CourseFactory(partner=school, title="Bozza", kind__code="IT", kind__is_vocational=True)
    published = complete_course(school, title="Pubblicato")
    Course.objects.filter(pk=published.pk).update(published_at="2026-01-01T00:00Z")
    edition = EditionFactory(course=published, open=True, seats=20, site=published.site)
    ApplicationFactory(edition=edition, accepted=True)
    ApplicationFactory(edition=edition)
    EditionFactory(course=published, cancelled=True)
    CourseFactory(title="Di un'altra scuola")
    client.force_login(user)

    page = client.get(LIST).content.decode()

    assert page.index("Bozza") < page.index("Pubblicato")
    assert "Di un&#x27;altra scuola" not in page
    assert "almeno una competenza insegnata" in page
    assert "la sede in cui si tiene" in page
    assert "Posti occupati: 1 su 20" in page
    assert "una domanda da leggere" in page
    assert "Una domanda di iscrizione aspetta risposta" in page
    assert "iscrizioni aperte" in page
    assert "annullata" in page
    assert page.count("Modifica l&#x27;edizione") + page.count("Modifica l'edizione") == 1


def test_a_cancelled_edition_has_neither_seats_nor_window(client):
    user, school = editor()
    course = CourseFactory(partner=school, published=True)
    EditionFactory(course=course, seats=16, cancelled=True)
    client.force_login(user)

    assert "su 16" not in client.get(LIST).content.decode()
    page = client.get(course.get_absolute_url()).content.decode()
    assert "annullata" in page
    assert "16 liberi su 16" not in page
    assert "<dt>Iscrizioni</dt>" not in page


def test_pages_of_the_desk_begin_with_the_own_area(client):
    user, school = editor()
    course = CourseFactory(partner=school)
    edition = EditionFactory(course=course)
    application = ApplicationFactory(edition=EditionFactory(course=course, open=True))
    client.force_login(user)
    pages = {
        "desk_course_list": None, "course_create": None, "course_update": course, "edition_create": course,
        "edition_update": edition, "edition_cancel": edition, "desk_application_list": None,
        "application_accept": application, "application_refuse": application,
    }  # fmt: skip

    for name, row in pages.items():
        page = client.get(reverse(f"training:{name}", args=[row.pk] if row else [])).content.decode()
        crumbs = page[page.index('<ol class="breadcrumb">') :]
        crumbs = crumbs[: crumbs.index("</ol>")]
        assert f'href="{reverse("dashboards:desk")}">La mia area</a>' in crumbs, name
        assert crumbs.index("La mia area") < crumbs.index("I miei corsi"), name


def test_desk_course_list_without_courses_says_what_to_do(client):
    user, _school = editor()
    client.force_login(user)

    page = client.get(LIST).content.decode()

    assert "Crea il primo corso" in page
    assert "aspetta risposta" not in page


def test_desk_course_list_shows_legal_warnings(client):
    user, school = editor(its=True)
    kind = OfferKindFactory(code="ITS5", min_hours=1800, min_stage_percent=35, law="L. 99/2022, art. 5")
    CourseFactory(partner=school, kind=kind, hours=1700, hours_stage=510)
    client.force_login(user)

    page = client.get(LIST).content.decode()

    assert "L. 99/2022, art. 5: servono almeno 1800 ore, qui sono 1700." in page
    assert "L. 99/2022, art. 5: lo stage è almeno il 35 % delle ore, qui è il 30 %." in page


def test_desk_course_list_opens_other_pages_and_survives_bad_ones(client):
    user, school = editor()
    kind = OfferKindFactory()
    CourseFactory.create_batch(21, partner=school, kind=kind)
    client.force_login(user)

    assert "Pagina 2 di 2" in client.get(LIST, {"page": "2"}).content.decode()
    assert client.get(LIST, {"page": "ultima"}).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_desk_course_list_queries_do_not_grow(client, number, django_assert_num_queries):
    user, school = editor()
    for _ in range(number):
        course = complete_course(school)
        ApplicationFactory.create_batch(number, edition=EditionFactory(course=course))
    client.force_login(user)

    with django_assert_num_queries(QUERIES_LIST):
        client.get(LIST)


def test_desk_is_closed_to_strangers(client):
    course = CourseFactory()

    for stranger in strangers(course.partner):
        client.force_login(stranger)
        pages = [client.get(url(name, course)) for name in PAGES] + [client.post(url(name, course)) for name in POSTS]
        assert {page.status_code for page in pages} == {404}


def test_desk_course_list_and_create_are_closed_to_those_without_courses(client):
    school = PartnerFactory()
    without = [
        user
        for user in strangers(school)
        if not user.memberships.filter(role=Role.MANAGER, partner__category="SCHOOL").exists()
    ]

    for stranger in without:
        client.force_login(stranger)
        assert (client.get(LIST).status_code, client.post(CREATE, course_data()).status_code) == (404, 404)
    assert len(without) == 5
    assert not Course.objects.exists()


@pytest.mark.parametrize("name", PAGES + POSTS)
def test_desk_sends_the_anonymous_to_sign_in(client, name):
    response = client.get(url(name, CourseFactory()))

    assert response.status_code == 302
    assert "/accesso/" in response.url


def test_desk_refuses_get_where_something_changes(client):
    user, school = editor()
    client.force_login(user)

    assert {client.get(url(name, CourseFactory(partner=school))).status_code for name in POSTS} == {405}


# Writing -------------------------------------------------------------------------------------------------------------


def test_course_create_keeps_all_that_was_typed(client):
    user, school = editor(slug="capellini")
    site, filiera = SiteFactory(partner=school), FilieraFactory()
    skill, occupation = ConceptFactory(), ConceptFactory(occupation=True)
    ConceptFactory(kind=ConceptKind.FIELD_OF_STUDY, notation="0715", label_it="meccanica")
    client.force_login(user)

    data = course_data(
        skills=[(skill, 3, True)], site=site, filiere=[filiera.pk], occupation_2=occupation.pk,
        hours="600", hours_stage="200", eqf="4", isced_f="0715", cost="1250,50", entry_requirements="Licenza media",
    )  # fmt: skip
    response = client.post(CREATE, data)

    course = Course.objects.get()
    assert response.url == url("course_update", course)
    assert (course.partner, course.site, course.title, course.slug) == (
        school,
        site,
        "Saldatura TIG",
        "saldatura-tig-capellini",
    )
    assert (course.hours, course.hours_stage, course.eqf, course.isced_f, course.cost_cents) == (
        600,
        200,
        4,
        "0715",
        125050,
    )
    assert list(course.taught.values_list("skill", "level", "is_assessed")) == [(skill.pk, 3, True)]
    assert (list(course.filiere.all()), list(course.occupations.all())) == ([filiera], [occupation])
    assert (course.published_at, course.source, course.is_demo) == (None, "", False)
    assert skill.label_it in course.search_terms
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.after) == ("training.course_created", user, {"title": "Saldatura TIG"})


def test_course_create_page_is_empty_and_offers_own_sites_only(client):
    user, school = editor()
    own, other = SiteFactory(partner=school, name="Sede propria"), SiteFactory(name="Sede altrui")
    OfferKindFactory(code="OLD", name_it="Tipo di ieri", valid_to="2020-01-01")
    client.force_login(user)

    page = client.get(CREATE).content.decode()

    assert own.name in page
    assert other.name not in page
    assert "Tipo di ieri" not in page
    assert "Salva e pubblica" not in page


def test_course_create_refuses_bad_input_and_loses_nothing(client):
    user, _school = editor()
    skill = ConceptFactory()
    client.force_login(user)

    data = course_data(
        skills=[(skill, 2, False), (skill, 9, False), (skill, 3, False)],
        title="", summary="Parole da non perdere", hours="100", hours_stage="200", isced_f="07A5", eqf="9",
        cost="-1", occupation_1="999999999999999999999", kind="abc",
    )  # fmt: skip
    response = client.post(CREATE, data)

    page = response.content.decode()
    errors = response.context["form"].errors
    assert response.status_code == 200
    assert set(errors) == {"title", "hours_stage", "isced_f", "eqf", "cost", "occupation_1", "kind"}
    assert errors["hours_stage"] == ["Le ore di stage non possono superare le ore totali."]
    assert "Parole da non perdere" in page
    assert (
        "Questa competenza c'è già in un'altra riga: tienine una sola."
        in response.context["formset"].forms[2].errors["skill"]
    )
    assert "level" in response.context["formset"].forms[1].errors
    assert not Course.objects.exists()


def test_course_create_refuses_nul_bytes_and_foreign_sites(client):
    user, _school = editor()
    client.force_login(user)

    response = client.post(CREATE, course_data(title="a\x00b", site=SiteFactory(), hours="99999999999999999999"))

    assert set(response.context["form"].errors) == {"title", "site", "hours"}


def test_course_create_refuses_the_same_profession_twice(client):
    user, _school = editor()
    occupation = ConceptFactory(occupation=True)
    client.force_login(user)

    response = client.post(CREATE, course_data(occupation_1=occupation.pk, occupation_3=occupation.pk))

    assert response.context["form"].errors == {"occupation_3": ["Questa professione c'è già: tienine una sola."]}


@pytest.mark.parametrize(("total", "rows"), [("2", 6), ("abc", 4), ("", 4), ("39", 40), ("99999", 4)])
def test_more_rows_keeps_what_was_typed_and_saves_nothing(client, total, rows):
    user, _school = editor()
    client.force_login(user)

    response = client.post(
        CREATE, course_data(title="", summary="Già scritto", more_rows="1") | {"skills-TOTAL_FORMS": total}
    )

    page = response.content.decode()
    assert len(response.context["formset"].forms) == rows
    assert "Già scritto" in page
    assert "polo-error-summary" not in page
    assert not Course.objects.exists()


def test_a_forged_formset_is_refused_in_the_page(client):
    user, _school = editor()
    client.force_login(user)

    response = client.post(CREATE, course_data() | {"skills-TOTAL_FORMS": "abc"})

    assert response.status_code == 200
    assert not Course.objects.exists()


def test_course_update_shows_what_is_there(client):
    user, school = editor()
    course = complete_course(school, title="Tornitura", cost_cents=12050)
    occupations = [ConceptFactory(occupation=True) for _ in range(4)]
    course.occupations.set(occupations)
    client.force_login(user)

    form = client.get(url("course_update", course)).context["form"]

    assert form["title"].value() == "Tornitura"
    assert str(form["cost"].value()) == "120.5"
    assert {form[f"occupation_{n}"].value() for n in range(1, 5)} == {occupation.pk for occupation in occupations}
    assert form["occupation_5"].value() is None


def test_course_update_changes_skills_and_leaves_an_event(client):
    user, school = editor()
    course = complete_course(school)
    kept, dropped = course.taught.get(), CourseSkillFactory(course=course)
    new = ConceptFactory()
    client.force_login(user)

    data = course_data(
        skills=[(kept.skill, 4, True), (dropped.skill, 2, False), (new, 1, False)], site=course.site, kind=course.kind
    )
    client.post(url("course_update", course), data | {"skills-1-DELETE": "on"})

    assert set(course.taught.values_list("pk", "skill", "level")) == {
        (kept.pk, kept.skill_id, 4),
        (course.taught.get(skill=new).pk, new.pk, 1),
    }
    event = AuditEvent.objects.get()
    assert event.verb == "training.course_updated"
    assert event.after["title"] == "Saldatura TIG"
    assert "kind" not in event.after


def test_course_update_publishes_when_asked(client):
    user, school = editor()
    course = complete_course(school)
    client.force_login(user)

    data = course_data(skills=[(course.taught.get().skill, 2, True)], site=course.site, kind=course.kind, publish="1")
    response = client.post(url("course_update", course), data)

    course.refresh_from_db()
    assert response.url == LIST
    assert (course.is_published, course.published_by) == (True, user)


# Publishing ----------------------------------------------------------------------------------------------------------


def test_course_publish_shows_the_course_to_everybody(client):
    user, school = editor()
    course = complete_course(school)
    client.force_login(user)

    for _twice in range(2):
        response = client.post(url("course_publish", course), follow=True)

    course.refresh_from_db()
    assert (course.is_published, course.published_by) == (True, user)
    assert "ora è pubblicato" in response.content.decode()
    assert list(AuditEvent.objects.values_list("verb", flat=True)) == ["training.course_published"]


def test_course_publish_lists_what_is_missing(client):
    user, school = editor()
    course = CourseFactory(partner=school, kind__code="IT", kind__is_vocational=True)
    client.force_login(user)

    page = client.post(url("course_publish", course), follow=True).content.decode()

    course.refresh_from_db()
    assert not course.is_published
    assert (
        "Perché il corso sia pubblicato manca: una frase che lo presenti («in breve»); che cosa si ottiene alla fine; "
        "la sede in cui si tiene; almeno una competenza insegnata." in page
    )
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("facts", "is_published"),
    [
        ({"kind__is_vocational": False, "kind__code": "LIC"}, True),
        ({"mode": "ONLINE", "site": None, "kind__is_vocational": False, "kind__code": "LIC"}, True),
        ({"mode": "BLENDED", "site": None, "kind__is_vocational": False, "kind__code": "LIC"}, False),
    ],
)
def test_course_publish_asks_only_what_the_kind_needs(client, facts, is_published):
    user, school = editor()
    course = complete_course(school, **facts)
    course.taught.all().delete()
    client.force_login(user)

    client.post(url("course_publish", course))

    course.refresh_from_db()
    assert course.is_published == is_published


def test_course_unpublish_makes_a_draft_again(client):
    user, school = editor()
    course = complete_course(school, published=True)
    ApplicationFactory(edition=EditionFactory(course=course, finished=True), completed=True)
    client.force_login(user)

    client.post(url("course_unpublish", course))

    course.refresh_from_db()
    assert (course.published_at, course.published_by) == (None, None)


@pytest.mark.parametrize("state", ["", "waitlisted", "offered", "accepted", "confirmed"])
def test_course_unpublish_waits_for_those_who_applied(client, state):
    user, school = editor()
    course = complete_course(school, published=True)
    ApplicationFactory(edition=EditionFactory(course=course, open=True), **({state: True} if state else {}))
    client.force_login(user)

    page = client.post(url("course_unpublish", course), follow=True).content.decode()

    course.refresh_from_db()
    assert course.is_published
    assert "Ci sono persone iscritte o in attesa di risposta" in page


def test_addresses_follow_the_title_until_publication(client):
    user, school = editor(slug="sauro")
    course = complete_course(school, title="Titolo")
    client.force_login(user)
    data = course_data(skills=[(course.taught.get().skill, 2, True)], site=course.site, kind=course.kind)

    slugs = []
    for step, title in [("", "Primo titolo"), ("course_publish", "Secondo titolo"), ("course_unpublish", "Terzo")]:
        if step:
            client.post(url(step, course))
        client.post(url("course_update", course), data | {"title": title})
        course.refresh_from_db()
        slugs.append(course.slug)

    assert slugs == ["primo-titolo-sauro"] * 3


def test_two_equal_titles_get_two_addresses(client):
    user, _school = editor(slug="sauro")
    client.force_login(user)

    for _ in range(3):
        client.post(CREATE, course_data())

    assert set(Course.objects.values_list("slug", flat=True)) == {
        "saldatura-tig-sauro",
        "saldatura-tig-sauro-2",
        "saldatura-tig-sauro-3",
    }


def test_rows_with_a_skill_can_be_taken_out_and_empty_ones_cannot(client):
    user, school = editor()
    course = complete_course(school)
    client.force_login(user)

    page = client.get(url("course_update", course)).content.decode()

    assert 'name="skills-0-DELETE"' in page
    assert 'name="skills-1-DELETE"' not in page


def test_course_form_keeps_a_field_of_study_that_is_not_in_the_list(client):
    user, school = editor()
    course = complete_course(school, isced_f="0999")
    client.force_login(user)

    data = course_data(
        skills=[(course.taught.get().skill, 2, True)], site=course.site, kind=course.kind, isced_f="0999"
    )
    client.post(url("course_update", course), data)

    course.refresh_from_db()
    assert (course.title, course.isced_f) == ("Saldatura TIG", "0999")


@pytest.mark.parametrize(("hours", "stage"), [(1800, 630), (2000, 800), (None, None), (None, 600), (1800, None)])
def test_legal_minimums_that_are_met_or_unknown_are_not_warned_of(hours, stage):
    kind = OfferKindFactory(code="ITS5", min_hours=1800, min_stage_percent=35, law="L. 99/2022, art. 5")

    assert legal_warnings(CourseFactory(kind=kind, hours=hours, hours_stage=stage)) == []
