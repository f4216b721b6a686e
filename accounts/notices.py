"""Reads of terms and notices."""

from collections.abc import Iterator

from accounts.enums import NoticeKind
from accounts.models import Notice, User
from accounts.models.notice import NoticeQuerySet
from accounts.policies import notice_kinds


def notices_awaiting(user: User) -> NoticeQuerySet:
    """What the person has to read before going on."""
    return Notice.objects.awaiting(user, notice_kinds(user)).order_by("kind")


def versions_by_kind() -> list[tuple[NoticeKind, list[Notice]]]:
    """Every kind with its published versions, the one in force first; kinds without one are left out."""
    versions: dict[str, list[Notice]] = {}
    for notice in Notice.objects.published().order_by("-published_at", "-pk"):
        versions.setdefault(notice.kind, []).append(notice)
    return [(kind, versions[kind]) for kind in NoticeKind if kind in versions]


def blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """The parts of a notice's text: ("title", [words]), ("list", [items]) or ("text", [words])."""
    for block in text.replace("\r\n", "\n").strip().split("\n\n"):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        if lines and all(line.startswith("- ") for line in lines):
            yield "list", [line.removeprefix("- ") for line in lines]
        elif lines and lines[0].startswith("## "):
            yield "title", [lines[0].removeprefix("## ")]
            if lines[1:]:
                yield "text", [" ".join(lines[1:])]
        elif lines:
            yield "text", [" ".join(lines)]
