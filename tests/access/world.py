"""The little world of the access matrix: two sides of everything, so that a leak has something to leak.

Side A and side B are twins made by the same functions (`objects.py`): school, firm, training body, their people and
one person who turned to all of them. A route with arguments is asked for four objects: side A's (`own`), side B's
(`other`), one of side A that has ended (`withdrawn`) and one that does not exist (`missing`).

To add a route: `side.offers("app:route", own=…, ended=…)` in the function of its app in `objects.py`; where a POST
needs fields to succeed, `data={…}`. Then `python -m tests.access.answers app:route` prints the rows to review.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from accounts.models import User
from partners.enums import Office, Role
from partners.models import Partner
from tests.access.canaries import canary
from tests.accounts.factories import UserFactory
from tests.partners.factories import MandateFactory, MembershipFactory, PartnerFactory

ACTORS = (
    "anonymous", "disabled", "stranger", "minor", "former", "person", "other_person", "teacher", "counsellor",
    "other_counsellor", "school", "other_school", "firm", "other_firm", "no_mfa", "secretariat", "referent",
    "superuser",
)  # fmt: skip
OBJECTS = ("own", "other", "withdrawn", "missing")
MISSING = {int: 987_654_321, str: "non-esiste-proprio"}


@dataclass(frozen=True)
class Never:
    """Why a kind of object has no such state, or no such owner."""

    reason: str


@dataclass
class Side:
    """One school, one firm, one training body, their people and the person who turned to them."""

    letter: str
    school: Partner
    firm: Partner
    body: Partner
    left: Partner
    users: dict[str, User]
    own: dict[str, list[Any]] = field(default_factory=dict)
    ended: dict[str, list[Any] | Never] = field(default_factory=dict)
    data: dict[str, dict[str, Any]] = field(default_factory=dict)

    def word(self, subject: str) -> str:
        return canary(self.letter, subject)

    def offers(self, *routes: str, own: Any, ended: Any, data: dict[str, Any] | None = None) -> None:
        """The argument of some routes for the object of this side, for one that has ended, and what is posted.

        Several arguments are a list: the first names the object.
        """
        for route in routes:
            self.own[route] = _listed(own)
            self.ended[route] = ended if isinstance(ended, Never) else _listed(ended)
            self.data[route] = data or {}

    def posts(self, route: str, **data: Any) -> None:
        """What is posted to a route without argument."""
        self.data[route] = data


def _listed(arguments: Any) -> list[Any]:
    return arguments if isinstance(arguments, list) else [arguments]


@dataclass
class World:
    """Who is there, and which arguments a route gets for which object."""

    users: dict[str, User | None]
    a: Side
    b: Side
    shared: dict[str, list[Any]]

    @property
    def arguments(self) -> dict[str, list[Any]]:
        """The arguments of each route that has some, for side A's object."""
        return self.shared | self.a.own

    def objects(self, route: str) -> list[str]:
        """The objects for which a route is asked; [""] for one without arguments."""
        if route in self.shared:
            return ["own", "missing"]
        if route not in self.a.own:
            return [""]
        return [kind for kind in OBJECTS if kind != "withdrawn" or not isinstance(self.a.ended[route], Never)]

    def arguments_for(self, route: str, kind: str) -> list[Any]:
        if not kind:
            return []
        own = self.arguments[route]
        return {
            "own": lambda: own,
            "other": lambda: self.b.own[route],
            "withdrawn": lambda: self.a.ended[route],
            "missing": lambda: [MISSING[type(own[0])], *own[1:]],
        }[kind]()

    def url(self, route: str, kind: str | None = None) -> str:
        """The address of a route: for side A's own object unless another kind is asked for."""
        return reverse(route, args=self.arguments_for(route, self.objects(route)[0] if kind is None else kind))

    def data(self, route: str, kind: str) -> dict[str, Any]:
        return (self.b if kind == "other" else self.a).data.get(route, {})

    def emails(self) -> dict[str, str]:
        """Who reads which mailbox."""
        return {user.email: actor for actor, user in self.users.items() if user is not None}


def build_world() -> World:
    from tests.access import objects

    a, b = _side("a"), _side("b")
    other = {f"other_{name}": b.users[name] for name in ("person", "counsellor", "school", "firm")}
    users = {**_people_of_no_side(), **a.users, **_more_people_of(a), **other}
    world = World(users=users, a=a, b=b, shared=objects.shared())
    for side in (a, b):
        objects.everything(side)
    objects.only_here(world)
    return world


def _side(letter: str) -> Side:
    school, firm = PartnerFactory(), PartnerFactory(firm=True)
    body = PartnerFactory(training_body=True)
    left = PartnerFactory(standing="FORMER")
    users = {
        "person": UserFactory(
            first_name="Ada", last_name=canary(letter, "name"), email=f"{canary(letter, 'email')}@example.org"
        ),
        "counsellor": _member(Role.COUNSELLOR, body, last_name=canary(letter, "counsellor")),
        "school": _member(Role.EDITOR, school, Role.MANAGER, last_name=canary(letter, "staff")),
        "firm": _member(Role.MANAGER if letter == "b" else Role.EDITOR, firm, last_name=canary(letter, "recruiter")),
    }
    return Side(letter, school, firm, body, left, users)


def _member(role: Role, partner: Partner, *more: Role, **fields: Any) -> User:
    user = UserFactory(**fields)
    for each in (role, *more):
        MembershipFactory(user=user, partner=partner, role=each)
    return user


def _more_people_of(side: Side) -> dict[str, User | None]:
    """People of side A only: who teaches there, who manages without a second factor, who worked there until today."""
    former = UserFactory()
    for partner in (side.school, side.firm, side.body):
        for role in _roles_once_held(partner):
            MembershipFactory(user=former, partner=partner, role=role, ended=True, second_factor=False)
    return {
        "teacher": _member(Role.TEACHER, side.school),
        "no_mfa": MembershipFactory(role=Role.MANAGER, partner=side.school, second_factor=False).user,
        "former": former,
    }


def _roles_once_held(partner: Partner) -> Iterable[Role]:
    return (Role.COUNSELLOR,) if partner.category == "TRAINING_BODY" else (Role.MANAGER, Role.EDITOR)


def _people_of_no_side() -> dict[str, User | None]:
    return {
        "anonymous": None,
        "disabled": UserFactory(is_active=False),
        "stranger": UserFactory(),
        "minor": UserFactory(minor=True),
        "secretariat": MandateFactory(office=Office.SECRETARIAT).user,
        "referent": MandateFactory(office=Office.REFERENT).user,
        "superuser": UserFactory(superuser=True),
    }
