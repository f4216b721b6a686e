"""How the values of the filters of openings and needs are called."""

from core.templatetags.polo import local
from partners.models import Filiera, Municipality, Partner
from recruitment.enums import Contract, Horizon
from skills.models import Concept


def filiera_labels(values: list[str]) -> dict[str, str]:
    return {row.slug: str(row) for row in Filiera.objects.filter(slug__in=values)}


def occupation_labels(values: list[str]) -> dict[str, str]:
    return {row.notation: local(row, "label") for row in Concept.objects.occupations().filter(notation__in=values)}


def contract_labels(values: list[str]) -> dict[str, str]:
    return {value: str(Contract(value).label) for value in values}


def province_labels(values: list[str]) -> dict[str, str]:
    return {value: value for value in values}


def town_labels(values: list[str]) -> dict[str, str]:
    return {row.istat_code: str(row) for row in Municipality.objects.filter(pk__in=values)}


def partner_labels(values: list[str]) -> dict[str, str]:
    return dict(Partner.objects.filter(slug__in=values).values_list("slug", "name"))


def horizon_labels(values: list[str]) -> dict[str, str]:
    return {value: str(Horizon(int(value)).label) for value in values}
