"""Plans that the database keeps: the same rows as without, counted and guarded as every other statement."""

import pytest
from django.db import connection
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
