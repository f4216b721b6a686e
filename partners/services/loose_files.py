"""Files that no document holds: an upload whose transaction was refused after the bytes had been written."""

import datetime

import structlog
from django.core.files.storage import default_storage
from django.utils import timezone

from partners.models import Document
from partners.models.document import FOLDER

log = structlog.get_logger(__name__)
KEPT = datetime.timedelta(days=1)  # what is being uploaded right now has no row yet


def loose_files_delete() -> int:
    """Delete the PDFs that have had no row for a day; how many. One that will not go is left for tomorrow."""
    if not default_storage.exists(FOLDER):
        return 0
    names = {f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]}
    loose = names - set(Document.objects.filter(file__in=names).values_list("file", flat=True))
    return sum(_deleted(name) for name in sorted(loose))


def _deleted(name: str) -> bool:
    try:
        if default_storage.get_modified_time(name) > timezone.now() - KEPT:
            return False
        default_storage.delete(name)
    except OSError:
        log.exception("loose_file_stays", file=name)
        return False
    return True
