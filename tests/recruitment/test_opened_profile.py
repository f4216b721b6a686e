"""The whole profile and the CV after a yes: who opens them, until when, and what the person reads of it."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from recruitment.enums import Answer, Ending, LicenceKind, Stage
from recruitment.models import CandidateProfile, Cv, Interest, Licence
from recruitment.services import demand
from recruitment.services import interest as interests
from recruitment.services import openings as life
from recruitment.services import profile as profiles
from recruitment.services import selection as selections
from skills.enums import Evidence
from skills.models import SkillClaim
from tests.recruitment.factories import (
    CvFactory,
    ExperienceFactory,
    InterestFactory,
    LanguageSkillFactory,
    LicenceFactory,
    StudyTitleFactory,
)
from tests.skills.factories import ConceptFactory, SkillClaimFactory
from tests.training.factories import ApplicationFactory

pytestmark = pytest.mark.django_db
TOLD = ("Canarina", "Aiuto in bottega", "Diploma di nautica", "Inglese", "Gru")
FILE = b"%PDF-1.4 canarina %%EOF"


def profile_url(interest):
    return reverse("recruitment:selection_profile", args=[interest.pk])


def cv_url(interest):
    return reverse("recruitment:selection_cv", args=[interest.pk])


def card_url(interest):
    return reverse("recruitment:selection_detail", args=[interest.pk])


@pytest.fixture
def browser(person, signed_in):
    return signed_in(person)


@pytest.fixture
def told(person):
    """What the person tells of themselves, one row of each kind, and the CV."""
    ExperienceFactory(person=person, role="Aiuto in bottega")
    StudyTitleFactory(person=person, title="Diploma di nautica")
    LanguageSkillFactory(person=person)
    LicenceFactory(person=person, kind=LicenceKind.CRANE)
    LicenceFactory(person=person, kind=LicenceKind.FORKLIFT, expired=True)
    CvFactory(person=person, content=FILE, read=True)


@pytest.fixture
def asked(encounter, firm):
    return InterestFactory(opening=encounter.opening, profile=encounter.profile, expressed_by=firm.user)


@pytest.fixture
def yes(asked, told, person):
    return interests.interest_answer(interest=asked, answer=Answer.YES, by=person)


def opened(firm, interest):
    """What the firm gets of the two pages: the words that tell something, and the bytes of the file."""
    page, cv = firm.client.get(profile_url(interest)), firm.client.get(cv_url(interest))
    assert {page.status_code, cv.status_code} <= {200, 302, 404}
    return [word for word in TOLD if page.status_code == 200 and word in page.content.decode()], FILE in cv.content


def test_before_the_yes_nothing_opens(asked, told, firm):
    assert opened(firm, asked) == ([], False)
    assert firm.client.get(profile_url(asked)).status_code == 404


def test_after_the_yes_everything_opens(yes, firm):
    assert opened(firm, yes) == (list(TOLD), True)
    assert "Apri il profilo completo" in firm.client.get(card_url(yes)).content.decode()


def test_an_expired_licence_is_not_told(yes, firm):
    assert "muletto" not in firm.client.get(profile_url(yes)).content.decode()


def test_a_licence_that_ends_during_the_selection_is_told_no_more(yes, person, firm):
    assert "Gru" in firm.client.get(profile_url(yes)).content.decode()

    Licence.objects.filter(person=person).update(expires_on=timezone.localdate() - datetime.timedelta(days=1))

    assert "Gru" not in firm.client.get(profile_url(yes)).content.decode()


def test_cv_comes_as_a_file_that_nobody_keeps(yes, firm):
    response = firm.client.get(cv_url(yes))

    assert response.headers["Content-Disposition"] == 'attachment; filename="cv.pdf"'
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]
    assert "no-store" in firm.client.get(profile_url(yes)).headers["Cache-Control"]


@pytest.mark.parametrize("traits", [{"content": FILE}, {"refused": True}])
def test_a_cv_that_is_not_read_and_in_order_is_not_given(yes, person, firm, traits):
    Cv.objects.filter(person=person).delete()
    CvFactory(person=person, **traits)

    assert opened(firm, yes) == (list(TOLD), False)
    assert "Scarica il CV" not in firm.client.get(profile_url(yes)).content.decode()


def window_over(yes, firm, person):
    Interest.objects.update(access_until=timezone.localdate() - datetime.timedelta(days=1))


def consent_taken_back(yes, firm, person):
    profiles.profile_save(profile=CandidateProfile.objects.get(person=person), consent=False, by=person)


def person_left(yes, firm, person):
    selections.interest_leave(interest=yes, found_elsewhere=False, by=person)


def opening_closed(yes, firm, person):
    demand.opening_close(opening=yes.opening, ended_as=Ending.NO_NEED, reason="x", by=firm.user)


def opening_paused(yes, firm, person):
    life.opening_pause(opening=yes.opening, by=firm.user)


def not_selected(yes, firm, person):
    selections.interest_move(interest=yes, to=Stage.NOT_SELECTED, version=0, reason="SKILLS", by=firm.user)


@pytest.mark.parametrize(
    "end", [window_over, consent_taken_back, person_left, opening_closed, opening_paused, not_selected]
)
def test_what_was_open_in_a_tab_is_closed_at_the_next_request(yes, firm, person, end):
    assert opened(firm, yes) == (list(TOLD), True)

    end(yes, firm, person)

    assert opened(firm, yes) == ([], False)
    body = firm.client.get(profile_url(yes), follow=True).content.decode()
    assert "Profilo e CV non si aprono" in body
    assert not [word for word in TOLD if word in body]


def test_a_yes_given_when_it_opened_the_name_alone_opens_no_more(yes, firm, browser):
    Interest.objects.update(opens_profile=False)

    assert opened(firm, yes) == ([], False)
    assert "Apri il profilo completo" not in firm.client.get(card_url(yes)).content.decode()
    body = browser.get(reverse("recruitment:interest_detail", args=[yes.pk])).content.decode()
    assert "quando hai detto sì non erano compresi" in body


def test_only_a_yes_opens_a_profile(asked):
    with pytest.raises(IntegrityError, match="only_a_yes_opens_the_profile"), transaction.atomic():
        Interest.objects.update(opens_profile=True)


def test_another_firm_and_the_person_find_no_such_page(yes, rival, browser):
    for url in (profile_url(yes), cv_url(yes)):
        assert rival.client.get(url).status_code == 404
        assert browser.get(url).status_code == 404


def test_the_person_reads_who_opened_what_and_when(yes, firm, person, browser):
    opened(firm, yes)
    opened(firm, yes)  # within the hour: nothing new

    verbs = AuditEvent.objects.looks().about(person).values_list("verb", flat=True)
    assert sorted(verbs) == ["recruitment.background_opened", "recruitment.cv_opened"]
    body = browser.get(reverse("recruitment:profile_detail")).content.decode()
    assert f"{firm.partner.name} · Franca Ferri · profilo completo" in body
    assert f"{firm.partner.name} · Franca Ferri · CV" in body
    looks = browser.get(reverse("dashboards:look_list")).content.decode()
    assert "tuo CV" in looks
    assert "tuo profilo completo" in looks


def test_a_proved_skill_shows_what_proves_it(yes, person, firm):
    application = ApplicationFactory(person=person)
    course = application.edition.course
    SkillClaimFactory(
        person=person, skill=ConceptFactory(), evidence=Evidence.CERTIFIED,
        source_type="training.application", source_id=application.pk,
    )  # fmt: skip
    SkillClaimFactory(person=person, skill=ConceptFactory(), evidence=Evidence.ASSESSED)

    body = firm.client.get(profile_url(yes)).content.decode()

    assert f"corso «{course.title}», {course.partner.name}" in body
    assert body.count("la prova non è sul portale") == 1


def test_a_profile_with_nothing_more_says_so(asked, person, firm):
    SkillClaim.objects.all().delete()
    yes = interests.interest_answer(interest=asked, answer=Answer.YES, by=person)

    assert "La persona non ha ancora scritto altro" in firm.client.get(profile_url(yes)).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_profile_costs_the_same_for_one_and_three(yes, person, firm, count, django_assert_num_queries):
    for _ in range(count):
        ExperienceFactory(person=person)
        SkillClaimFactory(person=person, skill=ConceptFactory())
    firm.client.get(profile_url(yes))

    with django_assert_num_queries(13):
        firm.client.get(profile_url(yes))
