"""What a file of a partner and its rows keep of themselves, whatever they hold: courses, offers of work."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.imports.file_states import ImportState, ImportTask, RowAction, RowOutcome
from core.imports.runs import run_constraints

PAGES = ("mapping", "confirm", "repeat", "undo", "report")


def private_name() -> str:
    """The name that the sender gave the file is kept apart: it says nothing about where the file is."""
    return uuid.uuid4().hex


def file_import_constraints() -> list[models.BaseConstraint]:
    """For `Meta.constraints` of an import with a `partner`: one at work for each of them."""
    return [
        known_choice("task", ImportTask),
        known_choice("state", ImportState),
        *run_constraints(one_per="partner", state__in=[ImportState.WAITING, ImportState.QUEUED]),
    ]


class FileImport(models.Model):
    """A file that a partner sent: which column is what, what it would change, what it changed.

    `task` is what the worker does or did last, `state` where that stands: a preview waits for the columns, then for
    the partner's yes. `counts` are the rows by what they do; the rows stay as the report. A model of this kind has a
    `partner`, a `file` and `rows`; `routes` is how the names of its pages begin, the words are for these pages.
    """

    routes: ClassVar[str]
    at_work_words: ClassVar[str | Promise]
    held_words: ClassVar[str | Promise]

    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("caricata da"),
    )  # fmt: skip
    file_name = models.CharField(_("nome del file"), max_length=120)
    headers = models.JSONField(_("colonne"), default=list)
    sample = models.JSONField(_("prime righe"), default=list, blank=True)
    mapping = models.JSONField(_("abbinamento delle colonne"), default=dict, blank=True)
    task = models.CharField(_("lavoro"), max_length=10, choices=ImportTask, default=ImportTask.PREVIEW)
    state = models.CharField(_("stato"), max_length=10, choices=ImportState, default=ImportState.WAITING)
    counts = models.JSONField(_("righe"), default=dict, blank=True)
    created_at = models.DateTimeField(_("caricata il"), default=timezone.now)
    started_at = models.DateTimeField(_("iniziata il"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finita il"), null=True, blank=True)
    error = models.CharField(_("perché è stata rifiutata"), max_length=500, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse(f"{self.routes}_detail", args=[self.pk])

    @property
    def pages(self) -> Mapping[str, str]:
        """The addresses of what can be done with it."""
        addresses = {name: reverse(f"{self.routes}_{name}", args=[self.pk]) for name in PAGES}
        return addresses | {"create": reverse(f"{self.routes}_create")}

    @property
    def is_at_work(self) -> bool:
        return self.state in {ImportState.QUEUED, ImportState.RUNNING}

    @property
    def is_to_confirm(self) -> bool:
        return (self.task, self.state) == (ImportTask.PREVIEW, ImportState.DONE)

    @property
    def can_be_undone(self) -> bool:
        return (self.task, self.state) == (ImportTask.APPLY, ImportState.DONE)


class FileImportRow(models.Model):
    """One row of the file: what it would change, what is wrong with it, what became of it.

    `content` is what to write; `before` and `after` what stood there and what was written, by which undoing sees
    whether somebody changed it since. A model of this kind has a `run`.
    """

    number = models.PositiveIntegerField(_("riga"))
    action = models.CharField(_("che cosa fa"), max_length=10, choices=RowAction)
    outcome = models.CharField(_("esito"), max_length=10, choices=RowOutcome, default=RowOutcome.PENDING)
    title = models.CharField(_("titolo"), max_length=200, blank=True)
    content = models.JSONField(_("contenuto"), null=True, blank=True)
    changes = models.JSONField(_("cambiamenti"), default=list, blank=True)
    problems = models.JSONField(_("errori"), default=list, blank=True)
    before = models.JSONField(_("prima"), default=dict, blank=True)
    after = models.JSONField(_("dopo"), default=dict, blank=True)
    note = models.CharField(_("nota"), max_length=500, blank=True)

    run: Any

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.run} · {self.number}"
