"""The ministry's register of schools in the admin: a file in, a report out."""

from typing import ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.admin.imports import BackgroundImportAdmin
from core.errors import BusinessRuleError
from partners.admin.permissions import StaffPermissions
from partners.models import RegisterImport
from partners.school_register import MAX_BYTES, register_rows
from partners.services import register_imports


class RegisterImportForm(forms.ModelForm):
    class Meta:
        model = RegisterImport
        fields = ["file"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("Il file è troppo grande per essere l'anagrafe delle scuole."))
        try:
            next(register_rows(file), None)
        except BusinessRuleError as error:
            raise ValidationError(str(error)) from error
        file.seek(0)
        return file

    def clean(self):
        cleaned = super().clean() or {}
        if not self.errors and next(register_rows(cleaned["file"]), None) is None:
            self.add_error("file", _("Nel file non c'è nessuna scuola."))
        return cleaned


@admin.register(RegisterImport)
class RegisterImportAdmin(StaffPermissions, BackgroundImportAdmin):
    form = RegisterImportForm
    list_display = ["created_at", "school_year", "state", "requested_by", "finished_at"]
    list_filter = ["state"]
    list_select_related = ["requested_by"]
    report_template = "admin/partners/registerimport/_report.html"
    fields_in: ClassVar = ["file"]
    fields_out: ClassVar = ["school_year", "state", "requested_by", "created_at", "finished_at", "error"]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def run_create(self, by, cleaned):
        return register_imports.register_import_create(by=by, file=cleaned["file"])

    def run_progress(self, run):
        return register_imports.register_progress(run)
