"""With Redis down pages, log-in and its limits go on."""

from django.core.cache import cache, caches

from core.cache import PAUSE_SECONDS, FailSafeRedisCache
from tests.accounts.factories import UserFactory

PASSWORD = "una frase abbastanza lunga"


def test_every_operation_goes_on_without_redis(redis_down):
    cache.set("a", 1, timeout=60)
    cache.set_many({"b": 2, "c": 3})

    assert cache.get("a") == 1
    assert cache.get("z", "default") == "default"
    assert cache.get_many(["a", "b", "z"]) == {"a": 1, "b": 2}
    assert (cache.add("a", 9), cache.add("d", 4)) == (False, True)
    assert (cache.has_key("a"), "z" in cache, cache.touch("a", 60)) == (True, False, True)
    assert (cache.incr("a"), cache.incr("a", 5)) == (2, 7)
    assert cache.delete("a")
    cache.delete_many(["b", "c"])
    assert cache.get_many(["a", "b", "c", "d"]) == {"d": 4}


def test_every_operation_works_with_redis():
    cache.set_many({"b": 2, "c": 3})

    assert cache.get_many(["b", "c"]) == {"b": 2, "c": 3}
    assert (cache.touch("b"), cache.incr("b"), cache.has_key("b"), cache.delete("b")) == (True, 3, True, True)
    cache.delete_many(["c"])
    assert cache.get("c") is None


def test_redis_is_left_alone_for_a_while_after_a_failure(redis_down, caplog):
    cache.get("a")
    cache.get("b")
    assert len(caplog.records) == 1

    caches["default"]._down_until -= PAUSE_SECONDS
    cache.get("c")
    assert len(caplog.records) == 2


def test_the_default_cache_is_the_fail_safe_one():
    assert isinstance(caches["default"], FailSafeRedisCache)


def test_pages_and_log_in_work_without_redis(client, redis_down):
    person = UserFactory(password=PASSWORD)
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)

    assert client.get("/").status_code == 200
    assert client.get("/formazione/").status_code == 200
    response = client.post("/accesso/login/", {"login": person.email, "password": PASSWORD})

    assert (response.status_code, response.url) == (302, "/area/")
    assert client.get("/area/notifiche/").status_code == 200


def test_limit_of_wrong_passwords_holds_without_redis(client, redis_down):
    person = UserFactory(password=PASSWORD)
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    for _attempt in range(5):
        client.post("/accesso/login/", {"login": person.email, "password": "sbagliata sbagliata"})

    response = client.post("/accesso/login/", {"login": person.email, "password": PASSWORD})

    assert response.status_code == 200
    assert "Troppi tentativi" in str(response.context["form"].non_field_errors())
