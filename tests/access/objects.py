"""What one side of the world owns, app by app, and which route is asked for which of it."""

import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.forms.models import model_to_dict
from django.utils import timezone

from accounts.enums import NoticeKind
from accounts.models import Consent, DataExport, ExportState, Notice, NoticeAcceptance
from core.imports.file_states import ImportState, ImportTask
from core.services import notification_read, notify
from partners.enums import Role
from recruitment.enums import Answer, Confidentiality, ContestOutcome, DemandState, Ending, Stage
from skills.enums import Level
from tests.access.long_lists import long_lists
from tests.access.outcomes import outcomes
from tests.access.own_things import own_things, told_to_firms
from tests.access.placements import placements
from tests.access.world import Never, Side, World
from tests.accounts.factories import GuardianRequestFactory, NoticeFactory, UserFactory
from tests.orientation.factories import AppointmentFactory, ServiceFactory, SlotFactory
from tests.partners.factories import (
    PDF,
    AccessionFactory,
    AdhesionFactory,
    DocumentFactory,
    FilieraFactory,
    HandoverFactory,
    InvitationFactory,
    JoinRequestFactory,
    LeaveFactory,
    MembershipFactory,
    PartnerFactory,
    SiteFactory,
    pdf,
)
from tests.recruitment.factories import (
    CandidateProfileFactory,
    InterestFactory,
    InterestMessageFactory,
    InterestNoteFactory,
    MatchContestFactory,
    MatchFactory,
    MatchingRulesFactory,
    OpeningFactory,
    SkillNeedFactory,
)
from tests.recruitment.import_factories import OpeningImportFactory
from tests.skills.factories import ConceptFactory
from tests.training.factories import (
    AdmissionFactory,
    ApplicationDocumentFactory,
    ApplicationFactory,
    ApplicationMessageFactory,
    BookmarkFactory,
    CourseDraftFactory,
    CourseFactory,
    CourseImportFactory,
    CourseVersionFactory,
    EditionFactory,
    EditionPartnerFactory,
    GuardianApprovalFactory,
    OfferKindFactory,
    OfferTemplateFactory,
    RankingCriterionFactory,
    RankingPlaceFactory,
    RankingPointsFactory,
    RequestedDocumentFactory,
    SavedSearchFactory,
    TemplateCopyFactory,
)
from training.enums import Enrolment, RefusalReason
from training.selectors.course_content import content_of, marks_of

REASON = {"reason": "Perché sì."}
NO_SKILLS = {"skills-TOTAL_FORMS": 0, "skills-INITIAL_FORMS": 0}


def everything(side: Side) -> None:
    for build in (
        _accounts,
        _partners,
        _people,
        _training,
        _applications,
        _orientation,
        _demand,
        _matching,
        outcomes,  # its placements are over before those of the next begin
        placements,
        own_things,
        _notices,
        _privacy,
        _consortium,
    ):
        build(side)


def shared() -> dict[str, list[Any]]:
    """Routes whose object belongs to nobody: vocabularies, services, the map of the Polo. See also `only_here`."""
    rules = MatchingRulesFactory()
    return {
        "accounts:notice_detail": ["privacy-14-17", NoticeFactory(kind=NoticeKind.YOUTH, published=True).version],
        "skills:concept_options": ["skill"],
        "training:import_sample": ["csv"],
        "recruitment:opening_import_sample": ["csv"],
        "orientation:slot_list": [ServiceFactory().slug],
        "recruitment:background_create": ["esperienze"],
        "recruitment:rules_detail": [rules.pk],
        "recruitment:rules_start": [rules.pk],
        "dashboards:coverage_skill": [ConceptFactory().pk],
        "dashboards:coverage_filiera": [FilieraFactory().slug],
    }


