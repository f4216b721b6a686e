"""The small steps of a profile: what a person did, studied, speaks and may drive."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import BusinessRuleError
from core.models import AuditEvent
from recruitment.enums import Contract, Language, LanguageLevel, LicenceKind
from recruitment.models import CandidateProfile, Experience, LanguageSkill, Licence, Match, StudyTitle
from recruitment.selectors import story
from recruitment.services import background, matching
from tests.accounts.factories import UserFactory
from tests.recruitment.factories import (
    CandidateProfileFactory,
    ExperienceFactory,
    LanguageSkillFactory,
    LicenceFactory,
    OpeningSkillFactory,
    StudyTitleFactory,
    itself,
)
from tests.skills.factories import SkillClaimFactory

DETAIL = reverse("recruitment:profile_detail")
FACTORIES = {
    "esperienze": ExperienceFactory,
    "studi": StudyTitleFactory,
    "lingue": LanguageSkillFactory,
    "patenti": LicenceFactory,
}
TYPED = {
    "esperienze": {"kind": "JOB", "role": "Barista", "started_on": "2025-06-01"},
    "studi": {"title": "Diploma di meccanica", "eqf": "4", "year": "2023"},
    "lingue": {"language": "en", "overall": "B2"},
    "patenti": {"kind": "WELDING", "name": "TIG", "expires_on": "2030-01-31"},
}


@pytest.fixture
def browser(person, signed_in):
    return signed_in(person)


def create(section):
    return reverse("recruitment:background_create", args=[section])


@pytest.mark.parametrize("section", FACTORIES)
def test_background_create_stores_the_own_row_and_leads_back_to_its_place(browser, person, section):
    shown = browser.get(create(section))

    response = browser.post(create(section), TYPED[section])

    [row] = FACTORIES[section]._meta.model.objects.all()
    assert shown.status_code == 200
    assert response.url == f"{DETAIL}#{section}"
    assert row.person == person
    assert str(row).lower() in browser.get(DETAIL).content.decode().lower()
    [event] = AuditEvent.objects.all()
    assert (event.verb, event.after) == (f"recruitment.{row._meta.model_name}_created", {})


@pytest.mark.parametrize("section", FACTORIES)
def test_background_update_and_delete_are_for_its_person(browser, person, signed_in, section):
    row = FACTORIES[section](person=person)
    urls = [reverse(f"recruitment:background_{name}", args=[row.pk, section]) for name in ("update", "delete")]
    stranger = signed_in(UserFactory())

    refused = [call(url).status_code for url in urls for call in (stranger.get, stranger.post)]
    changed = browser.post(urls[0], TYPED[section])
    asked = browser.get(urls[1])
    gone = browser.post(urls[1])

    assert refused == [404] * 4
    assert (changed.status_code, asked.status_code, gone.status_code) == (302, 200, 302)
    assert not type(row).objects.exists()


def test_background_create_of_an_unknown_section_is_not_found(browser):
    assert browser.get(create("poesie")).status_code == 404
    assert browser.get(reverse("recruitment:background_update", args=[1, "poesie"])).status_code == 404


@pytest.mark.parametrize(
    ("section", "fields", "wrong"),
    [
        ("esperienze", {"role": ""}, ["role"]),
        ("esperienze", {"ended_on": "2020-01-01"}, ["__all__"]),
        ("esperienze", {"started_on": "2999-01-01"}, ["started_on"]),
        ("esperienze", {"kind": "ALTRO"}, ["kind"]),
        ("studi", {"eqf": "9"}, ["eqf"]),
        ("studi", {"year": "12"}, ["__all__"]),
        ("studi", {"year": "2099"}, ["year"]),
        ("studi", {"isced_f": "9999"}, ["isced_f"]),
        ("lingue", {"overall": "D7"}, ["overall"]),
        ("lingue", {"overall": ""}, ["__all__"]),
        ("lingue", {"is_mother_tongue": "on"}, ["__all__"]),
        ("lingue", {"language": "xx"}, ["language"]),
        ("patenti", {"kind": "OTHER", "name": ""}, ["__all__"]),
        ("patenti", {"issued_on": "2031-01-31"}, ["issued_on"]),
        ("patenti", {"issued_on": "2020-01-31", "expires_on": "2019-01-31"}, ["__all__"]),
    ],
)
def test_background_create_says_what_is_wrong_and_keeps_the_rest(browser, section, fields, wrong):
    response = browser.post(create(section), TYPED[section] | fields)

    assert list(response.context["form"].errors) == wrong
    assert not FACTORIES[section]._meta.model.objects.exists()


def test_the_same_language_twice_is_told_in_the_page(browser, person):
    LanguageSkillFactory(person=person, language=Language.EN)

    response = browser.post(create("lingue"), TYPED["lingue"])

    assert "Hai già indicato questa lingua" in response.content.decode()
    assert LanguageSkill.objects.count() == 1


def test_texts_of_a_person_are_shown_as_text(browser, person):
    evil = "<script>alert(1)</script>"
    ExperienceFactory(person=person, role=evil, employer=evil)
    StudyTitleFactory(person=person, title=evil)
    LicenceFactory(person=person, kind=LicenceKind.OTHER, name=evil)

    body = browser.get(DETAIL).content.decode()

    assert "<script>alert" not in body
    assert body.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4


def test_an_expired_licence_is_shown_as_expired_and_does_not_count(browser, person):
    today = timezone.localdate()
    over = LicenceFactory(person=person, kind=LicenceKind.B, expired=True)
    last_day = LicenceFactory(person=person, kind=LicenceKind.CRANE, expires_on=today)
    forever = LicenceFactory(person=person, kind=LicenceKind.BOAT)

    body = browser.get(DETAIL).content.decode()
    told = story.story_of(person, today=today)

    assert set(Licence.objects.valid_on(today)) == {last_day, forever}
    assert set(told.valid_licences) == {last_day, forever}
    assert {held.licence for held in told.licences if held.is_expired} == {over}
    assert body.count("scaduta: non conta") == 1
    assert "Scadute, da rinnovare: 1." in body


def test_a_study_title_raises_the_level_that_the_match_reads(person):
    profile = CandidateProfileFactory(person=person, eqf=3)
    asked = OpeningSkillFactory(opening__published=True, opening__min_eqf=4)
    itself(asked.skill)
    SkillClaimFactory(person=person, skill=asked.skill)
    matching.opening_rematch(opening=asked.opening)
    assert not Match.objects.exists()

    row = background.background_save(row=StudyTitle(person=person, title="Diploma", eqf=4, year=2023), by=person)
    matching.rematch_due()

    profile.refresh_from_db()
    assert profile.eqf == 4
    assert Match.objects.filter(profile=profile).exists()

    background.background_delete(row=row, by=person)

    profile.refresh_from_db()
    assert profile.eqf is None
    assert AuditEvent.objects.filter(verb="recruitment.profile_updated", after={"eqf": None}).count() == 1


@pytest.mark.parametrize(("eqf", "year"), [(2, 2020), (5, None), (None, 2020)])
def test_a_lower_or_unfinished_title_leaves_the_level_as_it_is(person, eqf, year):
    CandidateProfileFactory(person=person, eqf=4)

    row = background.background_save(row=StudyTitle(person=person, title="Titolo", eqf=eqf, year=year), by=person)
    background.background_delete(row=row, by=person)

    assert CandidateProfile.objects.get().eqf == 4


def test_a_study_title_without_a_profile_is_only_kept(person):
    row = background.background_save(row=StudyTitle(person=person, title="Diploma", eqf=4, year=2023), by=person)
    background.background_delete(row=row, by=person)

    assert not CandidateProfile.objects.exists()


def test_there_is_a_most_to_what_one_may_write(person):
    Experience.objects.bulk_create(
        Experience(person=person, role=f"Lavoro {n}", started_on=datetime.date(2020, 1, 1))
        for n in range(background.MOST_ROWS)
    )

    with pytest.raises(BusinessRuleError, match="al massimo 60"):
        background.background_save(
            row=Experience(person=person, role="Uno di più", started_on=datetime.date(2020, 1, 1)), by=person
        )


@pytest.mark.parametrize(
    "row",
    [
        lambda person: Experience(
            person=person, role="x", started_on=datetime.date(2024, 1, 2), ended_on=datetime.date(2024, 1, 1)
        ),
        lambda person: StudyTitle(person=person, title="x", eqf=9),
        lambda person: StudyTitle(person=person, title="x", year=1066),
        lambda person: LanguageSkill(person=person, language=Language.EN),
        lambda person: LanguageSkill(
            person=person, language=Language.EN, is_mother_tongue=True, writing=LanguageLevel.C2
        ),
        lambda person: Licence(person=person, kind=LicenceKind.OTHER),
        lambda person: Licence(
            person=person,
            kind=LicenceKind.B,
            issued_on=datetime.date(2024, 1, 2),
            expires_on=datetime.date(2024, 1, 1),
        ),
        lambda person: CandidateProfile(person=person, contracts=["ZZZ"]),
        lambda person: CandidateProfile(person=person, hours="ZZZZ"),
    ],
)
def test_the_database_refuses_what_cannot_be(person, row):
    with pytest.raises(ValidationError):
        row(person).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row(person).save()


def test_steps_say_what_is_missing_and_who_sees_it(browser, person):
    CandidateProfileFactory(person=person, without_consent=True)
    SkillClaimFactory(person=person)
    LanguageSkillFactory(person=person)

    response = browser.get(DETAIL)

    body = response.content.decode()
    assert [step.is_done for step in response.context["steps"]] == [True, True, False, True, False, False, False]
    assert "3 passi fatti su 7" in body
    assert "Chi lo vede: le imprese, senza il tuo nome." in body


def test_the_page_with_three_hundred_skills_folds_them(browser, person, django_assert_num_queries):
    SkillClaimFactory.create_batch(300, person=person)
    browser.get(DETAIL)

    with django_assert_num_queries(10):
        body = browser.get(DETAIL).content.decode()

    assert "Vedi tutte le 300 competenze" in body


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_three_rows(browser, person, count, django_assert_num_queries):
    CandidateProfileFactory(person=person)
    for number in range(count):
        ExperienceFactory(person=person)
        StudyTitleFactory(person=person)
        LanguageSkillFactory(person=person, language=Language.values[number])
        LicenceFactory(person=person, name=f"Quale {number}")
    browser.get(DETAIL)

    with django_assert_num_queries(12):
        browser.get(DETAIL)


def test_contracts_and_hours_stand_on_the_card_without_a_name(encounter, firm):
    CandidateProfile.objects.update(contracts=[Contract.PERMANENT, Contract.APPRENTICESHIP], hours="PART")

    body = firm.client.get(reverse("recruitment:match_detail", args=[encounter.match.pk])).content.decode()

    assert "tempo parziale · tempo indeterminato, apprendistato" in body
