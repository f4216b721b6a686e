"""Every kind of file that is read, the habits of Excel, and files that are none."""

import datetime
import io
import time

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from core.imports import table
from core.imports.cells import Broken
from core.imports.columns import guess, known_headers
from core.imports.errors import FileRefusedError, Trouble
from core.imports.files import file_table
from core.imports.xml_file import children, words
from tests.core.imports.files import changed, hostile, xlsx

SYNONYMS = {"title": ["titolo", "title"], "hours": ["ore", "ore totali"], "start": ["inizio"], "note": ["note"]}
ROWS = [["titolo", "ore"], ["Saldatura", "600"]]


def read(content: bytes, formats=None, seconds=8):
    found = file_table(io.BytesIO(content), known=known_headers(SYNONYMS), formats=formats, seconds=seconds)
    return found.headers, [(row.number, row.cells) for row in found.rows]


@pytest.mark.parametrize(
    "content",
    [
        "titolo;ore\nQualità;600\n".encode("cp1252"),
        "titolo;ore\nQualità;600\n".encode("utf-8-sig"),
        "titolo\tore\nQualità\t600\n".encode("utf-16"),
        "titolo,ore\r\nQualità,600\r\n".encode(),
        "titolo|ore\nQualità|600".encode(),
        "sep=;\ntitolo;ore\nQualità;600\n".encode("cp1252"),
        '\n"titolo";"ore";\n\n"Qualità";"600";\n'.encode(),
    ],
)
def test_csv_as_it_comes(content):
    headers, [(_number, cells)] = read(content)

    assert headers[:2] == ["titolo", "ore"]
    assert cells[:2] == ["Qualità", "600"]


def test_csv_rows_are_numbered_as_an_editor_counts():
    _headers, rows = read(b'titolo,ore\n"due\nrighe",1\n\nuna,2\n')

    assert rows == [(2, ["due\nrighe", "1"]), (5, ["una", "2"])]


def test_header_below_titles():
    headers, rows = read(b"Corsi 2026;\n;\nTitolo;Ore\nSaldatura;600\n")

    assert (headers, rows) == (["Titolo", "Ore"], [(4, ["Saldatura", "600"])])


def test_header_without_a_known_name():
    assert read(b"1;2\na;b\nc;d\n")[0] == ["a", "b"]


def test_json_list_inside_an_object():
    content = b'{"meta": {"x": 1}, "corsi": [{"titolo": "A", "sede": {"comune": "SP"}, "tags": ["x", {"name": "y"}]}]}'

    assert read(content) == (["titolo", "sede.comune", "tags"], [(1, ["A", "SP", "x; y"])])


def test_json_single_object():
    assert read(b'{"titolo": "A", "ore": 3}') == (["titolo", "ore"], [(1, ["A", 3])])


def test_xlsx_dates_of_both_calendars():
    start = datetime.datetime(2026, 9, 14)

    def since_1904(workbook, _sheet):
        workbook.epoch = CALENDAR_MAC_1904

    for prepare in (None, since_1904):
        assert read(xlsx([["titolo", "inizio"], ["A", start]], prepare=prepare))[1] == [(2, ["A", start])]


def test_xlsx_numbers_keep_the_zeros_that_their_format_shows():
    def with_zeros(_workbook, sheet):
        sheet["B2"].number_format = "00000"

    assert read(xlsx([["titolo", "note"], ["A", 715]], prepare=with_zeros))[1] == [(2, ["A", "00715"])]


def test_xlsx_formulas_give_their_result_or_an_error_of_the_cell():
    content = xlsx([["titolo", "ore", "note"], ["A", "=2*300", "=1/0"], ["B", "=2*300", 1]])
    computed = changed(
        content,
        sheet1=lambda text: (
            text.replace(b"<f>2*300</f><v />", b"<f>2*300</f><v>600</v>", 1)
            .replace(b"<f>2*300</f><v/>", b"<f>2*300</f><v>600</v>", 1)
            .replace(b'<c r="C2"><f>1/0</f><v />', b'<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v>')
            .replace(b'<c r="C2"><f>1/0</f><v/>', b'<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v>')
        ),
    )

    assert read(computed)[1] == [
        (2, ["A", 600, Broken(Trouble.CELL_ERROR, "#DIV/0!")]),
        (3, ["B", Broken(Trouble.FORMULA, "="), 1]),
    ]


def test_xlsx_merged_cells():
    def merge(_workbook, sheet):
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("C2:D2")
        sheet.merge_cells("A4:A5")

    rows = [
        ["Corsi del 2026", None, None, None],
        [None, None, "Periodo", None],
        ["titolo", "ore", "inizio", "inizio"],
        ["A", 1, "x", "y"],
        [None, 2, "z", "w"],
    ]

    assert read(xlsx(rows, prepare=merge)) == (
        ["titolo", "ore", "Periodo · inizio", "Periodo · inizio (2)"],
        [(4, ["A", 1, "x", "y"]), (5, ["A", 2, "z", "w"])],
    )


def test_xlsx_hidden_and_empty_sheets_are_passed_over():
    def more(workbook, sheet):
        sheet.sheet_state = "hidden"
        workbook.create_sheet("vuoto")
        second = workbook.create_sheet("corsi")
        for row in [["titolo", "ore"], ["B", 2]]:
            second.append(row)

    assert read(xlsx(ROWS, prepare=more))[1] == [(2, ["B", 2])]


def test_xml_by_its_outermost_element():
    def records(root):
        for child in children(root, "voce"):
            yield {"titolo": words(child)}

    content = b"<elenco><voce>A <b>b</b><p>c</p></voce><voce>D</voce></elenco>"

    assert read(content, formats={"elenco": records}) == (["titolo"], [(1, ["A b\nc"]), (2, ["D"])])


@pytest.mark.parametrize("name", sorted(hostile()))
def test_hostile_files_are_refused_or_read_quickly(name):
    began = time.monotonic()

    try:
        _headers, rows = read(hostile()[name], formats={"catalog": lambda root: iter([{"titolo": words(root)}])})
    except FileRefusedError:
        rows = []
    else:
        assert name in {"one-word.csv", "quotes.csv", "infinite.json", "far-row.xlsx", "billion.xlsx", "deep.xml"}
    assert "root:" not in str(rows)
    assert time.monotonic() - began < 10


def test_too_many_rows(monkeypatch):
    monkeypatch.setattr(table, "MAX_ROWS", 3)

    with pytest.raises(FileRefusedError, match="più di 3 righe"):
        read(b"titolo,ore\n" + b"A,1\n" * 4)


def test_too_slow_a_file():
    with pytest.raises(FileRefusedError, match="troppo tempo"):
        read(b"titolo,ore\nA,1\n", seconds=-1)


def test_guess_remembers_then_looks_for_the_same_words_then_inside():
    headers = ["Titolo del corso", "Ore", "Inizio", "Altro"]

    assert guess(headers, SYNONYMS) == {"Ore": "hours", "Inizio": "start", "Titolo del corso": "title"}
    assert guess(headers, SYNONYMS, {"Altro": "title", "Ore": ""}) == {"Altro": "title", "Inizio": "start"}
    below = ["Corso · Titolo", "Corso · Ore", "Stage · Ore"]
    assert guess(below, SYNONYMS) == {"Corso · Titolo": "title", "Corso · Ore": "hours"}
