"""A minor's application goes to the school with the guardian's yes to it, and only then."""

import datetime
import re

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import GuardianAnswer, GuardianState
from accounts.services import guardian_answer, guardian_ask, guardian_withdraw
from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification, OutboxMessage
from tests.accounts.factories import GuardianRequestFactory, UserFactory
from tests.partners.factories import MembershipFactory
from tests.training.desk_pages import editor
from tests.training.factories import (
    ApplicationFactory,
    EditionFactory,
    GuardianApprovalFactory,
    RequestedDocumentFactory,
)
from training import services
from training.models import Application, GuardianApproval
from training.services import guardian_approvals
from training.services.editions import edition_cancel

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
YES, NO = GuardianAnswer.YES, GuardianAnswer.NO


def minor():
    """Somebody of 16 whose guardian has said yes to the portal."""
    return GuardianRequestFactory(confirmed=True, token=UserFactory.build().email).minor


def asked(**edition):
    """An application that waits for the yes, and what the guardian got."""
    application = services.application_submit(edition=EditionFactory(**({"open": True} | edition)), by=minor())
    return application, application.approvals.get()


def link(email=None):
    """The address in the last mail."""
    mails = OutboxMessage.objects.filter(key__startswith="guardian-").order_by("-pk")
    mail = (mails.filter(to=email) if email else mails).first()
    return re.search(r"/conferma-iscrizione/[^/\s]+/", mail.body).group()


def state(application):
    return Application.objects.get(pk=application.pk).state


def answer(approval, word):
    return guardian_approvals.approval_answer(approval=approval, answer=word)


# Asked ---------------------------------------------------------------------------------------------------------------


def test_nothing_reaches_the_school_before_the_yes(client):
    user, school = editor()
    edition = EditionFactory(course__partner=school, course__published=True, open=True, seats=1)
    application = services.application_submit(edition=edition, by=minor())
    client.force_login(user)

    listed = client.get(reverse("training:edition_applications", args=[edition.pk])).content.decode()

    assert (application.state, application.submitted_at, application.code) == ("AWAITING", None, "")
    assert not Application.objects.answerable_by(user).exists()
    assert application.person.get_full_name() not in listed
    assert not Notification.objects.filter(recipient=user).exists()
    assert client.get(reverse("training:desk_application_detail", args=[application.pk])).status_code == 404
    # The seat is still anybody's.
    adult = ApplicationFactory(edition=edition)
    assert services.application_accept(application=adult, by=user).state == "ACCEPTED"


def test_the_mail_names_the_course_and_the_first_name_only():
    application, approval = asked()

    mail = OutboxMessage.objects.get(key=f"guardian-{approval.guardian_id}:{approval.pk}")
    assert mail.to == approval.guardian.email
    assert mail.is_fleeting
    assert application.person.first_name in mail.body
    assert application.person.last_name not in mail.body
    assert application.edition.course.title in mail.body
    assert link() in mail.body


def test_documents_are_there_before_the_guardian_is_asked():
    edition = EditionFactory(open=True)
    RequestedDocumentFactory(edition=edition, name="Curriculum")

    with pytest.raises(BusinessRuleError, match="Curriculum"):
        services.application_submit(edition=edition, by=minor())
    assert not OutboxMessage.objects.exists()


def test_an_address_that_is_gone_asks_for_another_one():
    guardian = GuardianRequestFactory(confirmed=True, email="")

    with pytest.raises(BusinessRuleError, match="Non abbiamo più l'indirizzo"):
        services.application_submit(edition=EditionFactory(open=True), by=guardian.minor)
    assert not Application.objects.exists()


def test_the_link_lives_two_weeks_or_until_the_window_closes():
    today = timezone.localdate()
    approval = asked()[1]
    brief = asked(applications_close_on=today + 2 * DAY)[1]

    assert approval.expires_at - approval.sent_at == GuardianApproval.LIFETIME
    assert timezone.localtime(brief.expires_at).date() == today + 2 * DAY
    assert timezone.localtime(brief.expires_at).time() == datetime.time(23, 59, 59)


def test_asking_again_ends_the_earlier_link(client):
    application, first = asked()
    old = link()
    client.force_login(application.person)

    page = client.post(reverse("training:approval_ask", args=[application.pk]), follow=True).content.decode()

    assert "vale il collegamento più recente" in page
    assert GuardianApproval.objects.get(pk=first.pk).state == GuardianState.REPLACED
    assert client.get(old).status_code == 410
    assert client.get(link()).status_code == 200
    with pytest.raises(BusinessRuleError, match="più recente"):
        answer(first, YES)


