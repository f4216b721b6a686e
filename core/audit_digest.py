"""One digest per past day over the rows of the audit and over the digest of the day before (ADR 0008).

Written by the night, read by `manage.py audit_verify`: a row changed, removed or slipped in past the triggers shows.
"""

import datetime
import hashlib
from collections.abc import Iterator

from django.db import connection, transaction
from django.utils import timezone

from core.models import AuditDigest, AuditEvent

# A day of Rome is over for the audit when no transaction of it can still be open.
LAST_WORD = datetime.timedelta(hours=1)
# A little less than the sixty months of the audit's retention.
KEPT = datetime.timedelta(days=5 * 365 - 3)
# `reason` stays out: its words go when a person is erased, which the law wants and the trigger lets pass.
LINE = """
SELECT concat_ws('|', id, extract(epoch FROM at), coalesce(actor_id, 0), coalesce(acting_partner_id, 0), verb,
                 target_type, target_id, before::text, after::text, coalesce(subject_id, 0),
                 coalesce(extract(epoch FROM look_hour), 0))
FROM core_auditevent WHERE at >= %s AND at < %s ORDER BY id
"""


def audit_digest() -> int:
    """Write the digests of the days that are over and have none yet; returns how many. Safe to run twice."""
    written = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('core.audit_digest'))")
        last = AuditDigest.objects.order_by("day").last()
        for day in _days_over(last):
            last = _digest_of(day, last.digest if last else "")
            last.save()
            written += 1
    return written


def days_that_differ() -> Iterator[AuditDigest]:
    """The digests that the rows of today no longer give; each day is counted upon what was written for the one before.

    Days of which retention may have let rows go are passed over: their rows are not there to be counted.
    """
    kept_from = timezone.localdate() - KEPT
    before = ""
    for written in AuditDigest.objects.order_by("day"):
        counted = _digest_of(written.day, before)
        if written.day >= kept_from and (counted.rows, counted.digest) != (written.rows, written.digest):
            yield written
        before = written.digest


def _days_over(last: AuditDigest | None) -> Iterator[datetime.date]:
    first = AuditEvent.objects.order_by("at").first()
    if last is None and first is None:
        return
    day = last.day + datetime.timedelta(days=1) if last else _day_of(first.at)  # type: ignore[union-attr]
    while day < _day_of(timezone.now() - LAST_WORD):
        yield day
        day += datetime.timedelta(days=1)


def _digest_of(day: datetime.date, before: str) -> AuditDigest:
    hashed, rows = hashlib.sha256(before.encode()), 0
    with connection.cursor() as cursor:
        cursor.execute(LINE, [_midnight(day), _midnight(day + datetime.timedelta(days=1))])
        while lines := cursor.fetchmany(2000):
            for (line,) in lines:
                hashed.update(f"{line}\n".encode())
            rows += len(lines)
    return AuditDigest(day=day, rows=rows, digest=hashed.hexdigest())


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def _day_of(moment: datetime.datetime) -> datetime.date:
    return timezone.localdate(moment)
