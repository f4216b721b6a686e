"""Guards found in the code, and what each becomes when it is taken away: the list of `scripts/guard_mutants.py`.

Nothing is written: a mutant swaps the code of a live function for one compiled from a changed syntax tree. Names that
the guard used stay used, so that closures keep their shape.
"""

import ast
import gc
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import NamedTuple

from django.conf import settings

from core import prepared
from tests.browser.routes import OWN, VERBS, allowed_methods, iter_patterns

ROOT = Path(__file__).resolve().parents[2]
APPS = ("core", "accounts", "partners", "skills", "training", "orientation", "recruitment", "planning", "dashboards")
# Querysets of what a person may see, change or answer: each one that asks for a `user`, and two that follow on it.
SCOPES = {
    "visible_to", "editable_by", "answerable_by", "manageable_by", "addressed_to", "led_by", "followed_by", "of_firm",
    "of_person", "announced_to", "permitting", "downloadable", "handed_over_by", "withdrawable_by", "disclosing",
    "prepared_by", "staffed_by", "tutored_by", "owned_by", "of", "about",
}  # fmt: skip
Undo = Callable[[], None]
FUNCTIONS = (ast.FunctionDef,)


class Function(NamedTuple):
    """A function as the running code knows it: its file, its name, its first line (decorators included)."""

    file: str
    name: str
    line: int


@dataclass(frozen=True)
class Mutant:
    """One guard taken away: where it stands, what it was, and how to do it in this process (and undo it).

    `function`: whose code changes; None for methods of a view and for middleware.
    """

    place: str
    guard: str
    apply: Callable[[], Undo]
    function: Function | None = None

    @property
    def app(self) -> str:
        return self.place.split("/")[0]


def mutants() -> list[Mutant]:
    """Every guard of views, scopes, policies, methods and middleware, in order of place."""
    found = [*_scoped_calls(), *_refusals(), *_scope_filters(), *_answers_of_policies(), *_methods(), *_middleware()]
    return sorted(found, key=lambda mutant: (mutant.place, mutant.guard))


def _trees(*names: str) -> Iterator[tuple[Path, ast.Module]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if names[0] in path.parts or path.name == f"{names[0]}.py":
                yield path, ast.parse(path.read_text())


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, FUNCTIONS))


def _scoped_calls() -> Iterator[Mutant]:
    """A view, or what it reads, asks a whole table instead of what the person may see.

    A function that gives back a string only (`-> str`: the name of the page to go to next) shows and does nothing.
    """
    for path, tree in [*_trees("views"), *_trees("selectors")]:
        for function in [
            each for each in _functions(tree) if each.returns is None or ast.unparse(each.returns) != "str"
        ]:
            for call in [node for node in ast.walk(function) if isinstance(node, ast.Call)]:
                if isinstance(call.func, ast.Attribute) and _is_scoped(call.func):
                    yield _swap(path, function, call, _whole(call))


def _is_scoped(called: ast.Attribute) -> bool:
    """Not only tables have an `of`."""
    return called.attr in SCOPES and (called.attr != "of" or ast.unparse(called.value).endswith(".objects"))


def _refusals() -> Iterator[Mutant]:
    """`if not may(…): raise Http404` of a view never refuses.

    A condition that calls nothing asks nobody: it looks at a word that was sent or at a row that was not found, and is
    no guard of access (`if outcome not in OUTCOMES: raise BadRequest`).
    """
    for path, tree in _trees("views"):
        for function in _functions(tree):
            for node in ast.walk(function):
                is_refusal = isinstance(node, ast.If) and len(node.body) == 1 and isinstance(node.body[0], ast.Raise)
                if is_refusal and any(isinstance(part, ast.Call) for part in ast.walk(node.test)):
                    never = ast.BoolOp(ast.And(), [ast.Constant(value=False), deepcopy(node.test)])
                    yield _swap(path, function, node.test, never)


def _scope_filters() -> Iterator[Mutant]:
    """A scope of a queryset that forgets one of its filters."""
    for path, tree in [*_trees("models"), *_trees("policies")]:
        for function in _functions(tree):
            if not _is_scope(function, path):
                continue
            for call in [node for node in ast.walk(function) if isinstance(node, ast.Call)]:
                if isinstance(call.func, ast.Attribute) and call.func.attr in {"filter", "exclude"}:
                    yield _swap(path, function, call, _second(deepcopy(call), deepcopy(call.func.value)))


def scopes_in_models() -> set[str]:
    """Methods of querysets that ask who reads."""
    return {
        function.name
        for _path, tree in _trees("models")
        for function in _functions(tree)
        if [each.arg for each in function.args.args][:2] == ["self", "user"]
    }


def _is_scope(function: ast.FunctionDef, path: Path) -> bool:
    """By its name; of a policy, by what it gives back."""
    if path.stem == "policies":
        return function.returns is not None and ast.unparse(function.returns).startswith("QuerySet")
    return function.name in SCOPES | {"granting", "in_force", "managing"}


