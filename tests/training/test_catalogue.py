"""The catalogue's page: what it finds, how it counts, what it refuses."""

import datetime
import random
import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from core import prepared
from skills.enums import ConceptKind
from tests.partners.factories import FilieraFactory, MunicipalityFactory, PartnerFactory, SiteFactory
from tests.skills.factories import ConceptFactory
from tests.training.factories import (
    ApplicationFactory,
    CourseFactory,
    CourseSkillFactory,
    EditionFactory,
    OfferKindFactory,
)
from training import services
from training.enums import Audience, EditionState, Mode
from training.models import Course, Edition
from training.selectors import catalogue as selector
from training.selectors import facets, matches
from training.selectors.card_edition import CARD_STATES, best_edition
from training.selectors.catalogue_query import CatalogueQuery, Sort
from training.selectors.matches import open_editions
from training.selectors.places import towns
from training.selectors.synonyms import synonyms

pytestmark = pytest.mark.django_db
URL = "/formazione/"


def ask(text="", *, open_only=False, sort=None, page=1, is_teachers=False, **chosen):
    courses = Course.objects.published()
    query = CatalogueQuery(text=text, chosen=chosen, open_only=open_only, sort=sort)
    return selector.catalogue(courses, query, page=page, day=timezone.localdate())


def titles(result):
    return [card.course.title for card in result.cards]


def reasons(text):
    return [(str(reason.label), str(reason.name)) for reason in ask(text).cards[0].found_in]


def counts(result, param):
    group = next(group for group in result.groups if group.facet.param == param)
    return {choice.value: choice.number for choice in group.choices}


def published(title="Saldatura TIG", **fields):
    course = CourseFactory(title=title, published=True, **fields)
    services.course_index(course=course)
    return course


# Words ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "saldatura",
        "SALDATURE",
        "salda",
        "saldatura tig",
        "corso di saldatura",
        '"saldatura tig"',
        "tig sald",
        "qualità",
    ],
)
def test_search_finds_by_stem_prefix_and_phrase(text):
    published(summary="Controllo di qualita dei giunti")
    published("Cucina ligure")

    assert titles(ask(text)) == ["Saldatura TIG"]


def test_search_finds_by_words_of_other_tables():
    skill = ConceptFactory(label_it="Lettura del disegno tecnico", alt_it=["quotatura"], label_en="technical drawings")
    job = ConceptFactory(kind=ConceptKind.OCCUPATION, label_it="carpentiere navale", alt_it=["carpentiera navale"])
    town = MunicipalityFactory(istat_code="011013", name="Follo")
    course = published("Percorso A", partner=PartnerFactory(name="Istituto Capellini"))
    course.site = SiteFactory(partner=course.partner, municipality=town)
    course.save()
    course.occupations.add(job)
    course.filiere.add(FilieraFactory(slug="navale", name_it="Navalmeccanica", name_en="Shipbuilding"))
    CourseSkillFactory(course=course, skill=skill)
    published("Percorso B")
    services.course_index(course=course)

    for text in ("quotatura", "drawings", "carpentiera", "capellini", "follo", "navalmeccanica"):
        assert titles(ask(text)) == ["Percorso A"], text
    assert reasons("quotatura") == [("competenza", "<mark>quotatura</mark>")]
    assert reasons("carpentiere") == [("professione", "<mark>carpentiere</mark> navale")]
    assert reasons("capellini") == [("chi lo tiene", "Istituto <mark>Capellini</mark>")]
    assert reasons("follo") == [("luogo", "<mark>Follo</mark>")]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("it", "gripper", "progettare pinze robotiche"),
        ("it", "pinze", "progettare <mark>pinze</mark> robotiche"),
        ("it", "organi di presa", "<mark>organi</mark> di <mark>presa</mark>"),
        ("en", "pinze", "design robot grippers"),
        ("en", "gripper", "design robot <mark>grippers</mark>"),
        ("it", "shipbuilding", "Navalmeccanica"),
        ("en", "navalmeccanica", "Shipbuilding"),
    ],
)
def test_reasons_are_in_the_language_of_the_page_whatever_was_typed(language, text, found):
    names = {"label_it": "progettare pinze robotiche", "label_en": "design robot grippers"}
    course = published("Percorso A")
    CourseSkillFactory(
        course=course, skill=ConceptFactory(**names, alt_it=["organi di presa"], alt_en=["end effectors"])
    )
    course.filiere.add(FilieraFactory(slug="navale", name_it="Navalmeccanica", name_en="Shipbuilding"))
    services.course_index(course=course)

    with translation.override(language):
        assert [name for _label, name in reasons(text)] == [found]


