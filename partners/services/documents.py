"""Files of the Polo: taken in once, with their fingerprint; the bytes never change afterwards."""

import datetime
import hashlib

from django.core.files.base import File
from django.db import transaction

from accounts.models import User
from core.services import record_event
from partners.enums import DocumentVisibility
from partners.models import Document
from partners.validators import validate_pdf


@transaction.atomic
def document_store(
    *,
    file: File,
    title: str,
    by: User,
    visibility: str = DocumentVisibility.RESERVED,
    dated_on: datetime.date | None = None,
) -> Document:
    """Keep a PDF privately; whatever is no PDF by its content is refused (`ValidationError`)."""
    validate_pdf(file)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    document = Document(
        title=title,
        visibility=visibility,
        dated_on=dated_on,
        file=file,
        size=file.size,
        sha256=digest.hexdigest(),
        uploaded_by=by,
    )
    document.full_clean()
    document.save()
    record_event(
        by=by,
        verb="partners.document_stored",
        target=document,
        after={"visibility": visibility, "sha256": document.sha256, "size": document.size},
    )
    return document


def deed_store(*, file: File | None, title: str, by: User) -> Document | None:
    """The reserved deed that comes with a decision, where there is one."""
    return document_store(file=file, title=title[:200], by=by) if file else None
