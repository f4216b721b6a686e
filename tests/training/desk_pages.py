"""What the tests of the school's desk share: who signs in, and what the forms send."""

from partners.enums import Role
from tests.partners.factories import MembershipFactory, SiteFactory
from tests.training.factories import CourseFactory, CourseSkillFactory, OfferKindFactory


def editor(**partner):
    """Somebody who looks after the courses of a school, and the school."""
    membership = MembershipFactory(role=Role.EDITOR, **{f"partner__{name}": value for name, value in partner.items()})
    return membership.user, membership.partner


def course_data(*, skills=(), site=None, kind=None, **fields):
    """A valid course form; `skills` are (skill, level, assessed)."""
    data = {
        "title": "Saldatura TIG",
        "kind": getattr(kind or OfferKindFactory(), "pk", kind),
        "audience": "ADULTS",
        "summary": "Si impara a saldare.",
        "description": "",
        "mode": "ONSITE",
        "site": site.pk if site else "",
        "certification": "Attestato di frequenza",
        "skills-TOTAL_FORMS": str(len(skills) + 1),
        "skills-INITIAL_FORMS": "0",
        f"skills-{len(skills)}-skill": "",
        f"skills-{len(skills)}-level": "2",
    }
    for n, (skill, level, assessed) in enumerate(skills):
        data |= {f"skills-{n}-skill": skill.pk, f"skills-{n}-level": str(level)}
        data |= {f"skills-{n}-is_assessed": "on"} if assessed else {}
    return data | fields


def edition_data(**fields):
    return {
        "starts_on": "2027-03-01",
        "ends_on": "2027-06-30",
        "mode": "ONSITE",
        "seats": "20",
        "enrolment": "PORTAL",
        "applications_close_on": "2027-02-15",
    } | fields


def complete_course(partner, **fields):
    """A draft that may be published."""
    facts = {
        "site": partner.sites.first() or SiteFactory(partner=partner),
        "summary": "In breve.",
        "certification": "Attestato",
        "kind__is_vocational": True,
        "kind__code": "VOC",
    }
    course = CourseFactory(partner=partner, **(facts | fields))
    CourseSkillFactory(course=course)
    return course
