"""Hostile words in every text of courses, editions, templates, applications and imports: wherever they come back,
on pages, in structured data, feeds, calendars, files and mails, they are words and nothing else.
"""

import os
from pathlib import Path
from urllib.parse import urlencode

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Notification, OutboxMessage
from tests.client import PlainClient
from tests.hostile import checks, inert
from tests.hostile.asker import OK, routes
from tests.training.factories import (
    CourseCodeFactory,
    CourseImportRowFactory,
    CourseSkillFactory,
    EmptySearchFactory,
    RankingFactory,
    SynonymGroupFactory,
    TemplateVersionFactory,
    TermFactory,
)
from tests.training.import_files import imported, school
from training.imports.fields import FIELDS
from training.models import Course, CourseImport, OfferTemplate, Ranking

HARMLESS = ["=Parole innocue, e altre parole che stanno in un testo lungo", "Parole innocue"]
HOSTILE = [
    "=1+1 \"'><svg onload=alert(7)></script></textarea></title><a href=javascript:alert(7)>{{1337*7331}}&lt;b&gt;",
    "=<svg onload=alert(7)>",
]
BREAKS = "@uno\r\nBcc: altra@example.org\r\nATTACH:javascript:alert(7)\r\nEND:VCALENDAR"
WHO = ("anonymous", "person", "school", "referent")  # between them they see every page of courses
APPS = ("training:", "dashboards:", "recruitment:partner_demand", "recruitment:course_need_list", "partners:partner_d")
ENOUGH_PAGES, ENOUGH_MAILS, ENOUGH_KINDS = 100, 10, 4


def asked(names):
    return [name for name in names if name.startswith(APPS)]


def answers(asker):
    """(who and where, content type, body) of each answer that shows something, to each reader who may see it."""
    cache.clear()
    found = []
    course = reverse("training:course_list")
    addresses = {asker.url(name) for name in asked(routes("GET"))}
    addresses |= {f"{course}?{urlencode({'q': words})}" for words in (HOSTILE[1], "Parole innocue", "7")}
    for address in sorted(addresses):
        for actor in WHO:
            response = asker.get(actor, address)
            if response.status_code == OK:
                body = b"".join(response.streaming_content) if response.streaming else response.content
                found.append((f"{address} as {actor}", response.headers["Content-Type"], body))
    return found


def mails(asker):
    """What each button of the app writes to people, and the page of notices that they read then."""
    found = []
    for name in asked(routes("POST")):
        data = urlencode(asker.world.data(name, "own"), doseq=True).encode()
        for actor in WHO[1:]:
            asker.post(actor, asker.url(name), data, then=lambda _client, _response: found.extend(told(asker)))
    return found


def told(asker):
    written = [("mail", inert.mail_shape(mail)) for mail in OutboxMessage.objects.all()]
    readers = set(Notification.objects.values_list("recipient", flat=True))
    for actor, client in asker.clients.items():
        if (user := asker.world.users[actor]) is not None and user.pk in readers:
            page = client.get(reverse("core:notification_list"))
            written.append((f"notices of {actor}", inert.shape(page.headers["Content-Type"], page.content)))
    return written


def rows_of_every_kind(asker):
    """What the world of the access matrix has no row of, beside what it has, so that it is shown there too."""
    side = asker.world.a
    course = Course.objects.get(pk=side.own["training:course_compare"][0])
    Course.objects.filter(pk=course.pk).update(
        figure=TermFactory(name_en="Figure"), funding=TermFactory(collection="FUNDING", name_en="Fund")
    )
    for course_of_school in Course.objects.filter(partner=side.school):
        CourseSkillFactory(course=course_of_school)
    template = OfferTemplate.objects.get(pk=side.own["training:template_detail"][0])
    TemplateVersionFactory(template=template)
    TemplateVersionFactory(template=template, number=2, content=template.content | {"hours": 9, "summary": "Altro."})
    for run in CourseImport.objects.filter(partner=side.school):
        CourseImportRowFactory(run=run, course=course, content={"title": "Uno"}, edition_facts={"timetable": "Due"})
    CourseCodeFactory(course=course)
    changed = Ranking.objects.filter(edition__course__partner=side.school).first()
    RankingFactory(edition=changed.edition, number=changed.number + 1, reason="Un errore di somma")
    EmptySearchFactory()
    SynonymGroupFactory()


def shapes(found):
    return {part for _where, kind, body in found for part in inert.shape(kind, body)}


