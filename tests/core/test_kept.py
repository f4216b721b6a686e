"""Pieces of the frame are drawn once for each language and value."""

from django.template import engines
from django.utils import translation

PAGE = '{% kept site %}{% for step in count %}{{ site }} {% translate "Cerca" %}{% endfor %}{% endkept %}'


class Count(list):
    """Notes how often a piece was drawn."""

    def __init__(self):
        super().__init__([1])
        self.drawn = 0

    def __iter__(self):
        self.drawn += 1
        return super().__iter__()


def test_drawn_once_for_each_value_and_language():
    page, count = engines["django"].from_string(PAGE), Count()

    drawn = [page.render({"site": site, "count": count}) for site in ("A", "B", "A", "B")]
    with translation.override("en"):
        drawn.append(page.render({"site": "A", "count": count}))

    assert drawn == ["A Cerca", "B Cerca", "A Cerca", "B Cerca", "A Search"]
    assert count.drawn == 3


def test_a_piece_with_ever_new_values_does_not_fill_the_memory():
    page, count = engines["django"].from_string(PAGE), Count()

    for number in range(250):
        assert page.render({"site": number, "count": count}) == f"{number} Cerca"

    assert len(page.template.nodelist[0].drawn) <= 100
