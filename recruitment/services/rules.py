"""The rules of the match: written by the referent, compared with today's, put in force and never changed after."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from recruitment.matching import rules as versions
from recruitment.matching.policy import POLICIES
from recruitment.models import MatchingRules, Opening


@transaction.atomic
def rules_propose(*, rules: MatchingRules, by: User) -> MatchingRules:
    """Write a proposal: nothing changes until it is put in force."""
    rules.author, rules.version = by, _next_version()
    rules.full_clean()
    _refuse_what_cannot_be_computed(rules)
    rules.save()
    record_event(by=by, verb="recruitment.matchingrules_proposed", target=rules, after={"version": rules.version})
    return rules


@transaction.atomic
def rules_start(*, rules: MatchingRules, by: User) -> MatchingRules:
    """From now on these rules are used; the worker matches every open opening again."""
    rules = MatchingRules.objects.select_for_update(of=("self",), no_key=True).get(pk=rules.pk)
    if rules.started_at is not None:
        raise BusinessRuleError(_("Queste regole sono già state messe in vigore."))
    before = versions.current().version
    rules.started_at, rules.started_by = timezone.now(), by
    rules.save(update_fields=["started_at", "started_by", "updated_at"])
    record_event(
        by=by, verb="recruitment.matchingrules_started", target=rules, before={"version": before},
        after={"version": rules.version},
    )  # fmt: skip
    Opening.objects.public().update(is_rematch_due=True)
    return rules


def _refuse_what_cannot_be_computed(rules: MatchingRules) -> None:
    try:
        versions.as_policy(rules)
    except ValueError as error:
        raise BusinessRuleError(_("I due pesi si devono poter dividere esattamente.")) from error


def _next_version() -> str:
    """The year and a number: 2026.3."""
    year = timezone.localdate().year
    known = {*POLICIES, *MatchingRules.objects.order_by("pk").values_list("version", flat=True)}
    numbers = [int(version.split(".")[1]) for version in known if version.startswith(f"{year}.")]
    return f"{year}.{max(numbers, default=0) + 1}"