def test_reindex_writes_only_what_changed():
    published()

    assert services.courses_index(courses=Course.objects.all()) == 0


def test_search_marks_the_words_and_escapes_the_rest():
    published("Saldatura <b>TIG</b> & co", summary="Tutto sulla saldatura")

    card = ask("saldatura").cards[0]

    assert "<b>" not in card.title
    assert card.title.startswith("<mark>Saldatura</mark>")
    assert card.title.endswith("&amp; co")
    assert card.summary == "Tutto sulla <mark>saldatura</mark>"


def test_search_of_every_course_gives_no_reason():
    published()

    assert ask("corso").cards[0].found_in == []


def test_search_finds_the_title_before_the_rest():
    published("Altro percorso", description="Si parla anche di saldatura.")
    published("Saldatura")

    assert titles(ask("saldatura")) == ["Saldatura", "Altro percorso"]


def test_drafts_are_never_found(client):
    CourseFactory(title="Bozza segreta")

    assert titles(ask()) == []
    assert "Bozza segreta" not in client.get(URL, {"q": "bozza"}).content.decode()


# Facets --------------------------------------------------------------------------------------------------------------


def three_courses():
    spezia, parma = MunicipalityFactory(), MunicipalityFactory(istat_code="034027", name="Parma", province="PR")
    its, lib = OfferKindFactory(code="ITS5"), OfferKindFactory(code="LIB")
    school, body = PartnerFactory(slug="scuola", name="Scuola"), PartnerFactory(slug="ente", name="Ente")
    naval, mech = FilieraFactory(slug="navale"), FilieraFactory(slug="meccanica")
    one = CourseFactory(title="Uno", published=True, kind=its, partner=school, audience=Audience.STUDENTS)
    two = CourseFactory(title="Due", published=True, kind=lib, partner=school, mode=Mode.ONLINE)
    three = CourseFactory(title="Tre", published=True, kind=lib, partner=body, audience=Audience.ADULTS)
    SiteFactory(partner=school, municipality=spezia)
    three.site = SiteFactory(partner=body, municipality=parma)
    three.save()
    one.filiere.add(naval, mech)
    two.filiere.add(mech)
    return one, two, three


def test_counts_of_everything():
    three_courses()

    result = ask()

    assert result.total == 3
    assert counts(result, "tipo") == {"LIB": 2, "ITS5": 1}
    assert counts(result, "filiera") == {"meccanica": 2, "navale": 1}
    assert counts(result, "per") == {"STUDENTS": 2, "ADULTS": 1}
    assert counts(result, "provincia") == {"SP": 2, "PR": 1}
    assert counts(result, "modalita") == {"ONSITE": 2, "ONLINE": 1}
    assert counts(result, "partner") == {"scuola": 2, "ente": 1}


def test_counts_leave_out_their_own_filter_and_keep_the_others():
    three_courses()

    result = ask(tipo=("LIB",), provincia=("SP",))

    assert titles(result) == ["Due"]
    assert counts(result, "tipo") == {"LIB": 1, "ITS5": 1}  # under provincia=SP only
    assert counts(result, "provincia") == {"SP": 1, "PR": 1}  # under tipo=LIB only
    assert counts(result, "partner") == {"scuola": 1}  # under both
    assert counts(result, "filiera") == {"meccanica": 1}


def test_values_of_one_facet_add_up_and_facets_narrow():
    three_courses()

    assert sorted(titles(ask(tipo=("LIB", "ITS5")))) == ["Due", "Tre", "Uno"]
    assert titles(ask(tipo=("LIB",), filiera=("meccanica",))) == ["Due"]
    assert titles(ask(per=("ADULTS",), modalita=("ONSITE",), partner=("ente",))) == ["Tre"]


def test_a_chosen_filter_without_answers_keeps_its_name():
    three_courses()

    result = ask(tipo=("ITS5",), partner=("ente",))

    assert result.total == 0
    assert [chip.label for chip in result.chips] == ["Percorso ITS5", "Ente"]


def test_facets_speak_english(client):
    three_courses()

    assert "Path ITS5" in client.get("/en/formazione/").content.decode()


def test_only_open_counts_and_keeps_courses_with_free_seats():
    one, two, three = three_courses()
    EditionFactory(course=one, open=True)
    full = EditionFactory(course=two, open=True, seats=1)
    ApplicationFactory(edition=full, accepted=True)
    EditionFactory(course=three)

    result = ask(open_only=True)

    assert titles(result) == ["Uno"]
    assert result.open_choice.number == 1
    assert ask().open_choice.number == 1
    assert result.chips[0].address == "?"


