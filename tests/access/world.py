"""The little world of the access matrix: two sides of everything, so that a leak has something to leak.

Side A owns every object that a route is asked for; side B are strangers of the same kind. Each private text holds the
word CANARY, so that a body can be searched for what its reader must not see.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

from allauth.usersessions.models import UserSession
from django.utils import timezone

from accounts.enums import NoticeKind
from accounts.models import DataExport, ExportState, User
from core.services import notify
from partners.enums import Office, Role
from recruitment.enums import Confidentiality
from tests.accounts.factories import GuardianRequestFactory, NoticeFactory, UserFactory
from tests.orientation.factories import AppointmentFactory, ServiceFactory, SlotFactory
from tests.partners.factories import (
    AccessionFactory,
    AdhesionFactory,
    AgreementFactory,
    DocumentFactory,
    FilieraFactory,
    HandoverFactory,
    InvitationFactory,
    JoinRequestFactory,
    LeaveFactory,
    MandateFactory,
    MembershipFactory,
    PartnerFactory,
)
from tests.recruitment.factories import (
    CandidateProfileFactory,
    InterestFactory,
    MatchFactory,
    OpeningFactory,
    SkillNeedFactory,
)
from tests.skills.factories import ConceptFactory, SkillClaimFactory
from tests.training.factories import ApplicationFactory, CourseDraftFactory, CourseFactory, EditionFactory

CANARY = "CANARINO"
ACTORS = (
    "anonymous", "person", "stranger", "teacher", "counsellor", "other_counsellor", "school", "other_school",
    "firm", "other_firm", "secretariat", "referent", "superuser", "disabled",
)  # fmt: skip


@dataclass
class World:
    """Who is there and which arguments a route gets for the object of side A."""

    users: dict[str, User | None] = field(default_factory=dict)
    arguments: dict[str, list[Any]] = field(default_factory=dict)


def build_world() -> World:
    world = World()
    school, firm, body = PartnerFactory(), PartnerFactory(firm=True), PartnerFactory(training_body=True)
    world.users = _users(school, firm, body)
    person = world.users["person"]
    _training(world, school, person)
    _orientation(world, body, person)
    _recruitment(world, firm, person)
    _people(world, school, person)
    _privacy(world, person)
    _consortium(world, school, person)
    [notice] = notify(
        kind="appointment_booked",
        key="canary",
        recipients=[person],
        data={"service_it": CANARY, "service_en": CANARY, "starts_at": timezone.now().isoformat()},
    )
    device = UserSession.objects.create(user=person, ip="127.0.0.1", user_agent="", session_key="un-altro-dispositivo")
    GuardianRequestFactory(token="conferma-di-prova")
    world.arguments |= {
        "accounts:notice_detail": ["privacy-14-17", NoticeFactory(kind=NoticeKind.YOUTH, published=True).version],
        "accounts:guardian_detail": ["conferma-di-prova"],
        "accounts:session_end": [device.pk],
        "partners:partner_detail": [school.slug],
        "training:partner_courses": [school.slug],
        "recruitment:partner_demand": [firm.slug],
        "core:notification_open": [notice.pk],
        "skills:concept_options": ["skill"],
        "dashboards:coverage_skill": [ConceptFactory().pk],
        "dashboards:coverage_filiera": [FilieraFactory().slug],
    }
    return world


def _users(school, firm, body) -> dict[str, User | None]:
    other_school, other_firm, other_body = PartnerFactory(), PartnerFactory(firm=True), PartnerFactory(its=True)

    def member(role, partner):
        return MembershipFactory(role=role, partner=partner).user

    return {
        "anonymous": None,
        "person": UserFactory(first_name=CANARY, last_name=CANARY),
        "stranger": UserFactory(),
        "teacher": member(Role.TEACHER, school),
        "counsellor": member(Role.COUNSELLOR, body),
        "other_counsellor": member(Role.COUNSELLOR, other_body),
        "school": member(Role.EDITOR, school),
        "other_school": member(Role.EDITOR, other_school),
        "firm": member(Role.EDITOR, firm),
        "other_firm": member(Role.MANAGER, other_firm),
        "secretariat": MandateFactory(office=Office.SECRETARIAT).user,
        "referent": MandateFactory(office=Office.REFERENT).user,
        "superuser": UserFactory(superuser=True),
        "disabled": UserFactory(is_active=False),
    }


def _training(world: World, school, person) -> None:
    published = CourseFactory(partner=school, published=True)
    CourseDraftFactory(course=published)
    edition = EditionFactory(course=published, open=True)
    draft = CourseFactory(partner=school, title=f"Bozza {CANARY}")
    application = ApplicationFactory(person=person, edition=edition, motivation=CANARY)
    accepted = ApplicationFactory(
        person=person, edition=EditionFactory(course=published, finished=True), accepted=True, motivation=CANARY
    )
    world.arguments |= {
        "training:course_detail": [published.slug],
        "training:edition_calendar": [edition.pk],
        "training:application_create": [EditionFactory(course=published, open=True).pk],
        "training:application_complete": [accepted.pk],
    }
    for name in ("course_update", "course_publish", "course_clone", "edition_create"):
        world.arguments[f"training:{name}"] = [draft.pk]
    for name in ("course_unpublish", "course_compare", "course_history", "course_discard", "course_confirm"):
        world.arguments[f"training:{name}"] = [published.pk]
    for name in ("edition_update", "edition_cancel", "edition_repeat"):
        world.arguments[f"training:{name}"] = [edition.pk]
    for name in ("application_detail", "application_withdraw", "application_accept", "application_refuse"):
        world.arguments[f"training:{name}"] = [application.pk]


def _orientation(world: World, body, person) -> None:
    counsellor, service = world.users["counsellor"], ServiceFactory()

    def slot(**fields):
        return SlotFactory(service=service, partner=body, counsellor=counsellor, **fields)

    booked = AppointmentFactory(slot=slot(), person=person, topic=CANARY)
    past = AppointmentFactory(slot=slot(past=True), person=person, topic=CANARY)
    free = slot(starts_at=timezone.now() + datetime.timedelta(days=30))
    world.arguments |= {
        "orientation:slot_list": [service.slug],
        "orientation:appointment_create": [free.pk],
        "orientation:slot_withdraw": [free.pk],
        "orientation:appointment_cancel": [booked.pk],
        "orientation:appointment_close": [past.pk],
    }


def _privacy(world: World, person) -> None:
    """A consent that the database wrote with the profile, and a copy of the data ready to be downloaded."""
    now = timezone.now()
    export = DataExport.objects.create(
        person=person,
        state=ExportState.READY,
        archive=CANARY.encode(),
        ready_at=now,
        expires_at=now + DataExport.LIFETIME,
    )
    world.arguments |= {
        "accounts:consent_withdraw": [person.consents.get().pk],
        "accounts:export_download": [export.pk],
    }


def _people(world: World, school, person) -> None:
    """Whoever edits the school's courses also looks after its people; the person has been invited there."""
    MembershipFactory(user=world.users["school"], partner=school, role=Role.MANAGER)
    member = MembershipFactory(partner=school, role=Role.TEACHER)
    invitation = InvitationFactory(partner=school, token="segreto-di-prova", email=person.email)
    asked = JoinRequestFactory(partner=school, message=CANARY)
    unmanaged = PartnerFactory()
    own_request = JoinRequestFactory(partner=unmanaged, person=person, message=CANARY)
    world.arguments |= {
        "partners:invitation_detail": ["segreto-di-prova"],
        "partners:invitation_turn_down": ["segreto-di-prova"],
        "partners:invitation_accept": [invitation.pk],
        "partners:invitation_decline": [invitation.pk],
        "partners:join_request_create": [school.slug],
        "partners:support_start": [world.users["stranger"].pk],
        "partners:person_correct": [world.users["stranger"].pk],
        "partners:person_act": [world.users["stranger"].pk, "sospendi"],
        "partners:join_request_withdraw": [own_request.pk],
        "partners:unmanaged_rescue": [unmanaged.slug],
    }
    for name in ("member_update", "member_end"):
        world.arguments[f"partners:{name}"] = [member.pk]
    for name in ("invitation_resend", "invitation_revoke"):
        world.arguments[f"partners:{name}"] = [invitation.pk]
    for name in ("join_request_accept", "join_request_refuse"):
        world.arguments[f"partners:{name}"] = [asked.pk]


