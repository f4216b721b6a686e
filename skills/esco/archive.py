"""The official zips of ESCO, as they are downloaded: found by what is in them, refused when something is missing.

ESCO publishes one "classification" zip per language and, since 1.1, one zip of relations; older releases hold both in
one. Member names carry the language (`skills_it.csv`); in 1.2 those of the relations do so too. Folders, other members
and the order of columns do not matter.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _

from core.errors import BusinessRuleError

MAX_MEMBERS = 200
MAX_BYTES = 300 * 1024 * 1024  # unpacked, of the members we read; 1.1.1 has 42 MB
MAX_FIELD = 1_000_000
MEMBER = re.compile(r"(?:^|/)(?P<part>[A-Za-z]+?)(?:_(?P<language>[a-z]{2}))?\.csv$")
VERSION = re.compile(r"v(?P<version>\d+(?:\.\d+){1,2})")

CLASSIFICATION: dict[str, set[str]] = {
    "skills": {"conceptUri", "skillType", "preferredLabel", "altLabels", "status"},
    "occupations": {"conceptUri", "iscoGroup", "preferredLabel", "altLabels", "status", "code"},
    "skillGroups": {"conceptUri", "preferredLabel", "code"},
    "ISCOGroups": {"conceptUri", "preferredLabel", "code"},
}
RELATIONS: dict[str, set[str]] = {
    "occupationSkillRelations": {"occupationUri", "relationType", "skillUri"},
    "skillSkillRelations": {"originalSkillUri", "relationType", "relatedSkillUri"},
    "broaderRelationsSkillPillar": {"conceptType", "conceptUri", "broaderType", "broaderUri"},
    "broaderRelationsOccPillar": {"conceptType", "conceptUri", "broaderType", "broaderUri"},
}
COLUMNS = CLASSIFICATION | RELATIONS

Row = dict[str, str]


class EscoArchiveError(BusinessRuleError):
    """The files are not a whole ESCO release; the message says what to bring instead."""


@dataclass(frozen=True)
class Member:
    archive: zipfile.ZipFile
    info: zipfile.ZipInfo


class Release:
    """One ESCO release in one language: `rows("skills")` reads a part, `language` is "it" or "en".

    `has_relations` is false where only a classification zip was given: links then stay as they are.
    """

    def __init__(self, members: dict[str, Member], *, language: str, version: str):
        self._members = members
        self.language = language
        self.version = version
        self.has_relations = RELATIONS.keys() <= members.keys()

    def rows(self, part: str) -> Iterator[Row]:
        """The rows of a part as {column: text}; nothing for a part that old releases do not have."""
        if part not in self._members:
            return
        member = self._members[part]
        try:
            yield from _read(member)
        except (UnicodeDecodeError, csv.Error, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise EscoArchiveError(
                _("Il file %(name)s dentro lo zip è rovinato. Scarica di nuovo lo zip dal sito di ESCO e riprova.")
                % {"name": member.info.filename}
            ) from error


@contextmanager
def open_release(sources: Iterable[tuple[str, IO[bytes]]]) -> Iterator[Release]:
    """The release in the given zips, as (file name, open file) pairs. Raises EscoArchiveError when it is not whole."""
    with ExitStack() as stack:
        members: dict[str, Member] = {}
        languages: set[str] = set()
        names, strangers = [], []
        for name, source in sources:
            names.append(name)
            archive = stack.enter_context(_archive(name, source))
            parts = list(_parts(archive))
            strangers += [] if parts else [name]
            for part, language, member in parts:
                members[part] = member
                if part in CLASSIFICATION:
                    languages.add(language)
        _check_whole(members)
        if strangers:
            raise EscoArchiveError(
                _("In «%(name)s» non c'è nessun file di ESCO: carica quello giusto, o lascia vuoto.")
                % {"name": strangers[0]}
            )
        yield Release(members, language=_language(languages), version=_version(names))


def _archive(name: str, source: IO[bytes]) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise EscoArchiveError(
            _("«%(name)s» non è uno zip leggibile. Carica gli zip di ESCO così come li hai scaricati.")
            % {"name": name}
        ) from error
    if len(archive.infolist()) > MAX_MEMBERS:
        raise EscoArchiveError(_("«%(name)s» contiene troppi file: non è uno zip di ESCO.") % {"name": name})
    return archive


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str, Member]]:
    for info in archive.infolist():
        found = MEMBER.search(info.filename)
        if found and found["part"] in COLUMNS:
            if info.flag_bits & 1:
                raise EscoArchiveError(_("Lo zip è protetto da una password: carica quello originale, senza."))
            yield found["part"], found["language"] or "", Member(archive, info)


def _check_whole(members: dict[str, Member]) -> None:
    missing = {"skills", "occupations"} - members.keys()
    some_relations = RELATIONS.keys() & members.keys()
    if some_relations:
        missing |= RELATIONS.keys() - members.keys()
    if missing:
        raise EscoArchiveError(
            _(
                "Mancano dei file: %(names)s. Servono lo zip «classification» in CSV e, per aggiornare i "
                "collegamenti, anche lo zip «relations» della stessa versione."
            )
            % {"names": ", ".join(sorted(f"{name}.csv" for name in missing))}
        )
    if sum(member.info.file_size for member in members.values()) > MAX_BYTES:
        raise EscoArchiveError(_("I file dello zip sono troppo grandi per essere quelli di ESCO."))
    for part, member in members.items():
        absent = COLUMNS[part] - set(_header(member))
        if absent:
            raise EscoArchiveError(
                _("Nel file %(name)s mancano le colonne %(columns)s: non sembra un file di ESCO in CSV.")
                % {"name": member.info.filename, "columns": ", ".join(sorted(absent))}
            )


def _language(languages: set[str]) -> str:
    known = languages & {"it", "en"}
    if len(languages) != 1 or not known:
        raise EscoArchiveError(
            _("Lo zip deve essere in una sola lingua, italiano o inglese (per esempio skills_it.csv).")
        )
    return known.pop()


def _version(names: list[str]) -> str:
    return next((found["version"] for found in map(VERSION.search, names) if found), "")


def _header(member: Member) -> list[str]:
    try:
        with member.archive.open(member.info) as raw:
            return next(csv.reader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")), [])
    except (UnicodeDecodeError, csv.Error, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
        return []


def _read(member: Member) -> Iterator[Row]:
    """Row by row; what unpacks to more than its header said is cut by zipfile itself with an error."""
    csv.field_size_limit(MAX_FIELD)
    with member.archive.open(member.info) as raw:
        reader: Any = csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""), restval="")
        for row in reader:
            row.pop(None, None)  # a line with more fields than columns
            yield row
