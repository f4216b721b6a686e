"""Which routes the matrix asks, by app."""

from itertools import groupby

from tests.browser.routes import OWN, iter_patterns


def own_routes() -> dict[str, list[str]]:
    """{app: names of our own routes}; the shell's pages are "polo"."""
    names = sorted({name for name, view in iter_patterns() if view.__module__.split(".")[0] in OWN}, key=app_and_name)
    return {app: list(group) for app, group in groupby(names, app_of)}


def every_route() -> list[str]:
    return [route for routes in own_routes().values() for route in routes]


def app_of(route: str) -> str:
    return route.partition(":")[0] if ":" in route else "polo"


def app_and_name(route: str) -> tuple[str, str]:
    return app_of(route), route


def views_by_route() -> dict[str, object]:
    return dict(iter_patterns())
