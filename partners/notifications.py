"""Who is told what about the people of a partner. Data are names of partners and roles: no person is named."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from core.outbox import outbox_add
from core.services import notify, render_notification
from partners.enums import Office, Permission, PersonAct, Role
from partners.models import Invitation, JoinRequest, Mandate, Membership, Partner
from partners.policies import people_permitted


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
    with translation.override(settings.LANGUAGE_CODE):
        words = {
            part: render_notification(kind="invitation_sent", part=part, data=data) for part in ("subject", "body")
        }
        # Not an account: only somebody to greet in the layout of every mail.
        layout = {"recipient": User(email=invitation.email), "text": words["body"], "url": settings.SITE_URL + path}
        body = render_to_string("notifications/layout.txt", layout)
    outbox_add(message=EmailMessage(subject=words["subject"], body=body, to=[invitation.email]), key=key)


def join_request_received(join_request: JoinRequest) -> None:
    """Its managers are told; where there is none, the secretariat, which can give the partner one."""
    partner = join_request.partner
    managers = people_permitted(Permission.MANAGE_MEMBERS, partner)
    secretariat = Mandate.objects.in_force().filter(office=Office.SECRETARIAT, user__is_active=True)
    has_manager = managers.exists()
    if has_manager:
        recipients, path = managers, reverse("partners:member_list")
    else:
        recipients = User.objects.filter(pk__in=secretariat.values("user"))
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
        kind, page = "join_request_refused", ""
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


def _data(partner: Partner, role: str) -> dict[str, str]:
    data = {"partner": partner.name}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            data[f"role_{language}"] = str(Role(role).label)
    return data
