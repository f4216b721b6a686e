"""Who is told what about the people of a partner. Data are names of partners and roles: no person is named."""

import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from core.languages import in_each
from core.models import AuditEvent, Notification
from core.services import notify, notify_address
from partners.enums import ACTIVE_STANDINGS, AccessionState, HandoverState, Office, Permission, PersonAct, Role
from partners.models import (
    Accession,
    Agreement,
    Handover,
    Invitation,
    JoinRequest,
    Leave,
    Mandate,
    Membership,
    Partner,
)
from partners.policies import people_permitted
from partners.support_pages import pages_told

HANDOVER_KINDS = {
    HandoverState.ACCEPTED: "handover_accepted",
    HandoverState.DECLINED: "handover_declined",
    HandoverState.WITHDRAWN: "handover_withdrawn",
}


def invitation_sent(invitation: Invitation, *, token: str) -> None:
    """The only place where the token is written: the mail."""
    path = reverse("partners:invitation_detail", args=[token])
    data = _data(invitation.partner, invitation.role)
    key = f"invitation-{invitation.pk}"
    invitee = User.objects.filter(email__iexact=invitation.email, is_active=True).first()
    if invitee:
        notify(
            kind="invitation_sent",
            key=key,
            recipients=[invitee],
            data=data,
            path=invitation.get_absolute_url(),
            mail_path=path,
        )
        return
    notify_address(
        kind="invitation_sent",
        key=key,
        address=invitation.email,
        language=settings.LANGUAGE_CODE,
        path=path,
        data=data,
    )


def invitation_declined(invitation: Invitation) -> None:
    """Told to whoever invited while they look after the people, else to those who do; the history says who."""
    managers = managers_of(invitation.partner)
    inviter = managers.filter(pk=invitation.invited_by_id)
    notify(
        kind="invitation_declined",
        key=f"invitation-{invitation.pk}-declined",
        recipients=inviter if inviter.exists() else managers,
        data=_data(invitation.partner, invitation.role),
        path=reverse("partners:access_history"),
    )


def join_request_received(join_request: JoinRequest) -> None:
    """Its managers are told; where there is none, the secretariat, which can give the partner one."""
    partner = join_request.partner
    managers = managers_of(partner)
    has_manager = managers.exists()
    if has_manager:
        recipients, path = managers, reverse("partners:member_list")
    else:
        recipients = holders_of(Office.SECRETARIAT)
        path = reverse("admin:partners_joinrequest_change", args=[join_request.pk])
    notify(
        kind="join_request_received",
        key=f"join-request-{join_request.pk}",
        recipients=recipients,
        data={"partner": partner.name, "no_manager": not has_manager},
        path=path,
    )


def join_request_answered(join_request: JoinRequest) -> None:
    if join_request.role:
        kind, data, page = "join_request_accepted", _data(join_request.partner, join_request.role), "dashboards:desk"
    else:
        # Who has left the Polo has no page any more.
        gone = join_request.partner.standing not in ACTIVE_STANDINGS
        kind, page = "join_request_refused", "partners:partner_list" if gone else ""
        data = {"partner": join_request.partner.name, "reason": join_request.refusal_reason}
    notify(
        kind=kind,
        key=f"join-request-{join_request.pk}-answered",
        recipients=[join_request.person],
        data=data,
        path=reverse(page) if page else join_request.partner.get_absolute_url(),
    )


def membership_changed(membership: Membership, *, reason: str) -> None:
    """The person has a new role in the place of another."""
    notify(
        kind="membership_changed",
        key=f"membership-{membership.pk}-given",
        recipients=[membership.user],
        data=_data(membership.partner, membership.role) | {"reason": reason},
        path=reverse("dashboards:desk"),
    )


def membership_ended(membership: Membership, *, reason: str) -> None:
    notify(
        kind="membership_ended",
        key=f"membership-{membership.pk}-ended",
        recipients=[membership.user],
        data=_data(membership.partner, membership.role) | {"reason": reason},
        path=reverse("dashboards:desk"),
    )


def account_changed(person: User, *, act: PersonAct, event: int, reason: str) -> None:
    notify(
        kind="account_changed",
        key=f"account-{event}",
        recipients=[person],
        data={"act": act.name, "reason": reason},
        path=reverse("home"),
    )


def support_started(person: User, *, start: int, reason: str) -> None:
    notify(
        kind="support_started",
        key=f"support-{start}",
        recipients=[person],
        data={"reason": reason},
        path=reverse("dashboards:look_list"),
    )


def support_ended(person: User, *, start: int, routes: list[str]) -> None:
    notify(
        kind="support_ended",
        key=f"support-{start}-ended",
        recipients=[person],
        data=in_each("pages", lambda: pages_told(routes)),
        path=reverse("dashboards:look_list"),
    )


def _data(partner: Partner, role: str) -> dict[str, str]:
    return {"partner": partner.name} | in_each("role", lambda: Role(role).label)


def holders_of(*offices: Office) -> QuerySet[User]:
    """Whoever holds one of the offices today and can sign in."""
    held = Mandate.objects.in_force().filter(office__in=offices, user__is_active=True)
    return User.objects.filter(pk__in=held.values("user"))


def managers_of(partner: Partner) -> QuerySet[User]:
    return people_permitted(Permission.MANAGE_MEMBERS, partner)


