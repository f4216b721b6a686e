"""From a yes to a hire: who moves a card, who reads what, and how it ends."""

import datetime
from html import unescape

import pytest
from django.db import Error, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Consent
from accounts.services import erasure as erasures
from accounts.services.consents import consents_expire
from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification, OutboxMessage
from recruitment.enums import FIRM_MOVES, RUNNING, STAGE_MOVES, Ending, Stage
from recruitment.models import Interest, InterestMessage, InterestNote
from recruitment.selectors import selection
from recruitment.services import demand
from recruitment.services import interest as interests
from recruitment.services import selection as services
from tests.accounts.factories import UserFactory
from tests.recruitment.factories import (
    CandidateProfileFactory,
    InterestFactory,
    InterestMessageFactory,
    InterestNoteFactory,
    MatchFactory,
    OpeningFactory,
)

pytestmark = pytest.mark.django_db
CANARIES = ("Canarina", "Gialli", "canarina@example.org", "si presenta qui", "Parola detta", "Appunto preso")


@pytest.fixture
def browser(person, signed_in):
    return signed_in(person)


@pytest.fixture
def yes(encounter, firm):
    """The person of the canaries said yes; both wrote something."""
    interest = InterestFactory(opening=encounter.opening, profile=encounter.profile, expressed_by=firm.user, yes=True)
    InterestMessageFactory(
        interest=interest, author=encounter.profile.person, is_from_firm=False, text="Parola detta."
    )
    InterestNoteFactory(interest=interest, text="Appunto preso.")
    return interest


def url(name, interest):
    return reverse(f"recruitment:{name}", args=[interest.pk])


def board_url(interest):
    return reverse("recruitment:selection_board", args=[interest.opening_id])


def move(browser, interest, to, *, reason="", version=None):
    fresh = Interest.objects.get(pk=interest.pk)
    data = {"to": to, "reason": reason, "version": fresh.version if version is None else version}
    return browser.post(url("selection_move", interest), data)


def leaks(*bodies):
    return [word for word in CANARIES for body in bodies if word in body]


def firm_bodies(firm, interest):
    urls = [
        url("selection_detail", interest),
        board_url(interest),
        reverse("recruitment:candidate_list", args=[interest.opening_id]),
    ]
    return [firm.client.get(one).content.decode() for one in urls]


def told(kind):
    return list(Notification.objects.filter(kind=kind).values_list("recipient", flat=True))


def test_the_whole_way_to_a_hire(yes, firm, browser, person):
    other = InterestFactory(profile=yes.profile, yes=True)
    for stage in (Stage.CONTACTED, Stage.INTERVIEW, Stage.OFFER, Stage.HIRED):
        assert move(firm.client, yes, stage).url == url("selection_detail", yes)
    assert Notification.objects.filter(kind="selection_moved", recipient=person).count() == 4
    assert "Ti ha assunto?" in browser.get(url("interest_detail", yes)).content.decode()
    asked = browser.get(reverse("recruitment:interest_list"))
    assert (asked.context["hires"], asked.context["others"]) == ([yes], [])
    assert "dille se è vero" in asked.content.decode()

    browser.post(url("interest_hire", yes), {"is_true": "yes"})

    yes.refresh_from_db()
    other.refresh_from_db()
    assert (yes.stage, yes.version, yes.hire_confirmed_at is not None) == (Stage.HIRED, 5, True)
    assert (other.stage, other.is_disclosing) == (Stage.ELSEWHERE, False)
    assert yes.firm_answered_at is not None
    assert "La persona ha confermato" in firm.client.get(url("selection_detail", yes)).content.decode()
    moves = AuditEvent.objects.filter(verb="recruitment.interest_changed", target_id=yes.pk).order_by("pk")
    assert [event.after["stage"] for event in moves] == ["CONTACTED", "INTERVIEW", "OFFER", "HIRED"]