def test_three_mails_a_day_for_one_application():
    application, _first = asked()
    for _turn in range(2):
        guardian_approvals.approval_ask(application=application, by=application.person)

    with pytest.raises(BusinessRuleError, match="riprova domani"):
        guardian_approvals.approval_ask(application=application, by=application.person)
    with time_machine.travel(timezone.now() + DAY * 1.1):
        guardian_approvals.approval_ask(application=application, by=application.person)


def test_only_what_waits_is_asked_again(client):
    adult = ApplicationFactory()
    client.force_login(adult.person)

    page = client.post(reverse("training:approval_ask", args=[adult.pk]), follow=True).content.decode()

    assert "non aspetta il sì di un genitore" in page


# Answered ------------------------------------------------------------------------------------------------------------


def test_the_yes_sends_it(client):
    application, _approval = asked()
    manager = MembershipFactory(partner=application.edition.course.partner).user
    url = link()

    shown = client.get(url).content.decode()
    told = client.post(url, {"action": "YES"}, follow=True).content.decode()

    application.refresh_from_db()
    assert "Sì, può iscriversi" in shown
    assert application.edition.course.title in shown
    assert (application.state, application.decided_at, len(application.code)) == ("SUBMITTED", None, 8)
    assert "Hai detto sì a questa iscrizione" in told
    assert Notification.objects.filter(recipient=manager, kind="application_submitted").exists()
    assert Notification.objects.filter(recipient=application.person, kind="guardian_approval_told").exists()
    event = AuditEvent.objects.get(verb="training.application_submitted")
    assert (event.actor, event.before) == (None, {"state": "AWAITING"})


def test_the_no_ends_it_unread_and_leaves_the_guardian_in_peace(client):
    application, approval = asked()
    manager = MembershipFactory(partner=application.edition.course.partner).user

    client.post(link(), {"action": "NO"})

    assert state(application) == "WITHDRAWN"
    assert not Notification.objects.filter(recipient=manager).exists()
    client.force_login(application.person)
    assert "Il genitore o tutore ha detto no" in client.get(application.get_absolute_url()).content.decode()
    with pytest.raises(BusinessRuleError, match="arrivato un no da poco"):
        services.application_submit(edition=application.edition, by=application.person)
    with time_machine.travel(timezone.now() + 8 * DAY):
        assert services.application_submit(edition=application.edition, by=application.person).state == "AWAITING"
    with pytest.raises(BusinessRuleError, match="già stato risposto di no"):
        answer(approval, YES)


def test_a_used_link_answers_once(client):
    _application, approval = asked()
    url = link()
    client.post(url, {"action": "YES"})

    again = client.post(url, {"action": "NO"}, follow=True).content.decode()

    assert "Il sì a questa domanda è già stato dato." in again
    assert GuardianApproval.objects.get(pk=approval.pk).answer == "YES"


@pytest.mark.parametrize("action", ["", "MAYBE"])
def test_an_answer_that_is_none_changes_nothing(client, action):
    application, _approval = asked()

    page = client.post(link(), {"action": action}, follow=True).content.decode()

    assert "Scegli una delle risposte." in page
    assert state(application) == "AWAITING"


def test_an_unknown_link_is_not_found(client):
    assert client.get(reverse("training:guardian_approval", args=["inventato"])).status_code == 404


def test_an_expired_link_says_so_and_the_minor_asks_again(client):
    application, approval = asked(
        applications_close_on=timezone.localdate() + 30 * DAY, starts_on=timezone.localdate() + 60 * DAY
    )
    url = link()

    with time_machine.travel(timezone.now() + 15 * DAY):
        gone = client.get(url)
        with pytest.raises(BusinessRuleError, match="è scaduto"):
            answer(approval, YES)
        client.force_login(application.person)
        page = client.get(application.get_absolute_url()).content.decode()
        client.post(reverse("training:approval_ask", args=[application.pk]))
        client.post(link(), {"action": "YES"})

    assert gone.status_code == 410
    assert "il collegamento che ha ricevuto è scaduto" in page.lower()
    assert state(application) == "SUBMITTED"


def test_an_edition_called_off_waits_for_no_guardian(client):
    application, _approval = asked()
    application.edition.cancelled_at = timezone.now()
    application.edition.save()
    client.force_login(application.person)

    page = client.get(application.get_absolute_url()).content.decode()

    assert "Questa edizione è stata annullata" in page
    assert "Scrivi di nuovo al genitore" not in page