@pytest.mark.parametrize(
    "traits",
    [
        {}, {"open": True}, {"open": True, "seats": 0}, {"closed": True}, {"running": True}, {"finished": True},
        {"cancelled": True, "open": True}, {"external": True, "open": True, "seats": None},
        {"external": True, "applications_open_on": None, "applications_close_on": None},
    ],
)  # fmt: skip
def test_open_editions_agree_with_the_computed_state(traits):
    EditionFactory(**traits)

    edition = Edition.objects.with_taken().get()
    is_open = open_editions(timezone.localdate()).exists()

    assert is_open == (edition.state == EditionState.OPEN)


@pytest.fixture
def only_two(monkeypatch):
    """At most two answers are counted and ranked."""
    prepared.forget()
    for module in (facets, matches):
        monkeypatch.setattr(module, "MATCH_CAP", 2)
        monkeypatch.setattr(module, "WORDS_CAP", 2)
    yield
    prepared.forget()


def test_counts_are_bounded(only_two, client):
    three_courses()

    result = ask()

    assert (result.total, result.is_capped) == (2, True)
    assert titles(ask(sort=Sort.TITLE)) == ["Due", "Tre"]  # the newest
    assert "Più di 2 corsi" in client.get(URL).content.decode()


# Order and pages -----------------------------------------------------------------------------------------------------


def test_order_by_start_puts_coming_before_running_before_undated():
    none, running, later, soon = (CourseFactory(title=t, published=True) for t in ("Senza", "Corre", "Dopo", "Presto"))
    EditionFactory(course=running, running=True)
    EditionFactory(course=later)
    day = timezone.localdate() + datetime.timedelta(days=31)
    EditionFactory(course=soon, starts_on=day)
    EditionFactory(course=soon, finished=True)
    EditionFactory(course=none, cancelled=True)

    assert titles(ask()) == ["Presto", "Dopo", "Corre", "Senza"]
    assert titles(ask(sort=Sort.TITLE)) == ["Corre", "Dopo", "Presto", "Senza"]


STARTS = {
    "open": {"open": True},
    "upcoming": {},
    "full": {"open": True, "seats": 1},
    "closed": {"closed": True},
    "running": {"applications_open_on": None, "applications_close_on": None, "external": True},
    "over": {"finished": True},
    "cancelled": {"open": True, "cancelled": True},
}


def a_course_with(title, editions):
    """Editions as (trait, days from today of the start)."""
    course, today = CourseFactory(title=title, published=True), timezone.localdate()
    for trait, days in editions:
        dates = {} if trait == "over" else {"starts_on": today + datetime.timedelta(days=days)}
        edition = EditionFactory(course=course, **STARTS[trait], **dates)
        if trait == "full":
            ApplicationFactory(edition=edition, accepted=True)
    return course


def test_order_by_start_is_that_of_the_editions_shown():
    a_course_with("A lontano", [("upcoming", 90), ("cancelled", 1)])
    a_course_with("B pieno e poi aperto", [("full", 5), ("open", 60)])
    a_course_with("C chiuso", [("closed", 2)])
    a_course_with("D chiuso e poi aperto", [("closed", 1), ("open", 50)])
    a_course_with("E pieno", [("full", 3)])
    a_course_with("F corre", [("running", -20), ("over", 0)])
    a_course_with("G presto", [("upcoming", 70), ("running", -5)])
    a_course_with("H niente", [("over", 0), ("cancelled", 4)])
    a_course_with("I nessuna", [])
    a_course_with("L comincia oggi", [("running", 0)])
    a_course_with("M aperto e già cominciato", [("open", -1)])

    cards = ask().cards

    assert [card.course.title[0] for card in cards] == list("MDBGAECFLHI")
    keys = [(CARD_STATES.index(card.edition.state), card.edition.starts_on) for card in cards if card.edition]
    assert keys == sorted(keys)
    assert [card.edition for card in cards[-2:]] == [None, None]


def test_a_start_that_one_can_still_ask_for_comes_before_a_nearer_one_that_is_closed():
    closed, still = (CourseFactory(title=t, published=True) for t in ("Chiuso", "Aperto"))
    today = timezone.localdate()
    day = today + datetime.timedelta(days=20)
    last = today - datetime.timedelta(days=1)
    EditionFactory(course=closed, starts_on=day, applications_open_on=None, applications_close_on=last)
    EditionFactory(course=still, starts_on=day + datetime.timedelta(days=10))

    assert titles(ask()) == ["Aperto", "Chiuso"]


