"""The versions of terms and notices that the portal ships with, from `accounts/data/notices.toml`: safe to repeat."""

import datetime
import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts.models import Notice

DATA = Path(__file__).parent / "data"


@transaction.atomic
def notices_seed() -> None:
    """Add the versions that are not there yet; one that is there stays as it is, whatever the file says."""
    for row in tomllib.loads((DATA / "notices.toml").read_text(encoding="utf-8"))["notice"]:
        day: datetime.date = row.pop("published_on")
        published_at = datetime.datetime.combine(day, datetime.time(), tzinfo=ZoneInfo(settings.TIME_ZONE))
        key: dict[str, Any] = {name: row.pop(name) for name in ("kind", "version")}
        Notice.objects.get_or_create(**key, defaults=row | {"published_at": published_at})
