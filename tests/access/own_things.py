"""What a person has said of themselves: skills, background, CV, passport."""

from skills.enums import Evidence, Level
from tests.access.world import Never, Side
from tests.partners.factories import PDF
from tests.recruitment.factories import (
    CvFactory,
    CvProposalFactory,
    EuropassDraftFactory,
    ExperienceFactory,
    LicenceFactory,
    PassportLinkFactory,
)
from tests.skills.factories import SkillClaimFactory

# What the browser sends back of the first line of a draft.
EUROPASS_LINE = {"r0-kind": "JOB", "r0-role": "Saldatrice", "r0-started_on": "2019-03-01"}


def told_to_firms(side, hired, gone) -> None:
    """What somebody who said yes tells of themselves, read by the firm as long as the selection runs."""
    ExperienceFactory(person=hired.profile.person, role=side.word("hire"))
    CvFactory(person=hired.profile.person, content=side.word("hire").encode(), read=True)
    side.offers("recruitment:selection_detail", own=hired.pk, ended=gone.pk)
    side.offers("recruitment:selection_profile", "recruitment:selection_cv", own=hired.pk, ended=gone.pk)


def own_things(side: Side) -> None:
    """What the person declares can be changed by them; what has a proof stays as it was proved."""
    claim = SkillClaimFactory(person=side.users["person"])
    proved = SkillClaimFactory(person=side.users["person"], evidence=Evidence.CERTIFIED)
    data = {"skill": claim.skill_id, "level": Level.BASIC}
    side.offers("recruitment:claim_update", "recruitment:claim_delete", own=claim.pk, ended=proved.pk, data=data)
    LicenceFactory(person=side.users["person"], name=side.word("story"))
    told = ExperienceFactory(person=side.users["person"], employer=side.word("story"))
    never = Never("what a person tells of themselves is there, or it was taken away")
    data = {"kind": "JOB", "role": "Barista", "started_on": "2025-06-01"}
    cv = CvFactory(person=side.users["person"], read=True, content=PDF + side.word("story").encode())
    CvProposalFactory(cv=cv, words=side.word("story"))
    draft = EuropassDraftFactory(person=side.users["person"], word=side.word("story"))
    for name in ("confirm", "discard"):
        side.posts(f"recruitment:europass_{name}", **{"draft": draft.pk, "t0-take": "on", **EUROPASS_LINE})
    for name in ("open", "confirm", "delete"):
        side.offers(f"recruitment:cv_{name}", own=cv.pk, ended=Never("a person has one CV or none"))
    link, over = (PassportLinkFactory(person=side.users["person"], **state) for state in ({}, {"revoked": True}))
    side.offers("recruitment:passport_link_revoke", own=link.pk, ended=over.pk)
    seals = [row.get_absolute_url().split("/")[-2] for row in (link, over)]
    side.offers("recruitment:passport_verify", own=seals[0], ended=seals[1])
    for name in ("update", "delete"):
        side.offers(f"recruitment:background_{name}", own=[told.pk, "esperienze"], ended=never, data=data)
