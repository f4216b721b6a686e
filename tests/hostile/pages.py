"""Forms, fields and parameters read out of a page, as a browser would."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

TYPED = {"text", "textarea", "email", "search", "tel", "url", "number", "date", "time"}
SUBMIT = {"submit", "image"}
FIRST_ROW = re.compile(r"\w+-0-\w+$")
FURTHER_ROW = re.compile(r"\w+-[1-9]\d*-\w+$")


@dataclass
class Field:
    """One control, or one group of radios or boxes: its kind, what is chosen and what could be."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    is_required: bool = False

    def valid(self) -> list[str]:
        """What is filled in already, or something that makes sense; what may stay unchosen stays so."""
        if any(self.values) or self.kind in {"checkbox", "hidden", "password"}:
            return self.values
        if self.kind in {"select", "radio"}:
            return self.options[-1:] if self.is_required or FIRST_ROW.match(self.name) else [""]
        return [{"email": "prova@example.org", "date": "2031-05-05", "time": "10:00"}.get(self.kind, "4")]


@dataclass
class Form:
    method: str
    action: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        return self.action, tuple(self.fields)

    def shortened(self) -> "Form":
        """The same form with one row only of its formset: what the rows do is alike, and a page costs less."""
        rows = {name: one for name, one in self.fields.items() if not FURTHER_ROW.match(name)}
        totals = {name: Field(name, "hidden", ["1"]) for name in rows if name.endswith("-TOTAL_FORMS")}
        return Form(self.method, self.action, rows | totals, self.buttons)

    def pairs(self, **changes: list[str]) -> list[tuple[str, str | bytes]]:
        """What the browser sends, with some fields changed."""
        sent = {name: one.valid() for name, one in self.fields.items()} | changes
        return [(name, value) for name, values in sent.items() for value in values]


class FormFinder(HTMLParser):
    def __init__(self, base: str):
        super().__init__()
        self.base, self.forms, self.links = base, [], []
        self._form = self._select = self._textarea = None

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
        elif tag == "form":
            action = urljoin(self.base, attributes.get("action") or self.base)
            self._form = Form(attributes.get("method", "get").lower(), action)
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, attributes)

    def _control(self, tag, attributes):
        name, value = attributes.get("name"), attributes.get("value", "")
        if tag == "option" and self._select is not None:
            self._select.options.append(value)
            if "selected" in attributes:
                self._select.values.append(value)
        elif not name:
            return
        elif tag == "button" or attributes.get("type") in SUBMIT:
            self._form.buttons.append((name, value))
        elif tag == "select":
            self._select = self._field(name, "select", attributes)
        elif tag == "textarea":
            self._textarea = self._field(name, "textarea", attributes)
            self._textarea.values.append("")
        elif tag == "input":
            self._input(name, value, attributes)

    def _input(self, name, value, attributes):
        kind = attributes.get("type", "text")
        control = self._field(name, kind, attributes)
        if kind in {"radio", "checkbox"}:
            control.options.append(value or "on")
            if "checked" in attributes:
                control.values.append(value or "on")
        else:
            control.values.append(value)

    def _field(self, name, kind, attributes) -> Field:
        return self._form.fields.setdefault(name, Field(name, kind, is_required="required" in attributes))

    def handle_data(self, data):
        if self._textarea is not None:
            self._textarea.values[-1] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._textarea is not None:
            # A browser leaves out the first line break.
            self._textarea.values[-1] = self._textarea.values[-1].removeprefix("\n")
            self._textarea = None


def read(html: str, url: str) -> FormFinder:
    finder = FormFinder(url)
    finder.feed(html)
    return finder


def posts_of(html: str, url: str) -> list[Form]:
    return [form for form in read(html, url).forms if form.method == "post"]


def parameters_of(html: str, url: str) -> set[str]:
    """Names of query parameters that the page itself uses, in forms and in links to its own path."""
    finder, path = read(html, url), urlsplit(url).path
    forms = {name for form in finder.forms if form.method == "get" for name in form.fields}
    links = [urlsplit(urljoin(url, link)) for link in finder.links]
    return forms | {name for link in links if link.path == path for name, _value in parse_qsl(link.query)}