def test_after_the_window_nothing_is_sent(client):
    application, approval = asked()
    closing = application.edition.applications_close_on
    GuardianApproval.objects.filter(pk=approval.pk).update(expires_at=timezone.now() + 300 * DAY)

    with time_machine.travel(datetime.datetime.combine(closing + DAY, datetime.time(12), datetime.UTC)):
        with pytest.raises(BusinessRuleError, match="sono chiuse"):
            answer(approval, YES)
        client.force_login(application.person)
        page = client.get(application.get_absolute_url()).content.decode()
        with pytest.raises(BusinessRuleError, match="sono chiuse"):
            guardian_approvals.approval_ask(application=application, by=application.person)

    assert "Le iscrizioni si sono chiuse prima del sì" in page
    assert "Scrivi di nuovo al genitore" not in page
    assert state(application) == "AWAITING"
    assert GuardianApproval.objects.get().answer == ""


def test_a_seat_that_went_meanwhile_is_not_given_twice():
    application, approval = asked(seats=1)
    ApplicationFactory(edition=application.edition, accepted=True)

    with pytest.raises(BusinessRuleError, match="sono finiti"):
        answer(approval, YES)


def test_an_edition_called_off_meanwhile_takes_nothing():
    application, approval = asked()
    edition_cancel(edition=application.edition, reason="Manca il docente.", by=UserFactory())

    with pytest.raises(BusinessRuleError, match="sono chiuse"):
        answer(approval, YES)


# Taken back ----------------------------------------------------------------------------------------------------------


def test_the_guardian_takes_the_yes_back_and_the_seat_goes_on(client):
    application, approval = asked(seats=1)
    url = link()
    client.post(url, {"action": "YES"})
    services.application_accept(application=application, by=UserFactory())
    manager = MembershipFactory(partner=application.edition.course.partner).user
    next_one = ApplicationFactory(edition=application.edition, waitlisted=True)

    told = client.post(url, {"action": "WITHDRAW"}, follow=True).content.decode()

    assert "Hai ritirato il sì" in told
    assert (state(application), state(next_one)) == ("WITHDRAWN", "OFFERED")
    assert Notification.objects.filter(recipient=manager, kind="application_withdrawn").exists()
    with pytest.raises(BusinessRuleError, match="già stato ritirato"):
        guardian_approvals.approval_withdraw(approval=approval)


def test_what_is_over_is_not_taken_back(client):
    application, _approval = asked()
    url = link()
    client.post(url, {"action": "YES"})
    services.application_refuse(application=application, reason="REQUIREMENTS", by=UserFactory())

    page = client.post(url, {"action": "WITHDRAW"}, follow=True).content.decode()

    assert "non c&#x27;è più niente da ritirare" in page
    assert state(application) == "REFUSED"


def test_there_is_no_yes_to_take_back_before_it_is_given():
    _application, approval = asked()

    with pytest.raises(BusinessRuleError, match="non è ancora stato risposto"):
        guardian_approvals.approval_withdraw(approval=approval)


# Other guardians, other ages -----------------------------------------------------------------------------------------


def test_another_guardian_ends_the_first_ones_link(client):
    application, approval = asked()
    old = link()
    person = application.person
    newer = guardian_ask(minor=person, email="altro.genitore@example.org", by=person)

    assert client.get(old).status_code == 410
    with pytest.raises(BusinessRuleError, match="più recente"):
        answer(approval, YES)
    with pytest.raises(BusinessRuleError, match="serve la conferma di un genitore"):
        guardian_approvals.approval_ask(application=application, by=person)
    newer.sent_at, newer.expires_at, newer.token_hash = timezone.now(), timezone.now() + DAY, "x" * 64
    newer.save()
    guardian_answer(request=newer, answer=YES)
    client.force_login(person)
    page = client.get(application.get_absolute_url()).content.decode()
    client.post(reverse("training:approval_ask", args=[application.pk]))

    assert "Adesso hai indicato un altro genitore" in page
    client.post(link("altro.genitore@example.org"), {"action": "YES"})
    assert state(application) == "SUBMITTED"


def test_a_guardian_who_takes_everything_back_sends_nothing(client):
    application, approval = asked()
    guardian_withdraw(request=approval.guardian)

    with pytest.raises(BusinessRuleError, match="più recente"):
        answer(GuardianApproval.objects.get(), YES)
    client.force_login(application.person)
    assert "conferma di un genitore" in client.get(application.get_absolute_url()).content.decode()


