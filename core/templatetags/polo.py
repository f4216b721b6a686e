import datetime
from functools import cache
from typing import Any

from crispy_forms.utils import render_crispy_form
from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.template.defaultfilters import stringfilter
from django.templatetags.i18n import BlockTranslateNode, do_block_translate
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from core import elision
from core.forms import PoloFormHelper

register = template.Library()
PAGE_TITLE = "polo_page_title"


@register.filter
def local(value, field: str) -> str:
    """The attribute `<field>_<language>` of a bilingual row, Italian where the translation is empty."""
    if isinstance(value, dict):
        return value.get(f"{field}_{get_language()}") or value[f"{field}_it"]
    text = getattr(value, f"{field}_{get_language()}", "")
    return text or getattr(value, f"{field}_it")


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """An icon of static/img/icons.svg; decorative unless it has a label of its own."""
    sprite = static("img/icons.svg")
    if label:
        return _drawing(name, css, sprite, format_html('role="img" aria-label="{}"', label))
    return _decoration(name, css, sprite)


@cache
def _decoration(name: str, css: str, sprite: str) -> SafeString:
    """A page has dozens of the same few."""
    return _drawing(name, css, sprite, mark_safe('aria-hidden="true"'))


def _drawing(name: str, css: str, sprite: str, meaning: SafeString) -> SafeString:
    return format_html(
        '<svg class="icon {}" {} focusable="false"><use href="{}#{}"></use></svg>', css, meaning, sprite, name
    )


@register.simple_tag
def crumb(label: str, url: str = "") -> SafeString:
    """One step of the breadcrumbs; without an address it is the page itself."""
    if url:
        return format_html('<li class="breadcrumb-item"><a href="{}">{}</a></li>', url, label)
    return format_html('<li class="breadcrumb-item active" aria-current="page">{}</li>', label)


@register.simple_tag(takes_context=True)
def crumb_here(context: Context) -> SafeString:
    """The page itself as the last step, called as its title: `head_title` has read it already."""
    return crumb(mark_safe(context.render_context[PAGE_TITLE]))  # noqa: S308  (a block's output is escaped)


@register.simple_tag(takes_context=True)
def form_fields(context: Context, form) -> SafeString:
    """The fields of a form in the portal's look, the summary of its errors first; no <form> tag of its own."""
    helper = getattr(form, "helper", None) or PoloFormHelper()
    return render_crispy_form(form, helper=helper, context=context)


@register.simple_block_tag(takes_context=True)
def head_title(context: Context, content: str, site_name: str) -> SafeString:
    """<title> and its Open Graph twin from one block: a template block cannot be written twice."""
    title = context.render_context[PAGE_TITLE] = " ".join(content.split())
    full = f"{title} · {site_name}" if title else site_name
    return mark_safe(f'<title>{full}</title>\n<meta property="og:title" content="{_attribute(full)}">')  # noqa: S308  (escaped)


@register.simple_block_tag
def head_description(content: str) -> SafeString:
    text = _attribute(" ".join(content.split()))
    return mark_safe(  # noqa: S308  (a block's output is escaped)
        f'<meta name="description" content="{text}">\n<meta property="og:description" content="{text}">'
    )


def _attribute(html: str) -> str:
    """Template output is escaped already, but words written in the template itself may hold a quotation mark."""
    return html.replace('"', "&quot;")


@register.tag
def kept(parser: Parser, token: Token) -> "Kept":
    """`{% kept value … %}…{% endkept %}`: a piece of the frame that follows from the language and these values alone.

    It is drawn once for each and process. Never put something of a person into it that is not one of the values.
    """
    names = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    content = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(names, content)


class Kept(template.Node):
    """The pieces drawn so far; a few of each, for values are of the site and not of its readers."""

    ENOUGH = 100

    def __init__(self, values: list[FilterExpression], nodelist: NodeList) -> None:
        self.values, self.nodelist = values, nodelist
        self.drawn: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        key = (get_language(), *(value.resolve(context) for value in self.values))
        drawn = self.drawn.get(key)
        if drawn is None:
            if len(self.drawn) >= self.ENOUGH:
                self.drawn.clear()
            drawn = self.drawn[key] = self.nodelist.render(context)
        return drawn


@register.tag
def blocktranslate(parser: Parser, token: Token) -> "Elided":
    """Django's own, whose Italian then elides: "dal {{ day }}" is "dall'8 novembre" on the eighth."""
    return Elided(do_block_translate(parser, token))


class Elided(template.Node):
    """What a text with its values in it says, as it is said aloud (core/elision.py)."""

    def __init__(self, text: BlockTranslateNode) -> None:
        self.text = text

    def render(self, context: Context) -> str:
        said = elision.elided(self.text.render(context))
        if name := self.text.asvar:
            context[name] = mark_safe(elision.elided(context[name]))  # noqa: S308  (as the text itself is)
        return said


@register.filter(is_safe=True)
@stringfilter
def elided(value: str) -> str:
    """The same of words that are put together elsewhere: `{% filter elided %}`."""
    return elision.elided(value)


@register.filter
def day(value: str) -> str:
    """A day of a notice's data in words, in the reader's language; older notices hold it as 31/12/2026."""
    written = str(value)
    form = "%d/%m/%Y" if "/" in written else "%Y-%m-%d"
    return date_format(datetime.datetime.strptime(written, form).date(), "j F Y")  # noqa: DTZ007  (a day, no hour)


@register.filter
def moment(value: str) -> str:
    """An ISO date and time of a notice's data, in local time and in the reader's language."""
    return date_format(timezone.localtime(datetime.datetime.fromisoformat(value)), "l j F Y, H:i")
