"""Imports in the admin: files in, a report out; the worker does the work, the page looks again by itself meanwhile."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.admin.base import PoloAdmin


class BackgroundImportAdmin(PoloAdmin):
    """`fields_in` are the fields of the form, `fields_out` those of the report; `run_create` asks for the work.

    Whoever uses it says that nobody changes or deletes an import: permissions stand before it.
    """

    traced_by_services = True
    change_form_template = "admin/background_import.html"
    report_template = ""
    fields_in: ClassVar[list[str]] = []
    fields_out: ClassVar[list[str]] = []
    REFRESH = 3  # seconds

    def run_create(self, by: Any, cleaned: dict[str, Any]) -> Any:
        raise NotImplementedError

    def run_progress(self, run: Any) -> int:
        raise NotImplementedError

    def get_fields(self, request, obj=None):
        return self.fields_in if obj is None else self.fields_out

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.pk = self.run_create(request.user, form.cleaned_data).pk
        messages.info(request, _("I file sono arrivati: il lavoro comincia fra pochi secondi."))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context |= {"run": obj, "percent": self.run_progress(obj), "report_template": self.report_template}
        response = super().render_change_form(request, context, add, change, form_url, obj)
        if obj is not None and not obj.is_over:
            response["Refresh"] = str(self.REFRESH)
        return response

    def response_add(self, request, obj, post_url_continue=None):
        """To the page that tells how far it is; what was done is said already (save_model)."""
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change"
        return redirect(name, obj.pk)