def only_here(world: World) -> None:
    """What is posted to routes without argument; choices that belong to a partner are side A's."""
    side = world.a
    NoticeAcceptance.objects.create(user=world.users["minor"], notice=Notice.objects.get(kind=NoticeKind.YOUTH))
    site, skill = SiteFactory(partner=side.school), ConceptFactory()
    side.posts("training:course_create", **_course(OfferKindFactory().pk, site.pk))
    side.posts("training:template_create", **_course(OfferKindFactory().pk, ""))
    side.posts("training:saved_search_create", name="Saldatura", rhythm="DAILY")
    side.posts("recruitment:need_create", **_need())
    numbers = model_to_dict(MatchingRulesFactory.build(author=None), exclude=["author", "started_at", "started_by"])
    side.posts("recruitment:rules_create", **{name: value for name, value in numbers.items() if value is not None})
    side.posts("recruitment:opening_create", **_opening())
    long_lists(world)
    mandate = world.users["referent"].mandates.get()
    handover = HandoverFactory(outgoing=mandate, successor=world.users["stranger"])
    world.shared["partners:handover_propose"] = [mandate.pk]
    world.shared["partners:handover_withdraw"] = [handover.pk]
    world.shared["partners:handover_answer"] = [handover.pk]
    side.data["partners:handover_answer"] = {"answer": "yes"}
    side.posts("partners:leave_ask", last_day=timezone.localdate() + datetime.timedelta(days=60), **REASON)
    side.posts("accounts:guardian_ask", email="genitore@example.org")
    side.posts("recruitment:background_create", kind="JOB", role="Barista", started_on="2025-06-01")
    side.posts("recruitment:passport_link_create", days=7, note="Per l'agenzia")
    side.posts("recruitment:claim_create", skill=skill.pk, level=Level.BASIC)
    side.posts("recruitment:profile_update", headline="Cerco lavoro", max_km=20)
    side.posts("partners:invitation_create", emails="nuova@example.org", role=Role.TEACHER, **REASON)
    side.posts("partners:acting_partner_switch", partner=side.school.pk)
    day = timezone.localdate() + datetime.timedelta(days=200)
    side.posts("orientation:slot_create", service=ServiceFactory().pk, day=day, hour="10:00", channel="VIDEO")


def _accounts(side: Side) -> None:
    """A device of the person, and a guardian's link: whoever holds it is the guardian."""
    device = UserSession.objects.create(
        user=side.users["person"], ip="127.0.0.1", user_agent="", session_key=f"un-altro-dispositivo-{side.letter}"
    )
    side.offers("accounts:session_end", own=device.pk, ended=Never("a device that was signed out is deleted"))
    link, old_link = f"conferma-{side.letter}", f"conferma-vecchia-{side.letter}"
    asked = GuardianRequestFactory(token=link)
    GuardianRequestFactory(minor=asked.minor, token=old_link, replaced=True)
    side.offers("accounts:guardian_detail", own=link, ended=old_link, data={"action": "YES"})


def _privacy(side: Side) -> None:
    """A consent that the database wrote with the profile, a copy of the data, and somebody's account."""
    person, now = side.users["person"], timezone.now()

    def copy(state: ExportState, **fields: Any):
        return DataExport.objects.create(person=person, state=state, ready_at=now, **fields)

    kept = {"archive": side.word("archive").encode(), "expires_at": now + DataExport.LIFETIME}
    ready, gone = copy(ExportState.READY, **kept), copy(ExportState.EXPIRED, expires_at=now)
    side.offers("accounts:export_download", own=ready.pk, ended=gone.pk)
    old = Consent.objects.create(
        person=person, purpose="MATCHING", given_at=now - datetime.timedelta(days=9), withdrawn_at=now
    )
    side.offers("accounts:consent_withdraw", own=person.consents.active().get().pk, ended=old.pk)
    account, closed = UserFactory(last_name=side.word("suspect")), UserFactory(is_active=False)
    side.offers("partners:person_act", own=[account.pk, "sospendi"], ended=[closed.pk, "sospendi"], data=REASON)
    side.offers("partners:person_correct", own=account.pk, ended=closed.pk)
    side.offers("partners:support_start", own=account.pk, ended=closed.pk, data=REASON)


