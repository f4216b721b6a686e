"""The admin's part of the access table: every page of every model, asked by those who enter it and by who does not.

Each model shows a row of the world, or else one of `tests/admin/factories.py`: a new model in the admin is asked
without a word here; its pages are decided in `golden_admin.csv`.
"""

from collections.abc import Iterator
from itertools import product

from django.contrib import admin

from tests.access.asker import Answer, Asker
from tests.access.table import Cell
from tests.access.world import World
from tests.admin.factories import factories

ACTORS = ("anonymous", "person", "school", "no_mfa", "secretariat", "referent", "superuser")
METHODS = ("GET", "POST")
GOLDEN = "golden_admin.csv"
OF_THE_SITE = ("admin:index", "admin:autocomplete", "admin:jsi18n")
OF_A_MODEL = ("changelist", "export", "add")
OF_A_ROW = ("change", "history", "delete")
DATA = {"delete": {"post": "yes"}, "add": {"_save": ""}, "change": {"_save": ""}}


def routes() -> list[str]:
    return sorted([*OF_THE_SITE, *(page(model, name) for model in models() for name in (*OF_A_MODEL, *OF_A_ROW))])


def models() -> list[type]:
    return sorted(admin.site._registry, key=lambda model: model._meta.label_lower)


def page(model: type, name: str) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}"


def furnish(world: World) -> None:
    """One row of every model for the pages that show one, and what is posted to them."""
    makers = factories()
    for model in models():
        row = model._base_manager.order_by("pk").first() or makers[model]()
        world.shared |= {page(model, name): [row.pk] for name in OF_A_ROW}
        world.a.data |= {page(model, name): data for name, data in DATA.items()}


def cells(world: World, names: list[str]) -> list[Cell]:
    return [
        Cell(route, method, kind, actor)
        for route in names
        for kind, actor, method in product(world.objects(route), ACTORS, METHODS)
    ]


def walk(asker: Asker, names: list[str]) -> Iterator[Answer]:
    return asker.ask_all(cells(asker.world, names))
