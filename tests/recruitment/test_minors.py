"""A minor whose guardian has not said yes, or has taken it back, is found by no firm; what they typed stays."""

import pytest
from django.urls import reverse

from accounts.models import GuardianRequest, User
from accounts.services import guardian_withdraw
from core.errors import BusinessRuleError
from core.models import Notification, OutboxMessage
from recruitment.models import CandidateProfile, Interest, Match
from recruitment.services import interest as interests
from recruitment.services import matching
from recruitment.tasks import rematch_all
from tests.accounts.factories import GuardianRequestFactory, UserFactory, years_ago
from tests.recruitment.factories import CandidateProfileFactory, InterestFactory, MatchFactory
from tests.recruitment.test_profile import UPDATE, typed

pytestmark = pytest.mark.django_db
LIST = "recruitment:candidate_list"


@pytest.fixture
def minor(encounter):
    """The person of the encounter is 16 and the guardian has said yes."""
    person = encounter.profile.person
    person.birth_date = years_ago(16)
    person.save()
    GuardianRequestFactory(minor=person, confirmed=True)
    return person


def asked_of(person) -> GuardianRequest:
    return GuardianRequest.objects.get(minor=person)


def test_a_candidate_list_forgets_at_the_next_request(firm, signed_in, encounter, minor):
    browser = signed_in(firm.user)
    url = reverse(LIST, args=[encounter.opening.pk])
    match = reverse("recruitment:match_detail", args=[encounter.match.pk])
    assert list(browser.get(url).context["page"].object_list) == [encounter.match]

    guardian_withdraw(request=asked_of(minor))

    assert list(browser.get(url).context["page"].object_list) == []
    assert browser.get(match).status_code == 404
    assert browser.post(reverse("recruitment:interest_create", args=[encounter.match.pk])).status_code == 404


def test_a_name_that_was_shown_is_hidden_again(firm, signed_in, encounter, minor):
    InterestFactory(opening=encounter.opening, profile=encounter.profile, expressed_by=firm.user, yes=True)
    Match.objects.all().delete()  # the yes outlives the match, and is shown apart
    browser, url = signed_in(firm.user), reverse(LIST, args=[encounter.opening.pk])
    assert minor.email in browser.get(url).content.decode()

    guardian_withdraw(request=asked_of(minor))

    assert minor.email not in browser.get(url).content.decode()
    assert Interest.objects.disclosing().count() == 0


def test_the_night_deletes_what_is_hidden(encounter, minor):
    guardian_withdraw(request=asked_of(minor))

    assert matching.rematch_all().deleted == 1
    assert not Match.objects.exists()


def test_a_firm_cannot_ask_a_minor_who_waits(firm):
    match = MatchFactory(profile__person=UserFactory(minor=True))

    with pytest.raises(BusinessRuleError, match="non è più disponibile"):
        interests.interest_create(match=match, message="", by=firm.user)


@pytest.mark.parametrize(("answer", "taken"), [("YES", False), ("NO", True)])
def test_a_minor_who_waits_may_say_no_but_not_yes(signed_in, answer, taken):
    waiting = InterestFactory(profile__person=UserFactory(minor=True))
    browser = signed_in(waiting.profile.person)

    url = reverse("recruitment:interest_answer", args=[waiting.pk])
    text = browser.post(url, {"answer": answer}, follow=True).content.decode()

    waiting.refresh_from_db()
    assert (waiting.answer == answer) is taken
    assert ("conferma di un genitore" in text) is True


def test_a_profile_is_kept_without_consent(signed_in):
    person = UserFactory(minor=True)
    browser = signed_in(person)
    assert "conferma di un genitore" in browser.get(UPDATE).content.decode()

    refused = browser.post(UPDATE, typed(consent="on")).content.decode()
    assert 'value="Saldo da tre anni"' in refused
    assert not CandidateProfile.objects.exists()

    browser.post(UPDATE, typed())
    assert CandidateProfile.objects.get(person=person).matching_consent_at is None


def test_with_the_yes_a_minor_is_matched(signed_in):
    asked = GuardianRequestFactory(confirmed=True)

    signed_in(asked.minor).post(UPDATE, typed(consent="on"))

    assert CandidateProfile.objects.matchable().get().person == asked.minor


@pytest.mark.parametrize("page", ["profile_detail", "match_list", "interest_list", "profile_update"])
@pytest.mark.parametrize(("person", "shown"), [({"minor": True}, True), ({"ageless": True}, True), ({}, False)])
def test_pages_say_why_and_lead_to_where_it_is_solved(signed_in, page, person, shown):
    text = signed_in(UserFactory(**person)).get(reverse(f"recruitment:{page}")).content.decode()

    assert ("Vai a «I tuoi dati»" in text) is shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_requests_of_a_minor_cost_the_same_for_one_and_three(signed_in, count, django_assert_num_queries):
    asked = GuardianRequestFactory(confirmed=True)
    first = InterestFactory(profile__person=asked.minor, yes=True)
    for _more in range(count - 1):
        InterestFactory(profile=first.profile, yes=True)
    browser = signed_in(asked.minor)

    with django_assert_num_queries(8):
        browser.get(reverse("recruitment:interest_list"))


def test_whoever_is_left_out_for_their_unknown_age_is_told_once(encounter):
    person = encounter.profile.person
    CandidateProfileFactory()
    CandidateProfileFactory(person__birth_date=None, person__is_active=False)
    CandidateProfileFactory(person__birth_date=None, matching_consent_at=None)
    User.objects.filter(pk=person.pk).update(birth_date=None)

    for _night in range(2):
        rematch_all()

    notice = Notification.objects.get(kind="birth_date_missing")
    assert (notice.recipient, notice.path) == (person, reverse("accounts:own_data"))
    assert OutboxMessage.objects.filter(to=person.email, subject="Ci manca la tua data di nascita").count() == 1
