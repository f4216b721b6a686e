"""A CHECK that compares with NULL is neither true nor false, and PostgreSQL lets the row in. None of ours may do that.

Each condition is read as a tree and worked out in three-valued logic, for every choice of columns that are NULL and of
comparisons that hold: the answer must always be a plain yes or no.
"""

import itertools

from django.apps import apps
from django.db.models import CheckConstraint, F, Q

from tests.browser.routes import OWN


def checks():
    return [
        (model, constraint)
        for model in apps.get_models()
        if model.__module__.split(".")[0] in OWN
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint)
    ]


def leaves(condition: Q):
    for child in condition.children:
        yield from leaves(child) if isinstance(child, Q) else [child]


def columns(leaf) -> set[str]:
    """The columns that a comparison reads, on both sides."""
    key, value = leaf
    other = {part.name for part in value.flatten() if isinstance(part, F)} if hasattr(value, "flatten") else set()
    return {key.split("__")[0]} | other | ({value.name} if isinstance(value, F) else set())


def work_out(condition: Q, truth: dict[str, bool | None]) -> bool | None:
    values = [work_out(child, truth) if isinstance(child, Q) else truth[repr(child)] for child in condition.children]
    deciding = condition.connector == Q.OR
    answer = deciding if deciding in values else None if None in values else not deciding
    return answer if answer is None or not condition.negated else not answer


def null_traps(model, condition: Q) -> list[tuple[str, ...]]:
    """The sets of NULL columns for which the condition may be neither true nor false."""
    atoms = list(leaves(condition))
    read = {name for atom in atoms for name in columns(atom)} - {"pk"}
    nullable = sorted(name for name in read if model._meta.get_field(name).null)
    nothing = [empty for size in range(len(nullable) + 1) for empty in itertools.combinations(nullable, size)]
    return [empty for empty in nothing if any(work_out(condition, truth) is None for truth in truths(atoms, empty))]


def truths(atoms, empty: tuple[str, ...]):
    known, free = {}, []
    for atom in atoms:
        key, value = atom
        if key.endswith("__isnull") or value is None:
            known[repr(atom)] = (key.split("__")[0] in empty) == (value is not False)
        elif columns(atom) & set(empty):
            known[repr(atom)] = None
        else:
            free.append(repr(atom))
    for values in itertools.product((True, False), repeat=len(free)):
        yield known | dict(zip(free, values, strict=True))


def test_no_check_of_ours_passes_because_of_a_null():
    found = {check.name: traps for model, check in checks() if (traps := null_traps(model, check.condition))}

    assert len(checks()) >= 20
    assert found == {}


def test_the_trap_itself_is_seen():
    opening = apps.get_model("recruitment", "Opening")
    half = Q(pay_from=None, pay_to=None) | Q(pay_from__isnull=False, pay_to__gte=F("pay_from"))

    assert null_traps(opening, half) == [("pay_to",)]
