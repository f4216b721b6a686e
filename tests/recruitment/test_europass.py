"""A Europass comes in: a draft that only its person sees, and nothing enters the profile without a tick."""

import datetime
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts.services.retention import retention_run
from core.models import AuditEvent
from recruitment.enums import ExperienceKind, Language, LanguageLevel, LicenceKind
from recruitment.europass import CLAIM_SOURCE
from recruitment.models import (
    CandidateProfile,
    EuropassDraft,
    Experience,
    LanguageSkill,
    Licence,
    StudyTitle,
)
from recruitment.selectors.passport import passport_of
from recruitment.selectors.passport_files import europass_json
from recruitment.services import europass
from recruitment.tasks import cvs_read
from skills.enums import Evidence, Level
from skills.models import SkillClaim
from tests.accounts.factories import UserFactory, years_ago
from tests.recruitment.europass_files import CANDIDATE, PRIVATE, SKILLS_PASSPORT, as_json, in_a_pdf
from tests.recruitment.factories import (
    EuropassDraftFactory,
    ExperienceFactory,
    LanguageSkillFactory,
    LicenceFactory,
    StudyTitleFactory,
)
from tests.skills.factories import ConceptFactory, SkillClaimFactory

DETAIL, UPLOAD, CONFIRM, DISCARD = (
    reverse(f"recruitment:europass_{name}") for name in ("detail", "upload", "confirm", "discard")
)
PROFILE = reverse("recruitment:profile_detail")
ROWS = (Experience, StudyTitle, LanguageSkill, Licence, SkillClaim)


@pytest.fixture
def browser(person, signed_in):
    return signed_in(person)


def upload(browser, content, **options):
    if isinstance(content, str):
        content = content.encode()
    return browser.post(UPLOAD, {"file": SimpleUploadedFile("europass.xml", content, "text/xml")}, **options)


def posted(page, **changes):
    """The page's own fields as the browser sends them back; boxes without a tick are left out."""
    forms = [page.number, page.skills, *(form for line in page.lines for form in (line.tick, line.form))]
    values = {field.html_name: field.value() for form in forms for field in form}
    return {
        name: "on" if value is True else str(value)
        for name, value in (values | changes).items()
        if value not in (None, "", False)
    }


def counts():
    return [model.objects.count() for model in ROWS]


def ticked(page):
    return [line.tick.initial["take"] for line in page.lines]


@pytest.mark.parametrize(
    "content", [SKILLS_PASSPORT.encode(), CANDIDATE.encode(), in_a_pdf(CANDIDATE)], ids=["3.x", "Candidate", "PDF"]
)
def test_a_file_becomes_a_draft_and_adds_nothing(browser, person, content):
    ConceptFactory(label_it="Leggere il disegno tecnico")
    ConceptFactory(label_it="Disegno tecnico")

    response = upload(browser, content)

    draft = EuropassDraft.objects.get()
    page = browser.get(DETAIL)
    body = page.content.decode()
    assert response.url == DETAIL
    assert (draft.person, counts()) == (person, [0, 0, 0, 0, 0])
    assert ticked(page.context["page"]) == [True, True, True, True, False, True, True, False]
    assert "Saldatrice, Cantiere di prova, marzo 2019 – febbraio 2020" in body
    assert "«greco antico», che non è nel nostro elenco" in body
    assert "«Z9», che non è fra A1 e C2" in body
    assert "Nel tuo Europass: «" in body
    assert "<script>alert" not in body
    kept = json.dumps([draft.entries, draft.skills])
    assert [word for word in PRIVATE if word in kept] == []
    assert [event.verb for event in AuditEvent.objects.changes()] == ["recruitment.europassdraft_submitted"]


