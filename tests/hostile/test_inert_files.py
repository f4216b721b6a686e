"""Hostile words that come in by real files of courses, in each format: on pages, in the report, in structured data,
calendars, feeds and mails they are words and nothing else. For feeds of vacancies: tests/recruitment.
"""

import csv
import datetime
import io
import json

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.models import OutboxMessage
from tests.client import PlainClient
from tests.core.imports.files import xlsx
from tests.hostile import checks, inert
from tests.training.factories import SavedSearchFactory
from tests.training.import_files import imported, school
from training.models import Course, OfferKind
from training.services import kept

HARMLESS = "Parole innocue"
HOSTILE = "\"'><svg onload=alert(7)></script><a href=javascript:alert(7)>{{1337*7331}}"
TEXTS = ("titolo", "in breve", "descrizione", "requisiti", "certificazione", "crediti", "accessibilità", "contatti")
EDITION = {"inizio": "01/03/2099", "fine": "30/06/2099", "posti": "20", "iscrizioni entro": "01/02/2099"}


def xcri(words: str) -> str:
    said = "".join(
        f"<dc:{name}><![CDATA[{words}]]></dc:{name}>" for name in ("title", "abstract", "description", "prerequisite")
    )
    start = '<start dtf="2099-03-01">1/3/2099</start><end dtf="2099-06-30">30/6/2099</end>'
    start += (
        f'<applyUntil dtf="2099-02-01">1/2/2099</applyUntil><places>20</places><attendancePattern><![CDATA[{words}]]>'
    )
    return (
        '<catalog xmlns="http://xcri.org/profiles/1.2/catalog" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<provider><course>{said}<qualification><dc:title><![CDATA[{words}]]></dc:title></qualification>"
        f"<presentation>{start}</attendancePattern></presentation></course></provider></catalog>"
    )


def file_of(kind: str, words: str) -> bytes:
    row = dict.fromkeys(TEXTS, words) | {"orario": words} | EDITION
    if kind == "xlsx":
        return xlsx([list(row), list(row.values())])
    if kind == "json":
        return json.dumps({"corsi": [row]}).encode()
    if kind == "xml":
        return xcri(words).encode()
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([list(row), list(row.values())])
    return text.getvalue().encode()


def read_back(kind: str, words: str):
    """(answers, mails): an import carried out, its course published, everywhere it is shown or told."""
    user, partner = school()
    file = SimpleUploadedFile(f"{words.replace('/', '')}.{kind}", file_of(kind, words))
    run = imported(user, partner, file=file, kind=OfferKind.objects.get(code="LIB"))
    course = run.rows.get().course
    Course.objects.filter(pk=course.pk).update(published_at=timezone.now())
    reader, anybody = PlainClient(), PlainClient()
    reader.force_login(user)
    own = [reverse(f"training:import_{name}", args=[run.pk]) for name in ("detail", "report")]
    own += [reverse("training:import_list"), reverse("training:desk_course_list")]
    own += [reverse("training:course_update", args=[course.pk])]
    public = [reverse("training:course_detail", args=[course.slug]), reverse("training:course_list")]
    public += [reverse("training:edition_calendar", args=[course.editions.get().pk])]
    cache.clear()
    answers = [*map(reader.get, own), *map(anybody.get, public)]
    SavedSearchFactory(address="", told_until=timezone.now() - datetime.timedelta(days=8), rhythm="DAILY")
    kept.alerts_send(now=timezone.now())
    return answers, list(OutboxMessage.objects.all())


@pytest.mark.parametrize("kind", ["xlsx", "xml", "json", "csv"])
def test_courses_of_real_files_are_read_back_as_words(settings, tmp_path, kind):
    settings.MEDIA_ROOT = tmp_path

    def shapes(answers):
        return {
            part for one in answers for part in inert.shape(one.headers["Content-Type"], checks.body(one).encode())
        }

    plain, plain_mails = read_back(kind, HARMLESS)
    OutboxMessage.objects.all().delete()
    hostile, mails = read_back(kind, HOSTILE)

    assert {one.status_code for one in hostile} == {200}
    assert shapes(hostile) <= shapes(plain)
    assert "svg onload" in checks.body(hostile[0])
    assert "application/ld+json" in checks.body(hostile[5])
    assert mails
    known = {part for mail in plain_mails for part in inert.mail_shape(mail)}
    assert {part for mail in mails for part in inert.mail_shape(mail)} <= known