def test_a_hire_that_is_not_true_closes_nothing(yes, firm, browser):
    other = InterestFactory(profile=yes.profile, yes=True)
    Interest.objects.filter(pk=yes.pk).update(stage=Stage.CONTACTED)
    Interest.objects.filter(pk=yes.pk).update(stage=Stage.OFFER)
    move(firm.client, yes, Stage.HIRED)

    other.refresh_from_db()
    assert other.stage == Stage.ACCEPTED
    browser.post(url("interest_hire", yes), {"is_true": "no"})

    yes.refresh_from_db()
    other.refresh_from_db()
    assert (yes.stage, other.stage) == (Stage.OFFER, Stage.ACCEPTED)
    assert told("hire_denied") == [firm.user.pk]
    again = browser.post(url("interest_hire", yes), {"is_true": "yes"}, follow=True).content.decode()
    assert "Non c&#x27;è un&#x27;assunzione da confermare" in again


@pytest.mark.parametrize("given", [{}, {"is_true": "forse"}])
def test_a_hire_is_true_or_not(yes, browser, given):
    assert "Scegli se è vero" in browser.post(url("interest_hire", yes), given, follow=True).content.decode()


def test_two_recruiters_on_one_card(yes, firm):
    """The second one sees what the first did, and what was done stays."""
    move(firm.client, yes, Stage.INTERVIEW, version=0)

    body = firm.client.post(
        url("selection_move", yes), {"to": Stage.NOT_SELECTED, "reason": "SKILLS", "version": 0}, follow=True
    ).content.decode()

    yes.refresh_from_db()
    assert "adesso è «colloquio»" in body
    assert (yes.stage, yes.version, yes.not_selected_for) == (Stage.INTERVIEW, 1, "")


def test_a_step_that_is_no_longer_there_is_told(yes, firm):
    move(firm.client, yes, Stage.CONTACTED)
    move(firm.client, yes, Stage.OFFER)

    body = firm.client.post(
        url("selection_move", yes), {"to": Stage.CONTACTED, "version": 0}, follow=True
    ).content.decode()

    assert "Questo passo non c&#x27;è più" in body
    assert firm.client.post(url("selection_move", yes), {"version": 2}).status_code == 200


def test_not_selected_says_why_and_ends_access(yes, firm, browser):
    shown = move(firm.client, yes, Stage.NOT_SELECTED)
    assert "la persona lo legge" in shown.content.decode()

    move(firm.client, yes, Stage.NOT_SELECTED, reason="ANOTHER")

    assert leaks(*firm_bodies(firm, yes)) == []
    assert "è stata scelta un&#x27;altra persona" in browser.get(url("interest_detail", yes)).content.decode()
    firm.client.post(url("selection_message", yes), {"message-text": "Ancora una cosa"})
    assert InterestMessage.objects.count() == 1


def test_only_allowed_moves(firm):
    for stage in RUNNING:
        for to in (*RUNNING, Stage.HIRED, Stage.NOT_SELECTED):
            interest = InterestFactory(yes=True, stage=stage)
            reason = "TIMES" if to == Stage.NOT_SELECTED else ""
            if to in FIRM_MOVES[stage]:
                moved = services.interest_move(interest=interest, to=to, version=0, by=firm.user, reason=reason)
                assert moved.stage == to
            else:
                with pytest.raises(BusinessRuleError):
                    services.interest_move(interest=interest, to=to, version=0, by=firm.user, reason=reason)


def test_the_database_knows_the_moves():
    opening, asker = OpeningFactory(published=True), UserFactory()
    done = set()
    for before in Stage:
        why = {"not_selected_for": "TIMES"} if before == Stage.NOT_SELECTED else {}
        row = InterestFactory(opening=opening, expressed_by=asker, yes=True, stage=before, **why)
        for after in Stage:
            reason = "TIMES" if after == Stage.NOT_SELECTED else ""
            if _may_become(row, after, reason):
                done.add((before, after))

    assert {(before, after) for before, after in done if before != after} == STAGE_MOVES - {("", Stage.ACCEPTED)}


def _may_become(row, after, reason):
    """Asked of the database, and taken back."""
    try:
        with transaction.atomic():
            Interest.objects.filter(pk=row.pk).update(stage=after, not_selected_for=reason)
            transaction.set_rollback(True)
    except Error:
        return False
    return True


