"""A person of whom the portal knows something in every table that can know anything, each text with its own canary.

A new table gets its row from `MAKERS`; without one the test fails and says so.
"""

import datetime
import itertools
import json

import pgtrigger
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from psycopg import sql

from accounts.models import DataExport, Erasure, ExportState, GuardianRequest, NoticeAcceptance, User
from accounts.notifications import guardian_asked
from core.models import AuditEvent, ListExport, Notification, OutboxMessage
from core.privacy import points_to_person, rules_about_people, rules_of
from partners.enums import Office, Role
from recruitment.models import Cv
from tests.accounts.factories import GuardianRequestFactory, NoticeFactory, UserFactory
from tests.orientation.factories import AppointmentFactory
from tests.partners.factories import (
    AccessionFactory,
    BodyMemberFactory,
    HandoverFactory,
    InvitationFactory,
    JoinRequestFactory,
    MandateFactory,
    MembershipFactory,
    PartnerFactory,
)
from tests.recruitment.factories import (
    AssessedSkillFactory,
    CandidateProfileFactory,
    CvFactory,
    CvProposalFactory,
    EuropassDraftFactory,
    ExperienceFactory,
    InterestFactory,
    InterestMessageFactory,
    InterestNoteFactory,
    LanguageSkillFactory,
    LicenceFactory,
    MatchContestFactory,
    MatchFactory,
    OutcomeFactory,
    PassportLinkFactory,
    PlacementAssessmentFactory,
    PlacementFactory,
    PlacementSignatureFactory,
    PlacementSkillFactory,
    QuestionReplyFactory,
    ShowingFactory,
    StudyTitleFactory,
)
from tests.skills.factories import SkillClaimFactory
from tests.training.factories import (
    ApplicationDocumentFactory,
    ApplicationFactory,
    ApplicationMessageFactory,
    BookmarkFactory,
    GuardianApprovalFactory,
    RankingPlaceFactory,
    RankingPointsFactory,
    SavedSearchFactory,
)
from training.notifications import guardian_approval_asked

NUMBERS = itertools.count(1)
SHORTEST = 16
# What leads to another row: overwritten, it would lead nowhere.
LEADS = {("usersessions.UserSession", "session_key")}
# What the database lets nobody change afterwards: lifted only to put the canary in.
FROZEN = ["recruitment.QuestionReply:frozen"]


def canary() -> str:
    return f"canarino{next(NUMBERS):06d}"


def yesterday():
    return timezone.localdate() - datetime.timedelta(days=1)


def _session(person):
    store = SessionStore()
    store["said"] = canary()
    store.save()
    return UserSession.objects.create(user=person, session_key=store.session_key, ip="203.0.113.7", user_agent="X")


def _log_entry(person):
    account = ContentType.objects.get_for_model(User)
    return LogEntry.objects.create(
        user=person, content_type=account, object_id=str(person.pk), object_repr=canary(), action_flag=2
    )


def _event(person):
    return AuditEvent.objects.create(
        subject=person, verb="partners.membership_ended", target_type="x.y", target_id=1, reason=canary()
    )


def _approval(person):
    """One application awaits the guardian's yes, and the mail about it has gone out."""
    guardian = person.guardian_requests.first() or GuardianRequestFactory(minor=person, token="altro")
    approval = GuardianApprovalFactory(guardian=guardian, application__person=person)
    guardian_approval_asked(approval, token="segreto")


def _guardian(person):
    """A parent was asked; the mail to them says the minor's name."""
    asked = GuardianRequest.objects.create(minor=person, email=f"{canary()}@example.org")
    guardian_asked(asked, token="segreto")
    return asked


def _profile(person):
    return getattr(person, "candidate_profile", None) or CandidateProfileFactory(person=person)


def _address(person):
    return EmailAddress.objects.create(user=person, email=f"{canary()}@example.org", verified=True)


