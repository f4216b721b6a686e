"""What a search engine reads of a partner and its sites: schema.org, empty values left out by `core.json_ld`."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core.templatetags.polo import local
from partners.enums import Category
from partners.models import Partner, Site

KINDS = {
    Category.SCHOOL: "HighSchool",
    Category.TRAINING_BODY: "EducationalOrganization",
    Category.ITS: "EducationalOrganization",
}


def partner_data(partner: Partner) -> dict[str, Any]:
    return {
        "@type": KINDS.get(Category(partner.category), "Organization"),
        "@id": settings.SITE_URL + partner.get_absolute_url(),
        "url": settings.SITE_URL + partner.get_absolute_url(),
        "name": partner.name,
        "alternateName": [row.name for row in partner.names.all() if row.name != partner.name],
        "description": local(partner, "summary"),
        "sameAs": partner.website,
        "taxID": partner.tax_code,
        "identifier": [
            {"@type": "PropertyValue", "propertyID": "codice meccanografico", "value": row.code}
            for row in partner.school_codes.all()
            if row.valid_to is None
        ],
        "location": [place_data(site) for site in partner.sites.all()],
        "memberOf": {"@type": "Organization", "name": _("Polo tecnico-professionale della Spezia")},
    }


def place_data(site: Site) -> dict[str, Any]:
    """A site, for whatever happens there: a partner, a course, a job. The town's centre is not told as its place."""
    return {
        "@type": "Place",
        "name": str(site),
        "address": {
            "@type": "PostalAddress",
            "streetAddress": site.address,
            "postalCode": site.postcode,
            "addressLocality": site.municipality.name,
            "addressRegion": site.municipality.province,
            "addressCountry": "IT",
        },
        "geo": _geo_data(site),
    }


def _geo_data(site: Site) -> dict[str, Any] | None:
    if site.lat is None:
        return None
    return {"@type": "GeoCoordinates", "latitude": site.lat, "longitude": site.lon}
