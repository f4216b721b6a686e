"""The register of processing (article 30 of the GDPR) as a page, written from what each model declares."""

from typing import Any

from django.utils import translation

from core.privacy import Anonymise, Delete, Keep, Retention, Rules, all_rules, rules_about_people

HEAD = """# What the portal knows about people
The register of processing (article 30 of the GDPR), one table of the database per row. Written by `manage.py
privacy_register` from each model's `class Privacy` (`core/privacy.py`); a test fails when the two differ.

Erasure leaves the account as a row without name, address, birth date or password: what others wrote and what is
counted points to it. It is carried out two weeks after it was asked for, or when an account has not been used for 24
months (its owner is warned by mail at 23). Terms are carried out every night (`accounts.retention_run`); how many rows
each night touched stands in `accounts.RetentionRun`. Backups hold what the database held until they are rotated.
"""
ACTORS = """
## Who did what
These rows are about something or somebody else and name the person only by the account's number, as the one who acted.
Erasure leaves them as they are.

| table | fields |
|---|---|
"""


def register_text() -> str:
    """The whole page, in English, the same on every machine."""
    with translation.override("en"):
        rows = "\n".join(_row(rules) for rules in sorted(rules_about_people(), key=lambda rules: rules.label))
        others = [rules for rules in all_rules() if not rules.is_about_people and rules.personal]
        actors = "\n".join(
            f"| `{rules.label}` | {_names(rules.personal)} |"
            for rules in sorted(others, key=lambda rules: rules.label)
        )
    table = "| table | purpose | personal fields | kept | at erasure |\n|---|---|---|---|---|\n"
    return f"{HEAD}\n## Rows about a person\n{table}{rows}\n{ACTORS}{actors}\n"


def _row(rules: Rules) -> str:
    assert rules.retention is not None  # noqa: S101 - the convention test asks for it
    kept = f"{rules.retention.why}{_term(rules.retention)}"
    cells = [f"`{rules.label}`", rules.purpose, _names(rules.personal), kept, _at_erasure(rules)]
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _at_erasure(rules: Rules) -> str:
    """The row about the person; then, where it differs, one that only names their address."""
    own = _treatment(rules.erasure)
    return f"{own}; of whoever the address alone names, {_treatment(rules.by_address)}" if rules.is_anothers else own


def _names(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _term(retention: Retention) -> str:
    if not retention.has_term:
        return ""
    length = _count(retention.months, "month") if retention.months else _count(retention.days, "day")
    then = f", then {_treatment(retention.then)}" if retention.then else ""
    return f" ({length} after `{retention.after}`{then})"


def _treatment(treatment: Any) -> str:
    if isinstance(treatment, Delete):
        return "deleted"
    if isinstance(treatment, Keep):
        return f"kept: {treatment.why}"
    assert isinstance(treatment, Anonymise)  # noqa: S101 - the third and last
    kept = f"; {_names(treatment.keeping)} kept: {treatment.why}" if treatment.keeping else ""
    return f"emptied: {_names(treatment.values)}{kept}"
