"""The draft beside a published course: the public page waits, nothing is lost, what was published stays readable."""

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from core.models import AuditEvent
from partners.enums import Office, Role
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory, MembershipFactory, SiteFactory
from tests.skills.factories import ConceptFactory
from tests.training.desk_pages import complete_course, course_data, editor
from tests.training.factories import (
    ApplicationFactory,
    CourseDraftFactory,
    CourseFactory,
    CourseVersionFactory,
    EditionFactory,
)
from training.models import CourseDraft, CourseVersion
from training.selectors.course_changes import changes_between
from training.selectors.course_content import content_of, with_draft

pytestmark = pytest.mark.django_db
QUERIES_HISTORY = 12


def url(name, course):
    return reverse(f"training:{name}", args=[course.pk])


def published(school, **fields):
    return complete_course(school, published=True, title="Saldatura TIG", summary="Com'era.", **fields)


def typed(course, **fields):
    """The form of a course as it comes back when only `fields` were changed."""
    data = course_data(skills=[(row.skill, row.level, row.is_assessed) for row in course.taught.all()])
    facts = {
        "title": course.title, "summary": course.summary, "site": course.site_id or "", "kind": course.kind_id,
        "certification": course.certification, "audience": course.audience,
    }  # fmt: skip
    return data | facts | fields


def test_editing_a_published_course_changes_its_draft_only(client):
    user, school = editor()
    course, skill = published(school), ConceptFactory()
    client.force_login(user)

    data = typed(course, summary="Una frase nuova.", hours="40") | course_data(skills=[(skill, 3, True)])
    data |= {"title": course.title, "summary": "Una frase nuova.", "site": course.site_id, "kind": course.kind_id}
    response = client.post(url("course_update", course), data, follow=True)

    course.refresh_from_db()
    assert (course.summary, course.hours, course.taught.filter(skill=skill).exists()) == ("Com'era.", None, False)
    public = client.get(course.get_absolute_url()).content.decode()
    assert "Com&#x27;era." in public
    assert "Una frase nuova." not in public
    form = response.context["form"]
    assert (form["summary"].value(), form["hours"].value()) == ("Una frase nuova.", 40)
    assert response.context["formset"].forms[0]["skill"].value() == skill.pk


def test_a_draft_that_says_what_is_published_is_none(client):
    user, school = editor()
    course = published(school)
    client.force_login(user)

    for summary in ("Un'altra frase.", "Com'era."):
        client.post(url("course_update", course), typed(course, summary=summary, audience=course.audience))

    assert not CourseDraft.objects.exists()


def test_a_draft_may_be_incomplete_and_is_not_published_so(client):
    user, school = editor()
    course = published(school)
    client.force_login(user)

    response = client.post(url("course_update", course), typed(course, summary="", publish="1"), follow=True)

    course.refresh_from_db()
    assert (course.summary, course.draft.changes) == ("Com'era.", {"summary": ""})
    page = response.content.decode()
    assert "Perché il corso sia pubblicato manca: una frase" in page
    assert 'href="#id_summary"' in page


def test_publishing_a_draft_makes_a_version_and_keeps_the_first(client):
    user, school = editor()
    course = published(school)
    client.force_login(user)
    client.post(url("course_update", course), typed(course, summary="Nuova.", title="Saldatura TIG e MIG"))

    client.post(url("course_publish", course))

    course.refresh_from_db()
    assert (course.summary, course.title, course.pending) == ("Nuova.", "Saldatura TIG e MIG", {})
    versions = list(course.versions.order_by("number").values_list("number", "content__summary", "published_by"))
    assert versions == [(1, "Com'era.", None), (2, "Nuova.", user.pk)]
    event = AuditEvent.objects.get(verb="training.course_published")
    assert (event.before["summary"], event.after["summary"]) == ("Com'era.", "Nuova.")


def test_what_was_put_right_by_hand_is_a_version_of_its_own(client):
    user, school = editor()
    course = published(school)
    CourseVersionFactory(course=course, number=1)
    type(course).objects.filter(pk=course.pk).update(summary="Corretta dalla segreteria.")
    CourseDraftFactory(course=course, changes={"hours": 40})
    client.force_login(user)

    client.post(url("course_publish", course))

    versions = course.versions.order_by("number").values_list("number", "content__summary", "published_by")
    assert list(versions) == [
        (1, "Com'era.", None), (2, "Corretta dalla segreteria.", None), (3, "Corretta dalla segreteria.", user.pk),
    ]  # fmt: skip


