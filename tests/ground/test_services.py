"""The engines beside the program, started and broken for real."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from config import engines, leftovers, services
from tests.ground.processes import processes_naming


def sql(started: services.Started, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(services.urls(started.services)["DATABASE_URL"], autocommit=True) as db:
        cursor = db.execute(statement)
        return cursor.fetchall() if cursor.description else []


def is_alive(process: psutil.Process) -> bool:
    """A process that nobody buries does no harm."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_engines_keep_data_and_settings_over_a_restart_and_leave_no_process(data: Path) -> None:
    with services.running(data) as started:
        sql(started, "CREATE TABLE kept AS SELECT '단골'::text AS word")
        assert sql(started, "SHOW jit") == [("off",)]
        locale = "SELECT datlocprovider::text, datlocale FROM pg_database WHERE datname = 'dangol'"
        assert sql(started, locale) == [("b", "C.UTF-8")]
    assert processes_naming(data) == []
    with services.running(data) as started:
        assert sql(started, "SELECT word FROM kept") == [("단골",)]
        with redis.Redis.from_url(services.urls(started.services)["REDIS_URL"]) as client:
            assert client.ping()


def test_kill_9_of_postgres_loses_nothing_committed(data: Path) -> None:
    with services.running(data) as started:
        sql(started, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        started.children[0].send_signal(signal.SIGKILL)
        started.children[0].wait()
    with services.running(data) as started:
        assert sql(started, "SELECT count(*) FROM kept") == [(1000,)]


def test_a_half_finished_initdb_is_made_again(data: Path) -> None:
    half = data / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with services.running(data, durable=False) as started:
        assert sql(started, "SELECT 1") == [(1,)]
    assert not half.exists()


def test_a_stale_pid_file_naming_a_living_process_is_ignored(data: Path) -> None:
    with services.running(data, durable=False):
        pass
    (data / "postgres" / "postmaster.pid").write_text(f"{os.getppid()}\n{data / 'postgres'}\n")
    with services.running(data, durable=False) as started:
        assert sql(started, "SELECT 1") == [(1,)]


def test_a_second_start_says_who_holds_the_folder(data: Path) -> None:
    told = pytest.raises(services.AlreadyRunningError, match=f"process {os.getpid()}")
    with services.locked(data), told, services.running(data):
        pass


def test_what_a_killed_start_left_is_removed_by_the_next(data: Path) -> None:
    code = (
        "import sys, os, signal; from pathlib import Path; from config import services\n"
        "with services.running(Path(sys.argv[1]), durable=False):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", code, data])
    assert killed.returncode == -signal.SIGKILL
    left = leftovers.find_leftovers(data, [data / "postgres"])
    assert left
    with services.running(data, durable=False) as started:
        assert sql(started, "SELECT 1") == [(1,)]
        assert not {process.pid for process in left if is_alive(process)}


def test_a_folder_too_long_for_a_socket_gets_a_short_one(data: Path) -> None:
    long = data / ("x" * 120)
    with services.running(long, durable=False) as started:
        sockets = services.socket_folder(long)
        assert len(str(sockets)) < services.LONGEST_SOCKET_FOLDER
        assert sockets.stat().st_mode & 0o777 == 0o700
        assert sql(started, "SELECT 1") == [(1,)]
    shutil.rmtree(sockets)


def test_the_engine_does_not_run_as_root(data: Path) -> None:
    with services.running(data, durable=False) as started:
        owners = {psutil.Process(child.pid).uids().effective for child in started.children}
    user = engines.engine_user()
    assert owners == {user.pw_uid if user else os.geteuid()}


def test_a_wrong_password_is_refused_on_the_socket(data: Path) -> None:
    with services.running(data, durable=False) as started:
        url = services.urls(started.services)["DATABASE_URL"]
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(url, password="guessed")


def test_a_free_port_and_its_neighbour_are_none_that_a_connection_may_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", services.free_port()))
        used = taken.getsockname()[1]
        tries = iter([used - 1, used, 21_000, *range(22_000, 23_000)])
        monkeypatch.setattr(random, "randrange", lambda *_: next(tries))
        port = services.free_port(1)
    assert port not in (used - 1, used) and 20_000 <= port < 32_000
