"""What each model declares about time, carried out every night: batched, safe to run twice, counted."""

import calendar
import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import notifications
from accounts.models import RetentionRun, User
from accounts.services.consents import consents_expire
from accounts.services.erasure import erasures_carry_out, inactive_erase
from accounts.services.exports import exports_expire
from core.models import Notification
from core.privacy import Anonymise, Delete, Rules, rules_about_people

BATCH = 1000
INACTIVE_MONTHS, WARNED_MONTHS = 24, 23
# However late the warning went out, so many days pass before the account goes.
WARNING_DAYS = 28


def retention_run() -> RetentionRun:
    """One night: terms of every model, copies, consents, unused accounts, erasures; the figures stay for the Polo."""
    figures: dict[str, int] = {"exports_expired": exports_expire(), "consents_expired": consents_expire()}
    figures |= {f"erasures_{outcome}": rows for outcome, rows in erasures_carry_out().items()}
    figures |= {"inactive_warned": inactive_warn(), "inactive_erased": inactive_erase_all()}
    figures |= {rules.label: rows for rules in rules_with_terms() if (rows := _treat(rules))}
    return RetentionRun.objects.create(figures=figures)


def retention_preview() -> dict[str, int]:
    """What the next night would touch, without touching it."""
    figures = {rules.label: rows_past_term(rules).count() for rules in rules_with_terms()}
    figures |= {"inactive_warned": _to_warn().count(), "inactive_erased": _to_erase().count()}
    return {label: rows for label, rows in figures.items() if rows}


def rules_with_terms() -> list[Rules]:
    """Every model with a term but the account: that one is warned first (`inactive_warn`)."""
    declared = [rules for rules in rules_about_people() if rules.model is not User]
    return [rules for rules in declared if rules.retention and rules.retention.has_term]


def rows_past_term(rules: Rules) -> models.QuerySet[Any]:
    """The rows whose term ended yesterday or before, and to which nothing has been done yet."""
    retention, treatment = rules.retention, _treatment(rules)
    assert retention is not None  # noqa: S101 - `rules_with_terms` gives only these
    day = last_day(months=retention.months, days=retention.days)
    rows = rules.model._default_manager.filter(retention.only, **_until(rules.model, retention.after, day))
    if isinstance(treatment, Anonymise):
        rows = rows.exclude(**{_is(name, value): _empty(value) for name, value in treatment.values.items()})
    return rows


def last_day(*, months: int = 0, days: int = 0, today: datetime.date | None = None) -> datetime.date:
    """The last day so long ago that its rows are due today: the whole term has passed, never a day less."""
    today = today or timezone.localdate()
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(today.day, last)) - datetime.timedelta(days=days)


def inactive_warn() -> int:
    """Write to who has not come back for 23 months, once for each time they stayed away; returns how many."""
    return sum(notifications.inactive_warned(person, seen=person.seen) for person in _to_warn().iterator())


def inactive_erase_all() -> int:
    """Erase the accounts unused for 24 months whose owner was warned in time; returns how many."""
    return sum(inactive_erase(person=person) for person in list(_to_erase()))


def _people_unseen_since(months: int) -> models.QuerySet[Any]:
    end = _midnight_after(last_day(months=months))
    seen = User.objects.filter(is_active=True).annotate(seen=Coalesce("last_login", "date_joined"))
    return seen.filter(seen__lt=end).order_by("pk")


def _warnings() -> models.QuerySet[Notification]:
    return Notification.objects.filter(recipient=models.OuterRef("pk"), kind="inactive_warned")


def _to_warn() -> models.QuerySet[Any]:
    warned = _warnings().filter(created_at__gte=models.OuterRef("seen"))
    return _people_unseen_since(WARNED_MONTHS).exclude(models.Exists(warned))


def _to_erase() -> models.QuerySet[Any]:
    long_ago = timezone.now() - datetime.timedelta(days=WARNING_DAYS)
    warned = _warnings().filter(created_at__gte=models.OuterRef("seen"), created_at__lte=long_ago)
    return _people_unseen_since(INACTIVE_MONTHS).filter(models.Exists(warned))


def _treatment(rules: Rules) -> Any:
    assert rules.retention is not None  # noqa: S101 - `rules_with_terms` gives only these
    return rules.retention.then or rules.erasure


def _treat(rules: Rules) -> int:
    """Batches in transactions of their own: a long night never holds a lock for long."""
    treated = 0
    while keys := list(rows_past_term(rules).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        treated += _treat_batch(rules, keys)
    return treated


@transaction.atomic
def _treat_batch(rules: Rules, keys: list[Any]) -> int:
    rows, treatment = rules.model._default_manager.filter(pk__in=keys), _treatment(rules)
    if isinstance(treatment, Delete):
        rows.delete()
    else:
        rows.update(**treatment.values)
    return len(keys)


def _until(model: type[models.Model], path: str, day: datetime.date) -> dict[str, Any]:
    if isinstance(_field_at(model, path), models.DateTimeField):
        return {f"{path}__lt": _midnight_after(day)}
    return {f"{path}__lte": day}


def _field_at(model: type[models.Model], path: str) -> Any:
    *steps, name = path.split("__")
    for step in steps:
        related = model._meta.get_field(step).related_model
        if not isinstance(related, type):
            raise FieldDoesNotExist(path)
        model = related
    return model._meta.get_field(name)


def _midnight_after(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min))


def _is(name: str, value: Any) -> str:
    return f"{name}__isnull" if value is None else name


def _empty(value: Any) -> Any:
    return True if value is None else value