def _consortium(side: Side) -> None:
    """The person asks for an organisation to enter; the school asks to leave and has a deed of its own."""
    person, school = side.users["person"], side.school
    asked = AccessionFactory(contact=person, motivation=side.word("accession"))
    withdrawn = AccessionFactory(contact=person, state="WITHDRAWN", motivation=side.word("accession"))
    checked, ready = AccessionFactory(in_check=True), AccessionFactory(to_approve=True)
    for name in ("amend", "detail", "withdraw", "review", "start"):
        side.offers(f"partners:accession_{name}", own=asked.pk, ended=withdrawn.pk)
    side.offers("partners:accession_check", own=checked.pk, ended=withdrawn.pk)
    side.offers("partners:accession_approve", own=ready.pk, ended=withdrawn.pk)
    side.offers("partners:accession_refuse", own=ready.pk, ended=withdrawn.pk, data=REASON)
    leave, taken_back = LeaveFactory(partner=school), LeaveFactory(partner=school, state="WITHDRAWN")
    side.offers("partners:leave_confirm", own=leave.pk, ended=taken_back.pk, data={"last_day": leave.last_day})
    side.offers("partners:leave_withdraw", own=leave.pk, ended=taken_back.pk)
    deed = DocumentFactory(file=pdf(PDF + side.word("deed").encode()))
    AdhesionFactory(partner=school, deed=deed)
    side.offers("partners:document_detail", own=deed.pk, ended=DocumentFactory().pk)


def _partners(side: Side) -> None:
    side.offers("partners:partner_detail", "training:partner_courses", own=side.school.slug, ended=side.left.slug)
    side.offers("recruitment:partner_demand", own=side.firm.slug, ended=side.left.slug)
    side.offers(
        "partners:join_request_create", own=side.school.slug, ended=side.left.slug, data={"message": "Sono io"}
    )


def _people(side: Side) -> None:
    """Whoever edits the school's courses also looks after its people; the person has been invited there."""
    person, school = side.users["person"], side.school
    colleague = UserFactory(last_name=side.word("colleague"))
    member = MembershipFactory(partner=school, role=Role.TEACHER, user=colleague)
    gone = MembershipFactory(partner=school, role=Role.TEACHER, ended=True)
    side.offers("partners:member_update", own=member.pk, ended=gone.pk, data={"role": Role.EDITOR, **REASON})
    side.offers("partners:member_end", own=member.pk, ended=gone.pk, data=REASON)

    token, old_token = f"segreto-{side.letter}", f"segreto-vecchio-{side.letter}"
    waiting = InvitationFactory(partner=school, token=token, email=person.email)
    revoked = InvitationFactory(partner=school, token=old_token, email=person.email, revoked=True)
    InvitationFactory(partner=school, email=f"{side.word('invite')}@example.org")
    side.offers("partners:invitation_detail", "partners:invitation_turn_down", own=token, ended=old_token)
    for name in ("accept", "decline", "resend"):
        side.offers(f"partners:invitation_{name}", own=waiting.pk, ended=revoked.pk)
    side.offers("partners:invitation_revoke", own=waiting.pk, ended=revoked.pk, data=REASON)

    asked = JoinRequestFactory(partner=school, message=side.word("join"))
    decided = {"decided_at": timezone.now(), "decided_by": side.users["school"]}
    refused = JoinRequestFactory(partner=school, state="REFUSED", refusal_reason="No", **decided)
    alone = PartnerFactory()
    own = JoinRequestFactory(partner=alone, person=person, message=side.word("join"))
    answered = JoinRequestFactory(person=person, state="REFUSED", refusal_reason="No", **decided)
    side.offers("partners:join_request_withdraw", own=own.pk, ended=answered.pk)
    rescue = {"email": "nuova@example.org", **REASON}
    side.offers("partners:unmanaged_rescue", own=alone.slug, ended=side.left.slug, data=rescue)
    side.offers("partners:join_request_accept", own=asked.pk, ended=refused.pk, data={"role": Role.TEACHER})
    side.offers("partners:join_request_refuse", own=asked.pk, ended=refused.pk, data=REASON)


