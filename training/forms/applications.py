from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PoloFormMixin
from training.models import Application, ApplicationMessage
from training.validators import validate_upload


class ApplicationForm(PoloFormMixin, forms.ModelForm):
    """What a person adds to an application; who they are and for what they ask is known."""

    class Meta:
        model = Application
        fields = ["motivation"]
        widgets = {"motivation": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "motivation": _("Facoltativo, al massimo 2000 caratteri. Lo legge solo chi risponde alle domande."),
        }


class ApplicationDocumentForm(PoloFormMixin, forms.Form):
    """One of the documents that an edition asks for."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Un PDF, oppure una foto JPEG o PNG, fino a 5 MB. Lo leggi tu e chi risponde alla domanda."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        validators=[validate_upload],
    )


class ApplicationMessageForm(PoloFormMixin, forms.Form):
    text = forms.CharField(
        label=_("Messaggio"),
        help_text=_("Al massimo 2000 caratteri. L'altra parte riceve un avviso; il testo si legge solo qui."),
        max_length=ApplicationMessage.MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