def test_same_start_is_told_apart_by_title_whatever_runs_already():
    day = timezone.localdate() + datetime.timedelta(days=31)
    for title in ("Uno", "Due"):
        EditionFactory(course=CourseFactory(title=title, published=True), starts_on=day)
    EditionFactory(course=Course.objects.get(title="Uno"), running=True)

    assert titles(ask()) == ["Due", "Uno"]


def test_ranks_are_bounded(only_two):
    published("Saldatura")
    published("Tornitura", summary="Con un poco di saldatura.")
    published("Saldatura a filo")

    result = ask("saldatura")

    assert (result.total, result.is_capped, len(result.cards)) == (2, True, 2)


def test_best_edition_prefers_the_one_that_can_be_joined():
    course = CourseFactory(published=True)
    EditionFactory(course=course)
    EditionFactory(course=course, running=True)
    joinable = EditionFactory(course=course, open=True, seats=3)

    card = ask().cards[0]

    assert card.edition == joinable
    assert card.seats_left == 3


def test_a_card_shows_the_edition_that_the_comparison_shows():
    """The one rule is written twice: `best_edition` in Python, `card_key` in SQL."""
    chance = random.Random(7)  # noqa: S311  (no secret)
    states = [{}, {"open": True}, {"open": True, "seats": 0}, {"closed": True}, {"running": True}, {"finished": True}]
    for _number in range(15):
        course = CourseFactory(published=True)
        for traits in chance.choices([*states, {"cancelled": True}], k=chance.randint(0, 4)):
            EditionFactory(course=course, **traits)

    cards = ask().cards

    editions = Edition.objects.with_taken().filter(cancelled_at=None).order_by("starts_on", "pk")
    assert [card.edition for card in cards] == [best_edition(editions.filter(course=card.course)) for card in cards]


@pytest.mark.parametrize(
    ("page", "number"), [("2", 2), ("99999999999999999999", 2), ("-1", 2), ("due", 1), ("9" * 400, 2), ("", 1)]
)
def test_pages_outside_the_list_show_the_nearest(client, page, number):
    CourseFactory.create_batch(21, published=True)

    response = client.get(URL, {"page": page})

    assert response.status_code == 200
    assert response.context["result"].page.number == number


def test_card_shows_what_decides(client):
    course = published(hours=120, eqf=4, summary="Dal giunto semplice al tubo.")
    course.site = SiteFactory(partner=course.partner)
    course.save()
    for number in range(6):
        CourseSkillFactory(course=course, skill=ConceptFactory(label_it=f"Abilità {number}"))
    EditionFactory(course=course, open=True, seats=7)

    html = client.get(URL).content.decode()

    for text in (
        "Saldatura TIG",
        course.partner.name,
        "La Spezia",
        "120 ore",
        "EQF 4",
        "iscrizioni aperte",
        "7 posti",
    ):
        assert text in html
    card = html[html.index('<article class="course-card"') : html.index("</article>")]
    assert [f"Abilità {n}" in card for n in range(6)] == [True] * 4 + [False] * 2


# The address ---------------------------------------------------------------------------------------------------------


def test_filters_of_the_address_are_applied_and_can_be_removed(client):
    three_courses()

    response = client.get(URL, {"tipo": ["LIB"], "provincia": ["SP"], "ordine": "titolo"})

    html = response.content.decode()
    assert titles(response.context["result"]) == ["Due"]
    assert 'href="/formazione/?provincia=SP&amp;ordine=titolo"' in html
    assert 'href="/formazione/?tipo=LIB&amp;ordine=titolo"' in html
    assert re.search(r'id="tipo-LIB"[^>]*checked', html)
    assert "<strong>1</strong> corso" in html


@pytest.mark.parametrize(
    "params",
    [
        {"tipo": "NIENTE"}, {"partner": "chi-lo-sa"}, {"filiera": "x" * 400}, {"per": "TUTTI"}, {"provincia": "'"},
        {"modalita": "%00"}, {"tipo": ["LIB", "BOH"]}, {"partner": [f"p{n}" for n in range(200)]},
    ],
)  # fmt: skip
def test_unknown_filters_are_left_out_and_said(client, params):
    three_courses()

    response = client.get(URL, params)

    assert response.status_code == 200
    assert response.context["result"].total == (2 if "LIB" in params.get("tipo", "") else 3)
    assert response.content.decode().count("Un filtro dell&#x27;indirizzo non esiste") == 1


