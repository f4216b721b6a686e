from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PoloFormMixin
from partners.enums import ACTIVE_STANDINGS
from partners.models import Partner
from training.models import Edition, EditionPartner


class TogetherForm(PoloFormMixin, forms.ModelForm):
    """Whom a school asks to hold an edition together."""

    class Meta:
        model = EditionPartner
        fields = ["partner", "part"]
        help_texts = {
            "part": _("Per esempio: il laboratorio di saldatura e chi lo segue. Lo leggerà chiunque, se dice di sì."),
        }

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = [edition.course.partner_id, *edition.together.values_list("partner", flat=True)]
        others = Partner.objects.filter(standing__in=ACTIVE_STANDINGS).exclude(pk__in=taken)
        self.fields["partner"].queryset = others.order_by("name", "pk")
