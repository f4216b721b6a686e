"""Words of the search: he and she, synonyms, wrong letters, and what is said about them."""

import re

import pytest
from django.db import connection
from django.db.models.sql import Query
from django.test import TestCase
from django.utils import timezone

from tests.skills.factories import ConceptFactory
from tests.training.factories import CourseFactory, CourseSkillFactory
from training import services
from training.models import Course, SearchWord, SynonymGroup
from training.selectors import catalogue as selector
from training.selectors.answer import How
from training.selectors.catalogue_query import CatalogueQuery
from training.selectors.italian import allowed_errors, errors_between, folded, other_gender, root
from training.selectors.search_text import as_sql, read_words
from training.selectors.synonyms import synonyms
from training.tasks import search_words_renew

URL = "/formazione/"


def ask(text):
    query = CatalogueQuery(text=text)
    return selector.catalogue(Course.objects.published(), query, page=1, day=timezone.localdate())


def titles(text):
    return [card.course.title for card in ask(text).cards]


def published(title, **fields):
    course = CourseFactory(title=title, published=True, **fields)
    services.course_index(course=course)
    return course


def a_group(*names):
    with TestCase.captureOnCommitCallbacks(execute=True):
        SynonymGroup.objects.create(words="\n".join(names))
        services.synonyms_changed()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("macchina", "macchine"), ("tecnica", "tecniche"), ("cuoco", "cuochi"), ("Qualità", "qualita"),
        ("operatore", "operatori"), ("meccanico", "meccaniche"),
    ],
)  # fmt: skip
def test_one_root_for_all_forms(one, other):
    assert root(one) == root(other)


def test_short_words_are_their_own_root():
    assert [root(word) for word in ("CNC", "via", "IA", "81")] == ["cnc", "via", "ia", "81"]


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("saldatrice", ["saldatore"]), ("saldatore", ["saldatrice"]), ("tornitrici", ["tornitori"]),
        ("carpentiera", ["carpentiere"]), ("motrice", []), ("gru", []),
    ],
)  # fmt: skip
def test_other_gender(word, forms):
    assert [form for form in other_gender(word) if form in {*forms, "x"} or not forms] == forms


@pytest.mark.parametrize(
    ("typed", "meant", "errors"),
    [
        ("saldtura", "saldatura", 1),
        ("sladatura", "saldatura", 1),
        ("forno", "torno", 1),
        ("", "abc", 3),
        ("a", "a", 0),
    ],
)
def test_errors_between_counts_letters(typed, meant, errors):
    assert errors_between(typed, meant) == errors


def test_short_words_may_not_be_wrong():
    assert [allowed_errors(word) for word in ("torno", "tornio", "saldature")] == [0, 1, 2]


def test_folded_drops_accents_and_capitals():
    assert folded("Perché NO") == "perche no"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Corso per saldatori", "saldatrice"),
        ("Corso per saldatrici", "saldatori"),
        ("Carpentiere navale", "carpentiera"),
        ("Controllo qualità", "qualita"),
        ("Controllo qualita", "Qualità"),
        ("L'automazione in fabbrica", "automazione"),
        ("Automazione", "dell'automazione"),
    ],
)
def test_search_knows_forms_and_accents(title, text):
    published(title)
    published("Cucina ligure")

    assert titles(text) == [title]


@pytest.mark.django_db
def test_search_knows_synonyms_and_says_so(client):
    a_group("CNC", "controllo numerico", "macchine utensili")
    published("Tornio CNC")
    published("Fresa a controllo numerico")
    published("Cucina ligure")

    for text in ("cnc", "controllo numerico", "controlli numerici", "corso di controllo numerico"):
        assert sorted(titles(text)) == ["Fresa a controllo numerico", "Tornio CNC"], text
    page = client.get(URL, {"q": "cnc"}).content.decode()
    assert "Abbiamo cercato anche: controllo numerico, macchine utensili" in page
    assert "<mark>controllo</mark>" in page


@pytest.mark.django_db
def test_synonyms_follow_the_table_at_once():
    published("Tornio CNC")
    assert titles("numerico") == []

    a_group("CNC", "numerico")

    assert titles("numerico") == ["Tornio CNC"]


@pytest.mark.django_db
def test_synonyms_cost_one_read_for_many_searches(django_assert_num_queries):
    a_group("CNC", "controllo numerico")

    with django_assert_num_queries(1):
        assert synonyms() == synonyms()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["saldtura", "sladatura", "saldaturra navle", "SALDTURA"])
def test_long_words_with_a_wrong_letter_are_put_right(client, text):
    published("Saldatura navale")
    published("Cucina ligure")

    result = ask(text)

    assert [card.course.title for card in result.cards] == ["Saldatura navale"]
    assert result.answer.how in (How.MEANT, How.SOME)
    if result.answer.how == How.MEANT:
        page = client.get(URL, {"q": text}).content.decode()
        assert f'Forse cercavi: <a href="/formazione/?q={result.answer.meant}">{result.answer.meant}</a>' in page