def accession_submitted(accession: Accession) -> None:
    notify(
        kind="accession_submitted",
        key=f"accession-{accession.pk}",
        recipients=holders_of(Office.SECRETARIAT),
        data={"partner": accession.partner.name},
        path=reverse("partners:accession_review", args=[accession.pk]),
    )


def accession_missing(accession: Accession, *, event: AuditEvent) -> None:
    """To the contact: what the secretariat still needs, item by item."""
    notify(
        kind="accession_missing",
        key=f"accession-{accession.pk}-missing-{event.pk}",
        recipients=[accession.contact],
        data={"partner": accession.partner.name} | in_each("missing", lambda: "; ".join(accession.missing_labels)),
        path=accession.get_absolute_url(),
    )


def accession_amended(accession: Accession, *, event: AuditEvent) -> None:
    """To the secretariat: the contact has answered or changed something."""
    notify(
        kind="accession_amended",
        key=f"accession-{accession.pk}-amended-{event.pk}",
        recipients=holders_of(Office.SECRETARIAT),
        data={"partner": accession.partner.name},
        path=reverse("partners:accession_review", args=[accession.pk]),
    )


def accession_to_approve(accession: Accession) -> None:
    notify(
        kind="accession_to_approve",
        key=f"accession-{accession.pk}-to-approve",
        recipients=holders_of(Office.REFERENT),
        data={"partner": accession.partner.name},
        path=reverse("partners:accession_review", args=[accession.pk]),
    )


def accession_answered(accession: Accession) -> None:
    notify(
        kind="accession_answered",
        key=f"accession-{accession.pk}-answered",
        recipients=[accession.contact],
        data={
            "partner": accession.partner.name,
            "approved": accession.state == AccessionState.APPROVED,
            "reason": accession.reason,
        },
        path=accession.get_absolute_url(),
    )


def leave_asked(leave: Leave) -> None:
    notify(
        kind="leave_asked",
        key=f"leave-{leave.pk}",
        recipients=holders_of(Office.SECRETARIAT),
        data=_of_leave(leave),
        path=reverse("partners:leave_confirm", args=[leave.pk]),
    )


def leave_confirmed(leave: Leave) -> None:
    """To those who manage the partner and to the referent."""
    key, data = f"leave-{leave.pk}-confirmed", _of_leave(leave)
    notify(
        kind="leave_confirmed",
        key=key,
        recipients=managers_of(leave.partner),
        data=data,
        path=reverse("partners:adhesion_own"),
    )
    notify(
        kind="leave_confirmed",
        key=key,
        recipients=holders_of(Office.REFERENT),
        data=data,
        path=reverse("partners:consortium_desk"),
    )


def leave_withdrawn(leave: Leave, *, by: User, was_confirmed: bool) -> None:
    """To whoever had been told of it: managers, secretariat, and the referent once it was confirmed."""
    offices = [Office.SECRETARIAT, *([Office.REFERENT] if was_confirmed else [])]
    told = [(managers_of(leave.partner), "partners:adhesion_own"), (holders_of(*offices), "partners:consortium_desk")]
    for recipients, page in told:
        notify(
            kind="leave_withdrawn",
            key=f"leave-{leave.pk}-withdrawn",
            recipients=recipients.exclude(pk=by.pk),
            data=_of_leave(leave),
            path=reverse(page),
        )


def leave_done(leave: Leave, *, managers: list[User]) -> None:
    """To those who managed it until now: they have no page of it any more."""
    notify(
        kind="leave_done",
        key=f"leave-{leave.pk}-done",
        recipients=managers,
        data=_of_leave(leave),
        path=reverse("dashboards:desk"),
    )


def handover_proposed(handover: Handover) -> None:
    notify(
        kind="handover_proposed",
        key=f"handover-{handover.pk}",
        recipients=[handover.successor],
        data=_of_handover(handover),
        path=reverse("partners:handover_answer", args=[handover.pk]),
    )


def handover_closed(handover: Handover) -> None:
    """Accepted: both sides are told. Declined or withdrawn: the other side."""
    both = [handover.successor, *[user for user in (handover.outgoing.user, handover.proposed_by) if user]]
    notify(
        kind=HANDOVER_KINDS[HandoverState(handover.state)],
        key=f"handover-{handover.pk}-{handover.state.lower()}",
        recipients=dict.fromkeys(both),
        data=_of_handover(handover),
        path=reverse("dashboards:desk"),
    )


def agreement_ending(agreement: Agreement, *, last_day: datetime.date, threshold: int) -> list[Notification]:
    return notify(
        kind="agreement_ending",
        key=f"agreement-{agreement.pk}-{last_day}-{threshold}",
        recipients=holders_of(Office.SECRETARIAT, Office.REFERENT),
        data={"agreement": str(agreement), "days": agreement.days_left, "on": _day(last_day)},
        path=reverse("partners:consortium_desk"),
    )


def _of_leave(leave: Leave) -> dict[str, str]:
    return {"partner": leave.partner.name, "last_day": _day(leave.last_day), "reason": leave.reason}


def _of_handover(handover: Handover) -> dict[str, str]:
    return {"starts_on": _day(handover.starts_on)} | in_each("office", handover.outgoing.get_office_display)


def _day(day: datetime.date) -> str:
    return f"{day:%d/%m/%Y}"
