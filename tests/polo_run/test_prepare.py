import pytest
from django.core.management import call_command
from django.db import connection

from core.locks import only_one
from partners.models import Filiera, Municipality, Partner
from polo.management.commands import prepare
from polo.stamps import Stamps, digest_of, files_below
from skills.models import Concept
from training.models import Course


@pytest.fixture
def steps(monkeypatch, settings, tmp_path):
    """Three steps that only count how often they run, with inputs that a test can change."""
    settings.VAR_DIR = tmp_path
    ran, inputs = [], {"migrate": "1", "demo": "1", "static": "1"}
    monkeypatch.setattr(
        prepare,
        "STEPS",
        [prepare.Step(n, n, lambda n=n: inputs[n], lambda n=n: ran.append(n)) for n in inputs],
    )
    return ran, inputs


def test_prepare_does_each_step_once(db, steps, capsys):
    ran, _inputs = steps

    call_command("prepare", demo=True)
    call_command("prepare", demo=True)

    assert ran == ["migrate", "demo", "static"]
    assert capsys.readouterr().out.count("migrate … ") == 1


def test_prepare_repeats_what_has_other_inputs(db, steps):
    ran, inputs = steps
    call_command("prepare", demo=True)

    inputs["static"] = "2"
    call_command("prepare", demo=True)

    assert ran == ["migrate", "demo", "static", "static"]


def test_prepare_without_demo_shows_no_accounts(db, steps, tmp_path):
    ran, _inputs = steps
    (tmp_path / "demo-accounts.txt").write_text("old")

    call_command("prepare")

    assert ran == ["migrate", "static"]
    assert not (tmp_path / "demo-accounts.txt").exists()


def test_prepare_with_demo_writes_the_accounts(db, steps, tmp_path):
    call_command("prepare", demo=True)

    assert "@example.org" in (tmp_path / "demo-accounts.txt").read_text()


def test_a_failed_step_is_tried_again(db, steps, monkeypatch):
    ran, _inputs = steps
    failing = prepare.Step("migrate", "migrate", lambda: "1", lambda: 1 / 0)
    good = prepare.STEPS
    monkeypatch.setattr(prepare, "STEPS", [failing])

    with pytest.raises(ZeroDivisionError):
        call_command("prepare")
    monkeypatch.setattr(prepare, "STEPS", good)
    call_command("prepare")

    assert ran == ["migrate", "static"]


def test_every_real_step_has_inputs_that_stay_the_same(db):
    first = [step.inputs() for step in prepare.STEPS]

    assert [step.inputs() for step in prepare.STEPS] == first
    assert len(set(first)) == len(prepare.STEPS)


def test_stamp_of_another_database_does_not_count(db, settings):
    before = prepare._migrate_inputs()
    settings.DATABASE_URL = "postgresql://elsewhere/polo"

    assert prepare._migrate_inputs() != before


def test_stamps_remember(tmp_path):
    stamps = Stamps(tmp_path / "stamps")
    assert not stamps.is_fresh(step="a", digest="1")

    stamps.write(step="a", digest="1")

    assert stamps.is_fresh(step="a", digest="1")
    assert not stamps.is_fresh(step="a", digest="2")


def test_digest_sees_content_names_packages_and_facts(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("1")
    digests = {digest_of(files=[path]), digest_of(packages=["django"]), digest_of(facts=["x"]), digest_of()}
    path.write_text("2")
    digests.add(digest_of(files=[path]))

    assert len(digests) == 5


def test_files_below_leaves_compiled_ones_out(tmp_path):
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.py").touch()
    (tmp_path / "a.py").touch()

    assert files_below(tmp_path, "**/*.py", "*.py") == [tmp_path / "a.py"]


def test_seed_twice_gives_the_same_rows(db):
    def rows():
        return [model.objects.count() for model in (Municipality, Filiera, Partner, Concept, Course)]

    call_command("seed")
    first = rows()
    call_command("seed")

    assert rows() == first
    assert Partner.objects.count() >= 33


def test_only_one_waits_for_nobody_and_leaves_the_limits_as_they_were(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        before = cursor.fetchone()
        with only_one("prova", connection=connection):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
            held = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert (held, cursor.fetchone()) == ((1,), (0,))
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == before


def test_migrate_holds_the_lock_and_finds_nothing_to_do(db, capsys):
    call_command("migrate", verbosity=1)

    assert "No migrations to apply." in capsys.readouterr().out
