"""Reads the text of one CV, alone: a process of its own with little memory and time, that knows nothing of the portal.

The file comes on standard input; one line of JSON goes out, {"text": …} or {"refusal": …} (a value of CvRefusal).
With the argument "europass" the text is that of the Europass which a PDF carries inside, each byte as a letter.
Run by `recruitment.services.cv`; nothing here imports the project.
"""

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Callable
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from pypdf import PageObject, PdfReader

MEMORY, SECONDS = 512 * 1024 * 1024, 15
MAX_PAGES, MAX_CHARACTERS = 20, 200_000
MAX_EUROPASS = 3 * 1024 * 1024
MAX_MEMBERS, MAX_UNPACKED = 400, 40 * 1024 * 1024
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
ACTIVE_PARTS = re.compile(r"vbaProject|activeX/|embeddings/|\.(?:bin|exe|js|vbs)$", re.IGNORECASE)
EUROPASS, LOOK = re.compile(rb"<(?:\w+:)?(?:SkillsPassport|Candidate)\b"), 4096
ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR"}


class RefusedError(Exception):
    """The file is none we read; says why."""


def pdf_text(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise RefusedError("LOCKED")
    if len(reader.pages) > MAX_PAGES:
        raise RefusedError("LONG")
    root = reader.root_object
    if _acts(root.get("/OpenAction")) or "/AA" in root or _carries(root.get("/Names")):
        raise RefusedError("ACTIVE")
    return "\n".join(_page_text(page) for page in reader.pages)


def _page_text(page: PageObject) -> str:
    for note in page.get("/Annots") or ():
        facts = note.get_object()
        if facts.get("/Subtype") in {"/FileAttachment", "/RichMedia", "/Movie", "/Sound"} or _acts(facts.get("/A")):
            raise RefusedError("ACTIVE")
    return page.extract_text()


def _acts(action: object) -> bool:
    facts = action.get_object() if hasattr(action, "get_object") else action
    return isinstance(facts, dict) and facts.get("/S") in ACTIONS


def _carries(names: object) -> bool:
    facts = names.get_object() if hasattr(names, "get_object") else names
    return isinstance(facts, dict) and bool({"/JavaScript", "/EmbeddedFiles"} & set(facts))


def europass_text(content: bytes) -> str:
    """Of the attachments only the XML that names itself a Europass; what the pages show is not read."""
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise RefusedError("LOCKED")
    for name, files in reader.attachments.items():
        for file in files if name.lower().endswith(".xml") else ():
            if EUROPASS.search(file[:LOOK]):
                return file.decode("latin-1")
    return ""


def docx_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if any(member.flag_bits & 1 for member in members):
            raise RefusedError("LOCKED")
        if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
            raise RefusedError("LONG")
        names = {member.filename for member in members}
        if any(ACTIVE_PARTS.search(name) for name in names):
            raise RefusedError("ACTIVE")
        if RELATIONS in names and any(map(_leads_outside, _parsed(archive.read(RELATIONS)))):
            raise RefusedError("ACTIVE")
        body = _parsed(archive.read(BODY))
    return "\n".join("".join(part.text or "" for part in line.iter(f"{WORD}t")) for line in body.iter(f"{WORD}p"))


def _parsed(part: bytes) -> Element:
    root: Element = ElementTree.fromstring(part, forbid_dtd=True)
    return root


def _leads_outside(relation: Element) -> bool:
    """A link that one may click is none of our business; a template or a picture fetched from elsewhere is."""
    return relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink")


def answer(content: bytes, read: Callable[[bytes], str], most: int = MAX_CHARACTERS) -> dict[str, str]:
    try:
        text = read(content)
    except RefusedError as refusal:
        return {"refusal": str(refusal)}
    except DefusedXmlException:
        return {"refusal": "ACTIVE"}
    except Exception as fault:
        return {"refusal": "BROKEN", "fault": type(fault).__name__}
    return {"text": text[:most]} if text.strip() else {"refusal": "EMPTY"}


def cv_text(content: bytes) -> str:
    return pdf_text(content) if content.startswith(b"%PDF-") else docx_text(content)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    told = answer(content, europass_text, MAX_EUROPASS) if sys.argv[1:] == ["europass"] else answer(content, cv_text)
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
