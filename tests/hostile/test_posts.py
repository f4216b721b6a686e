"""Every form of ours, every field, hostile values: refused in the page with what was typed, or stored and harmless."""

from tests.hostile.posting import bombard

ENOUGH = 2_000


def test_every_field_of_every_form_bears_hostile_values(asker):
    forms = asker.own_forms

    posts = bombard(asker, forms)

    print(f"{posts} posts (field x payload) to {len(forms)} forms; {asker.told()}")  # noqa: T201  (a figure of the run)
    assert not asker.wrong, "\n".join(asker.wrong)
    assert posts >= ENOUGH
