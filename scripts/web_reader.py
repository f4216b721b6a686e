"""A reader of pages for scripts: cookies, links and forms of real HTML over HTTP, nothing of the portal."""

import html
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar

TIMEOUT = 30  # seconds


@dataclass
class Form:
    """A form as a person finds it: what is filled in, and what the lists offer."""

    action: str
    method: str = "get"
    values: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)  # select name -> {words: value}

    def choose(self, name: str, words: str) -> str:
        """The value behind an entry of a list, by its words."""
        found = [value for text, value in self.choices[name].items() if words.lower() in text.lower()]
        if not found:
            raise LookupError(f"{name} offers no {words!r}")
        return found[0]


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self._select = self._textarea = self._link = ""
        self._option: tuple[str, bool] | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif tag == "a" and given.get("href"):
            self._link, self._text = given["href"], []
        elif (self.forms and given.get("name")) or tag == "option":
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "")
        if tag == "input" and (kind not in {"radio", "checkbox"} or "checked" in given):
            empty = "on" if kind in {"radio", "checkbox"} else ""
            self.forms[-1].values.setdefault(given["name"], []).append(given.get("value", empty))
        elif tag == "select":
            self._select = given["name"]
            self.forms[-1].choices[self._select] = {}
        elif tag == "textarea":
            self._textarea, self._text = given["name"], []
        elif tag == "option" and self._select:
            self._option, self._text = (given.get("value", ""), "selected" in given), []

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        text = " ".join("".join(self._text).split())
        if tag == "option" and self._option and self._select:
            value, is_selected = self._option
            self.forms[-1].choices[self._select][text] = value
            if is_selected:
                self.forms[-1].values[self._select] = [value]
            self._option = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._textarea:
            self.forms[-1].values[self._textarea] = ["".join(self._text).removeprefix("\n")]
            self._textarea = ""
        elif tag == "a" and self._link:
            self.links.append((self._link, text))
            self._link = ""


class Reader:
    """One person at a browser without scripts."""

    def __init__(self, address: str):
        self.address, self.url, self.body = address, address, ""
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def open(self, path: str, data: dict[str, list[str]] | None = None) -> "Reader":
        """Go to a page; an answer of 400 or more is an error."""
        url = urllib.parse.urljoin(self.url, path)
        body = urllib.parse.urlencode(data, doseq=True).encode() if data is not None else None
        request = urllib.request.Request(url, body, {"Referer": self.url})  # noqa: S310  (our own address)
        try:
            with self._opener.open(request, timeout=TIMEOUT) as response:
                self.url, self.body = response.geturl(), response.read().decode()
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{url} answered {error.code}") from error
        return self

    @property
    def text(self) -> str:
        """The words of the page, without tags."""
        bare = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", self.body, flags=re.DOTALL)
        return " ".join(html.unescape(bare).split())

    def form(self, with_field: str) -> Form:
        """The first form that has a field of this name."""
        found = [f for f in self._parsed().forms if with_field in f.values or with_field in f.choices]
        if not found:
            raise LookupError(f"{self.url} has no form with {with_field!r}: {self.text[:400]}")
        return found[0]

    def form_to(self, part: str) -> Form:
        """The first form whose action contains `part`."""
        found = [f for f in self._parsed().forms if part in f.action]
        if not found:
            raise LookupError(f"{self.url} has no form to {part!r}: {self.text[:400]}")
        return found[0]

    def submit(self, form: Form, **values: str) -> "Reader":
        """Send a form with some fields filled in."""
        data = form.values | {name: [value] for name, value in values.items()}
        return self.open(form.action or self.url, data)

    def link(self, part: str) -> str:
        """The first link whose address or words contain `part`."""
        found = [href for href, text in self._parsed().links if part in href or part in text]
        if not found:
            raise LookupError(f"{self.url} has no link with {part!r}")
        return found[0]

    def link_near(self, words: str, pattern: str = "/") -> str:
        """The link to `pattern` that bears these words, else the first after the place where they stand last."""
        page = html.unescape(self.body)
        start = page.rfind(words)
        bearing = [href for href, text in self._parsed().links if words in text]
        after = re.findall(r'href="([^"]+)"', page[start:]) if start >= 0 else []
        found = [href for href in bearing + after if re.search(pattern, href)]
        if not found:
            raise LookupError(f"{self.url} has no link to {pattern!r} near {words!r}")
        return found[0]

    def submit_search(self, words: str) -> "Reader":
        """The page again with `?q=words`."""
        return self.open("?" + urllib.parse.urlencode({"q": words}))

    def _parsed(self) -> _Parser:
        parser = _Parser()
        parser.feed(self.body)
        return parser
