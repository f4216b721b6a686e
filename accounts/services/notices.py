"""Terms and privacy notices: published once, accepted by each person, asked again when a newer version is out."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notice, NoticeAcceptance, User
from accounts.policies import notice_kinds
from core.errors import BusinessRuleError
from core.services import record_event


@transaction.atomic
def notice_publish(*, notice: Notice, by: User | None) -> Notice:
    """From now on this version counts; it can never be changed again."""
    notice = Notice.objects.select_for_update(of=("self",), no_key=True).get(pk=notice.pk)
    if notice.published_at is not None:
        raise BusinessRuleError(_("Questa versione è già pubblicata."))
    notice.published_at = timezone.now()
    notice.full_clean()
    notice.save(update_fields=["published_at", "updated_at"])
    record_event(by=by, verb="accounts.notice_published", target=notice)
    return notice


@transaction.atomic
def notices_accept(*, user: User, notices: Iterable[Notice]) -> list[Notice]:
    """The person accepts what was shown: a version published while the page was open is asked next.

    A button pressed twice, or in two tabs, leaves one row.
    """
    shown = [notice.pk for notice in notices]
    awaiting = list(Notice.objects.awaiting(user, notice_kinds(user)).filter(pk__in=shown).order_by("kind"))
    for notice in awaiting:
        acceptance, created = NoticeAcceptance.objects.get_or_create(user=user, notice=notice)
        if created:
            record_event(by=user, verb="accounts.notice_accepted", target=acceptance, subject=user)
    return awaiting
