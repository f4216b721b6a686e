"""At the example school somebody has been invited and somebody asks to be let in."""

from accounts.models import User
from partners.enums import JoinRequestState, Role
from partners.models import Invitation, JoinRequest, Partner
from polo.demo.clock import moment
from polo.demo.upsert import keep

SCHOOL = "istituto-esempio"
# Known to everybody, so that the page can be looked at: it opens an invented school and only the address it is for.
DEMO_TOKEN = "invito-di-esempio"


def members_build(people: dict[str, User], partners: dict[str, Partner]) -> None:
    school = partners[SCHOOL]
    keep(
        among=Invitation.objects.filter(partner=school),
        key=["email", "role"],
        rows=[
            {
                "partner_id": school.pk,
                "email": "orientatore@example.org",
                "role": Role.COUNSELLOR,
                "token_hash": Invitation.hash_of(DEMO_TOKEN),
                "invited_by_id": people["scuola@example.org"].pk,
                "expires_at": moment(11),
                "created_at": moment(-3),
            }
        ],
    )
    keep(
        among=JoinRequest.objects.filter(partner=school),
        key=["person_id"],
        rows=[
            {
                "partner_id": school.pk,
                "person_id": people["impresa@example.org"].pk,
                "message": "Faccio da tutor aziendale per le classi quarte: vorrei seguire anche i corsi per docenti.",
                "state": JoinRequestState.OPEN,
                "created_at": moment(-2),
            }
        ],
    )