def test_publishing_again_without_changes_is_no_version(client):
    user, school = editor()
    course = published(school)
    client.force_login(user)

    client.post(url("course_publish", course))

    assert not CourseVersion.objects.exists()


def test_taking_a_course_back_keeps_what_was_being_changed(client):
    user, school = editor()
    course = published(school)
    CourseDraftFactory(course=course, changes={"summary": "In lavorazione."})
    client.force_login(user)

    client.post(url("course_unpublish", course))

    course.refresh_from_db()
    assert (course.is_published, course.summary, course.pending) == (False, "In lavorazione.", {})
    assert course.versions.get().content["summary"] == "Com'era."


def test_a_draft_is_kept_when_the_course_cannot_be_taken_back(client):
    user, school = editor()
    course = published(school)
    CourseDraftFactory(course=course)
    ApplicationFactory(edition=EditionFactory(course=course, open=True))
    client.force_login(user)

    client.post(url("course_unpublish", course))

    assert CourseDraft.objects.filter(course=course).exists()


def test_discarding_forgets_the_draft_and_the_audit_keeps_it(client):
    user, school = editor()
    course = published(school)
    CourseDraftFactory(course=course, changes={"summary": "Da buttare."})
    client.force_login(user)

    for _twice in range(2):
        client.post(url("course_discard", course))

    assert not CourseDraft.objects.exists()
    event = AuditEvent.objects.get()
    assert (event.verb, event.before, event.after) == (
        "training.course_discarded",
        {"summary": "Da buttare."},
        {"summary": "Com'era."},
    )


# Two people ----------------------------------------------------------------------------------------------------------


def two_editors(client, course, *, first, second):
    """Both open the form, one saves `first`, then the other sends `second`."""
    other = MembershipFactory(role=Role.EDITOR, partner=course.partner, user__first_name="Teresa").user
    client.force_login(other)
    opened = client.get(url("course_update", course)).context["form"]["seen"].value()
    client.post(url("course_update", course), typed(course, **first, seen=opened))
    mine = MembershipFactory(role=Role.EDITOR, partner=course.partner).user
    client.force_login(mine)
    return client.post(url("course_update", course), typed(course, **second, seen=opened))


@pytest.mark.parametrize("is_published", [True, False])
def test_the_second_of_two_writers_sees_both_texts_and_nothing_is_lost(client, is_published):
    _user, school = editor()
    course = complete_course(school, published=is_published, title="Titolo", summary="Prima.")

    response = two_editors(
        client, course, first={"summary": "Di Teresa.", "hours": "40"}, second={"summary": "Mia.", "title": "Mio"}
    )

    page, form = response.content.decode(), response.context["form"]
    assert "qualcun altro ha salvato questo corso" in page
    assert "Ha salvato Teresa" in page
    assert "<del>Di Teresa.</del>" in page
    assert "<ins>Mia.</ins>" in page
    assert (form["summary"].value(), form["title"].value(), form["hours"].value()) == ("Mia.", "Mio", 40)
    course = type(course).objects.get(pk=course.pk)
    assert with_draft(course).summary == "Di Teresa."

    client.post(
        url("course_update", course),
        typed(course, summary="Mia e di Teresa.", title="Mio", hours="40", seen=form["seen"].value()),
    )

    said = with_draft(type(course).objects.get(pk=course.pk))
    assert (said.summary, said.title, said.hours) == ("Mia e di Teresa.", "Mio", 40)


def test_two_writers_of_different_fields_are_told_too(client):
    _user, school = editor()
    course = published(school)

    response = two_editors(client, course, first={"summary": "Di Teresa."}, second={"hours": "60"})

    form = response.context["form"]
    assert ([row.name for row in response.context["taken"]], response.context["both"]) == (["summary"], [])
    assert (form["summary"].value(), form["hours"].value()) == ("Di Teresa.", 60)


def test_two_writers_of_the_same_words_do_not_clash(client):
    _user, school = editor()
    course = published(school)

    response = two_editors(client, course, first={"summary": "Uguale."}, second={"summary": "Uguale."})

    assert response.status_code == 302


@pytest.mark.parametrize("seen", ["", "{", "[]", '"x"', '{"summary": 3}', '{"altro": "x"}'])
def test_a_forged_mark_breaks_nothing(client, seen):
    user, school = editor()
    course = published(school)
    client.force_login(user)

    response = client.post(url("course_update", course), typed(course, summary="Nuova.", seen=seen))

    assert response.status_code in {200, 302}