@pytest.mark.parametrize(
    "broken",
    [
        {"stage": Stage.CONTACTED},
        {"access_until": timezone.localdate()},
        {"yes": True, "access_until": None},
        {"yes": True, "stage": ""},
        {"yes": True, "stage": Stage.OFFER, "closed_at": timezone.now()},
        {"yes": True, "stage": Stage.NOT_SELECTED},
        {"yes": True, "not_selected_for": "TIMES"},
        {"yes": True, "hire_confirmed_at": timezone.now()},
        {"yes": True, "stage": "ALTRO"},
        {"yes": True, "stage": Stage.NOT_SELECTED, "not_selected_for": "ALTRO"},
    ],
)
def test_what_no_selection_can_be(broken):
    with pytest.raises(Error), transaction.atomic():
        InterestFactory(**broken)


def test_a_batch_names_nobody_whose_name_is_hidden(firm, encounter, yes):
    Interest.objects.filter(pk=yes.pk).update(access_until=timezone.localdate() - datetime.timedelta(days=1))
    batch = reverse("recruitment:selection_batch", args=[yes.opening_id])

    body = firm.client.post(batch, {"cards": [f"{yes.pk}:0"], "to": Stage.CONTACTED}, follow=True).content.decode()

    assert f"Persona {encounter.match.label}: I nomi non sono più visibili" in body
    assert leaks(body) == []


@pytest.mark.parametrize("model", [InterestMessageFactory, InterestNoteFactory])
def test_empty_words_are_refused(model):
    with pytest.raises(Error), transaction.atomic():
        model(text="")


def test_the_person_leaves_without_a_reason(yes, firm, browser):
    response = browser.post(url("interest_leave", yes), {"why": Stage.WITHDRAWN}, follow=True)

    assert "non vede più il tuo nome" in response.content.decode()
    assert leaks(*firm_bodies(firm, yes)) == []
    assert told("selection_left") == [firm.user.pk]
    assert "già finita" in browser.post(
        url("interest_leave", yes), {"why": Stage.WITHDRAWN}, follow=True
    ).content.decode()  # fmt: skip


def test_a_job_found_elsewhere_closes_them_all(yes, browser):
    other, declined = InterestFactory(profile=yes.profile, yes=True), InterestFactory(profile=yes.profile, no=True)
    stranger = InterestFactory(yes=True)

    browser.post(url("interest_leave", yes), {"why": Stage.ELSEWHERE})

    stages = [Interest.objects.get(pk=row.pk).stage for row in (yes, other, declined, stranger)]
    assert stages == [Stage.ELSEWHERE, Stage.ELSEWHERE, "", Stage.ACCEPTED]
    assert Notification.objects.filter(kind="selection_left").count() == 1  # of `other` nobody works in that firm


@pytest.mark.parametrize("way", ["hired", "elsewhere"])
def test_a_job_closes_what_nobody_has_answered_without_saying_where(yes, firm, browser, way, make_firm, person):
    other = make_firm(name="Altra impresa")
    waiting = InterestFactory(
        opening=OpeningFactory(partner=other.partner, published=True), profile=yes.profile, expressed_by=other.user
    )
    paused = InterestFactory(opening=OpeningFactory(partner=other.partner, paused=True), profile=yes.profile)
    late = InterestFactory(profile=yes.profile, answer_by=timezone.localdate() - datetime.timedelta(days=1))
    stranger = InterestFactory()

    if way == "hired":
        for stage in (Stage.CONTACTED, Stage.OFFER, Stage.HIRED):
            Interest.objects.filter(pk=yes.pk).update(stage=stage)
        browser.post(url("interest_hire", yes), {"is_true": "yes"})
    else:
        browser.post(url("interest_leave", yes), {"why": Stage.ELSEWHERE})

    closed = Interest.objects.filter(found_work_at__isnull=False, closed_at__isnull=False, answer="")
    assert sorted(closed.values_list("pk", flat=True)) == [waiting.pk, paused.pk]
    assert set(Interest.objects.live().values_list("pk", flat=True)) == {yes.pk, late.pk, stranger.pk}
    board = other.client.get(board_url(waiting)).content.decode()
    assert "la persona ha trovato lavoro" in board
    mail = OutboxMessage.objects.get(to=other.user.email, key__contains=f":{waiting.pk}")
    assert [word for word in (*CANARIES, firm.partner.name) if word in f"{board}{mail.subject}{mail.body}"] == []
    assert "Chiusa perché hai trovato lavoro." in browser.get(url("interest_detail", waiting)).content.decode()
    with pytest.raises(BusinessRuleError):
        interests.interest_answer(interest=waiting, answer="YES", by=person)


