"""Plans that the database keeps: the same rows as without, counted and guarded as every other statement."""

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.plans import planned
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
SQL = "SELECT first_name, %s::text FROM accounts_user WHERE last_name LIKE %s"


def kept():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["SELECT first_name%"])
        return cursor.fetchone()[0]


def test_rows_are_read_anew_though_the_plan_is_kept(django_assert_num_queries):
    UserFactory(first_name="Ada", last_name="100% 'vera'")
    with django_assert_num_queries(1):
        first = planned(SQL, ["a'b", "100%"])
    plans = kept()
    UserFactory(first_name="Ugo", last_name="100% vero")

    assert first == [("Ada", "a'b")]
    assert sorted(planned(SQL, ["a'b", "100%"])) == [("Ada", "a'b"), ("Ugo", "a'b")]
    assert plans == kept() == 1


def test_who_watches_statements_sees_it():
    seen = []

    def watch(execute, sql, *others):
        seen.append(sql)
        return execute(sql, *others)

    with connection.execute_wrapper(watch):
        planned("SELECT %s::text", ["one"])

    assert seen == ["SELECT %s::text"]
    with CaptureQueriesContext(connection) as queries:
        planned("SELECT %s::text", ["one"])
    assert [query["sql"] for query in queries] == ["SELECT %s::text"]


def test_values_may_have_names_and_a_name_may_stand_twice():
    assert planned("SELECT %(one)s::text, %(two)s::int, %(one)s::text", {"two": 2, "one": "a", "more": 3}) == [
        ("a", 2, "a")
    ]


def test_after_a_statement_that_failed_the_next_one_answers():
    with pytest.raises(DataError), transaction.atomic():
        planned("SELECT 1 / %s::int", [0])

    assert planned("SELECT 1 / %s::int", [1]) == [(1,)]


@pytest.mark.django_db(transaction=True)
def test_a_line_that_was_closed_is_opened_anew():
    planned("SELECT %s::text", ["one"])

    connection.close()

    assert planned("SELECT %s::text", ["two"]) == [("two",)]
