"""The passport: what it holds, the files, and the addresses that show it to others."""

import datetime
import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from core.models import AuditEvent
from recruitment.enums import Language, LicenceKind
from recruitment.models import PassportLink
from recruitment.models.passport import SEALED
from recruitment.selectors.passport import passport_of
from recruitment.selectors.passport_files import _document, europass_json, passport_pdf
from skills.enums import Evidence
from tests.accounts.factories import UserFactory, years_ago
from tests.recruitment.factories import (
    CandidateProfileFactory,
    ExperienceFactory,
    LanguageSkillFactory,
    LicenceFactory,
    PassportLinkFactory,
    StudyTitleFactory,
)
from tests.skills.factories import ConceptFactory, SkillClaimFactory
from tests.training.factories import ApplicationFactory
from training.services.course_ends import CLAIM_SOURCE

DETAIL = reverse("recruitment:passport_detail")
CREATE = reverse("recruitment:passport_link_create")
EVIL = '<script>alert(1)</script>"#read("/etc/passwd") *x* \\ $y$ &amp;'


@pytest.fixture
def browser(person, signed_in):
    return signed_in(person)


@pytest.fixture
def told(person):
    """A person with something of everything."""
    CandidateProfileFactory(person=person, headline="Riservata fino al sì")
    SkillClaimFactory(person=person, skill=ConceptFactory(label_it="Saldatura TIG", label_en="TIG welding"))
    application = ApplicationFactory(person=person, edition__course__title="Corso di quadri elettrici")
    SkillClaimFactory(
        person=person, evidence=Evidence.ASSESSED, level=3, source_type=CLAIM_SOURCE, source_id=application.pk
    )
    ExperienceFactory(person=person, role=EVIL, employer="Officina", description=f"{EVIL}\nSeconda riga")
    StudyTitleFactory(person=person, title="Diploma di meccanica", isced_f="0715")
    StudyTitleFactory(person=person, title="Laurea", eqf=None, year=None)
    LanguageSkillFactory(person=person, language=Language.IT, is_mother_tongue=True, overall="")
    LanguageSkillFactory(person=person, language=Language.EN, overall="B1", writing="A2")
    LicenceFactory(person=person, kind=LicenceKind.B, expires_on=timezone.localdate())
    LicenceFactory(person=person, kind=LicenceKind.CRANE, expired=True)
    return person


def test_passport_detail_of_a_newcomer_says_how_it_fills(browser):
    assert "Il passaporto è ancora vuoto" in browser.get(DETAIL).content.decode()


def test_an_empty_passport_is_not_offered_to_anybody(browser, person):
    empty = browser.get(DETAIL).content.decode()
    LicenceFactory(person=person)

    told = browser.get(DETAIL).content.decode()

    for address in (reverse("recruitment:passport_pdf_download"), CREATE):
        assert f'"{address}"' not in empty
        assert f'"{address}"' in told


def test_passport_groups_skills_by_evidence_with_date_and_source(browser, told):
    passport = passport_of(told)

    body = browser.get(DETAIL).content.decode()

    assert [group.evidence for group in passport.groups] == [Evidence.ASSESSED, Evidence.DECLARED]
    [assessed], [declared] = (group.skills for group in passport.groups)
    assert "corso «Corso di quadri elettrici»" in assessed.source
    assert (declared.label, declared.source, declared.day) == ("Saldatura TIG", "", timezone.localdate())
    assert assessed.source.split(",")[0] in body
    assert "Diploma di meccanica" in body
    assert "gru" not in body.lower().split("<main")[1]
    assert "Riservata fino al sì" not in body


def test_a_proof_whose_row_is_gone_is_shown_without_a_source(person):
    SkillClaimFactory(person=person, evidence=Evidence.CERTIFIED, source_type="altro.prova", source_id=3)
    SkillClaimFactory(person=person, evidence=Evidence.OBSERVED, source_type=CLAIM_SOURCE, source_id=987_654)

    assert [skill.source for group in passport_of(person).groups for skill in group.skills] == ["", ""]