def test_leaving_says_which(yes, browser):
    assert "Scegli che cosa è successo" in browser.post(
        url("interest_leave", yes), {"why": "HIRED"}, follow=True
    ).content.decode()  # fmt: skip
    yes.refresh_from_db()
    assert yes.stage == Stage.ACCEPTED


def test_consent_withdrawn_in_the_middle(yes, firm, browser):
    """A tab that was open shows nothing at its next request, and can write nothing."""
    move(firm.client, yes, Stage.INTERVIEW)
    assert leaks(*firm_bodies(firm, yes))

    browser.post(reverse("recruitment:profile_update"), {"max_km": "30", "headline": "", "withdraw": "on"})

    yes.refresh_from_db()
    assert (yes.stage, yes.closed_at is not None) == (Stage.WITHDRAWN, True)
    assert leaks(*firm_bodies(firm, yes)) == []
    for name, data in (
        ("selection_note", {"note-text": "Nota tardiva"}),
        ("selection_message", {"message-text": "Messaggio tardivo"}),
        ("selection_move", {"to": Stage.OFFER, "version": 1}),
    ):
        body = firm.client.post(url(name, yes), data, follow=True).content.decode()
        assert leaks(body) == []
        assert name == "selection_move" or "non è arrivato alla persona" in body
    assert (InterestNote.objects.count(), InterestMessage.objects.count()) == (1, 1)


def test_a_consent_that_runs_out_in_the_middle_ends_it_like_one_taken_back(yes, firm, person):
    long_ago = timezone.now() - datetime.timedelta(days=800)
    yesterday = timezone.now() - datetime.timedelta(days=1)
    Consent.objects.filter(person=person).update(given_at=long_ago, expires_at=yesterday)
    assert leaks(*firm_bodies(firm, yes))

    assert consents_expire().done == 1

    yes.refresh_from_db()
    assert (yes.stage, yes.closed_at is not None) == (Stage.WITHDRAWN, True)
    assert leaks(*firm_bodies(firm, yes)) == []
    assert told("interest_closed") == [firm.user.pk]


@pytest.mark.parametrize("stage", [*RUNNING, Stage.HIRED])
def test_who_deletes_the_account_while_shortlisted_is_gone_at_the_next_request(yes, firm, person, stage):
    """At any step, and at once: not after the days in which one may think again."""
    way = {Stage.CONTACTED: [], Stage.INTERVIEW: [], Stage.OFFER: [Stage.CONTACTED]}
    way[Stage.HIRED] = [Stage.CONTACTED, Stage.OFFER]
    for step in [*way.get(stage, []), stage] if stage != Stage.ACCEPTED else []:
        move(firm.client, yes, step)
    assert leaks(*firm_bodies(firm, yes))

    erasures.erasure_request(by=person)

    assert leaks(*firm_bodies(firm, yes)) == []
    for name in ("selection_profile", "selection_cv"):
        assert leaks(firm.client.get(url(name, yes), follow=True).content.decode()) == []
    assert firm.client.get(reverse("recruitment:placement_from_interest", args=[yes.pk])).status_code == 404
    mails = OutboxMessage.objects.filter(to=firm.user.email)
    assert [mail.subject.split(":")[0] for mail in mails] == ["Una persona non è più disponibile"]
    assert leaks(*(f"{mail.subject} {mail.body}" for mail in mails)) == []


