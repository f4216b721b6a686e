"""Choosing skills and occupations: one reading per page, grouped, in the language of the reader."""

import pytest
from django import forms
from django.utils import translation

from skills.enums import ConceptKind, ConceptStatus
from skills.forms import (
    ConceptChoiceField,
    OccupationChoiceField,
    SkillChoiceField,
    VocabularyFormMixin,
    VocabularyFormSetMixin,
)
from skills.models import Concept
from tests.skills.factories import ConceptFactory

pytestmark = pytest.mark.django_db


class AskedForm(VocabularyFormMixin, forms.Form):
    skill = SkillChoiceField()
    occupation = OccupationChoiceField(required=False)
    note = forms.CharField(required=False)


class AskedFormSet(VocabularyFormSetMixin, forms.BaseFormSet):
    pass


@pytest.fixture
def welding():
    group = ConceptFactory(kind=ConceptKind.GROUP, label_it="Saldatura", label_en="Welding")
    return ConceptFactory(group=group, label_it="Saldatura <TIG>", label_en="TIG welding")


@pytest.fixture
def welder():
    return ConceptFactory(kind=ConceptKind.OCCUPATION, label_it="saldatrice/saldatore", label_en="welder")


def test_skill_choices_are_grouped_and_escaped(welding):
    ungrouped = ConceptFactory(group=None, label_it="Altro", label_en="Other")

    html = str(AskedForm(initial={"skill": welding.pk})["skill"])

    assert '<select id="id_skill" name="skill" required>' in html
    assert (
        f'<optgroup label="Saldatura"><option value="{welding.pk}" selected>Saldatura &lt;TIG&gt;</option></optgroup>'
        f'<optgroup label="Altre competenze"><option value="{ungrouped.pk}">Altro</option></optgroup>' in html
    )
    assert '<option value="">Scegli…</option>' in html


def test_skill_labels_follow_the_active_language(welding):
    with translation.override("en"):
        html = str(AskedForm()["skill"])

    assert '<optgroup label="Welding">' in html
    assert ">TIG welding</option>" in html


def test_occupation_choices_are_flat_and_sorted(welder):
    ConceptFactory(kind=ConceptKind.OCCUPATION, label_it="Attrezzista", label_en="setter")
    field = AskedForm().fields["occupation"]

    assert [label for key, label in field.choices if key] == ["Attrezzista", "saldatrice/saldatore"]
    assert len(field.choices) == 3
    assert bool(field.choices) is True


def test_cleaned_skill_is_the_concept(welding, welder):
    form = AskedForm({"skill": str(welding.pk), "occupation": str(welder.pk)})

    assert form.is_valid()
    assert form.cleaned_data == {"skill": welding, "occupation": welder, "note": ""}


@pytest.mark.parametrize("value", ["0", "x", "\x00", "9" * 40, "1.0"])
def test_unknown_skill_is_refused_with_a_message(welding, value):
    form = AskedForm({"skill": value})

    assert form.errors == {"skill": ["Scegli una voce dell'elenco: quella indicata non c'è o non è più in uso."]}


def test_obsolete_skill_and_occupation_are_not_skills_to_choose(welding, welder):
    obsolete = ConceptFactory(status=ConceptStatus.OBSOLETE)

    assert not AskedForm({"skill": str(obsolete.pk)}).is_valid()
    assert not AskedForm({"skill": str(welder.pk)}).is_valid()


def test_a_missing_skill_is_required(welding):
    assert AskedForm({"skill": ""}).errors == {"skill": ["Questo campo è obbligatorio."]}


def test_formset_reads_the_vocabulary_once(welding, welder, django_assert_num_queries):
    formset_class = forms.formset_factory(AskedForm, formset=AskedFormSet, extra=5)

    with django_assert_num_queries(2):
        html = str(formset_class()) + str(formset_class.form.base_fields.keys())
        assert html.count("Saldatura &lt;TIG&gt;") == 5


def test_bound_formset_checks_all_rows_with_one_query(welding, django_assert_num_queries):
    formset_class = forms.formset_factory(AskedForm, formset=AskedFormSet, extra=0)
    data = {"form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "0"}
    data |= {f"form-{index}-skill": str(welding.pk) for index in range(3)}

    with django_assert_num_queries(1):
        assert formset_class(data).is_valid()


def test_two_requests_do_not_share_a_reading(welding):
    first = str(AskedForm()["skill"])
    Concept.objects.filter(pk=welding.pk).update(label_it="Saldatura MIG")

    assert str(AskedForm()["skill"]) != first


def test_a_field_without_mixin_reads_for_itself(welding):
    class Plain(forms.Form):
        skill = SkillChoiceField(initial=welding, required=True)

    form = Plain({"skill": str(welding.pk)})

    assert form.is_valid()
    assert not form.has_changed()
    assert form.fields["skill"].to_python(welding) == welding
    assert "Scegli…" not in str(form["skill"])


def test_the_base_field_has_no_list_of_its_own():
    with pytest.raises(NotImplementedError):
        _ = ConceptChoiceField().concepts