def test_page_and_pdf_say_where_a_proof_is_not_here(browser, person):
    SkillClaimFactory(person=person, evidence=Evidence.CERTIFIED)
    SkillClaimFactory(person=person, evidence=Evidence.DECLARED)

    rows = [row for part in _document(passport_of(person))["parts"] for row in part["rows"]]

    assert [row["lines"][1:] for row in rows] == [["la prova non è sul portale"], []]
    assert browser.get(DETAIL).content.decode().count("la prova non è sul portale") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_passport_detail_costs_the_same_for_one_and_three(browser, person, count, django_assert_num_queries):
    for _time in range(count):
        application = ApplicationFactory(person=person)
        claim = {"person": person, "source_type": CLAIM_SOURCE, "source_id": application.pk}
        SkillClaimFactory(evidence=Evidence.ASSESSED, **claim)
        ExperienceFactory(person=person)
        PassportLinkFactory(person=person)
    browser.get(DETAIL)

    with django_assert_num_queries(10):
        browser.get(DETAIL)


def test_words_of_a_person_are_inert_in_page_and_files(browser, told):
    page = browser.get(DETAIL).content.decode()
    pdf = browser.get(reverse("recruitment:passport_pdf_download"))
    europass = browser.get(reverse("recruitment:passport_europass_download"))

    assert "<script>alert" not in page
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="passaporto-delle-competenze.pdf"'
    assert "no-store" in pdf.headers["Cache-Control"]
    [work] = europass.json()["SkillsPassport"]["LearnerInfo"]["WorkExperience"]
    assert work["Position"]["Label"] == EVIL
    assert "<script" not in work["Activities"]
    assert work["Activities"].endswith("<br/>Seconda riga")


def test_europass_has_the_shape_of_a_skills_passport(told):
    with translation.override("en"):
        document = europass_json(passport_of(told))

    learner = document["SkillsPassport"]["LearnerInfo"]
    assert document["SkillsPassport"]["Locale"] == "en"
    assert learner["Identification"] == {"PersonName": {"FirstName": "Canarina", "Surname": "Gialli"}}
    assert learner["WorkExperience"][0]["Period"] == {
        "From": {"Year": 2024, "Month": 3, "Day": 1},
        "Current": True,
    }
    assert learner["Education"][0]["Period"] == {"Current": True}
    assert learner["Education"][1] == {
        "Period": {"To": {"Year": 2022}},
        "Title": "Diploma di meccanica",
        "Organisation": {"Name": ""},
        "Level": {"Code": "4", "Label": "EQF 4"},
        "Field": {"Code": "0715", "Label": "ISCED-F 0715"},
    }
    assert learner["Skills"]["Linguistic"] == {
        "MotherTongue": [{"Description": {"Code": "it", "Label": "Italian"}}],
        "ForeignLanguage": [
            {
                "Description": {"Code": "en", "Label": "English"},
                "ProficiencyLevel": {
                    "Listening": "B1", "Reading": "B1", "SpokenInteraction": "B1", "SpokenProduction": "B1",
                    "Writing": "A2",
                },
            }
        ],
    }  # fmt: skip
    assert learner["Skills"]["Driving"] == {"Description": ["B"]}
    assert "TIG welding" in learner["Skills"]["JobRelated"]["Description"]
    assert [row["Evidence"] for row in document["Polo"]["Skills"]] == ["assessed", "declared"]
    assert [row["Kind"] for row in document["Polo"]["Licences"]] == ["B"]
    text = json.dumps(document)
    assert told.email not in text
    assert "1987" not in text


def test_pdf_is_tagged_and_bears_every_alphabet(told):
    plain = passport_pdf(passport_of(told))
    told.first_name, told.last_name = "محمد 李小龙", "👩‍🏭 Ольга"
    odd = passport_pdf(passport_of(told))

    assert b"pdfuaid" in plain
    assert odd.startswith(b"%PDF-")


def test_pdf_with_three_hundred_skills(person):
    SkillClaimFactory.create_batch(300, person=person)

    assert passport_pdf(passport_of(person)).startswith(b"%PDF-")


