"""What a model says about people in its `class Privacy`: whom a row is about, why it is kept, when and how it goes.

    class Privacy:
        personal = {"person", "motivation"}          # every field is here …
        plain = {"id", "state"}                      # … or here
        subject = ("person",)                        # lookups to the person the row is about; () = about nobody
        addresses = ("email",)                       # fields that name the person by e-mail only, without a key
        by_address = Anonymise({"email": ""})        # with both: erasure of rows that only name the person's address
        purpose = _("…")                             # why the portal keeps it
        title = _("…")                               # optional: what its owner calls the rows
        erasure = Delete() | Anonymise({"motivation": ""}) | Keep(_("…"))
        retention = Retention(_("…"), months=12, after="decided_at")  # or WithAccount(_("…"))
        read_at = {"body": "to"}                     # fields that an export holds for whoever owns that address only
        withheld = {"token_hash": _("…")}            # what an export leaves out, and why: a sentence without full stop
        labels = {"ip": _("…")}                      # optional: plain words where a field has none of its own
        unshown = {"attempts"}                       # optional: of use to machines, under "details" in the page
        words = {"verb": verb_words}                 # optional: for the page to read, from the row as a dict

A foreign key to a person that is no `subject` says who acted (who answered, who invited): the row is somebody else's,
erasure leaves it as it is and the account it points to has become nameless. Models without personal fields say
nothing more. Packages declare nothing themselves: `declare()` does it for their tables (accounts/third_parties.py).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q


@dataclass(frozen=True)
class Delete:
    """The row goes."""


@dataclass(frozen=True)
class Anonymise:
    """The row stays for what it counts, these fields get values that say nothing; `keeping` names personal ones that
    stay, and `why`."""

    values: dict[str, Any]
    keeping: frozenset[str] = frozenset()
    why: Any = ""


@dataclass(frozen=True)
class Keep:
    """The row stays as it is: it names the person by the account's key only, and the account becomes nameless."""

    why: Any


@dataclass(frozen=True)
class Retention:
    """So many months (or days) after the date `after` the rows (those of `only`) are treated as `then`, or else as
    erasure does. Without a term they live as long as the account."""

    why: Any
    months: int = 0
    days: int = 0
    after: str = ""
    only: Q = field(default_factory=Q)
    then: Delete | Anonymise | None = None

    @property
    def has_term(self) -> bool:
        return bool(self.months or self.days)


def WithAccount(why: Any) -> Retention:  # noqa: N802 - reads as a value of the declaration
    """Kept as long as the account."""
    return Retention(why)


Treatment = Delete | Anonymise | Keep


@dataclass(frozen=True)
class Rules:
    """The declaration of one model, with every part filled."""

    model: type[models.Model]
    personal: frozenset[str]
    plain: frozenset[str]
    subject: tuple[str, ...]
    addresses: tuple[str, ...]
    title: Any
    purpose: Any
    erasure: Treatment | None
    by_address: Treatment | None
    retention: Retention | None
    withheld: dict[str, Any]
    read_at: dict[str, str]
    labels: dict[str, Any]
    unshown: frozenset[str]
    words: dict[str, Callable[[dict[str, Any]], str]]

    @property
    def label(self) -> str:
        return self.model._meta.label

    def label_of(self, model_field: Any) -> Any:
        """What the field is called for the person it tells about."""
        return self.labels.get(model_field.name, model_field.verbose_name)

    @property
    def is_about_people(self) -> bool:
        return bool(self.subject or self.addresses)

    @property
    def is_anothers(self) -> bool:
        """Whether a row that only names somebody's address is about somebody else: it stays, without the address."""
        return isinstance(self.by_address, Anonymise) and self.by_address is not self.erasure

    @property
    def fields(self) -> list[Any]:
        """Every field with a column or a table of its own, in the model's order."""
        return [*self.model._meta.concrete_fields, *self.model._meta.many_to_many]

    def rows_about(self, person: Any, addresses: Iterable[str] = ()) -> models.QuerySet[Any]:
        """The rows about this person by key (an account merged into theirs is theirs too), and those that one of their
        e-mail addresses finds."""
        scope = Q(pk__in=[])
        for path in self.subject:
            scope |= Q(**{f"{path}__in": person.keys})
        for address in addresses:
            for name in self.addresses:
                scope |= Q(**{f"{name}__iexact": address})
        return self.model._default_manager.filter(pk__in=self.model._default_manager.filter(scope).values("pk"))


_declared: dict[str, type] = {}


def declare(label: str, privacy: type) -> None:
    """The declaration of a table that belongs to a package."""
    _declared[label] = privacy