def _training(side: Side) -> None:
    school = side.school
    published, draft = (
        CourseFactory(partner=school, published=True),
        CourseFactory(partner=school, title=f"Bozza {side.word('course')}"),
    )
    change = {"summary": f"Cambia {side.word('change')}"}
    CourseDraftFactory(course=published, changes=change)
    open_edition = EditionFactory(course=published, open=True)
    cancelled = EditionFactory(course=published, cancelled=True)
    either = Never("a course is a draft or published, both its school's to change; drafts have rows of their own")
    side.offers("training:course_detail", own=published.slug, ended=draft.slug)
    for name in ("unpublish", "compare", "history", "discard", "confirm"):
        side.offers(f"training:course_{name}", own=published.pk, ended=draft.pk)
    _old_version(side, published, draft, marks_of(content_of(published) | change))
    side.offers("training:course_update", own=draft.pk, ended=either, data=_course(draft.kind_id, ""))
    side.offers("training:course_publish", "training:course_clone", own=draft.pk, ended=either)
    side.offers("training:edition_create", own=draft.pk, ended=either, data=_edition())
    side.offers(
        "training:edition_update", "training:edition_repeat", own=open_edition.pk, ended=cancelled.pk, data=_edition()
    )
    side.offers("training:edition_cancel", own=open_edition.pk, ended=cancelled.pk, data=REASON)
    gone = Never("an answer ends it: the row is gone")
    side.offers("training:edition_together", own=open_edition.pk, ended=cancelled.pk, data=_together())
    theirs = EditionFactory(course__published=True, open=True)
    asked = EditionPartnerFactory(edition=theirs, partner=school)
    side.offers("training:together_agree", "training:together_end", own=asked.pk, ended=gone)
    of_draft = EditionFactory(course=draft, open=True)
    side.offers("training:edition_calendar", own=open_edition.pk, ended=of_draft.pk)
    _imports(side, "school", CourseImportFactory, "training:import", {"column_0": "title", "column_1": "hours"})
    _templates(side)
    side.offers("training:bookmark_toggle", own=published.slug, ended=draft.slug)
    other_edition = EditionFactory(course=published, open=True)
    ApplicationFactory(edition=other_edition)  # somebody else's, which leads nobody away from the form
    side.offers(
        "training:application_create",
        own=other_edition.pk,
        ended=of_draft.pk,
        data={"motivation": "Mi interessa."},
    )


def _old_version(side: Side, published: Any, draft: Any, seen: str) -> None:
    for course in (published, draft):
        CourseVersionFactory(course=course, number=1, content=content_of(course) | {"hours": 12})
    side.offers("training:course_restore", own=[published.pk, 1], ended=[draft.pk, 1], data={"seen": seen})


def _templates(side: Side) -> None:
    """A template of the Polo in force, one withdrawn, one that the school offers, and a course that is behind."""
    school = side.school
    template, withdrawn = OfferTemplateFactory(), OfferTemplateFactory(withdrawn=True)
    offered = OfferTemplateFactory(offered=True, partner=school, title=f"Modello {side.word('offer')}")
    for name in ("detail", "update", "withdraw", "start"):
        side.offers(f"training:template_{name}", own=template.pk, ended=withdrawn.pk, data=REASON)
    shown = {"seen": marks_of(template.content)}
    side.data["training:template_update"] = _course(template.content["kind"], "") | shown
    side.offers("training:template_resume", own=withdrawn.pk, ended=template.pk)
    answered = OfferTemplateFactory(state="REFUSED", number=0, content={}, partner=school, answer="No")
    answer = {"seen": marks_of(offered.proposed)} | REASON
    side.offers(
        "training:template_approve", "training:template_refuse", own=offered.pk, ended=answered.pk, data=answer
    )
    course, over = CourseFactory(partner=school, title=f"Copia {side.word('course')}"), CourseFactory(partner=school)
    TemplateCopyFactory(course=course, template__number=2, number=1)
    TemplateCopyFactory(course=over, template=withdrawn)
    choice = {"number": 2, "seen": "{}", "all": "KEEP"}
    side.offers("training:template_compare", "training:template_leave", own=course.pk, ended=over.pk, data=choice)
    never = Never("a course may be offered whether it is a draft or published")
    side.offers("training:template_offer", own=CourseFactory(partner=school).pk, ended=never)


