"""What every form of the portal does alike."""

from crispy_forms.utils import render_crispy_form
from django import forms

from core.forms import PoloFormMixin
from partners.consortium_forms import AccessionForm
from partners.forms import PartnerMergeForm

TOWNS = (("sp", "La Spezia"), ("ge", "Genova"))


class TownForm(PoloFormMixin, forms.Form):
    dashed = forms.ChoiceField(choices=[("", "---------"), *TOWNS])
    worded = forms.ChoiceField(choices=[("", "tutte"), *TOWNS])
    full = forms.ChoiceField(choices=TOWNS)


def test_a_list_of_choices_begins_with_a_word():
    """Rows of dashes say nothing to whoever listens to the page."""
    fields = TownForm().fields
    assert fields["dashed"].choices == [("", "Scegli"), *TOWNS]
    assert fields["worded"].choices == [("", "tutte"), *TOWNS]
    assert list(fields["full"].choices) == list(TOWNS)


def test_a_field_taken_away_is_not_missed(caplog):
    class ShorterForm(TownForm):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            del self.fields["full"]

    html = render_crispy_form(ShorterForm())

    assert ['name="dashed"' in html, 'name="full"' in html, caplog.records] == [True, False, []]


def test_the_partners_to_choose_from_too():
    assert str(PartnerMergeForm().fields["keep"].empty_label) == "Scegli"


def test_the_choices_of_a_model_too():
    choices = list(AccessionForm().fields["asked_standing"].choices)
    assert choices[0] == ("", "Scegli")
    assert len(choices) > 1
