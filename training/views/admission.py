"""The school's desk: how people are admitted to an edition."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import AuthenticatedRequest
from core.errors import BusinessRuleError
from training import services
from training.forms.admission import AdmissionForm
from training.models import Admission, Edition


@require_http_methods(["GET", "POST"])
def edition_admission(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    editions = Edition.objects.editable_by(request.user).select_related("course", "admission")
    edition = get_object_or_404(editions, pk=pk)
    form = AdmissionForm(request.POST if request.method == "POST" else None, instance=Admission.of(edition))
    if request.method == "POST" and form.is_valid():
        try:
            services.admission_update(edition=edition, facts=form.cleaned_data, by=request.user)
        except BusinessRuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Regole di ammissione salvate."))
            return redirect("training:desk_course_list")
    context = {
        "form": form,
        "edition": edition,
        "title": _("Come si entra"),
        "lead": str(edition),
        "submit_label": _("Salva"),
        "cancel_url": reverse("training:desk_course_list"),
    }
    return render(request, "training/edition_admission.html", context)