def _imports(side: Side, who: str, factory: Any, prefix: str, columns: dict[str, str]) -> None:
    """A file whose columns are being matched, a preview to confirm, one that was carried out."""

    def run(**fields: Any):
        at = {"started_at": timezone.now(), "finished_at": timezone.now()} if "task" in fields else {}
        name = f"{side.word('course' if who == 'school' else 'opening')}.csv"
        return factory(partner=getattr(side, who), requested_by=side.users[who], file_name=name, **fields, **at)

    waiting = run()
    previewed = run(task=ImportTask.PREVIEW, state=ImportState.DONE)
    done = run(task=ImportTask.APPLY, state=ImportState.DONE)
    undone = run(task=ImportTask.UNDO, state=ImportState.DONE)
    side.offers(f"{prefix}_mapping", own=waiting.pk, ended=undone.pk, data=columns)
    side.offers(f"{prefix}_confirm", own=previewed.pk, ended=undone.pk)
    for name in ("detail", "undo", "repeat", "report"):
        side.offers(f"{prefix}_{name}", own=done.pk, ended=undone.pk)


def _together() -> dict[str, Any]:
    return {"partner": PartnerFactory().pk, "part": "Il laboratorio"}


def _applications(side: Side) -> None:
    course = CourseFactory(partner=side.school, published=True)

    def application(state: str | None = None, **edition: bool):
        return ApplicationFactory(
            person=side.users["person"],
            motivation=side.word("motivation"),
            edition=EditionFactory(course=course, **edition),
            **({state: True} if state else {}),
        )

    sent, withdrawn = application(open=True), application("withdrawn", open=True)
    followed = application("accepted", finished=True)
    for name in ("detail", "withdraw", "accept"):
        side.offers(f"training:application_{name}", own=sent.pk, ended=withdrawn.pk)
    side.offers(
        "training:application_refuse", own=sent.pk, ended=withdrawn.pk, data={"reason": RefusalReason.REQUIREMENTS}
    )
    side.offers(
        "training:application_complete", "training:application_not_complete", own=followed.pk, ended=withdrawn.pk
    )
    side.offers("training:application_waitlist", own=sent.pk, ended=withdrawn.pk)
    draft, offered = application("draft", open=True), application("offered", open=True)
    side.offers("training:application_send", own=draft.pk, ended=withdrawn.pk)
    side.offers("training:application_confirm", own=offered.pk, ended=withdrawn.pk)
    for name in ("application_message", "desk_application_detail", "desk_application_message"):
        side.offers(f"training:{name}", own=sent.pk, ended=withdrawn.pk, data={"text": "Si può?"})
    side.offers("training:application_update", own=draft.pk, ended=withdrawn.pk, data={"motivation": "Altre parole"})
    ApplicationMessageFactory(application=sent, text=side.word("said"))
    _documents(side, sent, draft, withdrawn)
    cancelled = EditionFactory(course=course, cancelled=True)
    batch = {"applications": sent.pk, "action": "ACCEPT"}
    side.offers("training:edition_applications", own=sent.edition_id, ended=cancelled.pk, data=batch)
    side.offers("training:applications_export", own=sent.edition_id, ended=cancelled.pk, data={"kind": "csv"})
    side.offers("training:requested_document_create", own=sent.edition_id, ended=cancelled.pk, data={"name": "CV"})
    rules = {"offer_hours": 48, "ordering": "ARRIVAL", "tie_break": "ARRIVAL"}
    side.offers("training:edition_admission", own=sent.edition_id, ended=cancelled.pk, data=rules)
    _ranking(side, course)
    _minors(side, course)
    _kept(side)