@pytest.mark.django_db
def test_words_put_right_keep_accents_and_the_other_words():
    published("Controllo qualità dei metalli")

    assert ask("controllo qualitta").answer.meant == "controllo qualità"


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["forno", "via", "zzzzzzzz", '"saldtura"', "saldtura -navale"])
def test_short_words_unknown_ones_and_operators_are_left_alone(text):
    published("Tornio")
    published("Saldatura")

    assert ask(text).answer.meant == ""
    assert titles(text) == []


@pytest.mark.django_db
def test_when_no_course_has_all_words_some_will_do(client):
    published("Saldatura navale")
    published("Cucina ligure")

    result = ask("corso di saldatura subacquea")

    assert [card.course.title for card in result.cards] == ["Saldatura navale"]
    assert result.answer.how == How.SOME
    assert "ecco quelli che ne hanno almeno una" in client.get(URL, {"q": "saldatura subacquea"}).content.decode()


@pytest.mark.django_db
def test_every_course_is_no_answer_to_a_word_nobody_knows():
    published("Saldatura")

    assert titles("corso di zzzzzz") == []


@pytest.mark.django_db
def test_other_names_say_why_when_title_and_summary_do_not():
    skill = ConceptFactory(label_it="saldatura TIG")
    for title in ("Saldatura", "Percorso A"):
        course = published(title)
        CourseSkillFactory(course=course, skill=skill)
        services.course_index(course=course)

    found = {card.course.title: [str(reason.name) for reason in card.found_in] for card in ask("saldatura").cards}

    assert found == {"Saldatura": [], "Percorso A": ["<mark>saldatura</mark> TIG"]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    ["saldatura", "tornio cnc", "l'arte del \\'taglio\\'", "100% inox", '"a b" -c or d', "perch\u00e9 'no'", "a\\"],
)
def test_words_are_written_as_django_writes_them(text):
    words = read_words(text, {("tornio",): ["tornitura", "tornire a mano"]}).words
    sql, values = Query(None).get_compiler(connection=connection).compile(words.resolve_expression(Query(None)))

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({as_sql(words)})::text")
        written = cursor.fetchone()
        cursor.execute(f"SELECT ({sql})::text", values)

        assert written == cursor.fetchone()


@pytest.mark.django_db
def test_a_passage_of_the_description_says_why_when_nothing_else_does():
    published("Percorso A", description="Prima parte. " * 40 + "Si impara la sverniciatura. " + "Fine. " * 40)

    card = ask("sverniciatura").cards[0]

    assert "<mark>sverniciatura</mark>" in card.text
    assert len(card.text) < 200
    assert ask("percorso").cards[0].text == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"la sverniciatura"', ["sverniciatura"]),
        ("sverniciat", ["sverniciatura"]),
        ("sverniciatura -cucina", ["sverniciatura"]),
        ("sverniciatura or cucina", ["sverniciatura"]),
        ("tornio sverniciatura", []),  # the title has one of the two, and shows it
        ("tornio or sverniciatura", []),
        ("tornio -cucina", []),
        ('-"la cucina"', []),
    ],
)  # fmt: skip
def test_a_passage_is_cut_for_the_words_that_only_the_description_has(text, words):
    published("Tornio" if "tornio" in text else "Percorso A", description="Qui si impara la sverniciatura.")

    card = ask(text).cards[0]

    assert re.findall("<mark>(.*?)</mark>", card.text) == words


@pytest.mark.django_db
def test_town_of_the_partner_cost_and_mode_are_words_too():
    published("Percorso A", cost_cents=0, mode="ONLINE", audience="UNEMPLOYED")
    published("Percorso B", cost_cents=1000)

    for text in ("gratis", "percorsi gratuiti", "online", "disoccupati"):
        assert titles(text) == ["Percorso A"], text


@pytest.mark.django_db
def test_words_are_renewed_from_published_courses_only():
    gone = published("Sverniciatura")
    kept = published("Saldatura")
    CourseSkillFactory(course=kept, skill=ConceptFactory(label_it="Molatura"))
    services.course_index(course=kept)
    Course.objects.filter(pk=gone.pk).update(published_at=None)

    search_words_renew()

    words = set(SearchWord.objects.values_list("word", flat=True))
    assert {"saldatura", "molatura"} <= words
    assert "sverniciatura" not in words
    assert services.words_renew() == len(words)


@pytest.mark.django_db
def test_a_name_changed_far_from_its_courses_is_found_from_the_next_day():
    course = published("Percorso", partner__name="Istituto Vecchio")
    CourseSkillFactory(course=course, skill=ConceptFactory(label_it="Molatura"))
    type(course.partner).objects.filter(pk=course.partner_id).update(name="Istituto Capellini")

    search_words_renew()

    assert titles("Capellini") == titles("molatura") == ["Percorso"]