def rules_of(model: type[models.Model]) -> Rules | None:
    """What the model declares, or None when it declares nothing."""
    privacy = _declared.get(model._meta.label) or model.__dict__.get("Privacy") or getattr(model, "Privacy", None)
    if privacy is None:
        return None
    erasure = getattr(privacy, "erasure", None)
    return Rules(
        model=model,
        personal=frozenset(getattr(privacy, "personal", ())),
        plain=frozenset(getattr(privacy, "plain", ())),
        subject=tuple(getattr(privacy, "subject", ())),
        addresses=tuple(getattr(privacy, "addresses", ())),
        title=getattr(privacy, "title", model._meta.verbose_name_plural),
        purpose=getattr(privacy, "purpose", ""),
        erasure=erasure,
        by_address=getattr(privacy, "by_address", None if getattr(privacy, "subject", ()) else erasure),
        retention=getattr(privacy, "retention", None),
        withheld=dict(getattr(privacy, "withheld", {})),
        read_at=dict(getattr(privacy, "read_at", {})),
        labels=dict(getattr(privacy, "labels", {})),
        unshown=frozenset(getattr(privacy, "unshown", ())),
        words=dict(getattr(privacy, "words", {})),
    )


COVERED = "…"


def coded(row: models.Model, facts: dict[str, Any] | None) -> dict[str, Any]:
    """The facts of a row as an audit may keep them: what is personal and no number is covered."""
    rules = rules_of(type(row))
    personal = rules.personal if rules else frozenset()
    return {
        name: COVERED if name in personal and value and not isinstance(value, int) else value
        for name, value in (facts or {}).items()
    }


def subject_keys(row: models.Model) -> list[int]:
    """The numbers of the people whom one row is about, by the paths of its declaration; none when about nobody."""
    rules = rules_of(type(row))
    found = [_follow(row, path) for path in rules.subject] if rules else []
    return [person for person in found if person is not None]


def subject_key(row: models.Model) -> int | None:
    """The same by the first path only, for what has room for one person."""
    rules = rules_of(type(row))
    return _follow(row, rules.subject[0]) if rules and rules.subject else None


def _follow(row: Any, path: str) -> int | None:
    """The number at the end of a path like `profile__person`; None where the way ends before."""
    *steps, last = path.split("__")
    for step in steps:
        row = getattr(row, step)
        if row is None:
            return None
    return row.pk if last == "pk" else getattr(row, f"{last}_id")


def all_rules() -> Iterator[Rules]:
    """The declarations of every installed model that has one."""
    for model in apps.get_models():
        rules = rules_of(model)
        if rules is not None:
            yield rules


def rules_about_people() -> list[Rules]:
    return [rules for rules in all_rules() if rules.is_about_people]


def points_to_person(model_field: Any) -> bool:
    """Whether a field is a key to the person."""
    related = getattr(model_field, "related_model", None)
    return related is not None and related._meta.label == settings.AUTH_USER_MODEL


def gaps_of(model: type[models.Model]) -> list[str]:
    """What is missing or wrong in the declaration of a model, in words for a developer; none when it is complete."""
    rules = rules_of(model)
    if rules is None:
        return ["has no Privacy"]
    names = {one.name for one in rules.fields}
    keys = {one.name for one in rules.fields if points_to_person(one)}
    gaps = [f"{name}: unlisted or unknown" for name in sorted((rules.personal | rules.plain) ^ names)]
    gaps += [f"{name}: both personal and plain" for name in sorted(rules.personal & rules.plain)]
    gaps += [f"{name}: a key to a person is personal" for name in sorted(keys & rules.plain)]
    if not rules.is_about_people:
        return gaps + [f"{name}: personal, and no subject" for name in sorted(rules.personal - keys)]
    roots = {path.split("__")[0] for path in rules.subject} | set(rules.addresses)
    gaps += [f"{name}: leads to the person, so it is personal" for name in sorted(roots & rules.plain)]
    if not str(rules.purpose):
        gaps.append("purpose: why is it kept?")
    gaps += _treatment_gaps(rules, rules.erasure, "erasure", rules.personal - keys - roots)
    gaps += _address_gaps(rules)
    if rules.retention is None:
        gaps.append("retention: how long is it kept?")
    elif rules.retention.has_term and not rules.retention.after:
        gaps.append("retention: from which date do the months count?")
    elif rules.retention.has_term and isinstance(rules.retention.then or rules.erasure, Keep):
        gaps.append("retention: what happens to rows past their term?")
    elif rules.retention.then is not None:
        gaps += _treatment_gaps(rules, rules.retention.then, "retention", frozenset())
    told = set(rules.withheld) | set(rules.labels) | rules.unshown | set(rules.words)
    gaps += [f"{name}: told of, but no such field" for name in sorted(told - names)]
    return gaps


def _address_gaps(rules: Rules) -> list[str]:
    if not rules.subject or not rules.addresses:
        return []
    return _treatment_gaps(rules, rules.by_address, "by_address", rules.addresses)


def _treatment_gaps(rules: Rules, treatment: Treatment | None, part: str, covers: Iterable[str]) -> list[str]:
    if treatment is None:
        return [f"{part}: delete, anonymise or keep?"]
    if isinstance(treatment, Keep):
        return [f"{part}: {name} would stay" for name in sorted(covers)]
    if isinstance(treatment, Delete):
        return []
    names = {one.name for one in rules.fields}
    wrong = [f"{part}: no field {name}" for name in sorted((set(treatment.values) | treatment.keeping) - names)]
    if treatment.keeping and not str(treatment.why):
        wrong.append(f"{part}: why are fields kept?")
    left = set(covers) - set(treatment.values) - treatment.keeping
    return wrong + [f"{part}: {name} would stay" for name in sorted(left)]
