"""What was done to one row: its lines of the register, where Django would show a log that nobody writes."""

from typing import Any

from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import AuditEvent

LINES_PER_PAGE = 50
DONE = {
    "created": gettext_lazy("creazione"),
    "updated": gettext_lazy("modifica"),
    "deleted": gettext_lazy("cancellazione"),
}


class StoryMixin:
    """`…/history/`: who changed the row and when. Reasons stay in the register: they may be about a person.

    Who acts on what is about them is "the person themselves": a name would say whom a row without names is about.
    """

    def history_view(self: Any, request: Any, object_id: str, extra_context: Any = None) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        events = AuditEvent.objects.changes().filter(target_type=self.opts.label_lower, target_id=row.pk)
        page = Paginator(events.select_related("actor"), LINES_PER_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Storia: %(name)s") % {"name": row},
            "object": row,
            "opts": self.opts,
            "page": page,
            "lines": [(event, done(event.verb)) for event in page],
            "is_popup": IS_POPUP_VAR in request.GET,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)


def done(verb: str) -> str:
    """The staff's own changes in a word; what a service did is called by the verb of the register."""
    return str(DONE.get(verb.rpartition("_")[2], verb))