def test_only_ticked_lines_are_added_as_they_were_corrected(browser, person):
    welding = ConceptFactory(label_it="Saldatura TIG")
    other = ConceptFactory(label_it="Disegno tecnico")
    CandidateProfile.objects.create(person=person)
    upload(browser, SKILLS_PASSPORT)
    page = browser.get(DETAIL).context["page"]

    changes = {"r0-role": "Saldatrice TIG", "t5-take": None, f"level_{welding.pk}": "3"}
    response = browser.post(CONFIRM, posted(page, **changes))

    assert response.url == PROFILE
    assert list(Experience.objects.values_list("person", "role", "started_on", "ended_on")) == [
        (person.pk, "Saldatrice TIG", datetime.date(2019, 3, 5), datetime.date(2020, 2, 29))
    ]
    assert list(StudyTitle.objects.values_list("title", "eqf", "year")) == [("Diploma", 4, 2018)]
    assert set(LanguageSkill.objects.values_list("language", "listening")) == {("it", ""), ("en", "B1")}
    assert list(Licence.objects.values_list("kind", "name")) == [("OTHER", "patente C1E")]
    claim = SkillClaim.objects.get()
    assert (claim.skill, claim.level, claim.evidence, claim.source_type) == (
        welding, 3, Evidence.DECLARED, CLAIM_SOURCE,
    )  # fmt: skip
    assert not SkillClaim.objects.filter(skill=other).exists()
    assert CandidateProfile.objects.get().eqf == 4
    assert not EuropassDraft.objects.exists()
    assert AuditEvent.objects.get(verb="recruitment.europassdraft_confirmed").after == {"lines": 6}
    assert "da un Europass" in browser.get(reverse("recruitment:passport_detail")).content.decode()


def test_a_claim_that_the_person_writes_over_is_no_longer_of_the_file(browser, person):
    claim = SkillClaimFactory(person=person, source_type=CLAIM_SOURCE)

    browser.post(reverse("recruitment:claim_update", args=[claim.pk]), {"skill": claim.skill_id, "level": 4})

    claim.refresh_from_db()
    assert (claim.level, claim.source_type) == (4, "")


def test_what_needs_mending_is_open_and_added_once_it_is_mended(browser):
    upload(browser, SKILLS_PASSPORT)
    page = browser.get(DETAIL).context["page"]
    assert [line.is_open for line in page.lines] == [False, False, False, False, True, False, False, True]
    assert (page.lines[4].title, page.lines[7].title) == ("Greco antico", "Z")

    only = {f"t{number}-take": None for number in range(8)}
    missing = browser.post(CONFIRM, posted(page, **only | {"t4-take": "on"}))
    mended = {"t4-take": "on", "r4-language": "el", "r4-reading": "A2"}
    response = browser.post(CONFIRM, posted(page, **only | mended))

    assert missing.context["page"].lines[4].form.errors
    assert "correggi le righe segnate" in missing.content.decode()
    assert response.url == PROFILE
    assert list(LanguageSkill.objects.values_list("language", "reading")) == [("el", "A2")]


def test_what_is_there_already_is_marked_and_never_overwritten(browser, person):
    own = LanguageSkillFactory(person=person, language="en", overall="C1")
    ExperienceFactory(
        person=person, role="saldatrice", employer="CANTIERE di prova", started_on=datetime.date(2019, 3, 1)
    )
    held = SkillClaimFactory(person=person, skill=ConceptFactory(label_it="Saldatura TIG"), level=1)
    upload(browser, SKILLS_PASSPORT)

    response = browser.get(DETAIL)
    page = response.context["page"]
    forced = browser.post(CONFIRM, posted(page, **{"t3-take": "on", f"level_{held.skill_id}": "4"}))

    assert ticked(page)[:4] == [False, True, True, False]
    assert (
        response.content.decode().count("C&#x27;è già nel tuo profilo")
        + response.content.decode().count("C'è già nel tuo profilo")
        == 2
    )
    assert "Hai già indicato questa lingua" in forced.content.decode()
    assert (LanguageSkill.objects.get(), LanguageSkill.objects.get().overall) == (own, "C1")
    assert (Experience.objects.count(), SkillClaim.objects.get().level) == (1, 1)
    assert EuropassDraft.objects.exists()


def test_the_same_language_twice_in_the_file_is_told(browser):
    upload(browser, SKILLS_PASSPORT.replace("<Code>it</Code>", "<Code>en</Code>"))

    page = browser.get(DETAIL).context["page"]
    forced = browser.post(CONFIRM, posted(page, **{"t3-take": "on"}))

    assert ticked(page)[2:4] == [True, False]
    assert page.lines[3].notes == ["È già più su, nello stesso file."]
    assert "Non abbiamo aggiunto niente" in forced.content.decode()
    assert counts() == [0, 0, 0, 0, 0]


def test_two_languages_that_nobody_knows_are_not_one(browser):
    upload(browser, SKILLS_PASSPORT.replace("<Code>it</Code>", "<Label>elfico</Label>"))

    assert "nello stesso file" not in browser.get(DETAIL).content.decode()


