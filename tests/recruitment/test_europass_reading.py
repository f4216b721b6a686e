"""What a Europass tells, in each format: nothing believed, nothing of who the person is, nothing guessed."""

import json
from pathlib import Path

import pytest

from core.imports.errors import FileRefusedError
from recruitment.enums import EuropassNote
from recruitment.europass import entries
from recruitment.europass.entries import Day
from recruitment.europass.told import MOST_CHARACTERS, MOST_ENTRIES, told_by
from recruitment.europass.words import clipped, plain
from recruitment.services import europass
from tests.recruitment.europass_files import CANDIDATE, PRIVATE, SKILLS_PASSPORT, as_json, in_a_pdf

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "cv_europass"
DEEP = "<SkillsPassport>" + "<a>" * 100_000 + "</a>" * 100_000 + "</SkillsPassport>"


def notes(entry):
    return [(note["code"], note["value"]) for note in entry.notes]


@pytest.mark.parametrize("content", [SKILLS_PASSPORT, CANDIDATE], ids=["SkillsPassport", "Candidate"])
def test_both_formats_say_the_same(content):
    told = told_by(content.encode())

    work, study, mother, english, greek, car, lorry, odd = told.entries
    assert work.section == "esperienze"
    assert work.initial == {
        "role": "Saldatrice", "employer": "Cantiere di prova", "description": "Giunti & tubi\nTurni", "kind": "JOB",
        "started_on": "2019-03-05", "ended_on": "2020-02-29",
    }  # fmt: skip
    assert study.initial == {"title": "Diploma", "school": "Istituto", "eqf": 4, "isced_f": "", "year": 2018}
    assert mother.initial == {"language": "it", "is_mother_tongue": True}
    assert english.initial == {"language": "en", "is_mother_tongue": False, "listening": "B1", "reading": "B2"}
    assert greek.initial == {"language": "", "is_mother_tongue": False}
    assert notes(greek) == [("LANGUAGE", "greco antico"), ("LEVEL", "Z9"), ("NO_LEVEL", "")]
    assert (car.initial["kind"], lorry.initial["kind"], lorry.initial["name"]) == ("B", "OTHER", "patente C1E")
    assert notes(odd) == [("LICENCE", "Z")]
    assert "disegno tecnico" in told.text
    assert not [word for word in PRIVATE if word in str(told)]


def test_the_pdf_of_europass_carries_the_document_inside():
    assert europass.europass_read(content=in_a_pdf(CANDIDATE)) == told_by(CANDIDATE.encode())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (in_a_pdf(CANDIDATE, name="virus.exe"), "non porta dentro un Europass"),
        (in_a_pdf("<altro/>"), "non porta dentro un Europass"),
        (b"%PDF-1.7\nniente di buono", "non si apre"),
        (b"", "PDF, XML o JSON"),
        (b"MZ\x90\x00", "PDF, XML o JSON"),
        (b"{" + b'"a":[' * 100_000, "JSON è rovinato"),
        (b'{"SkillsPassport": ' + b"9" * 5000 + b"}", "JSON è rovinato"),
        (b"\xff\xfe{\x00", "JSON è rovinato"),
        (b'{"a": 1}', "sappiamo leggere"),
        (b'{"SkillsPassport": [1]}', "niente da aggiungere"),
        (b'{"SkillsPassport": {"LearnerInfo": {"WorkExperience": "x"}}, "Polo": 7}', "niente da aggiungere"),
        (b"<europass:learnerinfo xmlns:europass='x'/>", "sappiamo leggere"),
        (b"<SkillsPassport/>", "niente da aggiungere"),
        (b"<Candidate/>", "niente da aggiungere"),
        (b"<SkillsPassport><LearnerInfo>", "XML è rovinato"),
        (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Candidate>&e;</Candidate>', "rimandi a entità"),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Candidate>&b;</Candidate>', "rimandi a entità"),
        (DEEP.encode(), "XML è rovinato"),
        (SKILLS_PASSPORT.replace("<", "&lt;", 3).encode(), "PDF, XML o JSON"),
    ],
)  # fmt: skip
def test_what_is_no_europass_is_refused_in_words(content, words):
    with pytest.raises(FileRefusedError, match=words):
        europass.europass_read(content=content)


def test_dates_keep_what_they_say_and_absurd_ones_are_told():
    def work(start, end=None):
        return entries.work({"role": "Cuoca"}, start=start, end=end)

    year_only = work(Day("2019"), Day("2020", "--02"))
    assert (year_only.initial["started_on"], year_only.initial["ended_on"]) == ("2019-01-01", "2020-02-29")
    assert notes(work(Day(2019, 13, 1))) == [("START", "2019-13-1")]
    assert notes(work(Day("19000"))) == [("START", "19000")]
    assert notes(work(Day(True))) == [("START", "")]
    assert notes(work(Day(2019), Day(2020, 2, 31))) == [("END", "2020-2-31")]
    assert work(Day(2019), Day()).initial["ended_on"] == ""
    assert work(Day([], {}), None).initial["started_on"] == ""


