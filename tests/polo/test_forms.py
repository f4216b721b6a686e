"""The look of forms: core.forms, {% form_fields %} and the crispy templates."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines

from core.forms import PoloFormHelper, PoloFormMixin


class SampleForm(PoloFormMixin, forms.Form):
    title = forms.CharField(label="Titolo", help_text="Poche parole")
    note = forms.CharField(label="Nota", required=False)
    kind = forms.ChoiceField(label="Tipo", choices=[("a", "Alfa"), ("b", "Beta")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Va bene")
    day = forms.DateField(label="Giorno", widget=forms.SelectDateWidget)
    upload = forms.FileField(label="Documento", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.cleaned_data.get("note") == "no":
            raise forms.ValidationError("Così non va.")


def render(form):
    return engines["django"].from_string("{% form_fields form %}").render({"form": form})


def test_fields_only_no_form_tag_no_token():
    html = render(SampleForm())

    assert "<form" not in html
    assert "csrfmiddlewaretoken" not in html
    assert 'role="alert"' not in html


def test_required_is_a_word_not_a_star():
    html = render(SampleForm())

    assert html.count("(obbligatorio)") == 4
    assert "asteriskField" not in html
    assert "novalidate" not in html


def test_help_and_errors_are_described_by_the_field():
    html = render(SampleForm({}))

    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert 'aria-describedby="id_kind_error"' in html
    assert html.count('id="id_kind_error"') == 1


def test_summary_links_to_each_field():
    html = render(SampleForm({"note": "no"}))

    assert "Ci sono 5 cose da correggere" in html
    assert "<li>Così non va.</li>" in html
    assert '<a href="#id_title">Titolo</a>' in html
    assert '<a href="#div_id_kind">Tipo</a>' in html


def test_summary_of_one_error_is_singular():
    form = SampleForm({"title": "", "kind": "a", "agreed": "on", "day_day": 1, "day_month": 1, "day_year": 1})

    assert "C'è una cosa da correggere" in render(form)


def test_typed_values_are_kept():
    html = render(SampleForm({"title": 'Scritto "bene"'}, files={"upload": SimpleUploadedFile("a.txt", b"x")}))

    assert 'value="Scritto &quot;bene&quot;"' in html


def test_stored_file_is_linked_and_can_be_removed():
    class Stored:
        url = "/media/a.pdf"

        def __str__(self):
            return "a.pdf"

        name = "a.pdf"

    html = render(SampleForm(initial={"upload": Stored()}))

    assert '<a href="/media/a.pdf">a.pdf</a>' in html
    assert 'name="upload-clear"' in html


def test_a_form_without_helper_looks_the_same():
    class Plain(forms.Form):
        title = forms.CharField(label="Titolo")

    assert "(obbligatorio)" in render(Plain())


@pytest.mark.parametrize("option", ["form_tag", "include_media"])
def test_helper_writes_fields_only(option):
    assert getattr(PoloFormHelper(), option) is False