def test_a_wrong_ticked_line_adds_none_and_others_are_shown_as_typed(browser):
    upload(browser, SKILLS_PASSPORT)
    page = browser.get(DETAIL).context["page"]

    response = browser.post(
        CONFIRM, posted(page, **{"r0-started_on": "31/31/2020", "t1-take": None, "r1-year": "molto tempo fa"})
    )

    first, second = response.context["page"].lines[:2]
    assert (bool(first.form.errors), first.is_open, second.form.errors) == (True, True, {})
    assert 'value="molto tempo fa"' in response.content.decode()
    assert counts() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("levels", [{}, {"level_0": "3"}])
def test_no_tick_adds_nothing_and_keeps_the_draft(browser, levels):
    upload(browser, SKILLS_PASSPORT)
    draft = EuropassDraft.objects.get()

    response = browser.post(CONFIRM, {"draft": draft.pk, **levels})

    assert "Spunta almeno una riga" in response.content.decode()
    assert EuropassDraft.objects.get() == draft


@pytest.mark.parametrize("level", ["9", "x", "-1"])
def test_absurd_levels_of_a_skill_add_nothing(browser, level):
    skill = ConceptFactory(label_it="Saldatura TIG")
    upload(browser, SKILLS_PASSPORT)
    page = browser.get(DETAIL).context["page"]

    response = browser.post(CONFIRM, posted(page, **{f"level_{skill.pk}": level}))

    assert response.status_code == 200
    assert counts() == [0, 0, 0, 0, 0]


def test_two_windows_the_second_answer_says_so(browser, person):
    upload(browser, SKILLS_PASSPORT)
    data = posted(browser.get(DETAIL).context["page"])

    browser.post(CONFIRM, data)
    before = counts()
    again = browser.post(CONFIRM, data, follow=True)
    thrown = browser.post(DISCARD, data, follow=True)

    assert "Questa bozza non c'è più" in again.content.decode().replace("&#x27;", "'")
    assert "Questa bozza non c'è più" in thrown.content.decode().replace("&#x27;", "'")
    assert counts() == before


def test_a_new_file_takes_the_place_of_the_draft_and_the_old_window_is_told(browser):
    upload(browser, SKILLS_PASSPORT)
    old = posted(browser.get(DETAIL).context["page"])
    upload(browser, as_json(WorkExperience=[{"Position": {"Label": "Cuoca"}, "Period": {"From": {"Year": 2020}}}]))

    for url in (CONFIRM, DISCARD):
        shown = browser.post(url, old, follow=True)
        assert "è arrivato un altro file" in shown.content.decode()

    assert [entry["initial"]["role"] for entry in EuropassDraft.objects.get().entries] == ["Cuoca"]
    assert counts() == [0, 0, 0, 0, 0]


def test_a_draft_answered_while_it_was_confirmed_adds_nothing(browser, person, monkeypatch):
    upload(browser, SKILLS_PASSPORT)
    data = posted(browser.get(DETAIL).context["page"])
    confirm = europass.europass_confirm

    def too_late(**options):
        EuropassDraft.objects.all().delete()
        return confirm(**options)

    monkeypatch.setattr(europass, "europass_confirm", too_late)
    response = browser.post(CONFIRM, data, follow=True)

    assert response.redirect_chain == [(DETAIL, 302)]
    assert counts() == [0, 0, 0, 0, 0]


def test_a_draft_is_thrown_away_without_a_trace_in_the_profile(browser):
    draft = EuropassDraftFactory(person=browser.get(DETAIL).wsgi_request.user)

    response = browser.post(DISCARD, {"draft": draft.pk}, follow=True)

    assert "Bozza buttata via" in response.content.decode()
    assert (EuropassDraft.objects.exists(), counts()) == (False, [0, 0, 0, 0, 0])
    assert AuditEvent.objects.get().verb == "recruitment.europassdraft_deleted"


def test_a_draft_that_nobody_answers_goes_after_two_weeks(browser, time_machine):
    upload(browser, SKILLS_PASSPORT)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=13))
    retention_run()
    assert EuropassDraft.objects.exists()

    time_machine.move_to(timezone.now() + datetime.timedelta(days=2))
    retention_run()

    assert not EuropassDraft.objects.exists()


def test_a_draft_is_seen_by_its_person_alone(browser, signed_in):
    upload(browser, SKILLS_PASSPORT)
    draft = EuropassDraft.objects.get()
    other = signed_in(UserFactory())

    assert "Saldatrice" not in other.get(DETAIL).content.decode()
    assert other.post(DISCARD, {"draft": draft.pk}).url == DETAIL
    assert other.post(CONFIRM, {"draft": draft.pk, "t0-take": "on"}).url == DETAIL
    assert EuropassDraft.objects.get() == draft
    assert not EuropassDraft.objects.visible_to(None or type("Nobody", (), {"is_authenticated": False})()).exists()


