"""Templates of the Polo: who keeps them, how a school starts from one or offers one, what becomes of each version."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.models import AuditEvent, Notification
from partners.enums import Office, Role
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory, MembershipFactory, PartnerFactory, SiteFactory
from tests.skills.factories import ConceptFactory
from tests.training.desk_pages import complete_course, course_data, editor
from tests.training.factories import (
    CourseFactory,
    OfferKindFactory,
    OfferTemplateFactory,
    TemplateCopyFactory,
    TemplateVersionFactory,
    template_says,
)
from training import policies
from training.enums import TemplateState
from training.models import Course, OfferTemplate, TemplateCopy, TemplateVersion
from training.selectors.course_content import content_of, marks_of
from training.selectors.templates import template_content, templates_visible_to
from training.services import courses, templates

pytestmark = pytest.mark.django_db
QUERIES_LIST = 10
QUERIES_DETAIL = 12


def url(name, *args):
    return reverse(f"training:template_{name}", args=args)


def keeper(office=Office.SECRETARIAT):
    return MandateFactory(office=office).user


def form_data(**fields):
    """The form of a template: that of a course without what is each school's own."""
    data = course_data(**fields)
    return {name: value for name, value in data.items() if name not in {"site", "cost"}}


# Kept by the Polo ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("office", [Office.SECRETARIAT, Office.REFERENT])
def test_the_polo_writes_a_template_that_is_in_force_at_once(client, office):
    user, skill = keeper(office), ConceptFactory()
    client.force_login(user)

    data = form_data(title="Operatore CNC", hours="300", skills=[(skill, 3, True)])
    response = client.post(url("create"), data)

    template = OfferTemplate.objects.get()
    assert response.url == template.get_absolute_url()
    facts = (template.title, template.state, template.number, template.content["hours"], template.content["taught"])
    assert facts == ("Operatore CNC", TemplateState.IN_FORCE, 1, 300, [[skill.pk, 3, True]])
    assert not {"site", "cost_cents", "funding", "cup_code", "contact", "accessibility"} & set(template.content)
    version = template.versions.get()
    assert (version.number, version.content, version.published_by) == (1, template.content, user)
    assert AuditEvent.objects.filter(verb="training.template_created", actor=user, target_id=template.pk).exists()


def test_two_templates_in_force_do_not_share_a_title(client):
    OfferTemplateFactory(title="Operatore CNC")
    client.force_login(keeper())

    page = client.post(url("create"), form_data(title="operatore cnc")).content.decode()

    assert "C&#x27;è già un modello in uso con questo titolo." in page
    assert OfferTemplate.objects.count() == 1


def test_changing_a_template_makes_a_version_and_tells_the_schools_with_a_copy(client):
    user, school = editor()
    other = editor()[0]
    template = OfferTemplateFactory(content=template_says(title="Modello", hours=80), title="Modello")
    TemplateCopyFactory(template=template, course__partner=school)
    keeper_user = keeper()
    client.force_login(keeper_user)
    page = client.get(url("update", template.pk))

    data = form_data(title="Modello", hours="100", note="Nuovo decreto.", seen=page.context["form"]["seen"].value())
    client.post(url("update", template.pk), data | {"summary": "", "certification": ""})

    template.refresh_from_db()
    assert (template.number, template.content["hours"]) == (2, 100)
    assert (template.versions.get().number, template.versions.get().note) == (2, "Nuovo decreto.")
    told = Notification.objects.filter(kind="template_changed").values_list("recipient", flat=True)
    assert (list(told), other.pk in told) == ([user.pk], False)
    event = AuditEvent.objects.get(verb="training.template_changed")
    assert (event.before["hours"], event.after["hours"], event.actor) == (80, 100, keeper_user)


def test_saving_a_template_as_it_is_makes_no_version():
    template = OfferTemplateFactory()

    templates.template_update(
        template=template, content=template.content, note="", by=keeper(), seen=marks_of(template.content)
    )

    template.refresh_from_db()
    assert (template.number, TemplateVersion.objects.count()) == (1, 0)


