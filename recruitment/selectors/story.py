"""A person's own rows for the profile and the passport, what is still missing, and who sees which part."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from recruitment.models import CandidateProfile, Experience, LanguageSkill, Licence, StudyTitle


@dataclass(frozen=True)
class HeldLicence:
    """A licence and whether it still counts today."""

    licence: Licence
    is_expired: bool


@dataclass(frozen=True)
class Story:
    """What a person tells of themselves besides skills."""

    experiences: list[Experience]
    titles: list[StudyTitle]
    languages: list[LanguageSkill]
    licences: list[HeldLicence]

    @property
    def valid_licences(self) -> list[Licence]:
        return [held.licence for held in self.licences if not held.is_expired]


@dataclass(frozen=True)
class Step:
    """A part of the profile: whether something is there, whether one can do without it, who reads it."""

    title: str
    is_done: bool
    is_optional: bool
    url: str
    seen_by: str
    warning: str = ""


def story_of(person: User, *, today: datetime.date) -> Story:
    licences = Licence.objects.visible_to(person)
    return Story(
        experiences=list(Experience.objects.visible_to(person)),
        titles=list(StudyTitle.objects.visible_to(person)),
        languages=list(LanguageSkill.objects.visible_to(person)),
        licences=[HeldLicence(licence, licence.is_expired_on(today)) for licence in licences],
    )


def steps_of(profile: CandidateProfile | None, *, story: Story, skills: int) -> list[Step]:
    """In the order in which they are worth doing: what lets firms find somebody first."""
    own = _("tu, chi riceve il tuo passaporto e, finché dura la selezione, le imprese a cui dici sì")
    edit = reverse("recruitment:profile_update")
    expired = len(story.licences) - len(story.valid_licences)
    return [
        Step(
            _("Dove e quando cerchi"),
            profile is not None and profile.municipality_id is not None,
            False,
            edit,
            _("le imprese, senza il tuo nome (provincia, da quando, contratti e ore)"),
        ),
        Step(
            _("Che cosa sai fare"),
            skills > 0,
            False,
            reverse("recruitment:claim_create"),
            _("le imprese, senza il tuo nome"),
        ),
        _own_step(_("Studi"), "studi", story.titles, own),
        _own_step(_("Lingue"), "lingue", story.languages, own),
        _own_step(_("Esperienze"), "esperienze", story.experiences, own, is_optional=True),
        _own_step(_("Patenti e patentini"), "patenti", story.licences, own, is_optional=True, expired=expired),
        Step(
            _("Farti trovare dalle imprese"),
            profile is not None and profile.matching_consent_at is not None,
            True,
            edit,
            _("nessuna impresa, finché non dai il tuo consenso: decidi tu"),
        ),
    ]


def done_of(steps: Iterable[Step]) -> int:
    return sum(step.is_done for step in steps)


def _own_step(
    title: str, section: str, rows: list, seen_by: str, *, is_optional: bool = False, expired: int = 0
) -> Step:
    warning = _("Scadute, da rinnovare: %d. Finché non le rinnovi non contano.") % expired if expired else ""
    url = reverse("recruitment:background_create", args=[section])
    return Step(title, bool(rows), is_optional, url, seen_by, warning)
