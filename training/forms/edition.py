"""Forms of the school's desk about editions and the applications to them."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import DateInput, PoloFormHelper, PoloFormMixin
from partners.models import Partner, Site
from training.enums import OWN_REFUSAL_REASONS, UNSENT_APPLICATION_STATES, ApplicationState, Enrolment, RefusalReason
from training.forms.constraints import ConstraintsBesideFieldsMixin
from training.models import Application, Edition

SENT_STATES = [choice for choice in ApplicationState.choices if choice[0] not in UNSENT_APPLICATION_STATES]
MESSAGE_LENGTH = Application._meta.get_field("message").max_length


class EditionForm(ConstraintsBesideFieldsMixin, PoloFormMixin, forms.ModelForm):
    """When and where a course of a partner is taught."""

    closes_list = forms.BooleanField(
        label=_("Il corso è davvero cominciato: chiudi la lista d'attesa e avvisa chi è in lista"), required=False
    )
    constraint_fields: ClassVar = {
        "training_edition_dates_in_order": "ends_on",
        "training_edition_window_in_order": "applications_close_on",
        "training_edition_minimum_within_seats": "min_enrolment",
    }

    class Meta:
        model = Edition
        fields = [
            "starts_on", "ends_on", "site", "mode", "timetable", "seats", "min_enrolment", "enrolment",
            "applications_open_on", "applications_close_on", "enrolment_note",
        ]  # fmt: skip
        widgets = {
            "starts_on": DateInput,
            "ends_on": DateInput,
            "applications_open_on": DateInput,
            "applications_close_on": DateInput,
            "enrolment": forms.RadioSelect,
        }
        help_texts = {
            "timetable": _("Per esempio: dal lunedì al venerdì, dalle 14 alle 18."),
            "seats": _("Quante persone possono partecipare."),
            "min_enrolment": _("Sotto questo numero l'edizione non parte. Facoltativo."),
            "applications_open_on": _("Lascia vuoto se le iscrizioni sono già aperte."),
            "applications_close_on": _("L'ultimo giorno in cui ci si può iscrivere."),
            "enrolment_note": _("Per chi si iscrive presso di voi: dove andare o a chi scrivere."),
        }

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holders = [partner.pk]
        if self.instance.pk:  # an edition held together may be at any of its partners'
            holders += self.instance.together.agreed().values_list("partner", flat=True)
        self.fields["site"].queryset = Site.objects.filter(partner__in=holders).select_related("municipality")
        self._yes_to_close = self.fields["closes_list"]
        if "closes_list" not in self.data:
            del self.fields["closes_list"]
        self._in_order()

    def ask_to_close_list(self, why: str) -> None:
        """The beginning that was typed sends away who waits: a box to say that it is so."""
        self.fields["closes_list"] = self._yes_to_close
        self._in_order()
        what_to_do = _("Controlla l'inizio; se è giusto, spunta questa casella.")
        self.add_error("closes_list", f"{why} {what_to_do}")

    def _in_order(self) -> None:
        """The box stands below the beginning."""
        self.order_fields(["starts_on", "closes_list"])
        self.helper = PoloFormHelper(self)

    def facts(self) -> dict[str, Any]:
        """What an edition is, without what is only asked of whoever writes it (call after `is_valid`)."""
        return {name: value for name, value in self.cleaned_data.items() if name != "closes_list"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("enrolment") == Enrolment.EXTERNAL and not cleaned.get("enrolment_note"):
            self.add_error("enrolment_note", _("Spiega come ci si iscrive presso di voi."))
        if cleaned.get("enrolment") == Enrolment.PORTAL:
            self._require_window()
        last, ends_on = cleaned.get("applications_close_on"), cleaned.get("ends_on")
        if last and ends_on and last > ends_on:
            self.add_error("applications_close_on", _("Le iscrizioni chiudono prima della fine dell'edizione."))
        return cleaned

    def _require_window(self) -> None:
        """What the constraint training_edition_portal_has_window asks for, each beside its own field."""
        if self.cleaned_data.get("seats") is None and "seats" not in self.errors:
            self.add_error("seats", _("Per iscriversi sul portale serve il numero di posti."))
        if not self.cleaned_data.get("applications_close_on") and "applications_close_on" not in self.errors:
            self.add_error(
                "applications_close_on", _("Per iscriversi sul portale serve l'ultimo giorno per le iscrizioni.")
            )


class EditionCancelForm(PoloFormMixin, forms.Form):
    """Why an edition is called off."""

    reason = forms.CharField(
        label=_("Perché l'edizione non parte"),
        help_text=_("Lo leggerà chi si è iscritto."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ApplicationAcceptForm(PoloFormMixin, forms.Form):
    message = forms.CharField(
        label=_("Messaggio a chi si è iscritto"),
        help_text=_("Facoltativo: per esempio che cosa portare il primo giorno."),
        max_length=MESSAGE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ApplicationRefuseForm(PoloFormMixin, forms.Form):
    """A structured reason, and words. An edition that is called off is not refused one by one."""

    reason = forms.ChoiceField(
        label=_("Motivo"),
        choices=[choice for choice in RefusalReason.choices if choice[0] not in OWN_REFUSAL_REASONS],
        widget=forms.RadioSelect,
    )
    message = forms.CharField(
        label=_("Messaggio a chi si è iscritto"),
        help_text=_("Poche parole gentili: chi legge deve capire che cosa può fare adesso."),
        max_length=MESSAGE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("reason") == RefusalReason.OTHER and not cleaned.get("message", "").strip():
            self.add_error("message", _("Spiega il motivo nel messaggio: chi si è iscritto lo leggerà."))
        return cleaned


class ApplicationFilterForm(PoloFormMixin, forms.Form):
    """Which applications the desk lists: those to answer, unless another state is asked for."""

    state = forms.ChoiceField(label=_("Stato"), choices=[("", _("tutte")), *SENT_STATES], required=False)
    edition = forms.ModelChoiceField(
        Edition.objects.none(), label=_("Edizione"), empty_label=_("tutte"), required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answerable = Application.objects.answerable_by(user)
        self.fields["edition"].queryset = (
            Edition.objects.filter(pk__in=answerable.values("edition"))
            .select_related("course")
            .order_by("-starts_on", "pk")
        )
