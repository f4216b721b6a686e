"""Two states of a course side by side, field by field, in words: page and draft, one version and the next."""

import difflib
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.templatetags.polo import local
from partners.models import Filiera, Site
from partners.policies import can_see_dashboard
from skills.enums import Level
from skills.models import Concept
from training.isced_f import isced_f_label
from training.models import Course, CourseDraft, CourseVersion, OfferKind, Term
from training.selectors.course_content import TERMS, Content, differing
from training.selectors.course_facts import cost_words

PIECES_COMPARED = 3000  # of longer texts both are shown whole: marks would cost more than they tell
LABELS = {
    "cost_cents": gettext_lazy("costo"),
    "taught": gettext_lazy("competenze insegnate"),
}


@dataclass(frozen=True)
class Change:
    """A field that says one thing on one side and another on the other; what differs is marked."""

    name: str
    label: str
    before: SafeString
    after: SafeString

    @property
    def anchor(self) -> str:
        """Where it is written in the form."""
        anchors = {"taught": "competenze", "occupations": "id_occupation_1_text", "cost_cents": "id_cost"}
        return anchors.get(self.name, f"id_{self.name}")


def reviewable_courses(user: User) -> QuerySet[Course]:
    """Whose drafts and versions the person may read: their partner's; who looks after the Polo, all public ones."""
    own = Course.objects.editable_by(user)
    if not can_see_dashboard(user):
        return own
    return own | Course.objects.filter(published_at__isnull=False)


def courses_being_changed() -> QuerySet[CourseDraft]:
    """Drafts beside published courses, the last touched first."""
    return CourseDraft.objects.select_related("course__partner").order_by("-updated_at", "-pk")


def latest_versions() -> QuerySet[CourseVersion]:
    """What was published again, the newest first."""
    return (
        CourseVersion.objects.filter(number__gt=1).select_related("course__partner").defer("content")
        .order_by("-published_at", "-pk")
    )  # fmt: skip


def changes_between(before: Content, after: Content, names: Iterable[str] | None = None) -> list[Change]:
    """The fields in which the two differ (or those of `names`)."""
    return _changes(before, after, Words([before, after]), names)


def changes_along(contents: list[Content]) -> list[list[Change]]:
    """What each changed in the next one (the newest first); the last, which is the oldest, changed nothing."""
    words = Words(contents)
    return [_changes(before, after, words) if before else [] for after, before in zip_longest(contents, contents[1:])]


def version_changes(course: Course, versions: list[CourseVersion]) -> list[tuple[CourseVersion, list[Change]]]:
    """Each version with what it changed; the first one changed nothing."""
    wanted = {version.number - 1 for version in versions} - {version.number for version in versions}
    older = CourseVersion.objects.filter(course=course, number__in=wanted)
    contents = {version.number: version.content for version in [*versions, *older]}
    words = Words(list(contents.values()))
    told = []
    for version in versions:
        before = contents.get(version.number - 1)
        told.append((version, _changes(before, version.content, words) if before else []))
    return told


def _changes(before: Content, after: Content, words: "Words", names: Iterable[str] | None = None) -> list[Change]:
    return [
        Change(name, label_of(name), *marked(words.of(name, before[name]), words.of(name, after[name])))
        for name in differing(before, after)
        if names is None or name in names
    ]


def label_of(name: str) -> str:
    words = str(LABELS.get(name) or Course._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return words[:1].upper() + words[1:]


class Words:
    """Values in words; the rows that they name are read together, once per table."""

    def __init__(self, contents: list[Content]) -> None:
        def keys(*names: str) -> set[int]:
            return {key for content in contents for name in names for key in _keys(content.get(name))}

        self._names: dict[str, dict[int, str]] = {
            "kind": {row.pk: str(row) for row in OfferKind.objects.filter(pk__in=keys("kind"))},
            "site": {
                row.pk: f"{row} · {row.municipality.name}"
                for row in Site.objects.filter(pk__in=keys("site")).select_related("municipality")
            },
            "filiere": {row.pk: local(row, "name") for row in Filiera.objects.filter(pk__in=keys("filiere"))},
        }
        terms = {row.pk: str(row) for row in Term.objects.filter(pk__in=keys(*TERMS))}
        self._names["figure"] = self._names["attestation"] = self._names["funding"] = terms
        concepts = Concept.objects.filter(pk__in=keys("occupations") | keys("taught"))
        self._names["occupations"] = self._names["taught"] = {row.pk: local(row, "label") for row in concepts}

    def of(self, name: str, value: Any) -> str:
        if name == "taught":
            return "\n".join(sorted(self._taught(*row) for row in value))
        if name in self._names:
            known = self._names[name]
            return "\n".join(sorted(known.get(key, _("non c'è più")) for key in _keys(value)))
        if name == "cost_cents":
            return str(cost_words(value))
        if name == "isced_f":
            return isced_f_label(value)
        choices: dict[Any, Any] = dict(Course._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
        return "" if value is None else str(choices.get(value, value))

    def _taught(self, skill: int, level: int, is_assessed: bool) -> str:
        words = [self._names["taught"].get(skill, _("non c'è più")), str(Level(level).label)]
        return " · ".join([*words, _("valutata alla fine")] if is_assessed else words)


def _keys(value: Any) -> list[int]:
    """The keys in a column or list of plain data."""
    if value is None:
        return []
    return [one[0] if isinstance(one, list) else one for one in value] if isinstance(value, list) else [value]


def marked(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Both texts, with what only one of them has in <del> and <ins>."""
    one, other = _pieces(before), _pieces(after)
    if len(one) + len(other) > PIECES_COMPARED:
        return _html([(before, "")]), _html([(after, "")])
    left, right = [], []
    for kind, i, j, m, n in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        is_same = kind == "equal" and "".join(one[i:j]).strip()  # a blank between two changes belongs to them
        left.append(("".join(one[i:j]), "" if is_same else "del"))
        right.append(("".join(other[m:n]), "" if is_same else "ins"))
    return _html(left), _html(right)


def _pieces(text: str) -> list[str]:
    """Lines of a list, words of a text."""
    return re.findall(r"\s+|\S+", text)


def _html(parts: list[tuple[str, str]]) -> SafeString:
    joined = [(tag, "".join(text for text, _tag in run)) for tag, run in itertools.groupby(parts, key=itemgetter(1))]
    marked = [f"<{tag}>{escape(text)}</{tag}>" if tag else escape(text) for tag, text in joined if text]
    return mark_safe("".join(marked))  # noqa: S308  (each piece is escaped)


def version_query(course: Course) -> QuerySet[CourseVersion]:
    return CourseVersion.objects.filter(course=course).select_related("published_by").order_by("-number")
