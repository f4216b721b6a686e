"""What the portal knows about a person, by table: for the page "La tua privacy" and for the copy to take away."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db import models

from accounts.models import User
from core.privacy import Rules, points_to_person, rules_about_people, rules_of


@dataclass(frozen=True)
class Section:
    """One table: what it is for, how long it is kept, how many rows are about the person."""

    rules: Rules
    rows: models.QuerySet[Any]
    count: int

    @property
    def title(self) -> str:
        return str(self.rules.title)

    @property
    def slug(self) -> str:
        return self.rules.model._meta.label_lower


def addresses_of(person: User) -> list[str]:
    """The addresses that are theirs: the account's own and those they proved. Anybody can claim one unproved."""
    more = EmailAddress.objects.filter(user=person, verified=True).order_by("pk").values_list("email", flat=True)
    return sorted({person.email.lower(), *(address.lower() for address in more)})


def sections_about(person: User) -> list[Section]:
    """The tables that hold something about the person, and how many rows: one statement counts them all."""
    addresses = addresses_of(person)
    found = [(rules, rules.rows_about(person, addresses)) for rules in rules_about_people()]
    counted: Any = User.objects.filter(pk=person.pk).values_list(*[_count(rows) for _rules, rows in found]).get()
    sections = [
        Section(rules=rules, rows=rows, count=count or 0) for (rules, rows), count in zip(found, counted, strict=True)
    ]
    return [section for section in sections if section.count]


def rows_to_take(section: Section, person: User) -> Iterator[dict[str, Any]]:
    """The rows as plain values, without keys to other people and without what is withheld.

    Of a row about somebody else that names the person's address, the address only.
    """
    rules, addresses = section.rules, set(addresses_of(person))
    fields = exported_fields(rules)
    keys = [field.name for field in rules.fields if field.many_to_one and not points_to_person(field)]
    own = set(rules.rows_about(person).values_list("pk", flat=True)) if rules.is_anothers else None
    for row in section.rows.select_related(*keys).order_by("pk"):
        is_own = own is None or row.pk in own
        told = fields if is_own else [field for field in fields if field.name in rules.addresses]
        sealed = _sealed(rules, row, addresses)
        yield {field.name: None if field.name in sealed else _value(row, field, person) for field in told}


def _sealed(rules: Rules, row: Any, addresses: set[str]) -> set[str]:
    """What was written to an address that is somebody else's: the row is known by another of its addresses."""
    return {name for name, reader in rules.read_at.items() if getattr(row, reader).lower() not in addresses}


def exported_fields(rules: Rules) -> list[Any]:
    """What a copy holds: everything but what is withheld, search indexes and raw bytes."""
    unreadable = (models.BinaryField, models.GeneratedField)
    return [one for one in rules.fields if one.name not in rules.withheld and not isinstance(one, unreadable)]


def _count(rows: models.QuerySet[Any]) -> models.Subquery:
    grouped = rows.order_by().annotate(everything=models.Value(1)).values("everything")
    return models.Subquery(grouped.annotate(rows=models.Count("pk")).values("rows"))


def _value(row: Any, field: Any, person: User) -> Any:
    if field.many_to_many:
        return [str(one) for one in getattr(row, field.name).all()]
    value = getattr(row, field.attname)
    if points_to_person(field):
        return _who(value, person)
    if field.is_relation:
        return None if value is None else {"id": value, "label": _label(getattr(row, field.name), person)}
    if isinstance(field, models.FileField):
        return value.name
    if isinstance(field, models.BinaryField):
        return getattr(row, "file_name", field.name)
    return _chosen(value, field)


def _chosen(value: Any, field: Any) -> Any:
    """A code with its words, in lists too; what is no choice as it is."""
    choices = dict(getattr(getattr(field, "base_field", field), "flatchoices", None) or ())
    if not choices or value in (None, ""):
        return value
    if isinstance(value, list):
        return [_chosen(one, field) for one in value]
    return {"value": value, "label": str(choices.get(value, value))}


def _who(pk: int | None, person: User) -> dict[str, str] | None:
    """People are told apart only as oneself and somebody else: names of others stay theirs."""
    if pk is None:
        return None
    return {"person": "me" if pk in person.keys else "somebody else"}


def _label(related: models.Model, person: User) -> str | None:
    """The words of a related row, unless that row is about somebody else."""
    rules = rules_of(type(related))
    if rules is None or not rules.is_about_people:
        return str(related)
    return str(related) if rules.rows_about(person).filter(pk=related.pk).exists() else None