def test_two_writers_of_one_template_see_both_texts_and_lose_nothing(client):
    template = OfferTemplateFactory(title="Modello", content=template_says(title="Modello", summary="Com'era."))
    client.force_login(keeper())
    seen = client.get(url("update", template.pk)).context["form"]["seen"].value()
    templates.template_update(
        template=template, content=template.content | {"summary": "Dell'altra."}, note="", by=keeper(), seen=seen
    )
    data = form_data(title="Modello", certification="", seen=seen) | {"summary": "Mia."}

    page = client.post(url("update", template.pk), data)

    template.refresh_from_db()
    assert (template.number, template.content["summary"]) == (2, "Dell'altra.")
    text = page.content.decode()
    assert "<del>Dell&#x27;altra.</del>" in text
    assert "<ins>Mia.</ins>" in text
    assert page.context["form"]["summary"].value() == "Mia."
    again = data | {"seen": page.context["form"]["seen"].value()}
    client.post(url("update", template.pk), again)
    template.refresh_from_db()
    assert (template.number, template.content["summary"]) == (3, "Mia.")


def test_more_rows_of_skills_keep_what_was_typed(client):
    client.force_login(keeper())

    response = client.post(url("create"), form_data(title="Ancora niente", more_rows="1"))

    assert (response.context["form"]["title"].value(), OfferTemplate.objects.count()) == ("Ancora niente", 0)


def test_a_template_is_withdrawn_with_a_reason_and_put_back(client):
    template = OfferTemplateFactory()
    client.force_login(keeper())

    refused = client.post(url("withdraw", template.pk), {"reason": ""})
    client.post(url("withdraw", template.pk), {"reason": "La figura non c'è più."})

    template.refresh_from_db()
    assert (refused.status_code, template.state, template.answer) == (
        200, TemplateState.WITHDRAWN, "La figura non c'è più.",
    )  # fmt: skip
    client.post(url("withdraw", template.pk), {"reason": "Di nuovo."})
    client.post(url("resume", template.pk))
    client.post(url("resume", template.pk))
    template.refresh_from_db()
    assert (template.state, template.answer) == (TemplateState.IN_FORCE, "")
    verbs = (
        AuditEvent.objects.filter(target_type="training.offertemplate").order_by("pk").values_list("verb", flat=True)
    )
    assert list(verbs) == ["training.template_withdrawn", "training.template_resumed"]


def test_a_withdrawn_template_is_not_changed_nor_started_from(client):
    user, school = editor()
    template = OfferTemplateFactory(withdrawn=True)
    TemplateCopyFactory(template=template, course__partner=school)
    client.force_login(user)

    page = client.post(url("start", template.pk), follow=True).content.decode()

    assert "Questo modello non è in uso" in page
    assert Course.objects.count() == 1
    client.force_login(keeper())
    text = client.post(url("update", template.pk), form_data(title=template.title, hours="9")).content.decode()
    assert "prima rimettilo in uso" in text


# Started by a school -------------------------------------------------------------------------------------------------


def test_a_school_starts_a_course_from_a_template_in_one_step(client):
    user, school = editor()
    skill, site = ConceptFactory(), SiteFactory(partner=school)
    content = template_says(title="Operatore CNC", hours=300, taught=[[skill.pk, 3, True]])
    template = OfferTemplateFactory(title="Operatore CNC", content=content, number=4)
    client.force_login(user)

    response = client.post(url("start", template.pk))

    course = Course.objects.get()
    assert response.url == reverse("training:course_update", args=[course.pk])
    assert (course.partner, course.title, course.hours, course.site, course.is_published) == (
        school, "Operatore CNC", 300, site, False,
    )  # fmt: skip
    assert list(course.taught.values_list("skill", "level", "is_assessed")) == [(skill.pk, 3, True)]
    assert (course.copied_from.template, course.copied_from.number, course.copied_from.content) == (
        template, 4, content,
    )  # fmt: skip
    assert "Nato dal modello del Polo «Operatore CNC», versione 4" in client.get(response.url).content.decode()