def _answers_of_policies() -> Iterator[Mutant]:
    """A policy that says yes to everybody."""
    for path, tree in _trees("policies"):
        for function in _functions(tree):
            if isinstance(function.returns, ast.Name) and function.returns.id == "bool":
                for node in [node for node in ast.walk(function) if isinstance(node, ast.Return) and node.value]:
                    if isinstance(node.value, ast.Constant) and node.value.value is True:
                        continue
                    yield _swap(path, function, node.value, _second(deepcopy(node.value), ast.Constant(value=True)))


def _methods() -> Iterator[Mutant]:
    """A view that answers every method, though it was written for reading or for writing only."""
    seen = set()
    for name, view in iter_patterns():
        is_one_way = len(allowed_methods(view) & {"GET", "POST"}) == 1
        if view.__module__.split(".")[0] in OWN and view not in seen and is_one_way:
            seen.add(view)
            place = f"{view.__module__.replace('.', '/')}.py {view.__name__}"
            yield Mutant(place, f"methods of {name}", _allowing_all(view))


def _allowing_all(view) -> Callable[[], Undo]:
    def apply() -> Undo:
        before = []
        inner = view
        while inner is not None:
            for cell in getattr(inner, "__closure__", None) or ():
                value = cell.cell_contents
                if isinstance(value, list | tuple) and value and set(value) <= VERBS:
                    before.append((cell, value))
                    cell.cell_contents = [*VERBS]
            inner = getattr(inner, "__wrapped__", None)
        return lambda: [setattr(cell, "cell_contents", value) for cell, value in before]

    return apply


GUARDS = (
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.PermissionsPolicyMiddleware",
    "core.middleware.PrivateResponsesMiddleware",
    "polo.expired_session.LoginOrWordsMiddleware",
    "partners.middleware.SecondFactorMiddleware",
)


def _middleware() -> Iterator[Mutant]:
    for path in GUARDS:
        yield Mutant("polo/settings/base.py", f"middleware {path}", _without(path))


def _without(path: str) -> Callable[[], Undo]:
    def apply() -> Undo:
        before = settings.MIDDLEWARE
        settings.MIDDLEWARE = [each for each in before if each != path]
        return lambda: setattr(settings, "MIDDLEWARE", before)

    return apply


def _whole(call: ast.Call) -> ast.expr:
    """`(X.visible_to(user), X.all())[1]`; `permitting` of partners likewise."""
    everything = ast.Call(ast.Attribute(deepcopy(call.func.value), "all", ast.Load()), [], [])
    return _second(deepcopy(call), everything)


def _second(first: ast.expr, second: ast.expr) -> ast.expr:
    pair = ast.Tuple([first, second], ast.Load())
    return ast.Subscript(pair, ast.Constant(value=1), ast.Load())


def _swap(path: Path, function: ast.FunctionDef, old: ast.expr, new: ast.expr) -> Mutant:
    place = f"{path.relative_to(ROOT)}:{old.lineno} {function.name}"
    first = min([function.lineno, *(each.lineno for each in function.decorator_list)])
    known = Function(str(path), function.name, first)
    return Mutant(place, ast.unparse(old), lambda: _replace(known, old, new), known)


def _replace(function: Function, old: ast.expr, new: ast.expr) -> Undo:
    """Compile the changed file and give the live function its code."""
    tree = ast.parse(Path(function.file).read_text())
    changed = _Swapper(old, new).visit(tree)
    code = compile(ast.fix_missing_locations(changed), function.file, "exec")
    mutated = next(each for each in _codes(code) if (each.co_name, each.co_firstlineno) == function[1:])
    gc.unfreeze()  # the suite hides from the collector what is imported
    live = [each for each in gc.get_objects() if type(each) is FunctionType and _is_same(each.__code__, mutated)]
    if not live:
        raise LookupError(f"no live function {function.name} of {function.file}")
    before = [(each, each.__code__) for each in live]
    _give([(each, mutated) for each in live])
    return lambda: _give(before)


def _give(codes: list[tuple[FunctionType, CodeType]]) -> None:
    for function, code in codes:
        function.__code__ = code
    prepared.forget()  # statements made by the code of before


class _Swapper(ast.NodeTransformer):
    """Puts the new expression where the old one stands, found by its place in the file."""

    def __init__(self, old: ast.expr, new: ast.expr) -> None:
        self.place, self.new = _place(old), new

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.expr) and _place(node) == self.place:
            return ast.copy_location(self.new, node)
        return self.generic_visit(node)


def _place(node: ast.AST) -> tuple[str, int, int, int | None, int | None]:
    return type(node).__name__, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _is_same(live: CodeType, mutated: CodeType) -> bool:
    return (live.co_filename, live.co_name, live.co_firstlineno) == (
        mutated.co_filename, mutated.co_name, mutated.co_firstlineno,
    )  # fmt: skip
