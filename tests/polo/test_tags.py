import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string


def render(text, **context):
    return engines["django"].from_string(text).render(context)


def test_icon_is_decorative_unless_labelled():
    assert render('{% icon "it-search" "icon-sm" %}') == (
        '<svg class="icon icon-sm" aria-hidden="true" focusable="false">'
        '<use href="/static/img/icons.svg#it-search"></use></svg>'
    )
    assert 'role="img" aria-label="Cerca &quot;qui&quot;"' in render(
        '{% icon "it-search" label=label %}', label='Cerca "qui"'
    )


def test_crumb_links_or_says_here():
    assert render('{% crumb label "/x/" %}', label="A & B") == (
        '<li class="breadcrumb-item"><a href="/x/">A &amp; B</a></li>'
    )
    assert render("{% crumb label %}", label="A") == ('<li class="breadcrumb-item active" aria-current="page">A</li>')


def test_head_title_and_description_escape_once():
    text = (
        "{% head_title 'Polo' %}{{ name }}{% endhead_title %}"
        '{% head_description %}{{ name }} "x"{% endhead_description %}'
    )

    html = render(text, name='<b> & "c"')

    assert "<title>&lt;b&gt; &amp; &quot;c&quot; · Polo</title>" in html
    assert 'content="&lt;b&gt; &amp; &quot;c&quot; &quot;x&quot;"' in html


def test_head_title_without_words_is_the_site():
    assert "<title>Polo</title>" in render("{% head_title 'Polo' %} {% endhead_title %}")


def test_badge_has_a_tone_by_default():
    assert "polo-badge-secondary" in render_to_string("components/state_badge.html", {"label": "bozza"})


@pytest.mark.parametrize(("number", "rels"), [(1, ["next"]), (2, ["prev", "next"]), (3, ["prev"])])
def test_pagination_keeps_the_query(rf, number, rels):
    page = Paginator(range(3), 1).get_page(number)

    html = render_to_string("components/pagination.html", {"page": page}, request=rf.get("/", {"q": "tornio"}))

    assert [rel for rel in ("prev", "next") if f'rel="{rel}"' in html] == rels
    assert "q=tornio" in html
    assert f"Pagina {number} di 3" in html


def test_empty_state_offers_what_to_do():
    html = render_to_string(
        "components/empty.html", {"title": "Niente", "text": "Ancora", "url": "/x/", "action": "Comincia"}
    )

    assert '<a class="btn btn-primary" href="/x/">Comincia</a>' in html
