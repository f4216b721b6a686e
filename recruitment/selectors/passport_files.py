"""A passport as files to take away: a PDF for people and a JSON in the shape of Europass for other portals."""

import datetime
import json
from html import escape
from pathlib import Path
from typing import Any

import bootstrap_italia_template
import typst
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.elision import elided
from recruitment.enums import DRIVING
from recruitment.europass.entries import PARTS
from recruitment.models import Experience, LanguageSkill, Licence, StudyTitle
from recruitment.selectors.passport import Passport, PassportSkill

PDF = Path(__file__).parent.parent / "pdf"
FONTS = Path(bootstrap_italia_template.__file__).parent / "static" / "fonts" / "Titillium_Web"


def passport_pdf(passport: Passport) -> bytes:
    """Tagged for screen readers; where a name is written in letters that no font here has, a plain PDF."""
    inputs = {"data": json.dumps(_document(passport))}
    try:
        return _compiled(inputs, ["ua-1"])
    except typst.TypstError:
        return _compiled(inputs, [])


def _compiled(inputs: dict[str, str], standards: list[Any]) -> bytes:
    made: bytes = typst.compile(
        PDF / "passport.typ",
        root=PDF,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=standards,
    )
    return made


def _document(passport: Passport) -> dict[str, Any]:
    story = passport.story
    parts = [(group.title.capitalize(), [_skill_row(skill) for skill in group.skills]) for group in passport.groups]
    parts += [
        (_("Esperienze"), [_experience_row(row) for row in story.experiences]),
        (_("Studi"), [_title_row(row) for row in story.titles]),
        (_("Lingue"), [_language_row(row) for row in story.languages]),
        (_("Patenti e patentini"), [_licence_row(row) for row in story.valid_licences]),
    ]
    return {
        "title": _("Passaporto delle competenze"),
        "name": passport.person.get_full_name(),
        "lang": get_language() or "it",
        "from": _("Polo tecnico-professionale della Spezia") + " ·",
        "made": elided(_("Aggiornato al %s") % date_format(passport.made_on, "j F Y")),
        "foot": _(
            "Le competenze dichiarate le scrive la persona; le altre le ha viste o verificate un partner del Polo. "
            "Le patenti scadute non ci sono. Per controllare chiedi alla persona un link al passaporto."
        ),
        "parts": [{"title": title, "rows": rows} for title, rows in parts if rows],
    }


def _row(first: str, *lines: str) -> dict[str, Any]:
    return {"first": first, "lines": [line for line in lines if line]}


def _skill_row(skill: PassportSkill) -> dict[str, Any]:
    return _row(
        skill.label, f"{capfirst(skill.level)} · {date_format(skill.day, 'j F Y')}", skill.source or skill.caveat
    )


def _experience_row(row: Experience) -> dict[str, Any]:
    until = date_format(row.ended_on, "F Y") if row.ended_on else _("oggi")
    when = f"{date_format(row.started_on, 'F Y')} – {until}"
    return _row(row.role, row.employer, f"{capfirst(row.get_kind_display())} · {when}", row.description)


def _title_row(row: StudyTitle) -> dict[str, Any]:
    level = _("livello EQF %(level)s") % {"level": row.eqf} if row.eqf else ""
    return _row(row.title, row.school, " · ".join(filter(None, [str(row.year or _("in corso")), level])))


def _language_row(row: LanguageSkill) -> dict[str, Any]:
    levels = [row.overall, *(f"{name} {level}" for name, level in row.parts)]
    words = _("lingua madre") if row.is_mother_tongue else " · ".join(filter(None, levels))
    return _row(row.get_language_display().capitalize(), words)


def _licence_row(row: Licence) -> dict[str, Any]:
    if not row.expires_on:
        return _row(str(row), "")
    return _row(str(row), elided(_("vale fino al %(day)s") % {"day": date_format(row.expires_on, "j F Y")}))


