"""What the harness forbids, each as a context manager. Only our own code is judged, not the packages it uses."""

import datetime
import ipaddress
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, models, transaction
from django.db.models.sql.compiler import SQLCompiler
from django.test import TransactionTestCase
from django.test.signals import reset_template_engines

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = f"{sys.prefix}/"
# Filled by the migrations; no test writes to them.
MIGRATED = {"auth_permission", "django_content_type"}
# Tables with a trigger before TRUNCATE (tests/core/test_history.py).
NEVER_EMPTIED = {
    "accounts_notice",
    "core_auditdigest",
    "core_auditevent",
    "partners_mandatehistory",
    "partners_membershiphistory",
    "partners_partnernamehistory",
    "recruitment_interesthistory",
    "training_applicationhistory",
}


@contextmanager
def _patched(owner: Any, name: str, replacement: Any) -> Iterator[None]:
    original = vars(owner).get(name)
    setattr(owner, name, replacement)
    try:
        yield
    finally:
        if original is None:
            delattr(owner, name)
        else:
            setattr(owner, name, original)


@contextmanager
def unordered_queries_shuffled() -> Iterator[None]:
    """Code that relies on an order the query does not ask for must fail here, not in production."""
    original = SQLCompiler._order_by_pairs

    def shuffled(self):
        query = self.query
        meta = query.get_meta()
        ordered = query.extra_order_by or query.order_by or not query.default_ordering or meta is None or meta.ordering
        if ordered or query.distinct or query.combinator or query.group_by is not None:
            yield from original(self)
            return
        query.order_by = ("?",)
        try:
            yield from original(self)
        finally:
            query.order_by = ()

    with _patched(SQLCompiler, "_order_by_pairs", shuffled):
        yield


@contextmanager
def update_fields_with_auto_now() -> Iterator[None]:
    original = models.Model.save

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is not None:
            auto = {f.name for f in self._meta.concrete_fields if getattr(f, "auto_now", False)}
            missing = auto - set(update_fields)
            assert not missing, f"{self._meta.label}.save(update_fields=…) without {sorted(missing)}"
        return original(self, *args, update_fields=update_fields, **kwargs)

    with _patched(models.Model, "save", save):
        yield


@contextmanager
def dates_not_datetimes() -> Iterator[None]:
    original = models.DateField.pre_save

    def pre_save(self, instance, add):
        value = getattr(instance, self.attname)
        assert not (type(self) is models.DateField and isinstance(value, datetime.datetime)), f"{self} got a datetime"
        return original(self, instance, add)

    with _patched(models.DateField, "pre_save", pre_save):
        yield


@contextmanager
def row_locks_name_their_table() -> Iterator[None]:
    """Without `of`, select_for_update also locks the rows that select_related joins."""
    original = models.QuerySet.select_for_update

    def select_for_update(self, nowait=False, skip_locked=False, of=(), no_key=False):
        assert of or not _is_ours(_caller(skip="django/db/models/manager.py")), (
            'select_for_update(of=("self",)) needs `of`'
        )
        return original(self, nowait=nowait, skip_locked=skip_locked, of=of, no_key=no_key)

    with _patched(models.QuerySet, "select_for_update", select_for_update):
        yield


def _caller(*, skip: str) -> str:
    frame = sys._getframe(2)
    while frame.f_code.co_filename.endswith(skip):
        frame = frame.f_back
    return frame.f_code.co_filename


@contextmanager
def undefined_variables_fail() -> Iterator[None]:
    """A variable that one of our templates prints and nobody passed. `{% if name %}` stays allowed."""
    # In the settings and not in the engine: tests that change TEMPLATES make new engines.
    options = settings.TEMPLATES[0]["OPTIONS"]
    options["string_if_invalid"] = _Undefined("%s")
    reset_template_engines(setting="TEMPLATES")
    try:
        yield
    finally:
        del options["string_if_invalid"]
        reset_template_engines(setting="TEMPLATES")


class _Undefined(str):
    __slots__ = ()

    def __mod__(self, variable):
        origin = _template_being_rendered()
        if origin is None or _is_ours(origin):
            pytest.fail(f"undefined template variable {variable} in {origin or 'a string template'}", pytrace=False)
        return ""


def _template_being_rendered() -> str | None:
    frame = sys._getframe(2)
    while frame is not None:
        origin = getattr(frame.f_locals.get("self"), "origin", None) if frame.f_code.co_name == "render" else None
        if origin is not None:
            return origin.name if Path(origin.name).is_absolute() else None
        frame = frame.f_back
    return None


@contextmanager
def only_what_was_written_is_emptied() -> Iterator[None]:
    """After a test that commits Django empties every table and makes the permissions anew, which takes a second.

    Here the tables are emptied in which something stands. Triggers refuse that for what is append-only, as they
    should: they rest meanwhile.
    """

    def emptied(self):
        for alias in self._databases_names(include_mirrors=False):
            empty(connections[alias])

    with _patched(TransactionTestCase, "_fixture_teardown", emptied):
        yield


def empty(connection: Any) -> None:
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(map("SELECT '{0}' WHERE EXISTS (SELECT FROM {0})".format, tables - MIGRATED))
        )
        written = [table for (table,) in cursor.fetchall()]
        steps = [map(step.format, written) for step in ("ALTER TABLE {} DISABLE TRIGGER USER", "DELETE FROM {}")]
        steps += [["SET CONSTRAINTS ALL IMMEDIATE"], map("ALTER TABLE {} ENABLE TRIGGER USER".format, written)]
        cursor.execute("; ".join(chain.from_iterable(steps)))


@contextmanager
def no_network() -> Iterator[None]:
    """Sockets reach this machine only: no test depends on somebody else's server."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self, address):
        _only_here(address, family=self.family)
        return connect(self, address)

    def guarded_connect_ex(self, address):
        _only_here(address, family=self.family)
        return connect_ex(self, address)

    def guarded_getaddrinfo(host, *args, **kwargs):
        _only_here((host,), family=socket.AF_INET)
        return getaddrinfo(host, *args, **kwargs)

    with (
        _patched(socket.socket, "connect", guarded_connect),
        _patched(socket.socket, "connect_ex", guarded_connect_ex),
        _patched(socket, "getaddrinfo", guarded_getaddrinfo),
    ):
        yield


class NetworkUsedError(AssertionError):
    """A test wanted to leave this machine."""


def _only_here(address: Any, *, family: int) -> None:
    if family == socket.AF_UNIX:
        return
    host = address[0].decode() if isinstance(address[0], bytes) else address[0]
    if host in {None, "", "localhost", socket.gethostname()}:
        return
    try:
        local = ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        local = False
    if not local:
        raise NetworkUsedError(f"a test may not connect to {host}")


def _is_ours(filename: str) -> bool:
    return filename.startswith(f"{ROOT}/") and not filename.startswith(PACKAGES)
