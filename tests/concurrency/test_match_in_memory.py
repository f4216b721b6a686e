"""The arrays of the match follow what others commit: each list is that of the SQL, with the edits of a moment ago."""

import random
import threading
import time

import pytest
from django.db import connection, transaction

from recruitment.matching import accelerator, arrays, engine
from recruitment.matching.policy import FIRST_POLICY
from recruitment.models import CandidateProfile
from recruitment.services import matching
from tests.accounts.factories import GuardianRequestFactory
from tests.recruitment.matching.test_edits import edit
from tests.recruitment.matching.world import add_opening, add_profile, fill, world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_kept():
    arrays._kept.clear()
    yield
    arrays._kept.clear()


def assert_lists_are_those_of_the_sql(earth):
    for opening in earth.openings:
        lists = [
            way(opening_id=opening.pk, limit=100, policy=FIRST_POLICY)
            for way in (accelerator.candidates, engine.candidates)
        ]
        assert lists[0] == lists[1]


def kept():
    return arrays._kept.get(connection.settings_dict["NAME"])


def await_older_transactions():
    """What was committed while an older transaction is open counts as edited: also one of another database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (own,) = cursor.fetchone()
        for _tenth in range(3000):
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if cursor.fetchone()[0] > own:
                return
            time.sleep(0.1)
    pytest.fail("A transaction of another test stayed open for five minutes.")


def test_edits_show_at_once_and_the_arrays_stay_until_there_are_many():
    earth, chance = world(), random.Random(5)  # noqa: S311
    fill(earth, seed=5, people=50, openings=8)
    await_older_transactions()
    assert_lists_are_those_of_the_sql(earth)
    first = kept()

    for _ in range(10):
        edit(chance, earth)
        assert_lists_are_those_of_the_sql(earth)
    assert kept() is first

    CandidateProfile.objects.update(max_km=500)
    assert_lists_are_those_of_the_sql(earth)
    assert kept() is not first


def test_who_is_matched_again_by_the_worker_is_not_edited_once_more():
    earth = world()
    profile = add_profile(earth, [(0, 2, "declared")])
    before = CandidateProfile.objects.values_list("changed_in", flat=True).get()

    matching.rematch_due()

    profile.refresh_from_db()
    assert (profile.changed_in, profile.is_rematch_due) == (before, False)


def test_a_row_read_long_ago_takes_no_edit_back():
    profile = add_profile(world(), [(0, 2, "declared")])
    matching.rematch_due()
    stale = CandidateProfile.objects.get()
    CandidateProfile.objects.update(max_km=77)
    edited = CandidateProfile.objects.get().changed_in
    matching.rematch_due()

    stale.max_km = 77
    stale.save()

    profile.refresh_from_db()
    assert profile.changed_in == edited


def test_an_account_switched_off_and_a_guardians_yes_show_at_once():
    earth = world()
    grown, young = (add_profile(earth, [(0, 2, "declared")]) for _ in range(2))
    add_opening(earth, [(0, 2, "essential", False)])
    assert_lists_are_those_of_the_sql(earth)
    matching.rematch_due()

    grown.person.is_active = False
    grown.person.save()
    assert_lists_are_those_of_the_sql(earth)
    assert CandidateProfile.objects.get(is_rematch_due=True) == grown
    matching.rematch_due()
    GuardianRequestFactory(minor=young.person)

    assert CandidateProfile.objects.get(is_rematch_due=True) == young
    assert_lists_are_those_of_the_sql(earth)


def test_an_edit_that_another_is_writing_while_the_arrays_are_read_is_not_missed():
    earth = world()
    profile = add_profile(earth, [(0, 2, "declared")])
    add_opening(earth, [(0, 2, "essential", False)])
    written, read = threading.Event(), threading.Event()

    def another():
        with transaction.atomic():
            CandidateProfile.objects.filter(pk=profile.pk).update(matching_consent_at=None)
            written.set()
            assert read.wait(10)
        connection.close()

    thread = threading.Thread(target=another)
    thread.start()
    assert written.wait(10)
    assert_lists_are_those_of_the_sql(earth)
    assert len(kept().profile) == 1
    read.set()
    thread.join()

    assert_lists_are_those_of_the_sql(earth)
    assert len(kept().profile) == 1
    assert engine.candidates(opening_id=earth.openings[0].pk, limit=5, policy=FIRST_POLICY) == []