def _consortium(world: World, school, person) -> None:
    """The person asks for an organisation to enter; the school asks to leave; the referent names the stranger."""
    own, other = AccessionFactory(contact=person), AccessionFactory(in_check=True)
    ready = AccessionFactory(to_approve=True)
    AgreementFactory()
    leave = LeaveFactory(partner=school)
    mandate = world.users["referent"].mandates.get()
    handover = HandoverFactory(outgoing=mandate, successor=world.users["stranger"])
    deed = AdhesionFactory(partner=school, deed=DocumentFactory()).deed
    world.arguments |= {
        "partners:document_detail": [deed.pk],
        "partners:accession_check": [other.pk],
        "partners:accession_approve": [ready.pk],
        "partners:accession_refuse": [ready.pk],
        "partners:leave_confirm": [leave.pk],
        "partners:leave_withdraw": [leave.pk],
        "partners:handover_propose": [mandate.pk],
        "partners:handover_answer": [handover.pk],
        "partners:handover_withdraw": [handover.pk],
    }
    for name in ("accession_amend", "accession_detail", "accession_withdraw"):
        world.arguments[f"partners:{name}"] = [own.pk]
    for name in ("accession_review", "accession_start"):
        world.arguments[f"partners:{name}"] = [other.pk]


def _recruitment(world: World, firm, person) -> None:
    profile = CandidateProfileFactory(person=person, headline=CANARY)
    claim = SkillClaimFactory(person=person)
    need = SkillNeedFactory(partner=firm, title=f"Fabbisogno {CANARY}")
    SkillNeedFactory(partner=firm, title=CANARY, published=True, confidentiality=Confidentiality.REFERENT)
    opening = OpeningFactory(partner=firm, published=True)
    draft = OpeningFactory(partner=firm, title=f"Offerta {CANARY}")
    match = MatchFactory(opening=opening, profile=profile)
    asked = InterestFactory(opening=opening, profile=profile, message=CANARY, expressed_by=world.users["firm"])
    unasked = MatchFactory(opening=OpeningFactory(partner=firm, published=True), profile=profile)
    world.arguments |= {
        "recruitment:opening_detail": [opening.pk],
        "recruitment:candidate_list": [opening.pk],
        "recruitment:opening_close": [opening.pk],
        "recruitment:match_detail": [match.pk],
        "recruitment:interest_create": [unasked.pk],
        "recruitment:interest_answer": [asked.pk],
        "recruitment:claim_update": [claim.pk],
        "recruitment:claim_delete": [claim.pk],
    }
    for name in ("need_detail", "need_update", "need_publish"):
        world.arguments[f"recruitment:{name}"] = [need.pk]
    for name in ("opening_update", "opening_publish"):
        world.arguments[f"recruitment:{name}"] = [draft.pk]