def test_a_link_shows_the_passport_to_whoever_holds_it(browser, client, told, signed_in):
    response = browser.post(CREATE, {"days": "7", "note": "Agenzia"})

    link = PassportLink.objects.get()
    url = link.get_absolute_url()
    shown = client.get(url)
    body = shown.content.decode()
    assert response.url == DETAIL
    assert (link.person, link.note) == (told, "Agenzia")
    assert link.expires_at - link.created_at < datetime.timedelta(days=7, minutes=1)
    assert url in browser.get(DETAIL).content.decode()
    assert "Canarina Gialli" in body
    assert "Saldatura TIG" in body
    for kept in (told.email, "Agenzia", "Riservata fino al sì", "<script>alert"):
        assert kept not in body
    assert (shown.headers["X-Robots-Tag"], shown.headers["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert "no-store" in shown.headers["Cache-Control"]
    assert AuditEvent.objects.changes().get().verb == "recruitment.passportlink_created"


def test_who_opens_a_link_is_counted_and_who_is_signed_in_is_told(browser, client, told, signed_in):
    link = PassportLinkFactory(person=told)
    reader = UserFactory()

    for one in (browser, client, signed_in(reader)):
        assert one.get(link.get_absolute_url()).status_code == 200

    link.refresh_from_db()
    assert link.opened_count == 2
    assert link.last_opened_at is not None
    [look] = AuditEvent.objects.looks()
    assert (look.actor, look.subject, look.verb) == (reader, told, "recruitment.passport_seen")
    assert "Aperto 2 volte" in browser.get(DETAIL).content.decode()
    looks = browser.get(reverse("dashboards:look_list")).content.decode()
    assert "passaporto delle competenze, con il tuo nome" in looks


def test_a_link_that_is_over_opens_nothing(client, told):
    live = PassportLinkFactory(person=told)
    for link in (PassportLinkFactory(person=told, revoked=True), PassportLinkFactory(person=told, over=True)):
        assert client.get(link.get_absolute_url()).status_code == 404
    for token in (
        f"{live.pk}.x",
        str(live.pk),
        SEALED.sign("x"),
        SEALED.sign("999999"),
        f"{live.pk + 1}{SEALED.sign(str(live.pk))[1:]}",
    ):
        assert client.get(reverse("recruitment:passport_verify", args=[token])).status_code == 404
    told.is_active = False
    told.save()
    assert client.get(live.get_absolute_url()).status_code == 404


def test_a_link_is_taken_back_at_once_and_once(browser, client, told):
    link = PassportLinkFactory(person=told)
    url = reverse("recruitment:passport_link_revoke", args=[link.pk])

    gone = browser.post(url)
    again = browser.post(url, follow=True)

    assert gone.url == DETAIL
    assert client.get(link.get_absolute_url()).status_code == 404
    assert "era già stato tolto" in again.content.decode()
    assert AuditEvent.objects.filter(verb="recruitment.passportlink_revoked").count() == 1


def test_a_link_of_others_is_not_found(browser):
    link = PassportLinkFactory()

    assert browser.post(reverse("recruitment:passport_link_revoke", args=[link.pk])).status_code == 404


@pytest.mark.parametrize("fields", [{"days": "3650"}, {"days": ""}, {"days": "7", "note": "x" * 81}])
def test_a_link_with_absurd_terms_is_refused_in_the_page(browser, fields):
    response = browser.post(CREATE, fields)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not PassportLink.objects.exists()


def test_there_is_a_most_to_open_links(browser, person):
    PassportLinkFactory.create_batch(PassportLink.MOST, person=person)

    response = browser.post(CREATE, {"days": "7"})

    assert "Hai già 10 link aperti" in response.content.decode()


def test_a_minor_gives_no_link_without_a_parent_and_an_old_one_closes(signed_in, client, db):
    minor = UserFactory(birth_date=years_ago(16))
    link = PassportLinkFactory(person=minor)
    browser = signed_in(minor)

    page = browser.get(DETAIL).content.decode()
    refused = browser.post(CREATE, {"days": "7"})

    assert "la conferma di un genitore" in page
    assert f'action="{CREATE}"' not in page
    assert refused.status_code == 200
    assert PassportLink.objects.count() == 1
    assert client.get(link.get_absolute_url()).status_code == 404


def test_the_database_refuses_a_count_without_its_day(person):
    with pytest.raises(IntegrityError), transaction.atomic():
        PassportLinkFactory(person=person, opened_count=1)
