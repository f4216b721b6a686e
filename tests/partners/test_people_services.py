"""Every exit of the services that change who works for a partner, and what the database itself refuses."""

import datetime
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification, OutboxMessage
from partners import policies, services
from partners.enums import InvitationState, JoinRequestState, Office, Permission, Role, Standing
from partners.models import Invitation, JoinRequest, Membership
from tests.accounts.factories import UserFactory
from tests.partners.factories import (
    InvitationFactory,
    JoinRequestFactory,
    MandateFactory,
    MembershipFactory,
    PartnerFactory,
    expire,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return MembershipFactory().user


@pytest.fixture
def partner(manager):
    return manager.memberships.get().partner


def invite(partner, manager, **fields):
    return services.invitation_create(
        **{"partner": partner, "email": "nuova@example.org", "role": Role.EDITOR, "by": manager, "reason": "serve"}
        | fields
    )


def token_in(message):
    return re.search(r"/inviti/([\w-]+)/", message.body).group(1)


def verbs(target):
    events = AuditEvent.objects.filter(target_type=target._meta.label_lower, target_id=target.pk).order_by("pk")
    return list(events.values_list("verb", "actor", "reason"))


def test_invitation_to_a_stranger_is_a_mail_with_the_only_copy_of_the_token(partner, manager):
    invitation = invite(partner, manager)

    message = OutboxMessage.objects.get()
    token = token_in(message)
    assert message.to == "nuova@example.org"
    assert "redazione" in message.body
    assert invitation.token_hash == Invitation.hash_of(token)
    assert message.is_fleeting  # its row goes as soon as it is sent
    assert invitation.state == InvitationState.OPEN
    assert invitation.expires_at - timezone.now() > datetime.timedelta(days=13, hours=23)
    assert verbs(invitation) == [("partners.invitation_created", manager.pk, "serve")]
    assert not Notification.objects.exists()


def test_invitation_to_an_account_is_a_notice_without_the_token(partner, manager):
    invitee = UserFactory(email="Nuova@example.org", language="en")

    invitation = invite(partner, manager)

    notice = Notification.objects.get(recipient=invitee)
    message = OutboxMessage.objects.get()
    assert notice.path == f"/area/inviti/{invitation.pk}/"
    assert f"/en/inviti/{token_in(message)}/" in message.body
    assert "editor" in message.body
    assert message.is_fleeting
    assert token_in(message) not in str(notice.data)


def test_invitation_while_one_waits_is_refused(partner, manager):
    invite(partner, manager)

    with pytest.raises(BusinessRuleError, match="già un invito"):
        invite(partner, manager, email="NUOVA@example.org")

    assert Invitation.objects.count() == 1


def test_invitation_replaces_one_that_has_run_out(partner, manager):
    old = expire(invite(partner, manager))

    new = invite(partner, manager)

    old.refresh_from_db()
    assert (old.state, old.is_replaced) == (InvitationState.REVOKED, True)
    assert new.state == InvitationState.OPEN


def test_invitation_of_somebody_with_the_role_is_refused(partner, manager):
    with pytest.raises(BusinessRuleError, match="già questo ruolo"):
        invite(partner, manager, email=manager.email.upper(), role=Role.MANAGER)


def test_invitation_resend_makes_a_new_link(partner, manager):
    first = invite(partner, manager)

    second = services.invitation_resend(invitation=first, by=manager)

    first.refresh_from_db()
    assert first.state == InvitationState.REVOKED
    assert second.token_hash != first.token_hash
    assert OutboxMessage.objects.count() == 2
    assert verbs(second) == [("partners.invitation_created", manager.pk, f"instead of invitation {first.pk}")]


def test_invitation_resend_works_after_it_has_run_out_only(partner, manager):
    revoked = InvitationFactory(partner=partner, revoked=True)

    services.invitation_resend(invitation=expire(invite(partner, manager)), by=manager)

    with pytest.raises(BusinessRuleError, match="ritirato"):
        services.invitation_resend(invitation=revoked, by=manager)


def test_invitation_revoke(partner, manager):
    invitation = invite(partner, manager)

    revoked = services.invitation_revoke(invitation=invitation, by=manager, reason="indirizzo sbagliato")

    assert (revoked.state, revoked.is_replaced) == (InvitationState.REVOKED, False)
    assert verbs(revoked)[1:] == [("partners.invitation_revoked", manager.pk, "indirizzo sbagliato")]
    with pytest.raises(BusinessRuleError, match="ritirato"):
        services.invitation_revoke(invitation=invitation, by=manager, reason="di nuovo")


def test_invitation_accept_gives_the_role_once(partner, manager):
    invitee = UserFactory()
    invitation = invite(partner, manager, email=invitee.email, role=Role.TEACHER)

    membership = services.invitation_accept(invitation=invitation, by=invitee)

    invitation.refresh_from_db()
    assert (membership.user, membership.partner, membership.role) == (invitee, partner, Role.TEACHER)
    assert (invitation.state, invitation.accepted_by) == (InvitationState.ACCEPTED, invitee)
    reason = f"invitation {invitation.pk} of person {manager.pk}"
    assert verbs(membership) == [("partners.membership_created", invitee.pk, reason)]
    with pytest.raises(BusinessRuleError, match="già stato accettato"):
        services.invitation_accept(invitation=invitation, by=invitee)


def test_invitation_accept_too_late_or_not_needed(partner, manager):
    late, invitee = expire(invite(partner, manager)), UserFactory()
    second = InvitationFactory(partner=partner, email=invitee.email, role=Role.TEACHER)
    MembershipFactory(user=invitee, partner=partner, role=Role.TEACHER)

    with pytest.raises(BusinessRuleError, match="scaduto"):
        services.invitation_accept(invitation=late, by=invitee)
    with pytest.raises(BusinessRuleError, match="già questo ruolo"):
        services.invitation_accept(invitation=second, by=invitee)

    assert Membership.objects.of(invitee).count() == 1


def test_invitation_to_a_partner_that_has_left_is_refused(partner, manager):
    invitation, invitee = invite(partner, manager), UserFactory()
    partner.standing = Standing.FORMER
    partner.save()

    with pytest.raises(BusinessRuleError, match="non fa più parte"):
        services.invitation_accept(invitation=invitation, by=invitee)

    assert not Membership.objects.filter(user=invitee).exists()


def test_invitation_is_for_every_verified_address(partner):
    person, invitation = UserFactory(), InvitationFactory(email="Altra@example.org")

    assert not policies.may_accept(person, invitation)
    address = person.emailaddress_set.create(email="altra@example.org", verified=False)
    assert not policies.may_accept(person, invitation)
    address.verified = True
    address.save()
    assert policies.may_accept(person, invitation)


def test_member_end_takes_rights_away_and_tells(partner, manager):
    membership = MembershipFactory(partner=partner, role=Role.EDITOR)

    ended = services.member_end(membership=membership, by=manager, reason="cambia lavoro")

    assert ended.ended_at
    assert not policies.has_permission(membership.user, Permission.EDIT_COURSES, partner)
    assert verbs(ended) == [("partners.membership_ended", manager.pk, "cambia lavoro")]
    assert "cambia lavoro" in OutboxMessage.objects.get(to=membership.user.email).body
    with pytest.raises(BusinessRuleError, match="già stato chiuso"):
        services.member_end(membership=membership, by=manager, reason="di nuovo")


@pytest.mark.parametrize("other", [{}, {"role": Role.EDITOR}, {"ended": True}, {"user__is_active": False}])
def test_the_last_manager_stays(partner, manager, other):
    """Neither another partner's manager, nor another role, nor an ended or closed one counts."""
    MembershipFactory(**({"partner": partner} | other if other else {}))
    last = manager.memberships.get()

    with pytest.raises(BusinessRuleError, match="unica persona responsabile"):
        services.member_end(membership=last, by=manager, reason="vado via")
    with pytest.raises(BusinessRuleError, match="unica persona responsabile"):
        services.member_update(membership=last, role=Role.EDITOR, by=manager, reason="vado via")

    assert list(Membership.objects.managing(partner)) == [last]


def test_a_manager_may_leave_when_another_stays(partner, manager):
    MembershipFactory(partner=partner)

    services.member_end(membership=manager.memberships.get(), by=manager, reason="vado via")

    assert Membership.objects.managing(partner).count() == 1


def test_member_update_keeps_the_history(partner, manager):
    membership = MembershipFactory(partner=partner, role=Role.TEACHER)

    changed = services.member_update(membership=membership, role=Role.EDITOR, by=manager, reason="scrive i corsi")

    membership.refresh_from_db()
    assert membership.ended_at
    assert (changed.role, changed.ended_at) == (Role.EDITOR, None)
    assert verbs(changed) == [("partners.membership_created", manager.pk, "scrive i corsi")]
    assert "redazione" in OutboxMessage.objects.get(to=membership.user.email).body


def test_member_update_to_a_role_held_changes_nothing(partner, manager):
    membership = MembershipFactory(partner=partner, role=Role.TEACHER)
    MembershipFactory(partner=partner, role=Role.EDITOR, user=membership.user)

    for role in (Role.TEACHER, Role.EDITOR):
        with pytest.raises(BusinessRuleError):
            services.member_update(membership=membership, role=role, by=manager, reason="prova")

    membership.refresh_from_db()
    assert membership.ended_at is None


def test_join_request_tells_managers_and_waits(partner, manager):
    person = UserFactory()

    asked = services.join_request_create(partner=partner, by=person, message="Insegno qui.")

    assert Notification.objects.get().recipient == manager
    assert "Insegno" not in OutboxMessage.objects.get().body
    assert verbs(asked) == [("partners.join_request_created", person.pk, "")]
    with pytest.raises(BusinessRuleError, match="già arrivata"):
        services.join_request_create(partner=partner, by=person)


def test_join_request_without_a_manager_goes_to_the_secretariat():
    secretary, partner = MandateFactory(office=Office.SECRETARIAT).user, PartnerFactory()

    asked = services.join_request_create(partner=partner, by=UserFactory())

    notice = Notification.objects.get()
    assert (notice.recipient, notice.data["no_manager"]) == (secretary, True)
    assert notice.path.endswith(f"/partners/joinrequest/{asked.pk}/change/")
    assert "non ha una persona responsabile" in OutboxMessage.objects.get().body


def test_join_request_of_a_member_is_refused(partner, manager):
    with pytest.raises(BusinessRuleError, match="Fai già parte"):
        services.join_request_create(partner=partner, by=manager)


def test_join_request_accept(partner, manager):
    asked = JoinRequestFactory(partner=partner)

    done = services.join_request_accept(join_request=asked, by=manager, role=Role.COUNSELLOR)

    assert (done.state, done.role, done.decided_by) == (JoinRequestState.ACCEPTED, Role.COUNSELLOR, manager)
    assert Membership.objects.of(asked.person).get().role == Role.COUNSELLOR
    assert "orientamento" in OutboxMessage.objects.get(to=asked.person.email).body
    with pytest.raises(BusinessRuleError, match="già chiusa"):
        services.join_request_refuse(join_request=asked, by=manager, reason="tardi")


def test_join_request_of_a_closed_account_gets_no_role(partner, manager):
    asked = JoinRequestFactory(partner=partner)
    type(asked.person).objects.filter(pk=asked.person_id).update(is_active=False)

    with pytest.raises(BusinessRuleError, match="non ha più un account attivo"):
        services.join_request_accept(join_request=asked, by=manager, role=Role.EDITOR)

    assert not Membership.objects.filter(user=asked.person).exists()
    assert services.join_request_refuse(join_request=asked, by=manager, reason="Sospesa").state == "REFUSED"


def test_join_request_accept_of_a_role_held_leaves_it_open(partner, manager):
    asked = JoinRequestFactory(partner=partner)
    MembershipFactory(partner=partner, user=asked.person, role=Role.TEACHER)

    with pytest.raises(BusinessRuleError, match="già questo ruolo"):
        services.join_request_accept(join_request=asked, by=manager, role=Role.TEACHER)

    asked.refresh_from_db()
    assert asked.state == JoinRequestState.OPEN


def test_join_request_refuse_says_why(partner, manager):
    asked = JoinRequestFactory(partner=partner)

    done = services.join_request_refuse(join_request=asked, by=manager, reason="non lavori con noi")

    assert (done.state, done.refusal_reason) == (JoinRequestState.REFUSED, "non lavori con noi")
    assert not Membership.objects.of(asked.person).exists()
    assert "non lavori con noi" in OutboxMessage.objects.get(to=asked.person.email).body
    assert services.join_request_create(partner=partner, by=asked.person)


def refused_by_database(name, change):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        change()


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(ended_at=timezone.now()),
        lambda rows: rows.update(role=Role.EDITOR),
        lambda rows: rows.update(partner=PartnerFactory()),
        lambda rows: rows.delete(),
        lambda rows: rows.get().user.delete(),
    ],
)
def test_the_database_keeps_the_last_manager(partner, manager, change):
    MembershipFactory(partner=partner, user__is_active=False)
    rows = Membership.objects.filter(user=manager)

    refused_by_database("left without a manager", lambda: change(rows))

    assert Membership.objects.managing(partner).get().user == manager


