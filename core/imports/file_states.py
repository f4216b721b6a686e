"""Where an import that a partner sent as a file stands, and what its rows do and became."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportTask(models.TextChoices):
    """What the worker does, or did last, with an import."""

    PREVIEW = "preview", _("anteprima")
    APPLY = "apply", _("importazione")
    UNDO = "undo", _("annullamento")


class ImportState(models.TextChoices):
    """Where that task stands. Named as in the queue."""

    WAITING = "waiting", _("da completare")
    QUEUED = "queued", _("in attesa")
    RUNNING = "running", _("in corso")
    DONE = "done", _("fatta")
    REFUSED = "refused", _("rifiutata")


class RowAction(models.TextChoices):
    """What a row of the file would do."""

    NEW = "new", _("nuova")
    CHANGED = "changed", _("cambia")
    SAME = "same", _("senza cambiamenti")
    WITHDRAWN = "withdrawn", _("da ritirare")
    ERROR = "error", _("con errori")


class RowOutcome(models.TextChoices):
    """What became of it."""

    PENDING = "pending", _("da fare")
    DONE = "done", _("fatta")
    FAILED = "failed", _("non riuscita")
    UNDONE = "undone", _("annullata")
    KEPT = "kept", _("lasciata com'è")


WRITING = (RowAction.NEW, RowAction.CHANGED, RowAction.WITHDRAWN)
