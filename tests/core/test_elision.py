"""Italian says "l'8 novembre": whatever day stands in a text, in templates and in code."""

import ast
import re
from pathlib import Path

import pytest
from django.template import engines
from django.utils import translation

from core.elision import elided
from polo.messages import ROOT, sources

ARTICLE_BEFORE_A_VALUE = re.compile(r"\b(il|al|dal|del|nel|sul) (?:<[^<>]*>)?%(?:\(\w+\))?[sd]", re.IGNORECASE)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Dal 8 novembre al 11 dicembre", "Dall'8 novembre all'11 dicembre"),
        ("Il 8 marzo, edizione del 11/11/2026", "L'8 marzo, edizione dell'11/11/2026"),
        ("dal 08/11/2026 al 18/11/2026", "dall'08/11/2026 al 18/11/2026"),
        ("il\n11 maggio", "l'11 maggio"),
        ("comincia il <strong>8</strong>", "comincia l'<strong>8</strong>"),
        ("comincia <strong>il</strong> 8 maggio", "comincia <strong>l'</strong>8 maggio"),
        ("almeno il 80 % delle ore", "almeno l'80 % delle ore"),
        ("nel 8, sul 11", "nell'8, sull'11"),
        ("il 1 maggio, dal 18, al 28, del 110, il 2008", "il 1 maggio, dal 18, al 28, del 110, il 2008"),
        ("april 8, dall'8, local 11", "april 8, dall'8, local 11"),
        ("", ""),
    ],
)
def test_article_before_eight_and_eleven(written, said):
    assert elided(written) == said
    assert elided(said) == said


def test_other_languages_are_left_alone():
    with translation.override("en"):
        assert elided("il 8 novembre") == "il 8 novembre"


def drawn(text, **context):
    return engines["django"].from_string(text).render(context)


def test_templates_elide_by_themselves():
    text = "{% blocktranslate trimmed with day=when %}dal {{ day }}{% endblocktranslate %}"

    assert [drawn(text, when=day) for day in ("8 maggio", "9 maggio")] == ["dall'8 maggio", "dal 9 maggio"]
    with translation.override("en"):
        assert drawn(text, when="8 May") == "from 8 May"


def test_text_kept_for_later_and_counted_text_elide_too():
    kept = "{% blocktranslate trimmed with day=when asvar said %}dal {{ day }}{% endblocktranslate %}{{ said }}"
    counted = "{% blocktranslate trimmed count n=n %}del {{ n }}{% plural %}del {{ n }}{% endblocktranslate %}"

    assert drawn(kept, when="11 maggio & <b>") == "dall'11 maggio &amp; &lt;b&gt;"
    assert drawn(counted, n=8) == "dell'8"


def test_filter_elides_what_is_put_together_elsewhere():
    text = "{% filter elided %}<strong>{{ label }}</strong> {{ day }}{% endfilter %}"

    assert drawn(text, label="Si comincia il", day="8 <i>") == "<strong>Si comincia l'</strong>8 &lt;i&gt;"


def test_code_elides_where_a_value_follows_an_article():
    """Templates do by themselves; a module that writes such a text asks for it."""
    forgetful = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.suffix == ".py" and _has_article_before_a_value(path) and "import elided" not in path.read_text()
    ]

    assert forgetful == []


def _has_article_before_a_value(path: Path) -> bool:
    texts = (node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant))
    return any(ARTICLE_BEFORE_A_VALUE.search(text) for text in texts if isinstance(text, str))
