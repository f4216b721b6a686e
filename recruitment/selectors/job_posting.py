"""An opening in the words of schema.org; given only while the opening is open."""

from typing import Any

from django.utils import timezone

from core.templatetags.polo import local
from partners.structured_data import place_data
from recruitment.enums import Contract
from recruitment.models import Opening

EMPLOYMENT_TYPES = {
    Contract.PERMANENT: "FULL_TIME",
    Contract.FIXED_TERM: "TEMPORARY",
    Contract.APPRENTICESHIP: "OTHER",
    Contract.INTERNSHIP: "INTERN",
}


def job_posting(opening: Opening, *, site_url: str) -> dict[str, Any]:
    """A JobPosting of public facts; empty values are left out by `core.json_ld`."""
    published_at = opening.published_at
    return {
        "@type": "JobPosting",
        "title": opening.title,
        "description": opening.description or opening.title,
        "identifier": {"@type": "PropertyValue", "name": opening.partner.name, "value": str(opening.pk)},
        "url": site_url + opening.get_absolute_url(),
        "datePosted": timezone.localdate(published_at).isoformat() if published_at else "",
        "validThrough": opening.closes_on.isoformat(),
        "employmentType": EMPLOYMENT_TYPES[Contract(opening.contract)],
        "hiringOrganization": {
            "@type": "Organization",
            "name": opening.partner.name,
            "sameAs": opening.partner.website,
        },
        "jobLocation": place_data(opening.site) if opening.site else None,
        "baseSalary": _salary(opening),
        "skills": ", ".join(local(asked.skill, "label") for asked in opening.asked.all()),
        "occupationalCategory": " ".join([opening.occupation.isco, local(opening.occupation, "label")]).strip(),
        "totalJobOpenings": opening.positions,
    }


def _salary(opening: Opening) -> dict[str, Any] | None:
    if opening.pay_from is None:
        return None
    return {
        "@type": "MonetaryAmount",
        "currency": "EUR",
        "value": {
            "@type": "QuantitativeValue",
            "minValue": opening.pay_from,
            "maxValue": opening.pay_to or opening.pay_from,
            "unitText": "YEAR",
        },
    }