# Reading -------------------------------------------------------------------------------------------------------------


def test_course_compare_shows_both_sides_to_school_and_referent(client):
    user, school = editor()
    course = published(school)
    CourseDraftFactory(course=course, changes={"summary": "Com'è <b>adesso</b>.", "hours": 40})
    referent = MandateFactory(office=Office.REFERENT).user

    pages = []
    for reader in (user, referent):
        client.force_login(reader)
        pages.append(client.get(url("course_compare", course)).content.decode())

    own, others = pages
    assert "<del>Com&#x27;era.</del>" in own
    assert "&lt;b&gt;adesso&lt;/b&gt;" in own
    assert "Pubblica le modifiche" in own
    assert "<del>Com&#x27;era.</del>" in others
    assert "Pubblica le modifiche" not in others


def test_course_compare_says_what_is_missing_beside_its_field(client):
    user, school = editor()
    course = published(school)
    CourseDraftFactory(course=course, changes={"certification": "", "taught": []})
    client.force_login(user)

    page = client.get(url("course_compare", course)).content.decode()

    assert f'href="{url("course_update", course)}#id_certification"' in page
    assert f'href="{url("course_update", course)}#competenze"' in page
    assert "Pubblica le modifiche" not in page


def test_a_site_that_is_gone_is_left_out_of_the_draft(client):
    user, school = editor()
    course, site = published(school), SiteFactory(partner=school)
    CourseDraftFactory(course=course, changes={"site": site.pk, "taught": [[987654, 2, False]], "kind": 987654})
    site.delete()
    client.force_login(user)

    page = client.get(url("course_compare", course)).content.decode()

    assert "non c&#x27;è più" in page
    assert "la sede in cui si tiene" in page


def test_strangers_read_neither_drafts_nor_versions(client):
    _user, school = editor()
    draft = CourseDraftFactory(course=published(school))

    for stranger in (UserFactory(), editor()[0], MembershipFactory(role=Role.TEACHER, partner=school).user):
        client.force_login(stranger)
        names = ("course_compare", "course_history")
        assert {client.get(url(name, draft.course)).status_code for name in names} == {404}
        assert client.get(reverse("training:course_change_list")).status_code == 404
        assert client.post(url("course_discard", draft.course)).status_code == 404


