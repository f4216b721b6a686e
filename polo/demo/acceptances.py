"""Everybody in the demo has read the terms and notices in force, except one person who is asked at the log-in."""

from accounts.models import Notice, NoticeAcceptance, User
from accounts.policies import notice_kinds
from polo.demo.upsert import keep

ASKED = "ritorno@example.org"


def acceptances_build(people: dict[str, User]) -> None:
    in_force = {notice.kind: notice.pk for notice in Notice.objects.current()}
    rows = [
        {"user_id": user.pk, "notice_id": in_force[kind]}
        for email, user in people.items()
        if email != ASKED
        for kind in notice_kinds(user)
        if kind in in_force
    ]
    mine = NoticeAcceptance.objects.filter(user__in=people.values())
    keep(among=mine, key=["user_id", "notice_id"], rows=rows)
