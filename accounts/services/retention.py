"""What each model declares about time, carried out every night: batched, safe to run twice, counted.

What fails, a row or a whole duty, is logged by its number and counted; the rest of the night goes on.
"""

import calendar
import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog
from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import notifications
from accounts.models import Erasure, RetentionRun, User
from accounts.services.consents import consents_expire
from accounts.services.erasure import erasures_carry_out, inactive_erase
from accounts.services.exports import exports_expire
from accounts.services.sessions import sessions_forget
from core.isolation import Tally, each_apart
from core.models import Notification
from core.privacy import Anonymise, Delete, Rules, rules_about_people

log = structlog.get_logger(__name__)

BATCH = 1000
INACTIVE_MONTHS, WARNED_MONTHS = 24, 23
# However late the warning went out, so many days pass before the account goes.
WARNING_DAYS = 28


def retention_run() -> RetentionRun:
    """One night: terms of every model, copies, sessions, consents, unused accounts, erasures; the figures stay."""
    duties: dict[str, Callable[[], Tally]] = {
        "exports_expired": exports_expire,
        "sessions_forgotten": sessions_forget,
        "consents_expired": consents_expire,
        "erasures_done": erasures_carry_out,
        "inactive_warned": inactive_warn,
        "inactive_erased": inactive_erase_all,
    }
    terms: dict[str, Callable[[], Tally]] = {rules.label: partial(_treat, rules) for rules in rules_with_terms()}
    tallies = {what: _duty_apart(what, duty) for what, duty in (duties | terms).items()}
    figures = {what: tally.done for what, tally in tallies.items() if tally.done or what in duties}
    figures |= {
        "erasures_held": sum(tally.held for tally in tallies.values()),
        "failed": sum(tally.failed for tally in tallies.values()),
    }
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


def inactive_warn() -> Tally:
    """Write to who has not come back for 23 months, once for each time they stayed away."""
    away = {person.pk: person for person in _to_warn()}
    return each_apart(
        "accounts.inactive_warned", away, lambda pk: notifications.inactive_warned(away[pk], seen=away[pk].seen)
    )


def inactive_erase_all() -> Tally:
    """Erase the accounts unused for 24 months whose owner was warned in time, or was shut out."""
    return each_apart("accounts.inactive_erased", list(_to_erase().values_list("pk", flat=True)), _erase_inactive)


def _erase_inactive(pk: int) -> int:
    """Asked again with the person's row in hand: who has just come back stays."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    person = _to_erase().filter(pk=pk).first()
    return inactive_erase(person=person) if person else 0


def _duty_apart(what: str, duty: Callable[[], Tally]) -> Tally:
    try:
        return duty()
    except Exception:  # even the question of what is due failed: the other duties go on
        log.exception("retention_duty_failed", what=what)
        return Tally(failed=1)


def _people_unseen_since(months: int) -> models.QuerySet[Any]:
    """Suspended ones too; not those that are nameless already."""
    end = _midnight_after(last_day(months=months))
    gone = Erasure.objects.filter(person=models.OuterRef("pk"), done_at__isnull=False)
    people = User.objects.filter(~models.Exists(gone), merged_into=None)
    return people.annotate(seen=Coalesce("last_login", "date_joined")).filter(seen__lt=end).order_by("pk")


def _warnings() -> models.QuerySet[Notification]:
    return Notification.objects.filter(recipient=models.OuterRef("pk"), kind="inactive_warned")


def _to_warn() -> models.QuerySet[Any]:
    warned = _warnings().filter(created_at__gte=models.OuterRef("seen"))
    return _people_unseen_since(WARNED_MONTHS).filter(is_active=True).exclude(models.Exists(warned))


def _to_erase() -> models.QuerySet[Any]:
    long_ago = timezone.now() - datetime.timedelta(days=WARNING_DAYS)
    warned = _warnings().filter(created_at__gte=models.OuterRef("seen"), created_at__lte=long_ago)
    asked = Erasure.objects.open().filter(person=models.OuterRef("pk"))  # goes on its own day
    due = models.Q(is_active=False) | models.Exists(warned)
    return _people_unseen_since(INACTIVE_MONTHS).filter(due).exclude(models.Exists(asked))


def _treatment(rules: Rules) -> Any:
    assert rules.retention is not None  # noqa: S101 - `rules_with_terms` gives only these
    return rules.retention.then or rules.erasure


def _treat(rules: Rules) -> Tally:
    """Batches in transactions of their own: a long night never holds a lock for long."""
    tally, rows = Tally(), rows_past_term(rules).order_by("pk").values_list("pk", flat=True)
    keys = list(rows[:BATCH])
    while keys:
        tally += _treat_batch(rules, keys)
        keys = list(rows.filter(pk__gt=keys[-1])[:BATCH])  # what failed stays behind: never asked for twice a night
    return tally


def _treat_batch(rules: Rules, keys: list[Any]) -> Tally:
    try:
        return Tally(done=_treat_rows(rules, keys))
    except Exception:  # one row is enough: each is tried apart, and that one is logged
        log.warning("retention_batch_failed", what=rules.label, rows=len(keys))
        return each_apart(rules.label, keys, lambda key: _treat_rows(rules, [key]))


@transaction.atomic
def _treat_rows(rules: Rules, keys: list[Any]) -> int:
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
