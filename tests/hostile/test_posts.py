"""Every form of ours, every field, hostile values: refused in the page with what was typed, or stored and harmless."""

from urllib.parse import urlsplit

from tests.hostile.asker import ON_PAGE
from tests.hostile.posting import bombard

ENOUGH = 5_000


def test_every_field_of_every_form_bears_hostile_values(asker):
    forms = asker.own_forms

    posts = bombard(asker, forms)

    print(f"{posts} posts (field x payload) to {len(forms)} forms; {asker.told()}")  # noqa: T201  (a figure of the run)
    assert not asker.wrong, "\n".join(asker.wrong)
    assert posts >= ENOUGH


def test_forms_of_objects_in_a_state_of_their_own_are_met(asker):
    """What a page shows only for a template that was offered, or a file that waits for a yes, is bombarded too."""
    met = {urlsplit(form.action).path for _actor, form in asker.forms_in(asker.own_pages).values()}

    assert [route for route in ON_PAGE if asker.url(route) not in met] == []
