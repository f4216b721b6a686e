import pytest
from django.utils.translation import override

from core.templatetags.polo import share


@pytest.mark.parametrize(
    ("percent", "said"),
    [
        (1, "l'1%"),
        (8, "l'8%"),
        (11, "l'11%"),
        (80, "l'80%"),
        (88, "l'88%"),
        (0, "lo 0%"),
        (75, "il 75%"),
        (100, "il 100%"),
    ],
)
def test_a_percentage_has_the_article_with_which_it_is_read(percent, said):
    assert share(percent) == said
    with override("en"):
        assert share(percent) == f"{percent}%"
