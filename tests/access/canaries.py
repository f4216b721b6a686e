"""Words that only some may read. Each private field of the world holds one; any body, mail or notice is searched.

Side A's words are for side A's actors only, side B's for side B's: `READERS` says which of them. Whoever is not named
here finds none of these words anywhere outside the Django admin, whose readers stand in `ADMIN_READERS`.
"""

import re

# subject -> who of the same side reads it
READERS: dict[str, set[str]] = {
    # The person: themselves, the school they applied to, the counsellor they booked, the partner they asked to join.
    "name": {"person", "school", "no_mfa", "counsellor"},
    "email": {"person", "school", "no_mfa", "counsellor"},
    "motivation": {"person", "school", "no_mfa"},
    "said": {"person", "school", "no_mfa"},  # a message about the application
    "document": {"person", "school", "no_mfa"},
    "criterion": {"school", "no_mfa"},  # of a ranking, not published yet
    "points": {"person", "school", "no_mfa"},  # why the school gave them
    "topic": {"person", "counsellor"},
    "placed": {"person", "school", "no_mfa", "firm"},  # what is learnt in a firm, and by whom
    "headline": {"person"},
    "story": {"person"},  # what they did, studied and may drive
    "notice": {"person"},
    "contest": {"person", "secretariat", "referent", "superuser"},  # what is wrong with a match
    "asked": {"person", "firm"},  # a firm's message to the person
    "noted": {"firm"},  # what the firm noted of a person
    # Another person, who said yes to the firm.
    "hire": {"firm"},
    # What partners keep to themselves.
    "course": {"school", "no_mfa"},  # a draft
    "change": {"school", "no_mfa", "secretariat", "referent", "superuser"},  # not published yet
    "offer": {"school", "no_mfa", "secretariat", "referent", "superuser"},  # a template that nobody approved yet
    "need": {"firm"},  # a draft
    "reserved": {"firm", "referent"},  # a need for the referent alone
    "between": {"partners", "referent"},  # a need for the Polo's partners
    "opening": {"firm"},  # a draft
    "join": {"school", "no_mfa", "person"},
    "accession": {"person", "secretariat", "referent", "superuser"},  # why an organisation wants to enter
    "deed": {"school", "no_mfa", "secretariat", "referent", "superuser"},  # a document about one partner
    "archive": {"person"},  # the copy of their data
    "suspect": {"secretariat", "superuser"},  # whoever looks after accounts names whose it is
    "invite": {"school", "no_mfa"},
    "colleague": {"school", "no_mfa"},
    # Who works there, for those they meet.
    "counsellor": {"person", "counsellor"},
    "staff": {"school", "no_mfa", "person"},
    "recruiter": {"firm", "person"},  # to whom the person said yes
}
PARTNERS = {
    "teacher", "counsellor", "other_counsellor", "school", "other_school", "firm", "other_firm", "no_mfa",
}  # fmt: skip
# Where the Polo's own people read a name, too: who asks for an organisation to enter.
ON_PAGES: dict[str, tuple[set[str], set[str]]] = {
    route: ({"secretariat", "referent", "superuser"}, {"name", "email"})
    for route in ("partners:consortium_desk", "partners:accession_review")
}
# A passport's address is given by the person themselves: whoever holds it reads the name and what was done.
EVERYBODY = {"anonymous", "disabled", "stranger", "minor", "former", "person", "other_person", "secretariat"}
ON_PAGES["recruitment:passport_verify"] = (EVERYBODY | PARTNERS | {"referent", "superuser"}, {"name", "story"})
# A placement is read by the firm once its person has signed.
for page in ("detail", "list", "sign", "break", "part"):
    ON_PAGES[f"recruitment:placement_{page}"] = ({"firm", "other_firm"}, {"name", "staff"})
for page in ("detail", "answer", "comment"):
    ON_PAGES[f"recruitment:assessment_{page}"] = ({"firm", "other_firm"}, {"name", "staff"})
CANARY = "canarino"
WORD = re.compile(rf"{CANARY}([ab])({'|'.join(READERS)})", re.IGNORECASE)


def canary(letter: str, subject: str) -> str:
    return f"{CANARY}{letter}{subject}"


def may_read(actor: str, letter: str, subject: str) -> bool:
    readers = READERS[subject]
    if "partners" in readers and actor in PARTNERS:
        return True
    return actor in readers if letter == "a" else (actor in readers - SIDE_A_ONLY or actor in _twins(readers))


# They exist on side A only, or on no side.
SIDE_A_ONLY = {"person", "school", "no_mfa", "counsellor", "firm", "teacher"}


def _twins(readers: set[str]) -> set[str]:
    return {f"other_{reader}" for reader in readers}


ADMIN_READERS = {"secretariat", "referent", "superuser"}
# What somebody entrusted to a school, a firm or a counsellor, or keeps to themselves: no row of the admin tells it.
NOT_FOR_STAFF = {"motivation", "said", "document", "topic", "headline", "asked", "archive", "notice"}


def leaks(actor: str, text: str, route: str = "") -> list[str]:
    """The words in a text that this actor may not read. In the admin its readers may read all but letters."""
    if CANARY not in text.lower():  # most pages, and much quicker than the pattern
        return []
    found = {(letter.lower(), subject.lower()) for letter, subject in WORD.findall(text)}
    if route.startswith("admin:") and actor in ADMIN_READERS:
        told_by_mail = {"notice"} if route.startswith("admin:core_outboxmessage_") else set()  # its subject
        return sorted(canary(*word) for word in found if word[1] in NOT_FOR_STAFF - told_by_mail)
    actors, subjects = ON_PAGES.get(route, (set(), set()))
    told = {word for word in found if actor in actors and word[1] in subjects}
    return sorted(canary(*word) for word in found - told if not may_read(actor, *word))
