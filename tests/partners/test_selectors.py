import pytest
from django.http import QueryDict
from django.utils import translation

from partners.models import Filiera, Partner
from partners.selectors import DirectoryFilters, partner_directory


def found(query):
    directory = partner_directory(DirectoryFilters.from_query(QueryDict(query)))
    return {entry.partner.slug for entry in directory.entries}


def facet(query, name):
    directory = partner_directory(DirectoryFilters.from_query(QueryDict(query)))
    (group,) = [row for row in directory.facets if row.name == name]
    return {option.value: option.count for option in group.options}


def test_everybody_without_filters(polo):
    assert len(found("")) == 33


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("q=OTO+Melara", {"oto-melara"}),
        ("q=oto melara spa", {"oto-melara"}),
        ("q=leonardo", {"oto-melara"}),
        ("q=Fiorillo", {"barsanti"}),
        ("q=santo+stefano+d'aveto", {"natta-de-ambrosis"}),
        ("q=trillium", {"termomeccanica-pompe"}),
        ("q=TM.C.", {"termomeccanica-compressori"}),
    ],
)
def test_words_find_names_of_today_and_of_before_sites_and_towns(polo, query, slugs):
    assert found(query) == slugs


def test_words_find_without_accents(polo):
    Partner.objects.filter(slug="sire").update(name="Sìré")

    assert found("q=SIRE") == {"sire"}


def test_categories_add_up_and_groups_narrow(polo):
    assert found("category=ITS") == {"its-la-spezia"}
    assert len(found("category=SCHOOL&category=FIRM")) == 16
    assert found("category=SCHOOL&province=PR") == {"gadda"}
    assert found("category=SCHOOL&filiera=navalmeccanica") == {"capellini-sauro", "barsanti"}


def test_territory_looks_at_sites(polo):
    directory = partner_directory(DirectoryFilters.from_query(QueryDict("province=GE")))

    by_slug = {entry.partner.slug: entry for entry in directory.entries}
    assert set(by_slug) == {"natta-de-ambrosis", "fincantieri", "villaggio-del-ragazzo", "confindustria-genova"}
    assert [site.name for site in by_slug["fincantieri"].sites] == ["Cantiere di Riva Trigoso"]
    assert by_slug["fincantieri"].towns == ["La Spezia", "Sestri Levante"]


def test_towns(polo):
    assert found("town=034018&town=011002") == {"gadda", "cozzani"}


def test_facets_leave_their_own_group_out(polo):
    assert facet("category=ITS", "category")["SCHOOL"] == 7
    assert facet("category=ITS", "province") == {"SP": 1, "GE": 0, "MS": 0, "PR": 0}
    assert facet("province=PR", "category") == {
        "SCHOOL": 1, "FIRM": 0, "TRAINING_BODY": 0, "ITS": 0, "INSTITUTION": 1,
    }  # fmt: skip


def test_counts_are_what_a_click_gives(polo):
    for name in ("category", "province", "filiera"):
        for value, count in facet("", name).items():
            assert len(found(f"{name}={value}")) == count, (name, value)


@pytest.mark.parametrize(
    "query",
    [
        "category=NOPE&province=XX&filiera=boh&town=999999",
        "town=%F0%9F%92%A5&town=" + "9" * 500,
        "category[]=SCHOOL&page=-1",
        "q=%20%20%20",
        "&".join(f"town={number}" for number in range(200)),
    ],
)
def test_values_without_meaning_are_dropped(polo, query):
    assert len(found(query)) == 33


def test_long_text_is_cut():
    assert DirectoryFilters(text="x" * 100).query_string() == "q=" + "x" * 100


def test_long_text_from_query(polo):
    assert len(DirectoryFilters.from_query(QueryDict("q=" + "x" * 5000)).text) == 100


def test_chips_take_one_filter_away(polo):
    query = "q=la&category=SCHOOL&category=FIRM&filiera=meccanica&town=011015&province=SP"
    directory = partner_directory(DirectoryFilters.from_query(QueryDict(query)))

    chips = {str(chip.label): chip.query for chip in directory.chips}

    assert set(chips) == {"«la»", "Istituti scolastici", "Imprese", "La Spezia", "comune: La Spezia", "Meccanica"}
    assert chips["Imprese"] == "q=la&category=SCHOOL&province=SP&filiera=meccanica&town=011015"
    assert chips["«la»"] == "category=SCHOOL&category=FIRM&province=SP&filiera=meccanica&town=011015"


def test_supporters_stand_apart(polo):
    directory = partner_directory(DirectoryFilters())

    assert len(directory.supporters) == 8
    assert [(group.category, len(group.entries)) for group in directory.groups] == [
        ("SCHOOL", 7), ("FIRM", 9), ("TRAINING_BODY", 4), ("ITS", 1), ("INSTITUTION", 4),
    ]  # fmt: skip
    assert directory.without_site == 7
    assert not directory.has_ticks


def test_facets_speak_english(polo):
    with translation.override("en"):
        directory = partner_directory(DirectoryFilters())

    (filiere,) = [row for row in directory.facets if row.name == "filiera"]
    assert filiere.options[1].label == "Shipbuilding"


@pytest.mark.parametrize(("classification", "code"), [("ATECO 2007", "30.11.02"), ("ATECO 2025", "30.13.00")])
def test_both_classifications_lead_to_the_filiera(polo, classification, code):
    assert slugs_of(classification, code) == ["navalmeccanica"]


def test_a_code_means_something_only_with_its_classification(polo):
    """ATECO 2007 and 2025 give the same code to other trades."""
    assert slugs_of("ATECO 2007", "30.13.00") == []


def slugs_of(classification, code):
    found = Filiera.objects.filter(activities__classification=classification, activities__code=code)
    return list(found.values_list("slug", flat=True))