def test_who_turns_eighteen_sends_it_alone(client):
    application, approval = asked(
        applications_close_on=timezone.localdate() + 900 * DAY,
        starts_on=timezone.localdate() + 950 * DAY,
        ends_on=timezone.localdate() + 990 * DAY,
    )
    url = link()
    client.force_login(application.person)
    early = client.post(reverse("training:application_send", args=[application.pk]), follow=True).content.decode()

    with time_machine.travel(timezone.now() + 800 * DAY):
        client.force_login(application.person)
        with pytest.raises(BusinessRuleError, match="Adesso sei maggiorenne"):
            guardian_approvals.approval_ask(application=application, by=application.person)
        page = client.get(application.get_absolute_url()).content.decode()
        gone = client.get(url)
        GuardianApproval.objects.filter(pk=approval.pk).update(expires_at=timezone.now() + DAY)
        with pytest.raises(BusinessRuleError, match="maggiorenne"):
            answer(approval, YES)
        client.post(reverse("training:application_send", args=[application.pk]))

    assert "Aspettiamo il sì del genitore" in early
    assert "Adesso hai 18 anni" in page
    assert gone.status_code == 410
    assert state(application) == "SUBMITTED"


def test_an_adult_is_not_withdrawn_by_a_parent(client):
    application, approval = asked(starts_on=timezone.localdate() + 950 * DAY, ends_on=timezone.localdate() + 990 * DAY)
    answer(approval, YES)

    with time_machine.travel(timezone.now() + 800 * DAY), pytest.raises(BusinessRuleError, match="maggiorenne"):
        guardian_approvals.approval_withdraw(approval=approval)

    assert state(application) == "SUBMITTED"


def test_the_minor_gives_up_before_the_answer(client):
    application, approval = asked()
    manager = MembershipFactory(partner=application.edition.course.partner).user
    services.application_withdraw(application=application, by=application.person)

    with pytest.raises(BusinessRuleError, match="intanto è cambiata"):
        answer(approval, YES)
    assert state(application) == "WITHDRAWN"
    assert not Notification.objects.filter(recipient=manager).exists()


def test_a_draft_of_a_minor_waits_too(client):
    person = minor()
    draft = services.application_draft(edition=EditionFactory(open=True), by=person)
    client.force_login(person)

    told = client.post(reverse("training:application_send", args=[draft.pk]), follow=True).content.decode()

    assert "Abbiamo scritto al genitore o tutore" in told
    assert "In attesa del genitore o tutore" in told
    assert state(draft) == "AWAITING"
    with pytest.raises(BusinessRuleError, match="già inviata"):
        services.application_update(application=draft, motivation="Altro", by=person)


def test_waiting_counts_as_the_one_application(client):
    application, _approval = asked()

    with pytest.raises(BusinessRuleError, match="Hai già una domanda"):
        services.application_submit(edition=application.edition, by=application.person)


# Database ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"answer": "YES"}, "answer_iff_at"),
        ({"end": "REPLACED"}, "end_iff_at"),
        ({"end": "WITHDRAWN", "ended_at": timezone.now()}, "withdrawn_after_yes"),
        ({"expires_at": timezone.now() - 99 * DAY}, "expires_later"),
        ({"answer": "NAH", "answered_at": timezone.now()}, "answer_known"),
    ],
)
def test_the_database_refuses_half_an_answer(fields, name):
    approval = GuardianApprovalFactory()

    with pytest.raises(IntegrityError, match=f"training_guardianapproval_{name}"), transaction.atomic():
        GuardianApproval.objects.filter(pk=approval.pk).update(**fields)


def test_one_link_counts_for_an_application():
    approval = GuardianApprovalFactory()

    with pytest.raises(IntegrityError, match="one_current"), transaction.atomic():
        GuardianApprovalFactory(application=approval.application, guardian=approval.guardian, token="altro")


def test_what_is_not_sent_has_no_moment():
    application = ApplicationFactory(awaiting=True)

    with pytest.raises(IntegrityError, match="unsent_has_none"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(submitted_at=timezone.now())


def test_the_steps_say_who_said_no(client):
    application, approval = asked()
    answer(approval, NO)
    client.force_login(application.person)

    page = client.get(application.get_absolute_url()).content.decode()

    assert "Hai ritirato" not in page
    assert page.count("Il genitore o tutore ha detto no") == 2
