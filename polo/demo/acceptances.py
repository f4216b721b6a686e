"""Everybody in the demo has read the terms and notices in force, except one person who is asked at the log-in.

The terms have a second, invented version there, so that what changed can be read; a published text never changes, so
it is written once and its day does not move along with the other dates.
"""

import datetime

from accounts.enums import NoticeKind
from accounts.models import Notice, NoticeAcceptance, User
from accounts.policies import notice_kinds
from polo.demo.upsert import keep

ASKED = "ritorno@example.org"


# Added to the text of the version before it.
SECOND_VERSION, LATER = "2026-11-esempio", datetime.timedelta(hours=1)
ADDED_IT = "- Un invito a lavorare per un partner si può rifiutare, anche senza avere un account."
ADDED_EN = "- You may decline an invitation to work for a partner, even without an account."


def acceptances_build(people: dict[str, User]) -> None:
    first = _second_version()
    in_force = {notice.kind: notice.pk for notice in Notice.objects.current()}
    rows = [
        {"user_id": user.pk, "notice_id": in_force[kind]}
        for email, user in people.items()
        if email != ASKED
        for kind in notice_kinds(user)
        if kind in in_force
    ]
    if first and ASKED in people:
        rows.append({"user_id": people[ASKED].pk, "notice_id": first.pk})
    mine = NoticeAcceptance.objects.filter(user__in=people.values())
    keep(among=mine, key=["user_id", "notice_id"], rows=rows)


def _second_version() -> Notice | None:
    """The terms that the second version came after."""
    shipped = Notice.objects.published().filter(kind=NoticeKind.TERMS).exclude(version=SECOND_VERSION)
    first = shipped.order_by("published_at", "pk").last()
    if first is None or first.published_at is None:
        return None
    Notice.objects.get_or_create(
        kind=NoticeKind.TERMS,
        version=SECOND_VERSION,
        defaults={
            "text_it": f"{first.text_it.strip()}\n\n## Inviti\n\n{ADDED_IT}\n",
            "text_en": f"{first.text_en.strip()}\n\n## Invitations\n\n{ADDED_EN}\n",
            "changes_it": "una parte nuova, «Inviti»: si possono rifiutare anche senza account. Il resto è uguale.",
            "changes_en": "a new part, “Invitations”: you may decline one even without an account. The rest stays.",
            "published_at": first.published_at + LATER,
        },
    )
    return first
