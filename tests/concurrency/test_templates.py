"""Two who write one template, or decide about one course, at the same moment: one of them does, nothing is lost."""

import pytest
from django.db import connection

from core.errors import BusinessRuleError
from tests.accounts.factories import UserFactory
from tests.concurrency.test_consortium import at_once
from tests.training.factories import (
    CourseFactory,
    OfferTemplateFactory,
    TemplateCopyFactory,
    TemplateVersionFactory,
)
from training.models import OfferTemplate
from training.selectors.course_content import content_of, marks_of
from training.services import template_copies, templates

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def told(answers, action):
    try:
        action()
    except BusinessRuleError:
        answers.append("refused")
    else:
        answers.append("done")
    finally:
        connection.close()


def test_two_writers_of_one_template_make_one_version():
    by = UserFactory()
    for _round in range(ROUNDS):
        template = OfferTemplateFactory()
        TemplateVersionFactory(template=template)
        seen, answers = marks_of(template.content), []

        def write(text, template=template, seen=seen, answers=answers):
            content = template.content | {"summary": text}
            told(
                answers,
                lambda: templates.template_update(template=template, content=content, note="", by=by, seen=seen),
            )

        at_once(lambda write=write: write("Una."), lambda write=write: write("Due."))

        template = OfferTemplate.objects.get(pk=template.pk)
        assert sorted(answers) == ["done", "refused"]
        assert (template.number, template.content) == (2, template.versions.get(number=2).content)


def test_two_decisions_about_one_course_are_one():
    by = UserFactory()
    for _round in range(ROUNDS):
        template = OfferTemplateFactory(number=2)
        course = CourseFactory(title=template.title, kind_id=template.content["kind"])
        TemplateCopyFactory(course=course, template=template, number=1)
        template.content |= {"summary": "Nuova."}
        template.save()
        seen, answers = marks_of(content_of(course)), []

        def decide(course=course, seen=seen, answers=answers, **names):
            lists = {"take": [], "keep": []} | names
            told(
                answers,
                lambda: template_copies.template_take(course=course, number=2, seen=seen, by=by, **lists),
            )

        at_once(lambda d=decide: d(take=["summary"]), lambda d=decide: d(keep=["summary"]))

        course.refresh_from_db()
        assert (course.summary in {"", "Nuova."}, course.copied_from.number) == (True, 2)
