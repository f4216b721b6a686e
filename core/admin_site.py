"""The admin's one door: allauth's log-in, with its second factor and its limits on tries; nothing beside it."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _


class PoloAdminSite(admin.AdminSite):
    """Django's admin without its own log-in, log-out and passwords, and with the pages that we wrote ourselves only.

    Pages that packages register (e-mail addresses, second factors, groups …) would let staff write past the rules of
    the trade: a class that is not a `PoloAdmin` is left out.
    """

    site_header = _("Amministrazione del Polo")
    site_title = _("Polo della Spezia")
    index_title = _("Che cosa vuoi guardare?")
    enable_nav_sidebar = False

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")  # rows go one by one, each with its event

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        if getattr(admin_class, "keeps_house_rules", False):
            super().register(model_or_iterable, admin_class, **options)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Strangers go to the portal's log-in; who is signed in and comes here may not enter."""
        if not request.user.is_authenticated:
            next_page = request.GET.get("next") or reverse("admin:index")
            return redirect(f"{reverse('account_login')}?{urlencode({'next': next_page})}")
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect("admin:index")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """One's own password is changed where everybody changes it."""
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {"site_url": reverse("home")}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list of what can be looked at, after what waits for somebody."""
        pages = [page for page in self._registry.values() if page.has_view_permission(request)]
        waiting = [line for page in pages for line in getattr(page, "waiting", lambda _request: [])(request)]
        return super().index(request, (extra_context or {}) | {"waiting": waiting})
