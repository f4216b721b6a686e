"""The harness itself must bite: one test per strictness, each with what must stay allowed."""

import datetime
import os
import socket
import warnings

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache, caches
from django.core.mail import send_mail
from django.db import Error, connection, transaction
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory

from accounts.models import User
from core.models import AuditEvent, Notification, OutboxMessage
from partners.models import Mandate, Membership, MembershipHistory, Partner, Site
from tests.client import assert_sound
from tests.partners.factories import MembershipFactory
from tests.strict import NetworkUsedError, empty


def test_database_is_postgresql_built_by_the_migrations(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_ts_config WHERE cfgname = 'polo_it'")  # only a migration makes it

        assert cursor.fetchone() == (1,)


def test_unordered_query_is_shuffled(db):
    assert "RANDOM()" in str(Site.objects.order_by().all().query) or Site._meta.ordering
    assert "RANDOM()" in str(User.groups.through.objects.all().query)


def test_ordered_query_is_left_alone(db):
    assert "RANDOM()" not in str(Partner.objects.order_by("pk").query)
    assert "RANDOM()" not in str(Notification.objects.all().query)


def test_shuffled_subquery_union_and_delete_still_run(db):
    through = User.groups.through

    assert through.objects.filter(pk__in=through.objects.values("pk")).count() == 0
    assert through.objects.values_list("pk").union(through.objects.values_list("pk")).count() == 0
    assert through.objects.select_for_update(of=("self",)).filter(pk=0).delete()[0] == 0


@pytest.mark.django_db(transaction=True)
def test_what_was_written_is_gone_and_what_is_append_only_stays_so():
    MembershipFactory()
    permissions = Permission.objects.count()

    empty(connection)

    assert [model.objects.count() for model in (User, Partner, Membership, MembershipHistory)] == [0, 0, 0, 0]
    assert Permission.objects.count() == permissions > 0
    MembershipFactory()
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        MembershipHistory.objects.all().delete()


def test_update_fields_without_auto_now_fails(db):
    partner = Partner(name="Officine Prova")

    with pytest.raises(AssertionError, match="updated_at"):
        partner.save(update_fields=["name"])


def test_datetime_in_a_date_field_fails(db):
    field = next(field for field in Mandate._meta.fields if type(field).__name__ == "DateField")
    mandate = Mandate(**{field.name: datetime.datetime(2026, 11, 22, 8, 0)})

    with pytest.raises(AssertionError, match="datetime"):
        field.pre_save(mandate, add=True)


def test_row_lock_without_of_fails(db):
    with pytest.raises(AssertionError, match="of"):
        User.objects.select_for_update()


def test_row_lock_with_of_and_of_a_package_is_allowed(db):
    user, created = User.objects.update_or_create(email="anna@example.org", defaults={"first_name": "Anna"})

    with transaction.atomic():
        assert User.objects.select_for_update(of=("self",)).get() == user
    assert created


def test_undefined_template_variable_fails():
    template = engines["django"].from_string("{{ nope }}")

    with pytest.raises(pytest.fail.Exception, match="nope"):
        template.render({}, RequestFactory().get("/"))


def test_undefined_template_variable_in_if_is_allowed():
    template = engines["django"].from_string("{% if nope %}x{% endif %}")

    assert template.render({}, RequestFactory().get("/")) == ""


def test_undefined_template_variable_of_a_package_is_allowed():
    template = engines["django"].get_template("admin/search_form.html")

    assert "None" not in template.render({"cl": ""})


@pytest.mark.parametrize(
    ("problem", "html"),
    [
        ("unrendered", "<p>{{ name }}</p>"),
        ("handler", '<button onclick="go()">Vai</button>'),
        ("script", "<script>go()</script>"),
        ("style", '<p style="color: red">rosso</p>'),
        ("style", "<style>p {}</style>"),
        ("javascript:", '<a href="javascript:go()">Vai</a>'),
    ],
)
def test_unsafe_html_fails(problem, html):
    with pytest.raises(AssertionError, match=problem):
        assert_sound(html)


def test_sound_html_passes():
    assert_sound(
        '<script src="/a.js" defer></script><script type="application/ld+json">{}</script><p id="on">on = 1</p>'
    )


def test_client_runs_on_commit_callbacks_and_looks_at_html(client, db, settings):
    ran = []

    def handler(request):
        transaction.on_commit(lambda: ran.append(True))
        return HttpResponse("<p onclick='x'>")

    client.handler.load_middleware()
    client.handler._middleware_chain = handler

    with pytest.raises(AssertionError, match="handler"):
        client.get("/")
    assert ran == [True]


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 80)])
def test_network_is_closed(address):
    with socket.socket() as outside, pytest.raises(NetworkUsedError):
        outside.connect(address)
    with socket.socket() as outside, pytest.raises(NetworkUsedError):
        outside.connect_ex(address)
    with pytest.raises(NetworkUsedError):
        socket.create_connection(address, timeout=1)


def test_this_machine_can_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as here:
        assert here.getpeername() == server.getsockname()


def test_cache_is_real_and_keys_are_of_this_test_only():
    cache.set("key", "value")

    assert cache.get("key") == "value"
    assert cache.key_prefix == caches.settings["default"]["KEY_PREFIX"]
    assert cache.key_prefix.startswith("test-")


def test_cache_does_not_see_the_key_of_another_test():
    assert cache.get("key") is None


def test_mail_becomes_a_row_of_the_outbox(db):
    send_mail("Prova", "Testo", None, ["anna@example.org"])

    assert OutboxMessage.objects.get().to == "anna@example.org"


def test_warnings_are_errors():
    with pytest.raises(UserWarning):
        warnings.warn("careless", UserWarning, stacklevel=1)


def test_order_is_random(request):
    assert request.config.pluginmanager.hasplugin("randomly") or "no:randomly" in request.config.invocation_params.args


def test_own_database_per_worker(db):
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")

    assert connection.settings_dict["NAME"].endswith(worker)
    assert AuditEvent.objects.count() == 0