# One row about the person in each table, in an order in which each finds what it needs.
MAKERS = {
    "account.EmailAddress": _address,
    "account.EmailConfirmation": lambda person: EmailConfirmation.objects.create(
        email_address=EmailAddress.objects.filter(user=person).first(), key=canary()
    ),
    "mfa.Authenticator": lambda person: Authenticator.objects.create(user=person, type="totp", data={}),
    "usersessions.UserSession": _session,
    "admin.LogEntry": _log_entry,
    "core.AuditEvent": _event,
    "core.Notification": lambda person: Notification.objects.create(recipient=person, kind="export_failed", key="k"),
    "core.ListExport": lambda person: ListExport.objects.create(
        requested_by=person, list="accounts.user", query=canary(), kind="csv", rows=1,
        ready_at=timezone.now(), content=canary().encode(),
    ),
    "core.OutboxMessage": lambda person: OutboxMessage.objects.create(
        key=canary(), message_id=f"<{person.pk}@x>", to=person.email, reply_to=person.email, sent_at=timezone.now()
    ),
    "accounts.DataExport": lambda person: DataExport.objects.create(
        person=person, state=ExportState.READY, archive=canary().encode(), ready_at=timezone.now(),
        expires_at=timezone.now() + DataExport.LIFETIME,
    ),
    "accounts.Erasure": lambda person: Erasure.objects.create(
        person=person, due_at=timezone.now() + Erasure.GRACE, cancelled_at=timezone.now()
    ),
    "accounts.GuardianRequest": _guardian,
    "accounts.NoticeAcceptance": lambda person: NoticeAcceptance.objects.create(
        user=person, notice=NoticeFactory()
    ),
    "partners.Membership": lambda person: MembershipFactory(
        user=person, role=Role.EDITOR, partner=MembershipFactory(role=Role.MANAGER).partner
    ),
    "partners.Accession": lambda person: AccessionFactory(contact=person, partner=PartnerFactory()),
    "partners.BodyMember": lambda person: BodyMemberFactory(user=person),
    "partners.Handover": lambda person: HandoverFactory(
        successor=person, outgoing=MandateFactory(office=Office.SECRETARIAT)
    ),
    "partners.Mandate": lambda person: MandateFactory(
        user=person, office=Office.SECRETARIAT, ends_on=yesterday()
    ),
    "partners.Invitation": lambda person: InvitationFactory(email=person.email.upper()),
    "partners.JoinRequest": lambda person: JoinRequestFactory(person=person, partner=PartnerFactory()),
    "recruitment.CandidateProfile": _profile,
    "accounts.Consent": lambda person: _profile(person).person.consents.get(),  # the database wrote it
    "recruitment.Match": lambda person: MatchFactory(profile=_profile(person)),
    "recruitment.MatchContest": lambda person: MatchContestFactory(
        match=MatchFactory(profile=_profile(person)), answered=True, answer="x", text="x"
    ),
    "recruitment.Interest": lambda person: InterestFactory(profile=_profile(person), message="x"),
    "recruitment.Experience": lambda person: ExperienceFactory(person=person),
    "recruitment.StudyTitle": lambda person: StudyTitleFactory(person=person),
    "recruitment.LanguageSkill": lambda person: LanguageSkillFactory(person=person),
    "recruitment.Licence": lambda person: LicenceFactory(person=person),
    "recruitment.PassportLink": lambda person: PassportLinkFactory(person=person),
    "recruitment.InterestMessage": lambda person: InterestMessageFactory(interest__profile=_profile(person)),
    "recruitment.InterestNote": lambda person: InterestNoteFactory(interest__profile=_profile(person)),
    "recruitment.QuestionReply": lambda person: QuestionReplyFactory(interest__profile=_profile(person)),
    "recruitment.Cv": lambda person: CvFactory(person=person, read=True),
    "recruitment.EuropassDraft": lambda person: EuropassDraftFactory(person=person),
    "recruitment.CvProposal": lambda person: CvProposalFactory(cv=Cv.objects.get(person=person)),
    "recruitment.Placement": lambda person: PlacementFactory(person=person, to_sign=True),
    "recruitment.PlacementSkill": lambda person: PlacementSkillFactory(placement=person.placements.first()),
    "recruitment.PlacementSignature": lambda person: PlacementSignatureFactory(placement=person.placements.first()),
    "recruitment.PlacementAssessment": lambda person: PlacementAssessmentFactory(
        placement=person.placements.first(), comment="x", commented_at=timezone.now()
    ),
    "recruitment.AssessedSkill": lambda person: AssessedSkillFactory(
        assessment=person.placements.first().assessment
    ),
    "recruitment.Outcome": lambda person: OutcomeFactory(placement=person.placements.first(), answer="HERE"),
    "recruitment.Showing": lambda person: ShowingFactory(profile=_profile(person)),
    "skills.SkillClaim": lambda person: SkillClaimFactory(person=person),
    "training.Bookmark": lambda person: BookmarkFactory(person=person),
    "training.SavedSearch": lambda person: SavedSearchFactory(person=person),
    "training.Application": lambda person: ApplicationFactory(person=person, message="x"),
    "training.ApplicationDocument": lambda person: ApplicationDocumentFactory(application=person.applications.first()),
    "training.ApplicationMessage": lambda person: ApplicationMessageFactory(application=person.applications.first()),
    "training.GuardianApproval": _approval,
    "training.RankingPoints": lambda person: RankingPointsFactory(application__person=person),
    "training.RankingPlace": lambda person: RankingPlaceFactory(application__person=person),
    "orientation.Appointment": lambda person: AppointmentFactory(person=person, topic="x"),
    # Histories: triggers have written them, and nothing but them can be told of these tables.
    **dict.fromkeys(
        [
            "partners.MandateHistory",
            "partners.MembershipHistory",
            "recruitment.InterestHistory",
            "training.ApplicationHistory",
        ],
        lambda _person: None,
    ),
}  # fmt: skip


