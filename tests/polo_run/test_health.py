import datetime

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.utils import timezone

from core import tasks
from polo import health

READY = "/salute/pronto/"


@pytest.fixture
def dead(tmp_path):
    return f"unix://{tmp_path}/nobody.sock"


def test_health_live_is_public_and_says_nothing_more(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/salute/")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response.headers["Cache-Control"]


def test_health_ready_names_the_parts(client, db):
    tasks.worker_heartbeat()

    response = client.get(READY)

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "cache": "ok", "broker": "ok", "worker": "ok"}


@pytest.mark.parametrize("age", [None, 61])
def test_health_ready_without_worker_is_degraded(client, db, age):
    if age:
        cache.set(tasks.HEARTBEAT_KEY, timezone.now() - datetime.timedelta(seconds=age))

    response = client.get(READY)

    assert response.status_code == 200
    assert (response.json()["status"], response.json()["worker"]) == ("degraded", "down")


def test_health_ready_with_redis_down_is_degraded(client, db, settings, dead, monkeypatch):
    settings.CACHE_LOCATION = dead
    monkeypatch.setattr(health.celery_app.conf, "broker_read_url", f"redis+socket://{dead.removeprefix('unix://')}")
    tasks.worker_heartbeat()

    response = client.get(READY)

    words = {"status": "degraded", "database": "ok", "cache": "down", "broker": "down", "worker": "ok"}
    assert (response.status_code, response.json()) == (200, words)


def test_health_ready_without_database_is_down(client, db, monkeypatch):
    def refuses():
        raise OperationalError("connection to secret-host failed for polo")

    monkeypatch.setitem(health.CHECKS, "database", refuses)

    response = client.get(READY)

    assert (response.status_code, response.json()["status"]) == (503, "down")
    assert "secret-host" not in response.content.decode()


def test_health_refuses_to_be_written(client, db):
    assert [client.post(path).status_code for path in ("/salute/", READY)] == [405, 405]
