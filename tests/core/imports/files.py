"""Small files for tests of imports: whole ones, and hostile ones made here so that nothing has to be there."""

import io
import zipfile
from collections.abc import Callable
from functools import cache

from openpyxl import Workbook

HUGE = 90 * 1024 * 1024
BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]><catalog>&d;</catalog>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE catalog [<!ENTITY x SYSTEM "{address}">]>
<catalog><provider><course><title>&x;</title></course></provider></catalog>"""


def xlsx(rows, *, prepare: Callable | None = None) -> bytes:
    """A workbook with these rows in its first sheet; `prepare(workbook, sheet)` may do more to it."""
    workbook = Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    if prepare:
        prepare(workbook, sheet)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def changed(book: bytes, **members: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with members rewritten, named by their last part without its ending."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    for name, rewrite in members.items():
        path = next(path for path in content if path.endswith(f"/{name}.xml"))
        content[path] = rewrite(content[path])
    return zipped(content)


@cache
def hostile(*, address: str = "file:///etc/passwd") -> dict[str, bytes]:
    """{name: content}: nothing of this is a table of anything. `address` is what an external entity points to."""
    sheet = xlsx([["titolo", "ore"], ["Saldatura", 3]])
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "' + address.encode() + b'">]>'

    def with_entity(text: bytes) -> bytes:
        head, _, rest = text.partition(b"?>")
        return head + b"?>" + entity + rest if rest else entity + text

    return {
        "empty-of-sense.csv": b" \n \n",
        "one-word.csv": b"ciao",
        "binary.csv": bytes(range(256)) * 20,
        "quotes.csv": b'titolo,ore\n"' + b"a" * 200_000,
        "bomb.xml": BOMB.encode(),
        "outside.xml": OUTSIDE.format(address=address).encode(),
        "outside-wide.xml": OUTSIDE.format(address=address).encode("utf-16"),
        "another.xml": b"<rss><channel/></rss>",
        "cut.xml": b"<catalog><provider>",
        "deep.xml": b"<catalog>" + b"<a>" * 50_000,
        "deep.json": b"[" * 100_000,
        "cut.json": b'[{"titolo": "a"',
        "words.json": b'["a", "b"]',
        "infinite.json": b'[{"ore": 1e999}]',
        "no-zip.xlsx": b"PK\x03\x04" + b"\x00" * 100,
        "a.zip": zipped({"corsi.csv": b"titolo,ore\n"}),
        "letter.docx": zipped({"word/document.xml": b"<w/>", "[Content_Types].xml": b"<Types/>"}),
        "zip-bomb.xlsx": zipped({"xl/workbook.xml": b"<workbook/>", "xl/sharedStrings.xml": b" " * HUGE}),
        "entity.xlsx": changed(sheet, sheet1=with_entity, workbook=with_entity),
        "cut.xlsx": sheet[: len(sheet) // 2],
        "half.xlsx": changed(sheet, sheet1=lambda text: text[: len(text) // 2]),
        "far-row.xlsx": changed(
            sheet,
            sheet1=lambda text: text.replace(b'<row r="1"', b'<row r="1048570"').replace(b'"A1"', b'"XFD1048570"'),
        ),
        "billion.xlsx": changed(
            sheet,
            sheet1=lambda text: text.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"').replace(b"A1", b"A999999999"),
        ),
        "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        "deed.pdf": b"%PDF-1.7\n%%EOF",
        "picture.png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 60,
        "page.html": b"<!doctype html><html><script>alert(1)</script></html>",
        "packed.gz": b"\x1f\x8b\x08\x00" + b"\x00" * 40,
    }