def europass_json(passport: Passport) -> dict[str, Any]:
    """The shape of the Europass SkillsPassport (schema 3.4); what it has no place for stands beside, in `Polo`.

    Europass reads `Activities` and `Description` as HTML: there the person's words are escaped.
    """
    story, now = passport.story, f"{passport.made_on.isoformat()}T00:00:00.000Z"
    learner = {
        "Identification": {
            "PersonName": {"FirstName": passport.person.first_name, "Surname": passport.person.last_name}
        },
        "WorkExperience": [_europass_work(row) for row in story.experiences],
        "Education": [_europass_study(row) for row in story.titles],
        "Skills": _europass_skills(passport),
    }
    info = {
        "DocumentType": "ECV",
        "CreationDate": now,
        "LastUpdateDate": now,
        "XSDVersion": "V3.4",
        "Generator": "Polo",
    }
    return {
        "SkillsPassport": {"Locale": get_language() or "it", "DocumentInfo": info, "LearnerInfo": learner},
        "Polo": {
            "Skills": [_polo_skill(skill) for group in passport.groups for skill in group.skills],
            "Experiences": [{"Kind": row.kind, "Label": row.get_kind_display()} for row in story.experiences],
            "Languages": [_polo_language(row) for row in story.languages if row.overall],
            "Licences": [_polo_licence(row) for row in story.valid_licences],
        },
    }


def _europass_work(row: Experience) -> dict[str, Any]:
    period: dict[str, Any] = {"From": _europass_day(row.started_on)}
    period |= {"To": _europass_day(row.ended_on)} if row.ended_on else {"Current": True}
    return {
        "Period": period,
        "Position": {"Label": row.role},
        "Activities": escape(row.description).replace("\n", "<br/>"),
        "Employer": {"Name": row.employer},
    }


def _europass_day(day: datetime.date) -> dict[str, int]:
    return {"Year": day.year, "Month": day.month, "Day": day.day}


def _europass_study(row: StudyTitle) -> dict[str, Any]:
    told: dict[str, Any] = {
        "Period": {"To": {"Year": row.year}} if row.year else {"Current": True},
        "Title": row.title,
        "Organisation": {"Name": row.school},
    }
    if row.eqf:
        told["Level"] = {"Code": str(row.eqf), "Label": f"EQF {row.eqf}"}
    if row.isced_f:
        told["Field"] = {"Code": row.isced_f, "Label": f"ISCED-F {row.isced_f}"}
    return told


def _europass_skills(passport: Passport) -> dict[str, Any]:
    languages = passport.story.languages
    lines = [f"{skill.label}: {skill.level} ({group.title})" for group in passport.groups for skill in group.skills]
    return {
        "Linguistic": {
            "MotherTongue": [_europass_language(row) for row in languages if row.is_mother_tongue],
            "ForeignLanguage": [_europass_language(row) for row in languages if not row.is_mother_tongue],
        },
        "JobRelated": {"Description": "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"},
        "Driving": {"Description": [row.kind for row in passport.story.valid_licences if row.kind in DRIVING]},
    }


def _europass_language(row: LanguageSkill) -> dict[str, Any]:
    """Europass knows five skills and no overall level: where only that was told, it stands for those left out."""
    told: dict[str, Any] = {"Description": {"Code": row.language, "Label": row.get_language_display()}}
    if not row.is_mother_tongue:
        levels = {name: getattr(row, field) or row.overall for name, field in PARTS.items()}
        told["ProficiencyLevel"] = {name: level for name, level in levels.items() if level}
    return told


def _polo_skill(skill: PassportSkill) -> dict[str, Any]:
    return {
        "Label": skill.label,
        "Uri": skill.claim.skill.uri,
        "Level": skill.claim.level,
        "LevelLabel": skill.level,
        "Evidence": skill.claim.evidence,
        "Date": skill.day.isoformat(),
        "Source": skill.source,
    }


def _polo_language(row: LanguageSkill) -> dict[str, Any]:
    """A level overall, and only the levels that the person told apart from it."""
    levels = {"Overall": row.overall} | {name: getattr(row, field) for name, field in PARTS.items()}
    return {"Code": row.language, "Levels": {name: level for name, level in levels.items() if level}}


def _polo_licence(row: Licence) -> dict[str, Any]:
    return {
        "Kind": row.kind,
        "Name": row.name,
        "Label": str(row),
        "IssuedOn": row.issued_on.isoformat() if row.issued_on else None,
        "ValidUntil": row.expires_on.isoformat() if row.expires_on else None,
    }
