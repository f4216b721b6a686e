"""What the referent looks after: a proposal of rules to compare, contested matches with and without an answer."""

from accounts.models import User
from polo.demo.clock import moment
from polo.demo.upsert import Row, keep
from recruitment.enums import ContestOutcome
from recruitment.models import Match, MatchContest, MatchingRules
from recruitment.services.contests import FROZEN

PERSONA, REFERENT = "persona@example.org", "referente@example.org"
WHY = "Le imprese chiedono che le competenze certificate contino di più di quelle dichiarate."
WRONG = (
    "So usare il calibro da anni, ma qui risulta che manca.",
    "Il livello della saldatura non è quello del mio attestato.",
)
ANSWER = (
    "Abbiamo ricontrollato con te l'attestato: il livello scritto nel profilo era più basso. Adesso è corretto e "
    "l'abbinamento è stato ricalcolato."
)
PROPOSAL: Row = {
    "version": "demo.1", "weight_essential": 4, "weight_optional": 2, "trainable_divisor": 2, "uses_rarity": True,
    "level_1": 60, "level_2": 30, "level_3": 10, "declared": 60, "observed": 80, "assessed": 90, "certified": 100,
    "focus": 30, "reason": WHY,
}  # fmt: skip


def oversight_build(people: dict[str, User]) -> None:
    author = people[REFERENT].pk
    proposals = MatchingRules.objects.filter(version=PROPOSAL["version"], started_at=None)
    if not MatchingRules.objects.started().filter(version=PROPOSAL["version"]).exists():
        keep(among=proposals, key=["version"], rows=[PROPOSAL | {"author_id": author, "created_at": moment(-3, 10)}])
    matches = Match.objects.filter(profile__person=people[PERSONA], opening__is_demo=True).order_by("-total", "pk")[:2]
    rows = [
        _contest(match, text, author if place else None)
        for place, (match, text) in enumerate(zip(matches, WRONG, strict=False))
    ]
    mine = MatchContest.objects.filter(profile__person=people[PERSONA], opening__is_demo=True)
    keep(among=mine, key=["opening_id", "profile_id"], rows=rows, only_these=True)


def _contest(match: Match, text: str, answered_by: int | None) -> Row:
    facts = {name: getattr(match, name) for name in FROZEN if name not in {"opening", "profile"}}
    return {
        "opening_id": match.opening_id,
        "profile_id": match.profile_id,
        "text": text,
        "created_at": moment(-6, 18),
        "outcome": ContestOutcome.CHANGED if answered_by else "",
        "answer": ANSWER if answered_by else "",
        "answered_at": moment(-4, 11) if answered_by else None,
        "answered_by_id": answered_by,
        **facts,
    }