@pytest.mark.parametrize(
    "text",
    ["'", '"', "((", "a:*", "&|!", "\\", "di", "-saldatura", "or", "<script>", "x" * 400, "😀", "\ufeff", "%", "c++"],
)
def test_odd_words_never_break_the_page(client, text):
    published()

    response = client.get(URL, {"q": text, "ordine": "boh", "aperte": "forse"})

    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


def test_words_too_many_are_cut_and_said(client):
    published()

    response = client.get(URL, {"q": "saldatura " * 50})

    assert "La ricerca era troppo lunga" in response.content.decode()
    assert titles(response.context["result"]) == ["Saldatura TIG"]


def test_nul_is_refused(client):
    assert client.get(URL + "?q=a%00b").status_code == 400


def test_empty_catalogue_and_empty_answer_say_what_to_do(client):
    assert "Non ci sono ancora corsi" in client.get(URL).content.decode()
    assert "Nessun corso risponde" in client.get(URL, {"q": "zzzzzz"}).content.decode()


def test_empty_answer_points_to_the_partners_with_the_same_words(client):
    page = client.get(URL, {"q": "oto & melara"}).content.decode()

    assert 'href="/partner/?q=oto%20%26%20melara">Cerca «oto &amp; melara» tra i partner</a>' in page
    assert "Cercavi un partner" not in client.get(URL, {"per": "ADULTS"}).content.decode()


def test_post_is_not_for_the_catalogue(client):
    assert client.post(URL).status_code == 405


def test_the_usual_order_is_not_in_the_address_and_follows_the_words():
    assert CatalogueQuery(sort=Sort.START).address() == "?"
    assert CatalogueQuery(sort=Sort.RELEVANCE).order == Sort.START
    assert CatalogueQuery(text="tig", sort=Sort.START).address() == "?q=tig&ordine=inizio"
    assert [value for value, _label in CatalogueQuery().sorts] == ["", "titolo", "costo", "novita"]
    assert [value for value, _label in CatalogueQuery(text="tig").sorts] == ["", "inizio", "titolo", "costo", "novita"]


# htmx ----------------------------------------------------------------------------------------------------------------


def inner(html, start, end):
    return re.sub(r"\s+", " ", html[html.index(start) : html.index(end, html.index(start))])


def test_htmx_gives_the_same_answers_as_the_page(client):
    three_courses()
    params = {"tipo": "LIB", "q": "", "ordine": "titolo"}

    page = client.get(URL, params).content.decode()
    response = client.get(URL, params, headers={"HX-Request": "true"})
    part = response.content.decode()

    results = '<section id="catalogue-results"'
    assert inner(page, results, "</section>") == inner(part, results, "</section>")
    filters = '<h2 class="visually-hidden">Filtri'
    assert inner(page, filters, "Applica i filtri") == inner(part, filters, "Applica i filtri")
    assert "<h1" not in part
    assert response.headers["HX-Push-Url"] == "/formazione/?tipo=LIB&ordine=titolo"
    assert "HX-Request" in response.headers["Vary"]
    count = re.search(r'id="catalogue-count" hx-swap-oob="innerHTML">(.*?)</p>', part, re.DOTALL)[1]
    assert f'role="status">{count}</p>' in page


# Cost ----------------------------------------------------------------------------------------------------------------


def rich_course(number):
    course = published(f"Saldatura {number}")
    course.site = SiteFactory(partner=course.partner)
    course.save()
    course.filiere.add(FilieraFactory())
    CourseSkillFactory(course=course)
    EditionFactory(course=course, open=True)
    EditionFactory(course=course)
    services.course_index(course=course)
    return course


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(("params", "asked"), [({}, 3), ({"q": "saldatura", "aperte": "1", "tipo": "LIB"}, 4)])
def test_course_list_asks_as_often_however_many_there_are(client, django_assert_num_queries, items, params, asked):
    for number in range(items):
        rich_course(number)

    synonyms(), towns()  # read once an hour, not by each page

    with django_assert_num_queries(asked):
        response = client.get(URL, params)

    assert response.context["result"].total == items


# Teachers ------------------------------------------------------------------------------------------------------------


def test_teacher_course_list_shows_courses_for_teachers_only(client):
    CourseFactory(title="Didattica digitale", published=True, teachers=True)
    CourseFactory(title="Saldatura", published=True)

    response = client.get(reverse("training:teacher_course_list"))

    assert titles(response.context["result"]) == ["Didattica digitale"]
    assert counts(response.context["result"], "per") == {"TEACHERS": 1}
    assert 'hx-get="/docenti/"' in response.content.decode()
