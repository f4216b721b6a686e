"""Fields of education and training of ISCED-F 2013, by code (domain: technical education)."""

from skills.classifications.shipped import shipped_name

URI = "http://data.europa.eu/snb/isced-f/"


def isced_f_name(code: str) -> str:
    return shipped_name("isced_f", code)


def isced_f_label(code: str) -> str:
    """ "0715 meccanica e lavorazione dei metalli"; the bare code when there is no such field."""
    return f"{code} {isced_f_name(code)}".strip()