def test_a_closed_opening_ends_its_selections(yes, firm, browser):
    demand.opening_close(opening=yes.opening, ended_as=Ending.NO_NEED, reason="Basta.", by=firm.user)

    yes.refresh_from_db()
    assert yes.stage == Stage.ENDED
    assert leaks(*firm_bodies(firm, yes)) == []
    assert "ha chiuso l'offerta" in browser.get(url("interest_detail", yes)).content.decode()


def test_a_hire_denied_after_the_opening_was_filled_ends_the_selection(yes, firm, browser):
    """There is no job to go back to: the name that the hire had kept open is hidden again."""
    for stage in (Stage.CONTACTED, Stage.OFFER, Stage.HIRED):
        move(firm.client, yes, stage)
    demand.opening_close(opening=yes.opening, ended_as=Ending.HERE, reason="Assunta.", by=firm.user)

    said = browser.post(url("interest_hire", yes), {"is_true": "no"}, follow=True).content.decode()

    yes.refresh_from_db()
    assert (yes.stage, yes.hire_confirmed_at) == (Stage.ENDED, None)
    assert "Aveva già chiuso l&#x27;offerta" in said
    assert told("hire_denied") == [firm.user.pk]
    mail = OutboxMessage.objects.get(to=firm.user.email, key__contains="hire_denied")
    assert "L'offerta è già chiusa" in mail.body
    assert leaks(*firm_bodies(firm, yes), mail.body) == []


def test_a_filled_opening_leaves_the_name_of_who_is_hired(yes, firm):
    for stage in (Stage.CONTACTED, Stage.OFFER, Stage.HIRED):
        move(firm.client, yes, stage)

    demand.opening_close(opening=yes.opening, ended_as=Ending.HERE, reason="Assunta.", by=firm.user)

    assert "Canarina Gialli" in firm.client.get(url("selection_detail", yes)).content.decode()


def test_the_window_ends_by_itself(yes, firm):
    Interest.objects.filter(pk=yes.pk).update(access_until=timezone.localdate() - datetime.timedelta(days=1))

    assert leaks(*firm_bodies(firm, yes)) == []
    move(firm.client, yes, Stage.CONTACTED)
    yes.refresh_from_db()
    assert yes.stage == Stage.ACCEPTED


def test_messages_go_both_ways_and_never_by_mail(yes, firm, browser, person):
    firm.client.post(url("selection_message", yes), {"message-text": "Le va martedì?"})
    browser.post(url("interest_message", yes), {"message-text": "Martedì va bene."})

    yes.refresh_from_db()
    rows = InterestMessage.objects.order_by("pk")
    assert [(row.text, row.is_from_firm) for row in rows][1:] == [
        ("Le va martedì?", True),
        ("Martedì va bene.", False),
    ]
    assert sorted(told("selection_message")) == sorted([person.pk, firm.user.pk])
    assert yes.firm_answered_at is not None
    mails = "".join(f"{mail.subject} {mail.body}" for mail in OutboxMessage.objects.all())
    assert "martedì" not in mails.lower()
    for body in (
        firm.client.get(url("selection_detail", yes)).content.decode(),
        browser.get(url("interest_detail", yes)).content.decode(),
    ):
        assert "Le va martedì?" in body
        assert "Martedì va bene." in body


@pytest.mark.parametrize("text", ["", "x" * 2001])
def test_words_that_do_not_fit_are_kept_on_the_page(yes, firm, browser, text):
    for browse, name, prefix in (
        (firm.client, "selection_message", "message"),
        (firm.client, "selection_note", "note"),
        (browser, "interest_message", "message"),
    ):
        body = browse.post(url(name, yes), {f"{prefix}-text": text}).content.decode()
        assert text in body
    assert (InterestMessage.objects.count(), InterestNote.objects.count()) == (1, 1)


def test_enough_messages_for_a_day(yes, firm):
    InterestMessageFactory.create_batch(services.MESSAGES_A_DAY, interest=yes, author=firm.user)

    body = firm.client.post(url("selection_message", yes), {"message-text": "Ancora"}).content.decode()

    assert "riprova domani" in body