def test_the_database_lets_others_go_and_a_hand_over_in_any_order(partner, manager):
    MembershipFactory(partner=partner, role=Role.EDITOR).delete()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS partners_membership_last_manager DEFERRED")
        Membership.objects.filter(user=manager).update(ended_at=timezone.now())
        heir = MembershipFactory(partner=partner)
        connection.check_constraints()

    assert list(Membership.objects.managing(partner)) == [heir]


def test_invitation_constraints(partner):
    live = InvitationFactory(partner=partner, email="una@example.org")
    now, row = timezone.now(), Invitation.objects.filter(pk=live.pk)

    refused_by_database("one_live", lambda: InvitationFactory(partner=partner, email="UNA@example.org"))
    refused_by_database("accepted_by_iff_at", lambda: row.update(accepted_at=now))
    refused_by_database("one_end", lambda: row.update(accepted_at=now, accepted_by=live.invited_by, revoked_at=now))
    refused_by_database("expires_later", lambda: row.update(expires_at=live.created_at))
    InvitationFactory(partner=partner, email="una@example.org", role=Role.TEACHER)


def test_join_request_constraints(partner, manager):
    asked = JoinRequestFactory(partner=partner)
    row = JoinRequest.objects.filter(pk=asked.pk)
    decided = {"decided_at": timezone.now(), "decided_by": manager}

    refused_by_database("one_open", lambda: JoinRequestFactory(partner=partner, person=asked.person))
    refused_by_database("decided_iff_closed", lambda: row.update(state=JoinRequestState.ACCEPTED, role=Role.EDITOR))
    refused_by_database("answer_complete", lambda: row.update(state=JoinRequestState.ACCEPTED, **decided))
    refused_by_database("answer_complete", lambda: row.update(state=JoinRequestState.REFUSED, **decided))
    refused_by_database("answer_complete", lambda: row.update(role=Role.EDITOR))