def test_a_template_whose_kind_is_gone_starts_nothing(client):
    user, _school = editor()
    template = OfferTemplateFactory(content=template_says(kind=OfferKindFactory().pk) | {"kind": 987654})
    client.force_login(user)

    page = client.post(url("start", template.pk), follow=True).content.decode()

    assert "Il tipo di percorso di questo modello non c&#x27;è più" in page
    assert not Course.objects.exists()
    client.force_login(keeper())
    assert client.get(url("update", template.pk)).status_code == 200


def test_a_template_that_breaks_a_rule_of_today_starts_nothing_and_says_why(client):
    user, _school = editor()
    template = OfferTemplateFactory(content=template_says(kind=OfferKindFactory().pk) | {"title": "x" * 999})
    client.force_login(user)

    response = client.post(url("start", template.pk), follow=True)

    assert response.status_code == 200
    assert "caratteri" in str(next(iter(response.context["messages"])))
    assert not Course.objects.exists()


def test_a_copy_of_a_course_follows_the_same_template():
    copy = TemplateCopyFactory(template__number=2, number=1)

    twin = courses.course_clone(course=copy.course, by=UserFactory())

    assert (twin.copied_from.template, twin.copied_from.number) == (copy.template, 1)


# Offered by a school -------------------------------------------------------------------------------------------------


def offered(client, **fields):
    """A school's course that is offered as a template, with the person who did it."""
    user, school = editor()
    course = complete_course(school, published=True, title="Saldatura TIG", **fields)
    client.force_login(user)
    client.post(url("offer", course.pk))
    return user, course, OfferTemplate.objects.get(course=course)


def test_a_school_offers_a_course_and_the_referent_says_yes(client):
    referent = keeper(Office.REFERENT)
    user, course, template = offered(client, contact="Segreteria didattica")

    assert (template.state, template.number, template.partner) == (TemplateState.PROPOSED, 0, course.partner)
    assert template.proposed == template_content(content_of(course))
    assert "contact" not in template.proposed
    assert Notification.objects.get(kind="template_proposed").recipient == referent
    client.force_login(referent)
    page = client.get(template.get_absolute_url())
    assert "Approva e metti in uso" in page.content.decode()
    client.post(url("approve", template.pk), {"seen": page.context["seen"]})

    template.refresh_from_db()
    assert (template.state, template.number, template.proposed) == (TemplateState.IN_FORCE, 1, None)
    assert template.versions.get().published_by == referent
    assert (course.copied_from.template, course.copied_from.number) == (template, 1)
    assert Notification.objects.get(kind="template_approved").recipient == user
    verbs = (
        AuditEvent.objects.filter(target_type="training.offertemplate").order_by("pk").values_list("verb", flat=True)
    )
    assert list(verbs) == ["training.template_proposed", "training.template_approved"]


def test_the_secretariat_reads_a_proposal_and_does_not_answer(client):
    _user, _course, template = offered(client)
    client.force_login(keeper())

    assert "Approva e metti in uso" not in client.get(template.get_absolute_url()).content.decode()
    assert client.post(url("approve", template.pk)).status_code == 404
    assert client.post(url("refuse", template.pk), {"reason": "No"}).status_code == 404


def test_the_referent_says_no_with_a_reason_and_the_school_offers_again(client):
    user, course, template = offered(client)
    client.force_login(keeper(Office.REFERENT))

    empty = client.post(url("refuse", template.pk), {"reason": ""})
    client.post(url("refuse", template.pk), {"reason": "Troppo simile a un altro."})

    template.refresh_from_db()
    assert (empty.status_code, template.state, template.answer, template.proposed) == (
        200, TemplateState.REFUSED, "Troppo simile a un altro.", None,
    )  # fmt: skip
    notice = Notification.objects.get(kind="template_refused")
    assert (notice.recipient, notice.data["reason"]) == (user, "Troppo simile a un altro.")
    client.force_login(user)
    client.post(url("offer", course.pk))
    template.refresh_from_db()
    assert (template.state, template.answer) == (TemplateState.PROPOSED, "")


