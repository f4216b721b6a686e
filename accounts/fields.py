"""A birth date in three small boxes: typed in seconds on a phone, where a calendar means paging back through years."""

import datetime
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.ages import OLDEST, not_in_the_future

DIGITS = re.compile(r"[0-9]{1,4}")


class BirthDateWidget(forms.MultiWidget):
    """Day, month, year: each with its own label, the numeric keyboard and the browser's own help."""

    template_name = "accounts/birth_date.html"
    use_fieldset = True
    labels = (_("Giorno"), _("Mese"), _("Anno"))

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput({"inputmode": "numeric", "maxlength": size, "autocomplete": f"bday-{name}"})
            for name, size in (("day", 2), ("month", 2), ("year", 4))
        }
        super().__init__(parts, attrs)

    def decompress(self, value: datetime.date | None) -> list[Any]:
        return [value.day, value.month, value.year] if value else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], self.labels, strict=True):
            part["label"] = label
        return context


class BirthDateField(forms.MultiValueField):
    widget = BirthDateWidget
    default_error_messages = {
        "required": _("Scrivi giorno, mese e anno."),
        "invalid": _("Questa data non esiste: scrivi giorno, mese e anno con le cifre, per esempio 7 3 2008."),
        "too_old": _("Controlla l'anno: servono quattro cifre, per esempio 2008."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__([forms.CharField(), forms.CharField(), forms.CharField()], **kwargs)

    def compress(self, data_list: list[str]) -> datetime.date | None:
        if not data_list:
            return None
        if not all(DIGITS.fullmatch(part) for part in data_list):
            raise self._error("invalid")
        day, month, year = (int(part) for part in data_list)
        if year < OLDEST.year:
            raise self._error("too_old")
        try:
            birth_date = datetime.date(year, month, day)
        except ValueError:
            raise self._error("invalid") from None
        not_in_the_future(birth_date)
        return birth_date

    def _error(self, code: str) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[code], code=code)
