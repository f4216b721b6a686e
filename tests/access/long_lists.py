"""Files of long lists: the secretariat's own, one of yesterday, and another secretary's."""

import datetime
from typing import Any

from django.utils import timezone

from core.models import ListExport
from partners.enums import Office
from tests.access.world import Never, World
from tests.partners.factories import MandateFactory


def long_lists(world: World) -> None:
    now = timezone.now()

    def written(by: Any, at: datetime.datetime) -> int:
        facts = {"requested_at": at, "ready_at": at, "content": b"nome;cognome"}
        return ListExport.objects.create(requested_by=by, list="accounts.user", kind="csv", rows=1, **facts).pk

    secretary, other = world.users["secretariat"], MandateFactory(office=Office.SECRETARIAT).user
    old = now - ListExport.LIFETIME - datetime.timedelta(hours=1)
    world.a.offers("core:list_export_download", own=written(secretary, now), ended=written(secretary, old))
    world.b.offers("core:list_export_download", own=written(other, now), ended=Never("side A's has ended"))