def test_a_minor_may_bring_theirs_too(db, signed_in):
    young = signed_in(UserFactory(birth_date=years_ago(16)))

    assert upload(young, SKILLS_PASSPORT).url == DETAIL


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90", b"<SkillsPassport><LearnerInfo>", b"{" * 100, b" " * (EuropassDraft.MAX_BYTES + 1)],
    ids=["empty", "program", "broken XML", "broken JSON", "too large"],
)
def test_a_file_that_cannot_be_read_is_told_beside_the_field_and_leaves_the_draft(browser, content):
    upload(browser, SKILLS_PASSPORT)

    response = upload(browser, content)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["file"]
    assert response.context["page"].lines[0].title.startswith("Saldatrice")
    assert EuropassDraft.objects.exists()


def test_a_file_whose_words_name_nothing_is_refused(browser):
    response = upload(browser, as_json(Skills={"Other": {"Description": "parole qualunque"}}))

    assert "niente da aggiungere" in str(response.context["form"].errors)
    assert not EuropassDraft.objects.exists()


def test_what_the_portal_gives_it_reads_again_row_by_row(person, signed_in):
    """Export, then import as somebody else: the same rows. Import again as oneself: everything is there already."""
    ExperienceFactory(
        person=person, kind="VOLUNTEERING", role='<b>"Canile"</b> &amp;',
        description="Due righe\ndi <b>testo</b> & più",
        started_on=datetime.date(2024, 3, 17), ended_on=datetime.date(2024, 3, 30),
    )  # fmt: skip
    ExperienceFactory(person=person, role="Cuoca", employer="")
    StudyTitleFactory(person=person, isced_f=ConceptFactory(kind="isced-f", notation="0715").notation)
    StudyTitleFactory(person=person, title="Laurea", eqf=None, year=None)
    LanguageSkillFactory(person=person, language="it", is_mother_tongue=True, overall="")
    LanguageSkillFactory(person=person, language="en", overall="B1", writing="A2")
    LanguageSkillFactory(person=person, language="fr", overall="", reading="C1")
    LicenceFactory(person=person, kind="B")
    LicenceFactory(person=person, kind="WELDING", name="TIG", issued_on=datetime.date(2020, 5, 1))
    SkillClaimFactory(person=person, skill=ConceptFactory(uri="http://example.org/skill/1"), level=3)
    SkillClaimFactory(person=person, skill=ConceptFactory(label_it="Città e più", label_en="Towns", uri=""), level=2)
    with translation.override("en"):
        document = json.dumps(europass_json(passport_of(person)))
    newcomer = UserFactory()
    browser = signed_in(newcomer)

    upload(browser, document)
    page = browser.get(DETAIL).context["page"]
    browser.post(CONFIRM, posted(page))
    upload(signed_in(person), document)
    own = signed_in(person).get(DETAIL).context["page"]

    assert told_of(newcomer) == told_of(person)
    assert all(told_of(person).values())
    assert (any(ticked(own)), len(own.held), own.skills.fields) == (False, 2, {})


def told_of(someone):
    """All that the rows of a person say, by model; not whose they are and since when."""
    told = {}
    for model in ROWS:
        apart = {"id", "person", "created_at", "updated_at", "source_type"}
        fields = [field.name for field in model._meta.fields if field.name not in apart]
        told[model] = list(model.objects.filter(person=someone).order_by(*fields).values_list(*fields))
    return told


def test_what_the_portal_gives_it_reads_again_up_to_every_limit(person, signed_in):
    """The longest words, with all that JSON and HTML write in another way, and every choice that there is."""
    odd, day = "è“&<>\"'\\/;", datetime.date(2025, 12, 31)
    for place, kind in enumerate(ExperienceKind):
        ExperienceFactory(
            person=person, kind=kind, role=f"{place}{odd * 12}"[:120], employer=f"{odd * 12}"[:120],
            description=f"{odd * 40}\n{odd * 40}"[:590], started_on=day, ended_on=None if place % 2 else day,
        )  # fmt: skip
    for level in range(1, 9):
        StudyTitleFactory(person=person, title=f"{level}{odd * 20}"[:160], school=odd, eqf=level, year=1940 + level)
    for kind in LicenceKind:
        name = f"{odd * 12}"[:120] if kind == LicenceKind.OTHER else ""
        LicenceFactory(person=person, kind=kind, name=name, issued_on=day, expires_on=datetime.date(2099, 2, 28))
    for language, level in zip(Language, LanguageLevel, strict=False):
        parts = dict.fromkeys(LanguageSkill.PARTS, level)
        LanguageSkillFactory(person=person, language=language, overall=level, **parts)
    for level in Level:
        SkillClaimFactory(person=person, skill=ConceptFactory(uri=f"http://example.org/skill/{level}"), level=level)
    newcomer = UserFactory()
    browser = signed_in(newcomer)

    upload(browser, json.dumps(europass_json(passport_of(person))))
    browser.post(CONFIRM, posted(browser.get(DETAIL).context["page"]))

    assert told_of(newcomer) == told_of(person)
    assert len(told_of(newcomer)[Licence]) == len(LicenceKind)


