"""What is known of a course, line by line; what is not known is shown as such."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.templatetags.polo import local
from training.enums import Language
from training.isced_f import isced_f_label
from training.models import Course

FREE = gettext_lazy("gratuito")


@dataclass(frozen=True)
class Fact:
    label: str
    value: str | Promise  # empty: still to be completed


def course_facts(course: Course) -> list[Fact]:
    return [
        Fact(_("Tipo di percorso"), local(course.kind, "name")),
        Fact(_("A chi si rivolge"), course.get_audience_display()),
        Fact(_("Che cosa serve per iscriversi"), course.entry_requirements or course.kind.entry),
        Fact(_("Che cosa si ottiene"), course.certification or course.kind.exit_title),
        Fact(_("Livello EQF"), str(course.eqf or course.kind.eqf or "")),
        Fact(_("Durata"), _hours(course.hours)),
        Fact(_("Di cui in stage"), _hours(course.hours_stage)),
        Fact(_("Modalità"), course.get_mode_display()),
        Fact(_("Costo"), cost_words(course.cost_cents)),
        Fact(_("Dove"), _place(course)),
        Fact(_("Filiere"), ", ".join(local(filiera, "name") for filiera in course.filiere.all())),
        Fact(_("Settore di studi (ISCED-F)"), isced_f_label(course.isced_f)),
        *(fact for fact in _when_told(course) if fact.value),
    ]


def _when_told(course: Course) -> list[Fact]:
    """What most courses do not say: shown only where it is told."""
    return [
        Fact(_("Indirizzo o figura"), str(course.figure or "")),
        Fact(_("Di cui in laboratorio"), _hours(course.hours_lab)),
        Fact(_("Di cui a distanza"), _hours(course.hours_elearning)),
        Fact(_("Tenute da chi viene dal lavoro"), _hours(course.hours_practitioners)),
        Fact(_("Tipo di attestazione"), str(course.attestation or "")),
        Fact(_("Crediti riconosciuti"), course.credits),
        Fact(_("Lingua"), course.get_language_display() if course.language != Language.IT else ""),
        Fact(_("Finanziamento"), _money(course)),
        Fact(_("Accessibilità e aiuti"), course.accessibility),
        Fact(_("A chi chiedere"), course.contact),
    ]


def _money(course: Course) -> str:
    parts = (str(course.funding or ""), f"CUP {course.cup_code}" if course.cup_code else "")
    return " · ".join(part for part in parts if part)


def _hours(hours: int | None) -> str:
    if hours is None:
        return ""
    return ngettext("%(hours)s ora", "%(hours)s ore", hours) % {"hours": number_format(hours, force_grouping=True)}


def cost_words(cents: int | None) -> str | Promise:
    if cents is None:
        return ""
    return f"{number_format(cents / 100, decimal_pos=2, force_grouping=True)} €" if cents else FREE


def _place(course: Course) -> str:
    if course.site is None:
        return ""
    site, town = course.site, str(course.site.municipality)
    return ", ".join(part for part in (site.name, site.address, town) if part)
