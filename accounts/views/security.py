"""How one's own account is protected: what is there, what is missing, which devices are signed in."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import services
from accounts.http import AuthenticatedRequest


@require_GET
def security(request: AuthenticatedRequest) -> HttpResponse:
    user = request.user
    kinds = list(Authenticator.objects.filter(user=user).order_by("pk").values_list("type", flat=True))
    context = {
        "has_password": user.has_usable_password(),
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_recovery_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "must_use_mfa": user.must_use_mfa,
        "lacks_second_factor": user.must_use_mfa and not user.has_second_factor,
        "can_link_identity": apps.is_installed("allauth.socialaccount"),
        "devices": UserSession.objects.filter(user=user).count(),
    }
    return render(request, "accounts/security.html", context)


@require_POST
def session_end(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One other device; the one in use is left with "Esci"."""
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key or "")
    services.session_end(session=get_object_or_404(others, pk=pk), by=request.user)
    messages.success(request, _("Fatto: quel dispositivo non è più collegato al tuo account."))
    return redirect("usersessions_list")
