"""Two invented minors: of one the parent has not answered yet, of the other the parent has said yes."""

from accounts.enums import GuardianAnswer
from accounts.models import GuardianRequest, User
from polo.demo.clock import moment
from polo.demo.upsert import Row, keep

# Known to everybody, so that the page can be looked at: it names an invented person.
GUARDIAN_TOKEN = "conferma-di-esempio"
WAITING, CONFIRMED = "minorenne@example.org", "sedicenne@example.org"


def guardians_build(people: dict[str, User]) -> None:
    waiting = _sent(people[WAITING], token=GUARDIAN_TOKEN) | {"answer": "", "answered_at": None}
    confirmed = _sent(people[CONFIRMED], token="conferma-di-esempio-data") | {
        "answer": GuardianAnswer.YES, "answered_at": moment(-1),
    }  # fmt: skip
    mine = GuardianRequest.objects.current().filter(minor__in=people.values())
    keep(among=mine, key=["minor_id"], rows=[waiting, confirmed])


def _sent(minor: User, *, token: str) -> Row:
    return {
        "minor_id": minor.pk,
        "email": f"genitore.{minor.email}",
        "token_hash": GuardianRequest.hash_of(token),
        "sent_at": moment(-2),
        "expires_at": moment(12),
        "created_at": moment(-2),
    }