def _minors(side: Side, course: Any) -> None:
    """A guardian is asked about one application: whoever holds the link is the guardian."""
    link, old_link = f"iscrizione-{side.letter}", f"iscrizione-vecchia-{side.letter}"
    edition = EditionFactory(course=course, open=True)
    asked = GuardianApprovalFactory(token=link, application__edition=edition)
    GuardianApprovalFactory(token=old_link, application=asked.application, guardian=asked.guardian, replaced=True)
    side.offers("training:guardian_approval", own=link, ended=old_link, data={"action": "YES"})
    waiting = ApplicationFactory(edition=EditionFactory(course=course, open=True), person=side.users["person"])
    gone = ApplicationFactory(edition=edition, person=side.users["person"], withdrawn=True)
    side.offers("training:approval_ask", own=waiting.pk, ended=gone.pk)


def _ranking(side: Side, course: Any) -> None:
    """Where a ranking decides: criteria still written, criteria published, an application with points, places."""
    person, never = side.users["person"], Never("an edition that is not admitted to by a ranking has no such page")

    writing, closed = EditionFactory(course=course, open=True), EditionFactory(course=course, closed=True)
    written = RankingCriterionFactory(edition=writing, name=f"Prova {side.word('criterion')}")
    AdmissionFactory(edition=writing, ordering="RANKING")
    fields = {"name": "Colloquio", "note": "Da 0 a 10.", "max_points": 10, "weight": 1}
    cancelled = EditionFactory(course=course, cancelled=True)
    side.offers("training:criterion_create", own=writing.pk, ended=cancelled.pk, data=fields)
    side.offers("training:criteria_publish", "training:criteria_reopen", own=writing.pk, ended=cancelled.pk)
    side.offers("training:criterion_delete", own=written.pk, ended=Never("a criterion is there or it is not"))
    criterion = RankingCriterionFactory(edition=closed)
    AdmissionFactory(edition=closed, ranked=True, shows_ranking=True)
    sent = ApplicationFactory(person=person, edition=closed, code=f"{side.letter}CDEF234")
    gone = ApplicationFactory(edition=closed, withdrawn=True)
    RankingPointsFactory(application=sent, criterion=criterion, note=side.word("points"))
    RankingPlaceFactory(application=sent)
    points = {f"points_{criterion.pk}": 7, "reason": "Un certificato letto male."}
    side.offers("training:application_points", own=sent.pk, ended=gone.pk, data=points)
    for name in ("edition_ranking", "ranking_publish", "ranking_assign"):
        side.offers(f"training:{name}", own=closed.pk, ended=never)
    side.offers("training:public_ranking", own=closed.pk, ended=cancelled.pk)


def _kept(side: Side) -> None:
    person = side.users["person"]
    BookmarkFactory(person=person)
    search = SavedSearchFactory(person=person, name="La mia ricerca")
    closed = SavedSearchFactory(person=UserFactory(is_active=False))
    never = Never("a search is kept or gone")
    for name in ("update", "delete"):
        side.offers(f"training:saved_search_{name}", own=search.pk, ended=never, data={"rhythm": "DAILY"})
    for name in ("feed", "stop"):
        side.offers(f"training:saved_search_{name}", own=search.token, ended=closed.token)


def _documents(side: Side, sent: Any, draft: Any, withdrawn: Any) -> None:
    """A file that the school reads, one of a draft, one of an application that was withdrawn."""
    word = side.word("document").encode()

    def document(application: Any):
        return ApplicationDocumentFactory(application=application, content=PDF + word)

    old, unasked = document(withdrawn), RequestedDocumentFactory(edition=sent.edition)
    side.offers("training:document_open", own=document(sent).pk, ended=old.pk)
    side.offers("training:document_delete", own=document(draft).pk, ended=old.pk)
    side.offers("training:document_send", own=[sent.pk, unasked.pk], ended=[withdrawn.pk, old.request_id])
    never = Never("a document that is asked for is asked for, or it is not there")
    side.offers("training:requested_document_delete", own=unasked.pk, ended=never)


