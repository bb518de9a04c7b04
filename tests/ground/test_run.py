"""`make run` as a person meets it: up, told apart, Ctrl-C, up again."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from config import keys, run, services
from tests.ground.processes import processes_naming

pytestmark = pytest.mark.timeout(240)


def start(data: Path, port: int) -> subprocess.Popen[str]:
    environment = os.environ | {"DANGOL_DATA": str(data), "PORT": str(port), "HOST": "127.0.0.1"}
    words = [sys.executable, "-m", "config.run"]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        words, env=environment, stdout=pipe, stderr=subprocess.STDOUT, text=True
    )


def read_until(process: subprocess.Popen[str], words: str) -> str:
    seen = ""
    assert process.stdout
    for line in process.stdout:
        seen += line
        if words in line:
            return seen
    raise AssertionError(f"ended before {words!r}:\n{seen}")


def test_run_opens_the_sign_in_keeps_its_password_to_itself_and_stops_on_ctrl_c(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = services.free_port(1)
    process = start(data, port)
    seen = read_until(process, "stop with Ctrl-C")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/") as page:
        assert page.status == 200
    password = re.search(r"password (\S+) \(shown", seen)
    assert password
    kept = [path for path in data.rglob("*") if path.is_file() and path.parent.name != "postgres"]
    assert not any(password[1].encode() in path.read_bytes() for path in kept)
    assert (data / "keys.env").stat().st_mode & 0o777 == 0o600
    assert len(keys.read_keys(data)["SECRET_KEY"]) >= 50

    second = start(data, port)
    assert "already runs" in second.communicate(timeout=60)[0]
    elsewhere = start(data / "other", port)
    assert f"Port {port}" in elsewhere.communicate(timeout=60)[0]
    assert (second.returncode, elsewhere.returncode) == (1, 1)

    process.send_signal(signal.SIGINT)
    process.communicate(timeout=120)
    assert process.returncode == 0
    assert processes_naming(data) == []


def test_run_after_kill_9_of_everything_we_wait_for_starts_again_with_the_same_person(
    data: Path,
) -> None:
    port = services.free_port(1)
    first = start(data, port)
    read_until(first, "stop with Ctrl-C")
    first.kill()
    first.communicate()
    assert processes_naming(data)
    again = start(data, port)
    seen = read_until(again, "stop with Ctrl-C")
    assert "password of the first start" in seen
    again.send_signal(signal.SIGINT)
    again.communicate(timeout=120)
    assert processes_naming(data) == []


def test_a_demo_that_cannot_be_made_leaves_the_house_open(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DEMO", raising=False)
    run.make_demo(os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"})
    assert "No demo shop is made: " in capfd.readouterr().out
