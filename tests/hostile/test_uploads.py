"""Every upload field of the portal meets every hostile file: one polite message, no fault, no wait, no outside fetch.

The network is closed for tests (tests/conftest.py): a file that made the portal fetch something would be a fault here.
"""

import time
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.db import models
from django.urls import get_resolver, reverse

from core.imports.file_states import ImportState
from recruitment.models import OpeningImport
from recruitment.services import opening_imports
from tests.client import PlainClient, give_second_factor
from tests.core.imports.files import hostile
from tests.hostile import checks
from tests.hostile.asker import OK
from tests.hostile.pages import Form, posts_of
from training.models import CourseImport
from training.services import course_imports

OWN = ("accounts", "partners", "skills", "training", "orientation", "recruitment", "planning", "dashboards", "core")
PATIENCE = 10  # seconds: the promise of the task, not a measure
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
ENDED = {ImportState.DONE, ImportState.REFUSED}
SPOKEN = ("invalid-feedback", "errorlist", "alert-danger", "errornote")


def real_files():
    return [
        path for folder in ("hostile", "spreadsheets") for path in sorted((DATA / folder).rglob("*")) if path.is_file()
    ]


@pytest.fixture
def uploads(asker, settings, tmp_path):
    """(client, form, field): every file input that somebody finds in a page of ours or of the admin."""
    settings.MEDIA_ROOT = tmp_path
    found = {}
    for actor, url, html in asker.own_pages:
        _collect(found, asker.clients[actor], html, url)
    superuser = PlainClient()
    superuser.force_login(asker.world.users["superuser"])
    give_second_factor(superuser, asker.world.users["superuser"])
    for url in _admin_adds():
        response = superuser.get(url)
        if response.status_code == OK:
            _collect(found, superuser, checks.body(response), url)
    return list(found.values())


def _collect(found, client, html: str, url: str) -> None:
    for form in posts_of(html, url):
        for field in form.fields.values():
            if field.kind == "file":
                found.setdefault((form.action, field.name), (client, form, field.name))


def _admin_adds() -> list[str]:
    return [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        for model in admin.site._registry
        if any(isinstance(field, models.FileField) for field in model._meta.fields)
    ]


def test_every_form_with_a_file_is_met(uploads):
    """A new upload field is found by itself; this only tells when a page with one is not reached by anybody."""
    get_resolver().url_patterns  # noqa: B018  (loads every view, and with it every form)
    names = {
        name
        for form in _subclasses(forms.BaseForm)
        if form.__module__.split(".")[0] in OWN
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.FileField)
    }

    assert names <= {name for _client, _form, name in uploads}
    assert uploads


def _subclasses(one):
    for child in one.__subclasses__():
        yield child
        yield from _subclasses(child)


def send(client, form: Form, field: str, name: str, content: bytes):
    boundary = "polo-file-boundary"
    others, end = checks.multipart([pair for pair in form.pairs() if pair[0] != field], boundary=boundary)[0].rsplit(
        f"--{boundary}--".encode(), 1
    )
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
    body = others + head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n"
    return client.generic(
        "POST", form.action, body + f"--{boundary}--".encode() + end,
        f"multipart/form-data; boundary={boundary}",
    )  # fmt: skip


def faults_of(uploads, files) -> list[str]:
    """One answer each: a message in the page, or the file was taken in (it was a table after all)."""
    found = []
    for client, form, field in uploads:
        for name, content in files:
            began = time.monotonic()
            response = send(client, form, field, name, content)
            where = f"{form.action} {field} {name}"
            page = checks.body(response)
            if time.monotonic() - began > PATIENCE:
                found.append(f"{where}: too slow")
            if response.status_code not in {200, 302}:
                found.append(f"{where}: {response.status_code}")
            if response.status_code == OK and not any(mark in page for mark in SPOKEN):
                found.append(f"{where}: nothing is said")
            if "root:" in page:
                found.append(f"{where}: a file of the server")
    return found


def runs() -> list[Any]:
    return [run for model in (CourseImport, OpeningImport) for run in model.objects.order_by("pk")]


def work_through(known: list[Any]) -> None:
    """What was taken in goes as far as it can: columns as guessed, or the first one as the title."""
    for run in known:
        run.delete()  # those of the shared world, whose files are another test's
    for run in runs():
        said = {header: field for header, field in run.mapping.items() if field}
        if "title" not in said.values():
            said = {run.headers[0]: "title"}
        if isinstance(run, CourseImport):
            course_imports.course_import_map(
                run=run, mapping=said, default_kind=None, withdraws=False, by=run.requested_by
            )
        else:
            opening_imports.opening_import_map(
                run=run, mapping=said, default_occupation=None, default_contract="", withdraws=False,
                by=run.requested_by,
            )  # fmt: skip
    course_imports.course_imports_run()
    opening_imports.opening_imports_run()
    assert {run.state for run in runs()} <= ENDED


def test_hostile_files_at_every_upload_field(uploads):
    known = runs()

    assert faults_of(uploads, hostile().items()) == []

    work_through(known)


@pytest.mark.real_data
@pytest.mark.skipif(not DATA.exists(), reason="../shared/data is not here")
def test_real_hostile_files_at_every_upload_field(uploads):
    known = runs()
    files = [(path.name, path.read_bytes()) for path in real_files()]

    assert faults_of(uploads, files) == []

    work_through(known)
