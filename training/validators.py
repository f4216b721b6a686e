"""What a file of an application must be: a PDF or a picture by its content, whatever its name or type says."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _


class MediaType(models.TextChoices):
    """The kinds of file that go with an application, told by their first and last bytes (validators.py)."""

    PDF = "application/pdf", "PDF"
    JPEG = "image/jpeg", "JPEG"
    PNG = "image/png", "PNG"

    @property
    def extension(self) -> str:
        return {"PDF": "pdf", "JPEG": "jpg", "PNG": "png"}[self.name]


MAX_BYTES = 5 * 1024 * 1024
TAIL = 2048
# How each kind begins, and what stands near its end.
MARKS = {
    MediaType.PDF: (b"%PDF-", b"%%EOF"),
    MediaType.JPEG: (b"\xff\xd8\xff", b"\xff\xd9"),
    MediaType.PNG: (b"\x89PNG\r\n\x1a\n", b"IEND"),
}


def media_type_of(content: bytes) -> MediaType:
    """By its content; whatever else it is is refused in words."""
    for kind, (begins, ends) in MARKS.items():
        if content.startswith(begins) and ends in content[-TAIL:]:
            return kind
    raise ValidationError(_("Serve un PDF, oppure una foto JPEG o PNG: questo file non lo è."))


def validate_upload(file: Any) -> None:
    """Of an uploaded file: not empty, not too large, of a kind we take. It is left rewound."""
    if not 0 < file.size <= MAX_BYTES:
        raise ValidationError(
            _("Il file deve avere un contenuto e non superare %(limit)s."),
            params={"limit": filesizeformat(MAX_BYTES)},
        )
    file.seek(0)
    content = file.read()
    file.seek(0)
    media_type_of(content)