def live(**facts) -> User:
    """A person with a row in every table about people."""
    person = UserFactory(email=f"{canary()}@example.org", first_name=canary(), last_name=canary(), **facts)
    labels = {rules.label for rules in rules_about_people()} - {"accounts.User"}
    missing = sorted(labels - set(MAKERS))
    assert missing == [], f"give these tables a row in tests/gdpr/life.py: {missing}"
    for label in sorted(labels, key=list(MAKERS).index):
        MAKERS[label](person)
    for rules in rules_about_people():
        if rules.label not in {"accounts.User", "core.AuditEvent"}:
            for row in rules.rows_about(person, addresses(person)):
                _fill(rules, row)
    return person


def addresses(person) -> list[str]:
    return [person.email, *EmailAddress.objects.filter(user=person).values_list("email", flat=True)]


def _fill(rules, row) -> None:
    """A canary in each personal text of the row; the database refuses some (a choice, a key): those stay."""
    for field in rules.fields:
        if field.name not in rules.personal or field.name in {*rules.addresses, *rules.subject}:
            continue
        if (rules.label, field.name) in LEADS:
            continue
        value = _canary_for(field)
        if value is None or field.primary_key or points_to_person(field):
            continue
        try:
            with pgtrigger.ignore(*FROZEN), transaction.atomic():
                rules.model._default_manager.filter(pk=row.pk).update(**{field.name: value})
        except IntegrityError:
            assert field.choices or field.unique or not getattr(row, field.name), f"{rules.label}.{field.name}"


def _canary_for(field):
    if field.choices or field.is_relation:
        return None
    if isinstance(field, models.JSONField):
        return {"said": canary()}
    if isinstance(field, models.EmailField):
        return f"{canary()}@example.org"
    if isinstance(field, models.GenericIPAddressField):
        return None
    if isinstance(field, models.TextField) or (
        isinstance(field, models.CharField) and (field.max_length or SHORTEST) >= SHORTEST
    ):
        return canary()
    return None


def canaries_in(text: str) -> set[str]:
    return {text[at : at + 14] for at in _places(text.lower(), "canarino")}


def _places(text: str, word: str):
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def canaries_of(person) -> tuple[set[str], set[str]]:
    """(those that an export must hold, those that are withheld), read from the rows about the person."""
    told, withheld = set(), set()
    for rules in rules_about_people():
        for row in rules.rows_about(person, addresses(person)).values(
            *[one.attname for one in rules.model._meta.concrete_fields]
        ):
            for field in rules.model._meta.concrete_fields:
                value = row[field.attname]
                text = value if isinstance(value, str) else json.dumps(value, default=_plain)
                (withheld if field.name in rules.withheld else told).update(
                    one.lower() for one in canaries_in(text.lower())
                )
    return told, withheld - told


def _plain(value):
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def dump() -> dict[str, dict[str, str]]:
    """Every row of every table as the database writes it: table -> first column -> row."""
    tables = sorted(connection.introspection.table_names())
    return {table: dict(_rows(table)) for table in tables}


def _rows(table):
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT to_jsonb(t)::text, to_jsonb(t) FROM {} t").format(sql.Identifier(table)))
        for text, row in cursor.fetchall():
            facts = row if isinstance(row, dict) else json.loads(row)
            yield str(facts.get("id", facts.get("session_key", facts.get("cache_key", text)))), _readable(facts)


def _readable(facts: dict) -> str:
    """Raw bytes are written as hexadecimal digits: read them too."""
    shown = {
        key: bytes.fromhex(value[2:]).decode("latin-1")
        if isinstance(value, str) and value.startswith("\\x")
        else value
        for key, value in facts.items()
    }
    return json.dumps(shown, sort_keys=True)


def tables_of_people() -> dict[str, object]:
    return {rules_of(model).model._meta.db_table: rules_of(model) for model in apps.get_models() if rules_of(model)}
