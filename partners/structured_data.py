"""What a search engine reads of a partner: schema.org in JSON-LD."""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.templatetags.polo import local
from partners.enums import Category
from partners.models import Partner, Site

KINDS = {
    Category.SCHOOL: "HighSchool",
    Category.TRAINING_BODY: "EducationalOrganization",
    Category.ITS: "EducationalOrganization",
}


def partner_json_ld(partner: Partner) -> SafeString:
    """JSON for a `<script type="application/ld+json">`: nothing in it can close the element."""
    text = json.dumps(_partner_data(partner), ensure_ascii=False)
    escaped = text.replace("&", "\\u0026").replace("<", "\\u003C").replace(">", "\\u003E")
    return mark_safe(escaped)  # noqa: S308 (the three characters that HTML reads are escaped above)


def _partner_data(partner: Partner) -> dict[str, Any]:
    data: dict[str, Any] = {
        "@context": "https://schema.org",
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
        "location": [_site_data(site) for site in partner.sites.all()],
        "memberOf": {"@type": "Organization", "name": _("Polo tecnico-professionale della Spezia")},
    }
    return {key: value for key, value in data.items() if value}


def _site_data(site: Site) -> dict[str, Any]:
    data: dict[str, Any] = {"@type": "Place", "name": str(site), "address": _address_data(site)}
    if site.lat is not None:
        data["geo"] = {"@type": "GeoCoordinates", "latitude": site.lat, "longitude": site.lon}
    return data


def _address_data(site: Site) -> dict[str, str]:
    address = {
        "@type": "PostalAddress",
        "streetAddress": site.address,
        "postalCode": site.postcode,
        "addressLocality": site.municipality.name,
        "addressRegion": site.municipality.province,
        "addressCountry": "IT",
    }
    return {key: value for key, value in address.items() if value}
