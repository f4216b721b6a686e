from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """Where an import that runs in the background stands."""

    QUEUED = "queued", _("in attesa")
    RUNNING = "running", _("in corso")
    DONE = "done", _("riuscita")
    REFUSED = "refused", _("rifiutata")