def _orientation(side: Side) -> None:
    person, counsellor, service = side.users["person"], side.users["counsellor"], ServiceFactory()

    def slot(**fields: Any):
        return SlotFactory(service=service, partner=side.body, counsellor=counsellor, **fields)

    def appointment(state: str = "BOOKED", **fields: Any):
        return AppointmentFactory(slot=slot(**fields), person=person, topic=side.word("topic"), state=state)

    free = slot(starts_at=timezone.now() + datetime.timedelta(days=60))
    closed = slot(starts_at=timezone.now() + datetime.timedelta(days=61), withdrawn_at=timezone.now())
    booked, cancelled, past = appointment(), appointment("CANCELLED"), appointment(past=True)
    side.offers("orientation:appointment_create", own=free.pk, ended=closed.pk, data={"topic": "Il futuro"})
    side.offers("orientation:slot_withdraw", own=free.pk, ended=closed.pk)
    side.offers("orientation:appointment_cancel", own=booked.pk, ended=cancelled.pk)
    side.offers("orientation:appointment_close", own=past.pk, ended=cancelled.pk, data={"esito": "presente"})


def _demand(side: Side) -> None:
    firm = side.firm
    need = SkillNeedFactory(partner=firm, title=f"Fabbisogno {side.word('need')}")
    over = SkillNeedFactory(partner=firm, published=True, state=DemandState.CLOSED)
    for subject, whom in (("reserved", Confidentiality.REFERENT), ("between", Confidentiality.PARTNERS)):
        SkillNeedFactory(partner=firm, title=side.word(subject), published=True, confidentiality=whom)
    side.offers("recruitment:need_detail", "recruitment:need_publish", own=need.pk, ended=over.pk)
    side.offers("recruitment:need_delete", own=need.pk, ended=over.pk)
    told = SkillNeedFactory(partner=firm, published=True)
    side.offers("recruitment:need_close", own=told.pk, ended=over.pk)
    side.offers("recruitment:need_update", own=need.pk, ended=over.pk, data=_need())

    draft = OpeningFactory(partner=firm, title=f"Offerta {side.word('opening')}")
    published, closed = OpeningFactory(partner=firm, published=True), OpeningFactory(partner=firm, closed=True)
    side.offers("recruitment:opening_detail", "recruitment:candidate_list", own=published.pk, ended=closed.pk)
    side.offers(
        "recruitment:opening_close", own=published.pk, ended=closed.pk, data={"ended_as": Ending.HERE, **REASON}
    )
    side.offers("recruitment:opening_pause", "recruitment:opening_confirm", own=published.pk, ended=closed.pk)
    side.offers("recruitment:opening_copy", own=published.pk, ended=closed.pk)
    side.offers("recruitment:opening_publish", "recruitment:opening_delete", own=draft.pk, ended=closed.pk)
    side.offers("recruitment:opening_update", own=draft.pk, ended=closed.pk, data=_opening())
    columns = {"column_0": "title", "column_1": "site"}
    _imports(side, "firm", OpeningImportFactory, "recruitment:opening_import", columns)


