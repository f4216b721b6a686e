"""What a firm asks who says yes to it, and what that person answered."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.privacy import Delete
from recruitment.models.demand import Opening
from recruitment.models.interest import Interest
from recruitment.models.selection import KEPT

MAX_QUESTIONS = 3
QUESTION_LENGTH = 200
REPLY_LENGTH = 1000


def _numbered(name: str) -> models.CheckConstraint:
    """With the unique pair of parent and number: never more than three."""
    return models.CheckConstraint(
        name=name,
        condition=Q(number__range=(1, MAX_QUESTIONS)),
        violation_error_message=_("Le domande sono al massimo tre."),
    )


class OpeningQuestion(models.Model):
    """A question of the firm to each person who says yes: at most three for an opening."""

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="questions", verbose_name=_("offerta"))
    number = models.PositiveSmallIntegerField(_("numero della domanda"))
    text = models.CharField(_("domanda"), max_length=QUESTION_LENGTH)
    is_required = models.BooleanField(_("risposta obbligatoria"), default=False)

    class Privacy:
        plain = {"id", "opening", "number", "text", "is_required"}

    class Meta:
        verbose_name = _("domanda di un'offerta")
        verbose_name_plural = _("domande delle offerte")
        ordering = ["opening_id", "number"]
        constraints = [
            _numbered("recruitment_openingquestion_at_most_three"),
            models.UniqueConstraint(
                name="recruitment_openingquestion_once",
                fields=["opening", "number"],
                violation_error_message=_("Questa domanda c'è già."),
            ),
            models.UniqueConstraint(
                name="recruitment_openingquestion_said_once",
                fields=["opening", "text"],
                violation_error_message=_("Due domande sono uguali: tienine una."),
            ),
            models.CheckConstraint(
                name="recruitment_openingquestion_asks_something",
                condition=~Q(text=""),
                violation_error_message=_("Una domanda non è vuota."),
            ),
        ]

    def __str__(self):
        return self.text


class QuestionReply(models.Model):
    """A person's answer, with the question as it was that day: what the firm writes later changes neither."""

    interest = models.ForeignKey(
        Interest, on_delete=models.CASCADE, related_name="replies", verbose_name=_("richiesta")
    )
    number = models.PositiveSmallIntegerField(_("numero della domanda"))
    question = models.CharField(_("domanda"), max_length=QUESTION_LENGTH)
    text = models.CharField(_("risposta"), max_length=REPLY_LENGTH)
    created_at = models.DateTimeField(_("scritta il"), auto_now_add=True)

    class Privacy:
        personal = {"interest", "question", "text"}
        plain = {"id", "number", "created_at"}
        subject = ("interest__profile__person",)
        purpose = _("rispondere alle domande di un'impresa a cui hai detto sì")
        erasure = Delete()
        retention = KEPT

    class Meta:
        verbose_name = _("risposta alla domanda di un'impresa")
        verbose_name_plural = _("risposte alle domande delle imprese")
        ordering = ["interest_id", "number"]
        constraints = [
            _numbered("recruitment_questionreply_at_most_three"),
            models.UniqueConstraint(
                name="recruitment_questionreply_once",
                fields=["interest", "number"],
                violation_error_message=_("Hai già risposto a questa domanda."),
            ),
            models.CheckConstraint(
                name="recruitment_questionreply_says_something",
                condition=~Q(text="") & ~Q(question=""),
                violation_error_message=_("Una risposta non è vuota."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update)]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"
