import datetime

import factory
from django.utils import timezone

from core.imports.states import ImportState
from recruitment.enums import (
    Answer,
    Confidentiality,
    ContestOutcome,
    Contract,
    CvRefusal,
    CvType,
    DemandState,
    Language,
    LanguageLevel,
    LicenceKind,
    Party,
    PlacementKind,
    PlacementState,
    SigningWay,
    Stage,
)
from recruitment.europass import entries
from recruitment.europass.entries import Day
from recruitment.models import (
    AssessedSkill,
    CandidateProfile,
    Cv,
    CvProposal,
    EuropassDraft,
    Experience,
    Interest,
    InterestMessage,
    InterestNote,
    LanguageSkill,
    Licence,
    Match,
    MatchContest,
    MatchingRules,
    MatchingRun,
    Opening,
    OpeningQuestion,
    OpeningSkill,
    Outcome,
    PassportLink,
    Placement,
    PlacementAssessment,
    PlacementSignature,
    PlacementSkill,
    QuestionReply,
    Showing,
    SkillNeed,
    SkillNeedSkill,
    StudyTitle,
)
from recruitment.outcome_enums import OutcomeDay, OutcomeSide
from skills.models import SkillCredit
from tests.accounts.factories import UserFactory
from tests.partners.factories import MunicipalityFactory, PartnerFactory
from tests.skills.factories import ConceptFactory


class SkillNeedFactory(factory.django.DjangoModelFactory):
    """A draft unless a trait says otherwise."""

    class Meta:
        model = SkillNeed

    class Params:
        published = factory.Trait(state=DemandState.PUBLISHED, published_at=factory.LazyFunction(timezone.now))
        public = factory.Trait(published=True, confidentiality=Confidentiality.PUBLIC)

    partner = factory.SubFactory(PartnerFactory, firm=True)
    occupation = factory.SubFactory(ConceptFactory, occupation=True)
    title = factory.Sequence(lambda n: f"Fabbisogno {n:03}")


class SkillNeedSkillFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SkillNeedSkill

    need = factory.SubFactory(SkillNeedFactory)
    skill = factory.SubFactory(ConceptFactory)


class OpeningFactory(factory.django.DjangoModelFactory):
    """A draft with pay and CCNL, unless a trait says otherwise."""

    class Meta:
        model = Opening

    class Params:
        published = factory.Trait(state=DemandState.PUBLISHED, published_at=factory.LazyFunction(timezone.now))
        expired = factory.Trait(
            published=True, closes_on=factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=1))
        )
        closed = factory.Trait(state=DemandState.CLOSED, published_at=factory.LazyFunction(timezone.now))
        paused = factory.Trait(
            state=DemandState.PAUSED,
            published_at=factory.LazyFunction(timezone.now),
            paused_at=factory.LazyFunction(timezone.now),
        )

    partner = factory.SubFactory(PartnerFactory, firm=True)
    occupation = factory.SubFactory(ConceptFactory, occupation=True)
    title = factory.Sequence(lambda n: f"Offerta {n:03}")
    contract = Contract.PERMANENT
    ccnl = "metalmeccanica industria"
    pay_from = 24000
    pay_to = 28000
    closes_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=30))


class OpeningSkillFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OpeningSkill

    opening = factory.SubFactory(OpeningFactory)
    skill = factory.SubFactory(ConceptFactory)


class CandidateProfileFactory(factory.django.DjangoModelFactory):
    """Consents to be matched, lives in La Spezia."""

    class Meta:
        model = CandidateProfile

    class Params:
        without_consent = factory.Trait(matching_consent_at=None)

    person = factory.SubFactory(UserFactory)
    headline = "Titolo segreto"
    municipality = factory.SubFactory(MunicipalityFactory)
    max_km = 30
    matching_consent_at = factory.LazyFunction(timezone.now)


class MatchFactory(factory.django.DjangoModelFactory):
    """A stored match of one skill that is missing; real ones come from `rematch`."""

    class Meta:
        model = Match

    opening = factory.SubFactory(OpeningFactory, published=True)
    profile = factory.SubFactory(CandidateProfileFactory)
    score = 0
    weight_total = 4
    policy_version = "2026.1"
    computed_at = factory.LazyFunction(timezone.now)

    @factory.lazy_attribute
    def inputs(self):
        row = OpeningSkill.objects.filter(opening=self.opening).first() or OpeningSkillFactory(opening=self.opening)
        asked = {"skill": row.skill_id, "weight": 4, "level": 2, "importance": "essential", "is_trainable": False}
        conditions = dict.fromkeys(
            ("work", "home", "km", "starts_on", "available_from", "min_eqf", "eqf"),
        ) | {"max_km": 30}
        return {"asked": [asked], "held": [], "conditions": conditions}


class ExperienceFactory(factory.django.DjangoModelFactory):
    """Goes on today."""

    class Meta:
        model = Experience

    person = factory.SubFactory(UserFactory)
    role = factory.Sequence(lambda n: f"Aiuto in officina {n:03}")
    started_on = datetime.date(2024, 3, 1)


class StudyTitleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StudyTitle

    person = factory.SubFactory(UserFactory)
    title = factory.Sequence(lambda n: f"Diploma {n:03}")
    eqf = 4
    year = 2022


class LanguageSkillFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LanguageSkill

    person = factory.SubFactory(UserFactory)
    language = Language.EN
    overall = LanguageLevel.B1


class LicenceFactory(factory.django.DjangoModelFactory):
    """Never expires unless the trait says that it has."""

    class Meta:
        model = Licence

    class Params:
        expired = factory.Trait(
            expires_on=factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=1))
        )

    person = factory.SubFactory(UserFactory)
    kind = LicenceKind.FORKLIFT


class MatchContestFactory(factory.django.DjangoModelFactory):
    """Waits for an answer, unless a trait says otherwise."""

    class Meta:
        model = MatchContest

    class Params:
        match = factory.SubFactory(MatchFactory)
        answered = factory.Trait(
            outcome=ContestOutcome.CONFIRMED,
            answer="Abbiamo ricontrollato.",
            answered_at=factory.LazyFunction(timezone.now),
            answered_by=factory.SubFactory(UserFactory),
        )

    opening = factory.SelfAttribute("match.opening")
    profile = factory.SelfAttribute("match.profile")
    text = "Manca una competenza"
    score = factory.SelfAttribute("match.score")
    weight_total = factory.SelfAttribute("match.weight_total")
    focus = 100
    policy_version = factory.SelfAttribute("match.policy_version")
    inputs = factory.SelfAttribute("match.inputs")


class MatchingRulesFactory(factory.django.DjangoModelFactory):
    """The numbers of version 2026.2: a proposal, unless it is started."""

    class Meta:
        model = MatchingRules

    class Params:
        started = factory.Trait(
            started_at=factory.LazyFunction(timezone.now), started_by=factory.SubFactory(UserFactory)
        )

    version = factory.Sequence(lambda n: f"2090.{n}")
    weight_essential, weight_optional, trainable_divisor, uses_rarity = 4, 2, 2, True
    level_1, level_2, level_3 = 70, 40, 15
    declared, observed, assessed, certified = 80, 90, 95, 100
    focus = 30
    reason = "Prova"
    author = factory.SubFactory(UserFactory)


class CvFactory(factory.django.DjangoModelFactory):
    """Waits to be read, unless a trait says otherwise."""

    class Meta:
        model = Cv

    class Params:
        read = factory.Trait(state=ImportState.DONE, finished_at=factory.LazyFunction(timezone.now))
        refused = factory.Trait(state=ImportState.REFUSED, refusal=CvRefusal.BROKEN, content=b"")

    person = factory.SubFactory(UserFactory)
    content = b"%PDF-1.4 %%EOF"
    media_type = CvType.PDF


class CvProposalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CvProposal

    cv = factory.SubFactory(CvFactory, read=True)
    skill = factory.SubFactory(ConceptFactory)
    words = "saldatura a filo"


class EuropassDraftFactory(factory.django.DjangoModelFactory):
    """One job, one language whose code nobody knows; no skills."""

    class Meta:
        model = EuropassDraft

    class Params:
        word = "Saldatrice"

    person = factory.SubFactory(UserFactory)
    entries = factory.LazyAttribute(
        lambda draft: [
            entries.work({"role": draft.word, "employer": "Cantiere di prova"}, start=Day(2019, 3), end=None).plain(),
            entries.language("xx", label="Elfico", levels={"reading": "B1"}).plain(),
        ]
    )


class PassportLinkFactory(factory.django.DjangoModelFactory):
    """Opens for a month, unless a trait says otherwise."""

    class Meta:
        model = PassportLink

    class Params:
        revoked = factory.Trait(revoked_at=factory.LazyFunction(timezone.now))
        over = factory.Trait(expires_at=factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(minutes=1)))

    person = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=30))


class MatchingRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MatchingRun

    begun_at = factory.LazyFunction(timezone.now)
    policy_version = "2026.1"
    openings, written, deleted = 3, 20, 1


class InterestFactory(factory.django.DjangoModelFactory):
    """Waits for an answer, unless a trait says otherwise."""

    class Meta:
        model = Interest

    class Params:
        yes = factory.Trait(
            answer=Answer.YES,
            answered_at=factory.LazyFunction(timezone.now),
            stage=factory.LazyAttribute(lambda row: Stage.WITHDRAWN if row.closed_at else Stage.ACCEPTED),
            access_until=factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=60)),
            opens_profile=True,
        )
        no = factory.Trait(answer=Answer.NO, answered_at=factory.LazyFunction(timezone.now))
        closed = factory.Trait(closed_at=factory.LazyFunction(timezone.now))

    opening = factory.SubFactory(OpeningFactory, published=True)
    profile = factory.SubFactory(CandidateProfileFactory)
    expressed_by = factory.SubFactory(UserFactory)
    closed_at = None


class InterestMessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InterestMessage

    interest = factory.SubFactory(InterestFactory, yes=True)
    author = factory.SelfAttribute("interest.expressed_by")
    is_from_firm = True
    text = "Possiamo vederci martedì?"


class InterestNoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InterestNote

    interest = factory.SubFactory(InterestFactory, yes=True)
    author = factory.SelfAttribute("interest.expressed_by")
    text = "Ha lavorato su tubazioni in inox."


class ShowingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Showing

    opening = factory.SubFactory(OpeningFactory, published=True)
    profile = factory.SubFactory(CandidateProfileFactory)
    shown_on = factory.LazyFunction(timezone.localdate)


class OpeningQuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OpeningQuestion

    opening = factory.SubFactory(OpeningFactory, published=True)
    number = 1
    text = "Hai già usato un tornio CNC?"


class QuestionReplyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = QuestionReply

    interest = factory.SubFactory(InterestFactory, yes=True)
    number = 1
    question = "Hai già usato un tornio CNC?"
    text = "Sì, per due anni."


def itself(skill):
    """A skill covers itself fully; in production this row is derived by `skills.services.credits_rebuild`."""
    return SkillCredit.objects.get_or_create(skill=skill, held=skill, defaults={"percent": 100})[0]


class PlacementFactory(factory.django.DjangoModelFactory):
    """A draft of a school, about an adult; `to_sign` has nobody's signature. `in_force()` below signs it all."""

    class Meta:
        model = Placement

    class Params:
        to_sign = factory.Trait(state=PlacementState.TO_SIGN)
        shared = factory.Trait(to_sign=True, shared_at=factory.LazyFunction(timezone.now))

    kind = PlacementKind.EXTRACURRICULAR
    person = factory.SubFactory(UserFactory, birth_date=datetime.date(2000, 5, 4))
    host = factory.SubFactory(PartnerFactory, firm=True)
    sender = factory.SubFactory(PartnerFactory)
    prepared_by_host = False
    activity = "Montaggio di quadri elettrici, in affiancamento."
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=10))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=100))
    hours = 300


class PlacementSkillFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlacementSkill

    placement = factory.SubFactory(PlacementFactory)
    skill = factory.SubFactory(ConceptFactory)
    level = 2


class PlacementSignatureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlacementSignature

    placement = factory.SubFactory(PlacementFactory, to_sign=True)
    party = Party.PERSON
    signer_name = "Firma Prova"
    signed_on = factory.LazyFunction(timezone.localdate)
    way = SigningWay.PAPER
    recorded_by = factory.SelfAttribute("placement.person")


def in_force(**facts):
    """A placement that everybody has signed, with its tutors; its first day may be past."""
    facts = {"company_tutor": UserFactory(), "has_safety_training": True, "is_insured": True, **facts}
    if facts.get("sender", True) is not None:
        facts.setdefault("school_tutor", UserFactory())
    placement = PlacementFactory(shared=True, **facts)
    for party in placement.parties:
        PlacementSignatureFactory(placement=placement, party=party)
    placement.state = PlacementState.IN_FORCE
    placement.save()
    return placement


def ended(**facts):
    """One that has come to its end some days ago, signed by all."""
    today = timezone.localdate()
    days = {"starts_on": today - datetime.timedelta(days=90), "ends_on": today - datetime.timedelta(days=5)}
    placement = in_force(**days, **facts)
    placement.state, placement.ended_on = PlacementState.ENDED, placement.ends_on
    placement.save()
    return placement


class PlacementAssessmentFactory(factory.django.DjangoModelFactory):
    """Confirmed by nobody unless the trait says so."""

    class Meta:
        model = PlacementAssessment

    class Params:
        final = factory.Trait(
            company_by=factory.SubFactory(UserFactory),
            company_at=factory.LazyFunction(timezone.now),
            school_by=factory.SubFactory(UserFactory),
            school_at=factory.LazyFunction(timezone.now),
        )

    placement = factory.LazyFunction(ended)
    version = 1


class AssessedSkillFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AssessedSkill

    assessment = factory.SubFactory(PlacementAssessmentFactory, final=True)
    skill = factory.SubFactory(ConceptFactory)
    level = 2


def hired(days=30, **facts):
    """A hire that the person confirmed so many days ago."""
    moment = timezone.now() - datetime.timedelta(days=days)
    return InterestFactory(yes=True, stage=Stage.HIRED, stage_at=moment, hire_confirmed_at=moment, **facts)


def learnt(days=30, **facts):
    """A placement that came to its end so many days ago, signed by all."""
    placement = ended(**facts)
    placement.ended_on = placement.ends_on = timezone.localdate() - datetime.timedelta(days=days)
    placement.starts_on = placement.ends_on - datetime.timedelta(days=60)
    placement.save()
    return placement


class OutcomeFactory(factory.django.DjangoModelFactory):
    """Asked of the person today, a month after a hire; a placement given instead takes its place."""

    class Meta:
        model = Outcome

    interest = factory.Maybe("placement", None, factory.LazyFunction(hired))
    placement = None
    day = OutcomeDay.MONTH
    side = OutcomeSide.PERSON
    due_on = factory.LazyFunction(timezone.localdate)
    answer_until = factory.LazyAttribute(lambda row: row.due_on + datetime.timedelta(days=30))
    answered_at = factory.LazyAttribute(lambda row: timezone.now() if row.answer else None)
    answer = ""