def _matching(side: Side) -> None:
    """The person has been asked and has not answered; somebody else said yes, so the firm reads that name."""
    profile = CandidateProfileFactory(person=side.users["person"], headline=side.word("headline"))
    hire = CandidateProfileFactory(person=UserFactory(last_name=side.word("hire")))

    def match(profile=profile, **opening: bool):
        return MatchFactory(opening=OpeningFactory(partner=side.firm, **opening), profile=profile)

    def interest(match, **state: bool):
        return InterestFactory(
            opening=match.opening,
            profile=match.profile,
            message=side.word("asked"),
            expressed_by=side.users["firm"],
            **state,
        )

    asked, unasked, over = match(published=True), match(published=True), match(closed=True)
    answered = match(published=True)
    question, closed = interest(asked), interest(answered, no=True)
    hired = interest(match(hire, published=True), yes=True)
    mine = interest(match(published=True), yes=True)
    gone = interest(match(published=True), yes=True, stage=Stage.ENDED)
    told = interest(match(published=True), yes=True, stage=Stage.HIRED)
    InterestNoteFactory(interest=hired, text=side.word("noted"))
    InterestMessageFactory(interest=mine, text=side.word("asked"))
    side.offers("recruitment:match_detail", own=asked.pk, ended=over.pk)
    _contests(side, asked, unasked, over)
    side.offers("recruitment:interest_create", own=unasked.pk, ended=over.pk, data={"message": "Ci parliamo?"})
    side.offers("recruitment:interest_answer", own=question.pk, ended=closed.pk, data={"answer": Answer.YES})
    words = {"message-text": "Martedì?", "note-text": "Brava."}
    step = {"to": Stage.CONTACTED, "version": 0, "cards": [f"{hired.pk}:0"]}
    told_to_firms(side, hired, gone)
    side.offers("recruitment:selection_move", own=hired.pk, ended=gone.pk, data=step)
    side.offers("recruitment:selection_message", "recruitment:selection_note", own=hired.pk, ended=gone.pk, data=words)
    side.offers("recruitment:interest_detail", own=mine.pk, ended=gone.pk)
    side.offers("recruitment:interest_message", own=mine.pk, ended=gone.pk, data=words)
    side.offers("recruitment:interest_leave", own=mine.pk, ended=gone.pk, data={"why": Stage.WITHDRAWN})
    side.offers("recruitment:interest_hire", own=told.pk, ended=gone.pk, data={"is_true": "yes"})
    side.offers("recruitment:selection_board", own=hired.opening_id, ended=over.opening_id)
    side.offers("recruitment:selection_batch", own=hired.opening_id, ended=over.opening_id, data=step)


def _contests(side: Side, asked, unasked, over) -> None:
    """One that waits for the Polo's answer, one that has it."""
    contested = MatchContestFactory(match=asked, text=f"Non torna: {side.word('contest')}")
    done = MatchContestFactory(match=over, answered=True)
    side.offers("recruitment:contest_create", own=unasked.pk, ended=over.pk, data={"text": "Non torna."})
    answer = {"outcome": ContestOutcome.CONFIRMED, "answer": "Ricontrollato."}
    side.offers("recruitment:contest_detail", own=contested.pk, ended=done.pk, data=answer)


def _notices(side: Side) -> None:
    def notice(key: str):
        [written] = notify(
            kind="appointment_booked",
            key=f"{key}-{side.letter}",
            recipients=[side.users["person"]],
            data={"service_it": side.word("notice"), "service_en": "x", "starts_at": timezone.now().isoformat()},
        )
        return written

    new, read = notice("nuovo"), notification_read(notification=notice("letto"))
    side.offers("core:notification_open", own=new.pk, ended=read.pk)


def _course(kind: int, site: Any) -> dict[str, Any]:
    return {"title": "Saldatura", "kind": kind, "audience": "ADULTS", "mode": "ONSITE", "site": site, **NO_SKILLS}


def _edition() -> dict[str, Any]:
    first = timezone.localdate() + datetime.timedelta(days=40)
    return {
        "starts_on": first,
        "ends_on": first + datetime.timedelta(days=30),
        "mode": "ONSITE",
        "enrolment": Enrolment.EXTERNAL,
        "enrolment_note": "In segreteria.",
    }


def _need() -> dict[str, Any]:
    return {
        "title": "Saldatrici",
        "occupation": ConceptFactory(occupation=True).pk,
        "head_count": 2,
        "horizon": 12,
        "confidentiality": Confidentiality.PARTNERS,
        **NO_SKILLS,
    }


def _opening() -> dict[str, Any]:
    return {
        "title": "Saldatrice",
        "occupation": ConceptFactory(occupation=True).pk,
        "positions": 1,
        "contract": "A00",
        "ccnl": "metalmeccanica",
        "pay_from": 24000,
        "closes_on": timezone.localdate() + datetime.timedelta(days=20),
        **NO_SKILLS,
    }