def test_a_proposal_that_changed_meanwhile_is_read_again_before_the_answer(client):
    _user, course, template = offered(client)
    client.force_login(keeper(Office.REFERENT))
    seen = client.get(template.get_absolute_url()).context["seen"]
    Course.objects.filter(pk=course.pk).update(summary="Un'altra frase.")
    templates.template_offer(course=course, by=UserFactory())

    page = client.post(url("approve", template.pk), {"seen": seen}, follow=True).content.decode()

    template.refresh_from_db()
    assert (template.state, template.number) == (TemplateState.PROPOSED, 0)
    assert "Nel frattempo la proposta è cambiata" in page


def test_another_text_for_a_template_in_force_waits_for_a_yes(client):
    user, course, template = offered(client)
    templates.template_approve(template=template, by=UserFactory(), seen=marks_of(template.proposed))
    client.force_login(user)

    same = client.post(url("offer", course.pk), follow=True).content.decode()
    Course.objects.filter(pk=course.pk).update(hours=120)
    client.post(url("offer", course.pk))

    assert "Il modello dice già quello che dice il corso." in same
    template.refresh_from_db()
    assert (template.state, template.number, template.content["hours"], template.proposed["hours"]) == (
        TemplateState.IN_FORCE, 1, None, 120,
    )  # fmt: skip
    client.force_login(keeper(Office.REFERENT))
    page = client.get(template.get_absolute_url())
    assert [change.name for change in page.context["changes"]] == ["hours"]
    client.post(url("refuse", template.pk), {"reason": "Meglio di no."})
    template.refresh_from_db()
    assert (template.state, template.number, template.proposed) == (TemplateState.IN_FORCE, 1, None)


def test_a_course_made_from_a_template_is_not_offered_as_another(client):
    user, school = editor()
    copy = TemplateCopyFactory(course__partner=school)
    client.force_login(user)

    page = client.post(url("offer", copy.course.pk), follow=True).content.decode()

    assert "Questo corso è nato da un modello del Polo" in page
    assert OfferTemplate.objects.count() == 1


def test_a_withdrawn_template_is_not_offered_again(client):
    user, course, template = offered(client)
    templates.template_approve(template=template, by=UserFactory(), seen=marks_of(template.proposed))
    templates.template_withdraw(template=template, reason="Basta.", by=UserFactory())
    client.force_login(user)

    page = client.post(url("offer", course.pk), follow=True).content.decode()

    assert "è stato ritirato" in page


# Reading -------------------------------------------------------------------------------------------------------------


def test_who_reads_which_template():
    user, school = editor()
    in_force, elsewhere = OfferTemplateFactory(), OfferTemplateFactory(offered=True)
    mine = OfferTemplateFactory(offered=True, partner=school)
    used = TemplateCopyFactory(course__partner=school, template__withdrawn=True).template
    gone = OfferTemplateFactory(withdrawn=True)
    teacher = MembershipFactory(role=Role.TEACHER, partner=school).user

    assert set(templates_visible_to(user)) == {in_force, mine, used}
    assert set(templates_visible_to(keeper())) == {in_force, elsewhere, mine, used, gone}
    assert set(templates_visible_to(teacher)) == set(templates_visible_to(UserFactory())) == set()


def test_templates_are_kept_by_the_polo_and_approved_by_the_referent():
    rights = {
        office: (policies.can_keep_templates(user), policies.can_approve_template(user))
        for office, user in ((office, keeper(office)) for office in (Office.SECRETARIAT, Office.REFERENT))
    }

    assert rights == {Office.SECRETARIAT: (True, False), Office.REFERENT: (True, True)}
    assert not policies.can_keep_templates(editor()[0])


