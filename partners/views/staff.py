"""What the secretariat does for a person, each on a page of its own that asks for the reason."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from core.services import record_look
from partners import policies, services
from partners.enums import PersonAct
from partners.forms import ReasonForm

LEADS = {
    PersonAct.SUSPEND: gettext_lazy("%(person)s esce da tutti i dispositivi e non entra più. I dati restano."),
    PersonAct.RESTORE: gettext_lazy("%(person)s entra di nuovo, con la password o la passkey di prima."),
    PersonAct.SIGN_OUT: gettext_lazy("%(person)s esce da tutti i dispositivi e può rientrare subito."),
    PersonAct.LET_IN: gettext_lazy("%(person)s vedrà nell'amministrazione quello che permette il suo incarico."),
    PersonAct.KEEP_OUT: gettext_lazy("%(person)s esce da tutti i dispositivi e non vede più l'amministrazione."),
}


@require_http_methods(["GET", "POST"])
def person_act(request: AuthenticatedRequest, pk: int, act: str) -> HttpResponse:
    person = get_object_or_404(policies.people_looked_after_by(request.user), pk=pk)
    if act not in policies.acts_on(request.user, person):
        raise Http404
    chosen = PersonAct(act)
    record_look(by=request.user, person=person, target=person, verb="accounts.user_seen")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.person_act(person=person, act=chosen, by=request.user, **form.cleaned_data)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Fatto: la persona riceve un avviso."))
            return redirect("admin:accounts_user_change", person.pk)
    context = {
        "form": form,
        "title": chosen.label,
        "lead": LEADS[chosen] % {"person": person},
        "submit_label": chosen.label,
        "cancel_url": reverse("admin:accounts_user_change", args=[person.pk]),
    }
    return render(request, "partners/staff_form.html", context)
