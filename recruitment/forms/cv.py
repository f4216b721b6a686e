"""A CV as a file, and the skills that it names to say yes to one by one."""

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import PoloFormMixin
from core.templatetags.polo import local
from recruitment.enums import CvType
from recruitment.models import Cv, CvProposal
from skills.enums import Level

WORD_BODY = "word/document.xml"


class CvForm(PoloFormMixin, forms.Form):
    """Told apart by what is in the file: its name and the type that the browser declares are not believed."""

    file = forms.FileField(
        label=gettext_lazy("Il tuo CV"),
        help_text=gettext_lazy(
            "Un PDF o un documento Word (.docx), fino a 5 MB. Lo aprite tu e le imprese a cui dici sì."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx"}),
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if not 0 < file.size <= Cv.MAX_BYTES:
            limit = filesizeformat(Cv.MAX_BYTES)
            raise ValidationError(_("Il file deve avere un contenuto e non superare %(limit)s.") % {"limit": limit})
        content = file.read()
        self.media_type = media_type_of(content)
        return content


def media_type_of(content: bytes) -> CvType:
    if content.startswith(b"%PDF-"):
        return CvType.PDF
    if content.startswith(b"PK") and WORD_BODY in _members(content):
        return CvType.DOCX
    raise ValidationError(_("Serve un PDF o un documento Word (.docx): questo file non lo è."))


def _members(content: bytes) -> set[str]:
    """The names in the zip; nothing is unpacked here."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError):
        return set()


class CvProposalsForm(PoloFormMixin, forms.Form):
    """One choice for each skill: nothing is added unless the person picks a level."""

    def __init__(self, *args: Any, proposals: Iterable[CvProposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = list(proposals)
        for row in self.proposals:
            self.fields[f"level_{row.pk}"] = forms.TypedChoiceField(
                label=local(row.skill, "label"),
                help_text=_("Nel tuo CV: «%(words)s»") % {"words": escape(row.words)},
                choices=[("", _("no, non aggiungerla")), *Level.choices],
                coerce=int,
                empty_value=None,
                required=False,
            )

    def levels(self) -> dict[int, int]:
        """Proposal -> level, of those that were chosen."""
        chosen = {row.pk: self.cleaned_data.get(f"level_{row.pk}") for row in self.proposals}
        return {key: level for key, level in chosen.items() if level}
