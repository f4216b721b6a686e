import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from partners.enums import Office
from recruitment.enums import Answer, Confidentiality
from recruitment.models import Interest, Match, Opening, SkillNeed
from recruitment.services import contests, selection
from recruitment.services import interest as interests
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory
from tests.recruitment.factories import InterestFactory, MatchFactory, OpeningFactory, SkillNeedFactory

pytestmark = pytest.mark.django_db
FACTORIES = {
    "skillneed": SkillNeedFactory, "opening": OpeningFactory, "match": MatchFactory, "interest": InterestFactory,
}  # fmt: skip


@pytest.fixture
def request_of_superuser():
    request = RequestFactory().get("/")
    request.user = UserFactory(superuser=True)
    return request


@pytest.mark.parametrize("model", [SkillNeed, Opening, Match, Interest])
def test_admin_reads_and_never_writes(model, request_of_superuser):
    page = admin.site._registry[model]

    assert page.has_view_permission(request_of_superuser) is True
    assert page.has_add_permission(request_of_superuser) is False
    assert page.has_change_permission(request_of_superuser) is False
    assert page.has_delete_permission(request_of_superuser) is False


@pytest.mark.parametrize(
    ("office", "readable"),
    [(Office.SECRETARIAT, {"skillneed", "opening", "match", "interest"}), (Office.REFERENT, {"skillneed", "opening"})],
)
def test_offices_read_what_concerns_them(office, readable, signed_in):
    browser = signed_in(MandateFactory(office=office).user)

    statuses = {name: browser.get(reverse(f"admin:recruitment_{name}_changelist")).status_code for name in FACTORIES}

    assert statuses == {name: 200 if name in readable else 403 for name in FACTORIES}


@pytest.mark.parametrize("office", Office)
def test_a_need_for_the_referent_is_read_by_the_referent_alone(office, signed_in):
    need = SkillNeedFactory(published=True, confidentiality=Confidentiality.REFERENT)
    browser = signed_in(MandateFactory(office=office).user)

    listed = browser.get(reverse("admin:recruitment_skillneed_changelist")).content.decode()
    page = browser.get(reverse("admin:recruitment_skillneed_change", args=[need.pk]))

    assert (need.title in listed, page.status_code) == ((True, 200) if office == Office.REFERENT else (False, 302))


@pytest.mark.parametrize("name", FACTORIES)
def test_admin_pages_open_and_name_no_candidate(name, signed_in, settings):
    row = FACTORIES[name]()
    browser = signed_in(UserFactory(superuser=True))

    urls = [
        reverse(f"admin:recruitment_{name}_changelist"),
        reverse(f"admin:recruitment_{name}_change", args=[row.pk]),
    ]
    bodies = [browser.get(url).content.decode() for url in urls]

    assert str(row.pk) in bodies[0]
    for profile in (getattr(row, "profile", None),):
        assert profile is None or all(profile.person.last_name not in body for body in bodies)


def test_the_story_of_a_row_without_names_does_not_say_whose_it_is(encounter, firm, person, signed_in):
    """Who answered, wrote or contested is "the person themselves"; who acts for the firm is named."""
    asked = interests.interest_create(match=encounter.match, message="", by=firm.user)
    yes = interests.interest_answer(interest=asked, answer=Answer.YES, by=person)
    message = selection.message_send(interest=yes, text="Eccomi.", by=person)
    contest = contests.contest_create(match=encounter.match, text="Non torna.", by=person)
    browser = signed_in(UserFactory(superuser=True))

    bodies = {
        row._meta.model_name: browser.get(
            reverse(f"admin:recruitment_{row._meta.model_name}_history", args=[row.pk])
        ).content.decode()
        for row in (yes, message, contest)
    }

    assert [name for name, body in bodies.items() if person.last_name in body or "la persona stessa" not in body] == []
    assert "Franca Ferri" in bodies["interest"]