def test_a_course_never_published_is_not_shown_to_the_referent(client):
    course = CourseFactory()
    client.force_login(MandateFactory(office=Office.REFERENT).user)

    assert client.get(url("course_history", course)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_course_history_tells_each_change_and_its_queries_do_not_grow(client, number, django_assert_num_queries):
    user, school = editor()
    course = published(school)
    content = content_of(course)
    for n in range(1, number + 2):
        CourseVersionFactory(course=course, number=n, content=content | {"summary": f"Frase {n}."}, published_by=user)
    client.force_login(user)

    with django_assert_num_queries(QUERIES_HISTORY):
        page = client.get(url("course_history", course)).content.decode()

    assert page.count("Un campo cambiato") == number
    assert "La prima versione conservata." in page
    assert f"Pubblicata da {user.get_full_name()}." in page


def test_course_history_goes_on_over_pages(client):
    user, school = editor()
    course = published(school)
    for n in range(1, 13):
        CourseVersionFactory(course=course, number=n, content=content_of(course) | {"summary": f"Frase {n}."})
    client.force_login(user)

    page = client.get(url("course_history", course)).content.decode()

    assert page.count("Un campo cambiato") == 10
    assert "Versione 2," in client.get(url("course_history", course), {"page": 2}).content.decode()


def test_course_change_list_shows_drafts_and_what_was_published_again(client):
    draft = CourseDraftFactory(course__title="In lavorazione")
    again = CourseVersionFactory(course__title="Ripubblicato", number=2)
    CourseVersionFactory(course__title="Appena nato", number=1)
    client.force_login(MandateFactory(office=Office.SECRETARIAT).user)

    page = client.get(reverse("training:course_change_list")).content.decode()

    assert url("course_compare", draft.course) in page
    assert url("course_history", again.course) in page
    assert "Appena nato" not in page


def test_texts_too_long_to_compare_are_shown_whole():
    long = " ".join(f"parola{n}" for n in range(4000))
    course = content_of(CourseFactory(published=True))

    [change] = changes_between(course | {"description": long}, course | {"description": f"{long} e poi"})

    assert "<ins>" not in change.after
    assert change.after.endswith("e poi")


# The database --------------------------------------------------------------------------------------------------------


def test_a_version_never_changes():
    version = CourseVersionFactory()

    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        CourseVersion.objects.filter(pk=version.pk).update(content={})


def test_an_empty_draft_is_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        CourseDraftFactory(changes={})


# Going back ----------------------------------------------------------------------------------------------------------


def seen_on(client, address):
    return client.get(address).context["seen"]


def test_an_old_version_comes_back_into_the_draft_after_its_diff(client):
    user, school = editor()
    course = published(school, hours=80)
    old = CourseVersionFactory(
        course=course, number=1, content=content_of(course) | {"summary": "Prima.", "hours": 40}
    )
    CourseVersionFactory(course=course, number=2)
    CourseDraftFactory(course=course, changes={"summary": "Sto scrivendo."})
    client.force_login(user)
    history = client.get(url("course_history", course)).content.decode()
    address = reverse("training:course_restore", args=[course.pk, 1])

    page = client.get(address)
    response = client.post(address, {"seen": page.context["seen"]})

    assert (address in history, reverse("training:course_restore", args=[course.pk, 2]) in history) == (True, False)
    assert [change.name for change in page.context["changes"]] == ["summary", "hours"]
    assert "<del>Sto scrivendo.</del>" in page.content.decode()
    assert response.url == url("course_update", course)
    course = type(course).objects.get(pk=course.pk)
    assert (course.summary, course.hours, course.pending) == ("Com'era.", 80, {"summary": "Prima.", "hours": 40})
    event = AuditEvent.objects.get(verb="training.course_brought_back")
    assert (event.before, event.after) == (
        {"summary": "Sto scrivendo.", "hours": 80}, {"summary": "Prima.", "hours": 40, "version": old.number},
    )  # fmt: skip


def test_an_old_version_comes_back_into_a_course_taken_back(client):
    user, school = editor()
    course = complete_course(school, summary="Dopo.")
    version = CourseVersionFactory(course=course, number=1, content=content_of(course) | {"summary": "Prima."})
    client.force_login(user)
    address = reverse("training:course_restore", args=[course.pk, version.number])

    assert address in client.get(url("course_history", course)).content.decode()
    client.post(address, {"seen": seen_on(client, address)})

    course.refresh_from_db()
    assert (course.summary, CourseDraft.objects.count()) == ("Prima.", 0)


def test_an_old_version_is_not_taken_over_what_somebody_wrote_meanwhile(client):
    user, school = editor()
    course = published(school)
    CourseVersionFactory(course=course, number=1, content=content_of(course) | {"summary": "Prima."})
    client.force_login(user)
    address = reverse("training:course_restore", args=[course.pk, 1])
    seen = seen_on(client, address)
    client.post(url("course_update", course), typed(course, summary="Scritta intanto."))

    response = client.post(address, {"seen": seen}, follow=True)

    course = type(course).objects.get(pk=course.pk)
    assert course.pending["summary"] == "Scritta intanto."
    page = response.content.decode()
    assert "Nel frattempo questo corso è cambiato" in page
    assert "<del>Scritta intanto.</del>" in page


def test_what_an_old_version_names_and_is_gone_is_left_out(client):
    user, school = editor()
    course = published(school)
    lost = {"site": 987654, "figure": 987654, "filiere": [987654], "taught": [[987654, 2, False]], "kind": 987654}
    CourseVersionFactory(course=course, number=1, content=content_of(course) | lost)
    client.force_login(user)
    address = reverse("training:course_restore", args=[course.pk, 1])

    client.post(address, {"seen": seen_on(client, address)})

    assert type(course).objects.get(pk=course.pk).pending == {"site": None, "taught": []}


def test_a_version_that_says_the_same_has_nothing_to_take_back(client):
    user, school = editor()
    course = published(school)
    CourseVersionFactory(course=course, number=1)
    client.force_login(user)
    address = reverse("training:course_restore", args=[course.pk, 1])

    page = client.get(address).content.decode()
    client.post(address, {"seen": ""})

    assert "Il corso dice già questo" in page
    assert not AuditEvent.objects.filter(verb="training.course_brought_back").exists()
    assert client.get(reverse("training:course_restore", args=[course.pk, 9])).status_code == 404


def test_an_old_version_is_its_schools_to_take_back(client):
    course = published(editor()[1])
    CourseVersionFactory(course=course, number=1)
    address = reverse("training:course_restore", args=[course.pk, 1])

    for stranger in (UserFactory(), editor()[0], MandateFactory(office=Office.REFERENT).user):
        client.force_login(stranger)
        assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