def test_a_current_job_has_no_end_even_where_one_is_written():
    told = told_by(
        CANDIDATE.replace("CurrentIndicator>false", "CurrentIndicator>true")
        .replace("Ongoing>false", "Ongoing>true")
        .encode()
    )

    assert (told.entries[0].initial["ended_on"], told.entries[1].initial["year"]) == ("", None)


def test_a_job_without_a_post_asks_what_one_did():
    told = told_by(
        b"<Candidate><CandidateProfile><EmploymentHistory><EmployerHistory><OrganizationName>Bar</OrganizationName>"
        b"</EmployerHistory></EmploymentHistory></CandidateProfile></Candidate>"
    )

    assert [note["code"] for note in told.entries[0].notes] == ["ROLE", "START"]


@pytest.mark.parametrize("level", ["9", "EQF_12", "boh", ["4"]])
def test_absurd_levels_of_study_are_told_and_left_open(level):
    entry = entries.study({"title": "Diploma", "eqf": level}, end=None)

    assert entry.initial["eqf"] is None
    assert notes(entry) == ([] if isinstance(level, list) else [("EQF", level.removeprefix("EQF_"))])


@pytest.mark.parametrize(
    ("told", "known"),
    [("ENG", "en"), ("en-GB", "en"), ("http://publications.europa.eu/resource/authority/language/ITA", "it")],
)
def test_codes_of_languages_in_every_writing(told, known):
    assert entries.language(told, levels={"overall": "b1"}).initial == {
        "language": known, "is_mother_tongue": False, "overall": "B1",
    }  # fmt: skip


def test_long_words_are_cut_at_a_word_and_it_is_told():
    entry = entries.work({"role": "parola " * 40, "description": "x" * 700}, start=Day(2020), end=None)

    assert entry.initial["role"].endswith("parola…")
    assert (len(entry.initial["role"]) <= 120, len(entry.initial["description"])) == (True, 600)
    assert notes(entry) == [("LONG", ""), ("LONG", "")]
    assert clipped("corto", 10) == "corto"
    assert clipped("riga\n" * 200, 600).count("\n") + len(clipped("riga\n" * 200, 600)) <= 600


def test_words_come_without_markup_and_invisible_characters():
    assert plain("<ul><li>uno</li><li>due &lt;b&gt;</li></ul>") == "uno\ndue <b>"
    assert plain("a < b e c > d\u0000\u202e\ud800") == "a < b e c > d"
    assert plain("<![foo[ <script>x</script> fine") == "<![foo[ fine"
    assert (plain(None), plain(["x"]), plain(True), plain(7)) == ("", "", "", "7")


def test_the_same_line_twice_is_one_and_no_file_is_looked_through_for_ever():
    jobs = [{"Position": {"Label": f"Lavoro {n}"}} for n in range(MOST_ENTRIES + 5)]

    assert len(told_by(as_json(WorkExperience=[jobs[0], *jobs[:3], jobs[0]])).entries) == 3
    assert len(told_by(as_json(WorkExperience=jobs)).entries) == MOST_ENTRIES


def test_only_so_many_words_are_looked_through():
    told = told_by(as_json(Skills={"Other": {"Description": "parola " * 90_000}}))

    assert 0 < len(told.text) <= MOST_CHARACTERS


def test_every_note_has_its_place_for_what_the_file_says():
    assert [code for code in EuropassNote if "%" in str(code.label % {"value": "x"})] == []


@pytest.mark.real_data
@pytest.mark.skipif(not SAMPLES.exists(), reason="../shared/data/cv_europass is not here")
@pytest.mark.parametrize("name", ["Europass_CV_V3.4.0_Example.xml", "Europass_CVwithCL_V3.4.0_Example.xml"])
def test_the_official_examples_are_read(name):
    told = told_by((SAMPLES / name).read_bytes())

    assert {entry.section for entry in told.entries} == {"esperienze", "studi", "lingue", "patenti"}
    assert not [word for word in ("NORRIS", "1940", "Strawberry", "Australian") if word in str(told)]


@pytest.mark.real_data
@pytest.mark.skipif(not SAMPLES.exists(), reason="../shared/data/cv_europass is not here")
@pytest.mark.parametrize("name", ["Europass-CV-version2.0.xml", "cv-photo.json", "sample.pdf"])
def test_what_the_collection_has_besides_is_refused_in_words(name):
    with pytest.raises(FileRefusedError):
        europass.europass_read(content=(SAMPLES / name).read_bytes())


def test_our_own_file_says_more_than_the_format():
    document = json.loads(as_json(WorkExperience=[{"Position": {"Label": "Cuoca"}}]))
    document["Polo"] = {
        "Experiences": [{"Kind": "VOLUNTEERING"}],
        "Licences": [{"Kind": "CRANE", "Name": "a torre", "IssuedOn": "2020-01-01", "ValidUntil": "ieri"}],
        "Skills": [{"Label": "Saldatura", "Uri": "http://x.example/1", "Level": True}, {"Level": 3}, 7],
    }

    told = told_by(json.dumps(document).encode())

    work, crane = told.entries
    assert work.initial["kind"] == "VOLUNTEERING"
    assert crane.initial == {"kind": "CRANE", "name": "a torre", "issued_on": "2020-01-01", "expires_on": ""}
    assert [(row.label, row.uri, row.level) for row in told.skills] == [("Saldatura", "http://x.example/1", 0)]
