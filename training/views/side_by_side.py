from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from training.selectors.side_by_side import MOST, side_by_side


@login_not_required
@require_safe
def course_side_by_side(request: HttpRequest) -> HttpResponse:
    """Up to four courses, named in the address: it can be sent to somebody, and no cookie is needed."""
    asked = [slug for slug in dict.fromkeys(request.GET.getlist("corso")) if slug]
    shown = side_by_side(asked, timezone.localdate())
    notices = []
    if len(shown.columns) < len(asked[:MOST]):
        notices.append(_("Un corso dell'indirizzo non c'è o non è pubblicato: lo abbiamo tolto."))
    if len(asked) > MOST:
        notices.append(_("Si confrontano al massimo quattro corsi: questi sono i primi."))
    return render(request, "training/course_side_by_side.html", {"shown": shown, "notices": notices})