def test_hostile_words_in_every_text_come_back_as_words(asker):
    rows_of_every_kind(asker)
    inert.fill(HARMLESS)
    harmless = answers(asker)
    plain, plain_mails = shapes(harmless), {part for _where, parts in mails(asker) for part in parts}

    written = inert.fill(HOSTILE)
    hostile = answers(asker)
    letters = mails(asker)

    wrong = [
        f"{where}: {sorted(more)[:3]}"
        for where, kind, body in hostile
        if (more := inert.shape(kind, body) - plain)
    ]  # fmt: skip
    wrong += [f"{where}: {sorted(parts - plain_mails)[:3]}" for where, parts in letters if parts - plain_mails]
    assert wrong == []
    assert {f"{model.__name__}.{field.name}" for model, fields in inert.columns() for field in fields} <= written
    kinds = {kind.partition(";")[0] for _where, kind, _body in hostile}
    figures = (len(hostile) >= ENOUGH_PAGES, len(letters) >= ENOUGH_MAILS, len(kinds) >= ENOUGH_KINDS)
    assert figures == (True, True, True), (len(hostile), len(letters), kinds)
    assert sum(b"svg onload" in body for _where, _kind, body in hostile) > ENOUGH_PAGES // 2


def test_line_breaks_in_every_text_begin_no_line_of_a_calendar_or_mail(asker):
    inert.fill(HARMLESS)
    names = [name for name in routes("GET") if name in {"training:edition_calendar", "training:saved_search_feed"}]
    plain = {part for name in names for part in read(asker, name)}

    inert.fill([BREAKS, "@uno\r\ndue"])

    assert {part for name in names for part in read(asker, name)} <= plain
    assert [where for where, parts in mails(asker) if ("alive", "line in a subject") in parts] == []


def read(asker, name):
    response = asker.get("anonymous", asker.url(name))
    assert response.status_code == OK
    return inert.shape(response.headers["Content-Type"], response.content)


def test_every_text_column_is_filled_or_says_why_not():
    known = {f"{model.__name__}.{field.name}" for model, fields in inert.columns() for field in fields}

    assert not known & set(inert.MACHINE)
    assert {
        "Course.title",
        "Course.contact",
        "Edition.timetable",
        "TemplateVersion.note",
        "OfferTemplate.content",
    } <= known


def test_a_file_of_courses_with_hostile_cells_is_read_back_as_words(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    user, partner = school()
    client = PlainClient()
    client.force_login(user)

    def run_with(words):
        keys = [name for name, field in FIELDS.items() if not field.of_edition]
        cells = [f'"{words.replace(chr(34), chr(34) * 2)}"'] * len(keys)
        text = ";".join(f'"{name}"' for name in keys) + "\n" + ";".join(cells) + "\n"
        file = SimpleUploadedFile(f"{words.replace('/', '')[:60]}.csv", text.encode())
        run = imported(user, partner, file=file, mapping=dict(zip(keys, keys, strict=True)))
        found = [client.get(reverse(f"training:import_{name}", args=[run.pk])) for name in ("detail", "report")]
        found.append(client.get(reverse("training:import_list")))
        return found

    plain = {
        part
        for page in run_with(HARMLESS[1])
        for part in inert.shape(page.headers["Content-Type"], checks.body(page).encode())
    }
    hostile = run_with(HOSTILE[0])

    assert {
        part for page in hostile for part in inert.shape(page.headers["Content-Type"], checks.body(page).encode())
    } <= plain
    assert "svg onload" in checks.body(hostile[0])


def test_strings_of_a_list_from_elsewhere_are_words_too(asker):
    """POLO_HOSTILE_STRINGS names a file with a string a line; without it the list of this folder is long enough."""
    path = os.environ.get("POLO_HOSTILE_STRINGS")
    strings = Path(path).read_text(errors="replace").splitlines() if path else HOSTILE
    inert.fill(HARMLESS)
    pages = [
        asker.url(name) for name in ("training:course_detail", "training:desk_course_list", "training:template_list")
    ]

    def seen():
        cache.clear()
        return {part for page in pages for part in inert.shape("text/html", asker.get("school", page).content)}

    plain = seen()
    wrong = []
    for string in filter(None, (one.replace("\x00", "") for one in strings)):
        inert.fill([string[:5000], "="])
        wrong += [f"{string[:60]!r}: {sorted(more)[:3]}"] if (more := seen() - plain) else []
    assert wrong == []