def test_three_hundred_skills_come_a_few_at_a_time(browser, person):
    concepts = ConceptFactory.create_batch(300)
    for number, concept in enumerate(concepts):
        concept.uri = f"http://example.org/skill/{number}"
        concept.save(update_fields=["uri", "updated_at"])
    skills = [{"Label": f"Competenza {n}", "Uri": c.uri, "Level": n % 7} for n, c in enumerate(concepts)]
    document = json.dumps({"SkillsPassport": {}, "Polo": {"Skills": skills}})

    upload(browser, document)
    page = browser.get(DETAIL)
    browser.post(CONFIRM, posted(page.context["page"]))
    first = SkillClaim.objects.filter(person=person).count()
    upload(browser, document)
    again = browser.get(DETAIL).context["page"]

    assert "Altre 240 voci del file non ci stanno" in page.content.decode()
    assert 0 < first <= 60
    assert {claim.level for claim in SkillClaim.objects.all()} <= {1, 2, 3, 4}
    assert len(again.skills.fields) == 60
    assert not set(again.skills.numbers) & set(SkillClaim.objects.values_list("skill", flat=True))


def test_a_file_too_long_for_one_look_goes_on_where_it_ended(browser):
    roles = [f"Lavoro {n}" for n in range(50)]
    jobs = [{"Position": {"Label": role}, "Period": {"From": {"Year": 2020}}} for role in roles]
    studies = [{"Title": f"Titolo {n}"} for n in range(20)]
    document = as_json(WorkExperience=jobs, Education=studies)

    for left in (10, 0):
        upload(browser, document)
        page = browser.get(DETAIL).context["page"]
        assert page.left_out == left
        browser.post(CONFIRM, posted(page))

    assert counts()[:2] == [50, 20]


def test_words_of_the_file_are_inert_on_the_page(browser):
    evil = "<script>alert(1)</script>"
    concept = ConceptFactory(uri="http://example.org/skill/1")
    document = json.loads(as_json(WorkExperience=[{"Position": {"Label": evil}}]))
    document["Polo"] = {"Skills": [{"Label": evil, "Uri": concept.uri}]}

    upload(browser, json.dumps(document))

    assert evil not in browser.get(DETAIL).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_europass_detail_costs_the_same_for_one_and_three(browser, count, django_assert_num_queries):
    jobs = [{"Position": {"Label": f"Lavoro {n}"}, "Period": {"From": {"Year": 2020}}} for n in range(count)]
    studies = [{"Title": f"Titolo {n}", "Field": {"Code": "0715"}} for n in range(count)]
    concepts = ConceptFactory.create_batch(count)
    document = json.loads(as_json(WorkExperience=jobs, Education=studies))
    for number, concept in enumerate(concepts):
        concept.uri = f"http://example.org/skill/{number}"
        concept.save(update_fields=["uri", "updated_at"])
    document["Polo"] = {"Skills": [{"Label": "x", "Uri": concept.uri} for concept in concepts]}
    upload(browser, json.dumps(document))
    browser.get(DETAIL)

    with django_assert_num_queries(10):
        browser.get(DETAIL)


def test_the_database_keeps_no_empty_draft(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        EuropassDraftFactory(entries=[])


def test_a_europass_brought_as_a_cv_is_told_where_it_goes(browser):
    browser.post(reverse("recruitment:cv_upload"), {"file": SimpleUploadedFile("cv.pdf", in_a_pdf(CANDIDATE))})
    cvs_read()

    assert "porta il tuo da questa pagina" in browser.get(reverse("recruitment:cv_detail")).content.decode()


def test_the_way_there_stands_on_profile_and_cv(browser):
    for url in (PROFILE, reverse("recruitment:cv_detail")):
        assert f'href="{DETAIL}"' in browser.get(url).content.decode()