def test_strangers_find_no_templates(client):
    template, course = OfferTemplateFactory(), CourseFactory()
    client.force_login(UserFactory())

    gets = [url("list"), url("create"), url("detail", template.pk), url("update", template.pk)]
    assert {client.get(address).status_code for address in gets} == {404}
    acts = ("withdraw", "resume", "approve", "refuse", "start")
    assert {client.post(url(name, template.pk)).status_code for name in acts} == {404}
    assert client.post(url("offer", course.pk)).status_code == 404
    client.force_login(keeper())
    assert client.post(url("start", template.pk)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_template_list_queries_do_not_grow(client, number, django_assert_num_queries):
    user, school = editor()
    for _ in range(number):
        TemplateCopyFactory(course__partner=school, template__partner=PartnerFactory())
        OfferTemplateFactory(offered=True, partner=school)
        TemplateCopyFactory(course__partner=school, template__withdrawn=True)
    client.force_login(user)

    with django_assert_num_queries(QUERIES_LIST):
        page = client.get(url("list")).content.decode()

    assert page.count("Comincia un corso da qui") == number
    assert page.count("un corso nato da qui") == number


@pytest.mark.parametrize("number", [1, 3])
def test_template_detail_tells_versions_and_users_and_its_queries_do_not_grow(
    client, number, django_assert_num_queries
):
    template = OfferTemplateFactory(number=number + 1)
    for n in range(1, number + 2):
        TemplateVersionFactory(template=template, number=n, content=template.content | {"hours": n}, note=f"Nota {n}")
        TemplateCopyFactory(template=template, number=1)
    client.force_login(keeper())

    with django_assert_num_queries(QUERIES_DETAIL):
        page = client.get(template.get_absolute_url()).content.decode()

    assert page.count("Un campo cambiato") == number
    assert page.count("uno non ha ancora guardato la versione nuova") == number + 1


# What is never false -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "PROPOSED"}, "in_force_says_something"),
        ({"number": 0}, "in_force_says_something"),
        ({"content": {}}, "in_force_says_something"),
        ({"proposed": {"title": "x"}}, "proposed_by_a_school"),
        ({"state": "WITHDRAWN"}, "says_why_not"),
        ({"state": "REFUSED", "number": 0, "content": {}}, "says_why_not"),
        ({"state": "PROPOSED", "number": 0, "content": {}}, "waits_for_an_answer"),
        ({"state": "BOH"}, ""),
    ],
)
def test_a_template_that_cannot_be_is_refused_by_the_database(fields, name):
    with pytest.raises(IntegrityError, match=f"training_offertemplate_{name}"), transaction.atomic():
        OfferTemplateFactory(**fields)


def test_titles_of_templates_in_force_are_told_apart():
    OfferTemplateFactory(title="CNC")
    OfferTemplateFactory(title="CNC", withdrawn=True)

    with pytest.raises(IntegrityError, match="title_once"), transaction.atomic():
        OfferTemplateFactory(title="cnc")


def test_a_version_of_a_template_never_changes_and_comes_once():
    version = TemplateVersionFactory()

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        TemplateVersion.objects.filter(pk=version.pk).update(note="Altro")
    with pytest.raises(IntegrityError, match="number_once"), transaction.atomic():
        TemplateVersionFactory(template=version.template, number=version.number)
    with pytest.raises(IntegrityError, match="counted_from_one"), transaction.atomic():
        TemplateVersionFactory(number=0)
    with pytest.raises(IntegrityError, match="counted_from_one"), transaction.atomic():
        TemplateCopyFactory(number=0)


def test_a_course_follows_one_template():
    copy = TemplateCopyFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        TemplateCopyFactory(course=copy.course)
    assert TemplateCopy.objects.get() == copy