def test_notes_are_the_firms_and_in_the_copy_of_the_person(yes, firm, browser):
    firm.client.post(url("selection_note", yes), {"note-text": "Sa leggere il disegno."})

    assert "Sa leggere il disegno." in firm.client.get(url("selection_detail", yes)).content.decode()
    assert "Sa leggere il disegno." not in browser.get(url("interest_detail", yes)).content.decode()
    assert "se chiede copia dei suoi dati lo riceve" in firm.client.get(url("selection_detail", yes)).content.decode()
    assert InterestNote.Privacy.subject == ("interest__profile__person",)
    assert AuditEvent.objects.filter(verb="recruitment.note_added").count() == 1


def test_several_at_once_and_why_not(firm):
    opening = OpeningFactory(partner=firm.partner, published=True)
    first, second, third = (InterestFactory(opening=opening, yes=True) for _ in range(3))
    foreign = InterestFactory(yes=True)
    Interest.objects.filter(pk=second.pk).update(version=1)
    Interest.objects.filter(pk=third.pk).update(stage=Stage.CONTACTED)
    cards = [f"{first.pk}:0", f"{second.pk}:0", f"{third.pk}:0"]
    batch = reverse("recruitment:selection_batch", args=[opening.pk])

    body = firm.client.post(batch, {"cards": cards, "to": Stage.CONTACTED}, follow=True).content.decode()

    stages = [Interest.objects.get(pk=row.pk).stage for row in (first, second, third)]
    assert stages == [Stage.CONTACTED, Stage.ACCEPTED, Stage.CONTACTED]
    assert "1 persona spostata e avvisata" in body
    assert f"{second.profile.person}: Intanto" in unescape(body)
    assert f"{third.profile.person}: Da «contatto avviato»" in unescape(body)
    for wrong in ([], [f"{foreign.pk}:0"], ["x:y"], ["9" * 30 + ":0"], ["9" * 5_000 + ":0"], ["1:" + "9" * 5_000]):
        refused = firm.client.post(batch, {"cards": wrong, "to": Stage.CONTACTED})
        assert refused.context["form"].errors["cards"]
    assert Interest.objects.get(pk=foreign.pk).stage == Stage.ACCEPTED


def test_the_board_has_a_place_for_everybody(firm, yes):
    opening = yes.opening
    InterestFactory(opening=opening, answer_by=timezone.localdate())
    InterestFactory(opening=opening, no=True)
    late = InterestFactory(opening=opening, yes=True)
    Interest.objects.filter(pk=late.pk).update(answered_at=timezone.now() - datetime.timedelta(days=8))

    response = firm.client.get(board_url(yes))

    board, body = response.context["board"], response.content.decode()
    assert [len(cards) for _stage, cards in board.columns] == [2, 0, 0, 0, 0]
    assert (len(board.waiting), len(board.over)) == (1, 1)
    assert "Canarina Gialli" in body
    assert "in ritardo" in body
    assert AuditEvent.objects.filter(verb="recruitment.profile_opened", actor=firm.user).count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_costs_the_same_for_one_and_three(firm, count, django_assert_num_queries):
    opening = OpeningFactory(partner=firm.partner, published=True)
    for _ in range(count):
        InterestFactory(opening=opening, profile=MatchFactory(opening=opening).profile, yes=True)
        InterestFactory(opening=opening)
    page = reverse("recruitment:selection_board", args=[opening.pk])
    firm.client.get(page)

    with django_assert_num_queries(8):
        firm.client.get(page)


@pytest.mark.parametrize("count", [1, 3])
def test_a_card_costs_the_same_for_one_and_three_words(yes, firm, browser, count, django_assert_num_queries):
    InterestMessageFactory.create_batch(count, interest=yes)
    InterestNoteFactory.create_batch(count, interest=yes)
    for browse, name, queries in ((firm.client, "selection_detail", 10), (browser, "interest_detail", 10)):
        browse.get(url(name, yes))
        with django_assert_num_queries(queries):
            browse.get(url(name, yes))


