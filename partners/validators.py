"""What a file must be to be kept: a PDF by its content, whatever its name or declared type says."""

from typing import Any

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

PDF_BEGINS, PDF_ENDS = b"%PDF-", b"%%EOF"
HEAD, TAIL = 1024, 2048
MAX_PDF_BYTES = 10 * 1024 * 1024


def validate_pdf(file: Any) -> None:
    """ISO 32000: the header stands in the first 1024 bytes, the end mark near the last. The file is left rewound."""
    if not 0 < file.size <= MAX_PDF_BYTES:
        raise ValidationError(
            _("Il file deve avere un contenuto e non superare %(limit)s."),
            params={"limit": filesizeformat(MAX_PDF_BYTES)},
        )
    file.seek(0)
    head = file.read(HEAD)
    file.seek(max(0, file.size - TAIL))
    tail = file.read(TAIL)
    file.seek(0)
    if PDF_BEGINS not in head or PDF_ENDS not in tail:
        raise ValidationError(_("Questo file non è un PDF: salvalo come PDF e caricalo di nuovo."))
