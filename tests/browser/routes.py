"""Which pages there are: the resolver knows the routes, a crawl as each persona finds an address for each of them."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

OWN = {
    "polo",
    "core",
    "accounts",
    "partners",
    "skills",
    "training",
    "orientation",
    "recruitment",
    "planning",
    "dashboards",
}
ALLAUTH_NAMES = ("account_", "mfa_", "usersessions_")
VERBS = {"GET", "POST", "HEAD", "PUT", "DELETE", "PATCH"}


def allowed_methods(view) -> set[str]:
    """The methods named by require_http_methods and its shorthands; every method where nothing is named."""
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            value = cell.cell_contents
            if isinstance(value, list | tuple) and value and set(value) <= VERBS:
                return set(value)
        view = getattr(view, "__wrapped__", None)
    return VERBS


def iter_patterns(resolver=None, namespace=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace == "admin":  # looked at as a whole by tests/admin
                continue
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from iter_patterns(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry.callback


def own_pages() -> set[str]:
    """Names of our own routes that answer GET."""
    return {
        name
        for name, view in iter_patterns()
        if view.__module__.split(".")[0] in OWN and "GET" in allowed_methods(view)
    }


class LinkFinder(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "a" and attributes.get("href") and "download" not in attributes:
            self.links.append(attributes["href"])


def links_of(html: str, base: str) -> list[str]:
    """Addresses of the same site named by the links of a page, without fragments."""
    finder = LinkFinder()
    finder.feed(html)
    absolute = (urljoin(base, link).split("#")[0] for link in finder.links)
    return [link for link in absolute if urlsplit(link).netloc == urlsplit(base).netloc]


def route_of(url: str) -> str | None:
    """The name of the route that serves an address, for our own pages and allauth's; None for others."""
    try:
        match = resolve(urlsplit(url).path)
    except Resolver404:
        return None
    own = match.func.__module__.split(".")[0] in OWN
    return match.view_name if own or match.view_name.startswith(ALLAUTH_NAMES) else None


def crawl(fetch, address: str, *, start: list[str], limit: int = 400) -> dict[str, str]:
    """{route: first address found}; `fetch(url)` returns (status, html or None, where it leads on or "").

    A route is opened thrice at most.
    """
    found: dict[str, str] = {}
    opened: dict[str, int] = {}
    queue, seen = [urljoin(address, path) for path in start], set()
    while queue and len(seen) < limit:
        url = queue.pop(0)
        route = route_of(url)
        if url in seen or route is None or opened.get(route, 0) >= 3:
            continue
        seen.add(url)
        opened[route] = opened.get(route, 0) + 1
        status, html, leads_on = fetch(url)
        if leads_on:
            queue.append(urljoin(url, leads_on))
        if status == 200 and html is not None:
            found.setdefault(route, url)
            queue.extend(links_of(html, url))
    return found