def test_strangers_find_nothing(yes, rival, signed_in):
    asked = InterestFactory(opening=yes.opening)
    for browse in (rival.client, signed_in(UserFactory())):
        for name in ("selection_detail", "interest_detail"):
            assert browse.get(url(name, yes)).status_code == 404
        assert browse.get(board_url(yes)).status_code == 404
        assert browse.post(url("selection_note", yes), {"note-text": "x"}).status_code == 404
    assert InterestNote.objects.count() == 1
    assert asked.stage == ""


def test_who_has_not_said_yes_has_no_card(firm, encounter):
    asked = InterestFactory(opening=encounter.opening, profile=encounter.profile)

    assert firm.client.get(url("selection_detail", asked)).status_code == 404


def test_habits_of_a_firm_are_told_before_the_yes(firm, browser, encounter):
    opening = encounter.opening
    asked = InterestFactory(opening=opening, profile=encounter.profile, expressed_by=firm.user)
    few = "ancora troppo poche risposte"
    assert few in browser.get(url("interest_detail", asked)).content.decode()
    long_ago = timezone.now() - datetime.timedelta(days=20)
    for days in (2, 4, None, 0):
        row = InterestFactory(opening=opening, yes=True)
        heard = None if days is None else long_ago + datetime.timedelta(days=days)
        Interest.objects.filter(pk=row.pk).update(answered_at=long_ago, firm_answered_at=heard)
    InterestFactory(opening=opening, yes=True)  # its firm still has time
    gone = InterestFactory(opening=opening, yes=True, stage=Stage.WITHDRAWN)
    Interest.objects.filter(pk=gone.pk).update(answered_at=long_ago)

    habits = selection.habits_of([opening.partner_id])[opening.partner_id]
    body = browser.get(reverse("recruitment:interest_list")).content.decode()

    assert (habits.said_yes, habits.answered, habits.days) == (4, 3, 2)
    assert "Di solito risponde in 2 giorni. Nell'ultimo anno ha risposto a 3 delle 4 persone" in body
    Interest.objects.filter(answer="YES").exclude(firm_answered_at=None).update(firm_answered_at=long_ago)
    assert "Di solito risponde in giornata." in browser.get(url("interest_detail", asked)).content.decode()
    Interest.objects.filter(answer="YES").update(firm_answered_at=None)
    assert "non ha risposto a nessuna" in browser.get(url("interest_detail", asked)).content.decode()


def test_a_question_lapses_and_may_be_asked_again(firm, browser, encounter, settings):
    firm.client.post(reverse("recruitment:interest_create", args=[encounter.match.pk]), {"message": ""})
    asked = Interest.objects.get()
    assert asked.answer_by == timezone.localdate() + datetime.timedelta(days=settings.INTEREST_ANSWER_DAYS)
    Interest.objects.update(answer_by=timezone.localdate() - datetime.timedelta(days=1))

    late = browser.post(reverse("recruitment:interest_answer", args=[asked.pk]), {"answer": "YES"}, follow=True)
    assert "Il tempo per rispondere è finito" in late.content.decode()
    firm.client.post(reverse("recruitment:interest_create", args=[encounter.match.pk]), {"message": ""})

    assert Interest.objects.live().get().is_pending
    assert Interest.objects.count() == 2


def test_an_answer_waits_for_a_closing(encounter, firm, person):
    """A yes to an opening that has just been closed is refused in words."""
    asked = InterestFactory(opening=encounter.opening, profile=encounter.profile, expressed_by=firm.user)
    demand.opening_close(opening=encounter.opening, ended_as=Ending.NO_NEED, reason="Basta.", by=firm.user)

    with pytest.raises(BusinessRuleError, match="non è più aperta"):
        interests.interest_answer(interest=asked, answer="YES", by=person)


def test_a_profile_of_somebody_who_works_there(firm, signed_in):
    """Who works for the firm and looks for a job reads their own request as a person."""
    own = InterestFactory(
        opening=OpeningFactory(published=True), profile=CandidateProfileFactory(person=firm.user), yes=True
    )

    assert firm.client.get(url("interest_detail", own)).status_code == 200
    assert firm.client.get(url("selection_detail", own)).status_code == 404
