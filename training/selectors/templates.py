"""Templates of the Polo: who reads them, what they say, and how far behind a course is.

Three texts meet in each field: what the template said when the school last dealt with it, what it says now, and what
the course says. The course is behind where the template has changed and the course does not say the same already.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from accounts.models import User
from partners.enums import Permission
from partners.models import Partner
from training.enums import TemplateState
from training.models import Course, OfferKind, OfferTemplate, TemplateCopy, TemplateVersion
from training.policies import can_keep_templates
from training.selectors.course_changes import Change, Words, changes_along, changes_between, label_of
from training.selectors.course_content import FIELDS, Content, content_of, drawn, only

# What is the school's own: where it is held, whom to ask, who pays.
OWN = frozenset({"site", "cost_cents", "funding", "cup_code", "contact", "accessibility"})
NOBODYS = -1  # the key of a course that is never saved: its links are those that were drawn
TEMPLATE_FIELDS = tuple(name for name in FIELDS if name not in OWN)


@dataclass(frozen=True)
class Difference:
    """A field in which the template has changed: the course's words and the template's of now.

    `own` are the changes that the school had made to the template's words: where there are any, both have written.
    """

    change: Change
    own: Change | None


def templates_visible_to(user: User) -> QuerySet[OfferTemplate]:
    """Those in force for who writes courses, with those that its partner offers or uses; all for who keeps them."""
    templates = OfferTemplate.objects.select_related("partner")
    if can_keep_templates(user):
        return templates
    schools = Partner.objects.permitting(user, Permission.EDIT_COURSES)
    own = Q(partner__in=schools) | Q(copies__course__partner__in=schools)
    rows = templates.filter(Q(pk__in=OfferTemplate.objects.in_force()) | own).distinct()
    return rows if schools.exists() else rows.none()


def template_list() -> QuerySet[OfferTemplate]:
    """Those in force with the number of courses made from them, in the order of their titles."""
    copies = Count("copies", distinct=True)
    return OfferTemplate.objects.in_force().select_related("partner").annotate(courses=copies).order_by("title", "pk")


def template_content(content: Content) -> Content:
    """What a template keeps of a course."""
    return only(content, TEMPLATE_FIELDS)


def template_drawn(content: Content, *, partner: Partner | None = None) -> Course:
    """A course, not to be saved, that says what a template says."""
    course = Course(pk=NOBODYS, partner=partner) if partner else Course(pk=NOBODYS)
    links: Content = {name: [] for name in ("filiere", "occupations", "taught")}
    has_kind = OfferKind.objects.filter(pk=content.get("kind", NOBODYS)).exists()
    return drawn(course, links | {name: value for name, value in content.items() if has_kind or name != "kind"})


def behind(copy: TemplateCopy, content: Content) -> list[str]:
    """The fields in which a course that says `content` is behind its template, in the order of the form."""
    now = copy.template.content
    if not copy.template.is_in_force or copy.number >= copy.template.number:
        return []
    return [
        name
        for name in TEMPLATE_FIELDS
        if name in now and copy.content.get(name) != now[name] and content[name] != now[name]
    ]


def course_behind(course: Course) -> list[str]:
    """The same for a course with its draft (reads `copied_from__template` and the links only when it may be)."""
    copy = course.template_copy
    if copy is None or copy.number >= copy.template.number:
        return []
    return behind(copy, content_of(course) | course.pending)


def differences(copy: TemplateCopy, content: Content, names: Iterable[str]) -> list[Difference]:
    """What a person reads before they decide about these fields."""
    base = content | copy.content
    own = {change.name: change for change in changes_between(base, content, names)}
    return [
        Difference(change, own.get(change.name)) for change in changes_between(content, copy.template.content, names)
    ]


def courses_maybe_behind() -> QuerySet[TemplateCopy, int]:
    """Keys of courses whose template has a version that the school has not dealt with in full."""
    copies = TemplateCopy.objects.filter(number__lt=F("template__number"), template__state=TemplateState.IN_FORCE)
    return copies.order_by().values_list("course", flat=True)


def template_facts(content: Content) -> list[tuple[str, str]]:
    """What a template says, field by field, in words; what it leaves to schools is left out."""
    words = Words([content])
    told = [(label_of(name), words.of(name, content[name])) for name in TEMPLATE_FIELDS if name in content]
    return [(label, text) for label, text in told if text]


def template_proposal(template: OfferTemplate) -> list[Change]:
    """What the words that a school offers would change in a template in force."""
    return changes_between(template.content, template.proposed) if template.number and template.proposed else []


def template_versions(template: OfferTemplate) -> list[tuple[TemplateVersion, list[Change]]]:
    """Each version, the newest first, with what it changed."""
    versions = list(template.versions.order_by("-number"))
    return list(zip(versions, changes_along([version.content for version in versions]), strict=True))


def schools_using(template: OfferTemplate) -> QuerySet[Partner]:
    """Whose courses were made from it, with how many and how many wait for their school to look."""
    of_it = Q(courses__copied_from__template=template)
    return (
        Partner.objects.filter(of_it)
        .annotate(
            copies=Count("courses", filter=of_it, distinct=True),
            waiting=Count(
                "courses", filter=of_it & Q(courses__copied_from__number__lt=template.number), distinct=True
            ),
        )
        .order_by("name", "pk")
    )
