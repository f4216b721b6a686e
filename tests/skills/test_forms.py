"""Choosing skills and occupations: by typing, with or without scripts, in the language of the reader."""

import pytest
from django import forms
from django.utils import translation

from skills.enums import ConceptKind, ConceptStatus
from skills.forms import (
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


def test_the_box_shows_the_name_in_the_language_of_the_page(welding):
    html = str(AskedForm(initial={"skill": welding.pk})["skill"])
    with translation.override("en"):
        english = str(AskedForm(initial={"skill": welding.pk})["skill"])

    assert 'name="skill_text" value="Saldatura &lt;TIG&gt;"' in html
    assert f'name="skill" value="{welding.pk}"' in html
    assert 'name="skill_was" value="Saldatura &lt;TIG&gt;"' in html
    assert 'name="skill_text" value="TIG welding"' in english


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


def typed(text, *, key="", was="", **more):
    """What a browser posts for the box."""
    return {"skill": str(key), "skill_text": text, "skill_was": was, **more}


def test_a_missing_skill_is_required(welding):
    for data in ({"skill": ""}, {}, typed(""), typed("  "), typed("", key=welding.pk, was=welding.label_it)):
        assert AskedForm(data).errors == {"skill": ["Scrivi qualche lettera e scegli una voce dell'elenco."]}


def test_a_chosen_term_stands_while_its_words_do(welding):
    form = AskedForm(typed(welding.label_it, key=welding.pk, was=welding.label_it))

    assert form.is_valid()
    assert form.cleaned_data["skill"] == welding


@pytest.mark.parametrize("words", ["saldatura <tig>", "  TIG   Welding "])
def test_a_name_typed_in_full_is_understood_without_a_list(welding, words):
    assert AskedForm(typed(words)).is_valid()


def test_words_changed_by_hand_win_over_the_old_key(welding):
    other = ConceptFactory(label_it="Brasatura", label_en="Soldering")

    form = AskedForm(typed("brasatura", key=welding.pk, was=welding.label_it))

    assert form.is_valid()
    assert form.cleaned_data["skill"] == other


def test_words_that_are_near_come_back_with_what_there_is(welding):
    form = AskedForm(typed("saldatrua"))

    assert form.errors == {"skill": ["Scegli fra le voci qui sotto quella che intendi."]}
    html = str(form["skill"])
    assert 'name="skill_text" value="saldatrua"' in html
    assert f'name="skill_choice" value="{welding.pk}"' in html
    assert AskedForm(typed("saldatrua", skill_choice=str(welding.pk))).is_valid()


def test_a_name_of_two_terms_is_asked_back(welding):
    ConceptFactory(label_it="Saldatura <TIG>", label_en="other")

    form = AskedForm(typed("Saldatura <TIG>"))

    assert form.errors == {"skill": ["Scegli fra le voci qui sotto quella che intendi."]}
    assert str(form["skill"]).count('name="skill_choice"') == 2


@pytest.mark.parametrize("words", ["xyzzy", "<script>", "' OR 1=1 --", "…", "=", "a" * 5000, "٣"])
def test_words_that_mean_nothing_are_told(welding, words):
    form = AskedForm(typed(words))

    assert form.errors == {"skill": ["Non troviamo niente con queste parole: prova con altre, anche in inglese."]}
    assert "skill_choice" not in str(form["skill"])


def test_formset_reads_its_terms_together(welding, welder, django_assert_num_queries):
    formset_class = forms.formset_factory(AskedForm, formset=AskedFormSet, extra=2)
    initial = [{"skill": ConceptFactory().pk, "occupation": welder.pk} for _row in range(3)]

    with django_assert_num_queries(1):
        assert str(formset_class(initial=initial)).count("data-picker-key") == 10


def test_bound_formset_checks_all_rows_with_one_query(welding, django_assert_num_queries):
    formset_class = forms.formset_factory(AskedForm, formset=AskedFormSet, extra=0)
    data = {"form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "0"}
    data |= {f"form-{index}-skill": str(welding.pk) for index in range(3)}

    with django_assert_num_queries(1):
        assert formset_class(data).is_valid()


def test_two_requests_do_not_share_a_reading(welding):
    first = str(AskedForm(initial={"skill": welding.pk})["skill"])
    Concept.objects.filter(pk=welding.pk).update(label_it="Saldatura MIG")

    assert str(AskedForm(initial={"skill": welding.pk})["skill"]) != first


def test_a_field_without_mixin_reads_for_itself(welding):
    class Plain(forms.Form):
        skill = SkillChoiceField(initial=welding, required=True)

    form = Plain({"skill": str(welding.pk)})

    assert form.is_valid()
    assert not form.has_changed()
    assert form.fields["skill"].to_python(welding) == welding
