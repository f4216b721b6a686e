"""Forms of a file import: one choice for each column, and the yes of who would lose a fifth of what is published."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from core.forms import PoloFormMixin


class ColumnsForm(PoloFormMixin, forms.Form):
    """One choice for each column of the file, with what stands in its first rows; then the fields of the subclass."""

    def __init__(self, *args: Any, run: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run = run
        others = list(self.fields)
        self.columns = {f"column_{at}": header for at, header in enumerate(run.headers)}
        for at, (name, header) in enumerate(self.columns.items()):
            self.fields[name] = forms.ChoiceField(
                label=header,
                choices=self.column_choices(),
                initial=run.mapping.get(header, ""),
                help_text=_example(run, at),
                required=False,
            )
        for name in others:
            self.fields[name].initial = run.serializable_value(name)
        self.helper.layout = Layout(Fieldset(_("Le colonne del file"), *self.columns), Fieldset(_("E poi"), *others))

    def column_choices(self) -> list[Any]:
        raise NotImplementedError

    def mapping(self) -> dict[str, str]:
        """{header: field} of the columns that hold something (call after `is_valid`)."""
        said = {header: self.cleaned_data[name] for name, header in self.columns.items()}
        return {header: field for header, field in said.items() if field}

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What is said of the whole file."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.columns}


class ConfirmForm(PoloFormMixin, forms.Form):
    """A subclass has `may_shrink`: asked only where the preview would take away that much."""

    def __init__(self, *args: Any, run: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not run.counts.get("shrinks"):
            del self.fields["may_shrink"]


def _example(run: Any, at: int) -> str:
    """What stands in the first rows of the column. Help texts are HTML: what the file says is not."""
    found = [row[at] for row in run.sample if at < len(row) and row[at]]
    return escape(" · ".join(found[:3]))
