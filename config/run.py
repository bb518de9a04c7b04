"""`make run`: everything from an empty data folder to the sign-in page, and back on Ctrl-C."""

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from config import backup, engines, leftovers, services, supervised
from config.engines import ServiceError

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 120


def data_folder() -> Path:
    """Return DANGOL_DATA as an absolute path."""
    return Path(os.environ.get("DANGOL_DATA") or ROOT / ".local").resolve()


@contextmanager
def step(words: str) -> Iterator[None]:
    """Say what is done and how long it took."""
    begun = time.monotonic()
    print(f"{words} ...", end=" ", flush=True)
    yield
    print(f"{time.monotonic() - begun:.1f} s", flush=True)


def check_port(host: str, port: int) -> None:
    """Stop with clear words if somebody listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServiceError(
                f"Port {port} on {host} cannot be used ({error.strerror}). Stop what uses it, or "
                f"choose another: make run PORT={port + 10}"
            ) from error


def wait_for(found: list[services.Service], supervisor: subprocess.Popen[bytes]) -> None:
    """Return when the engines answer. After a crash they may need a while, and we say so."""
    begun = time.monotonic()
    said = False
    for service in found:
        while not services.answers(service):
            waited = time.monotonic() - begun
            if supervisor.poll() is not None or waited > services.PATIENCE_SECONDS:
                raise ServiceError(f"{service.name} did not start; see logs/{service.name}.log")
            if waited > 15 and not said:
                print("\n  still waiting, perhaps for crash recovery ...", end=" ", flush=True)
                said = True
            time.sleep(0.1)


def manage(environment: dict[str, str], *words: str) -> None:
    """Run a management command whose words go to the person at the terminal."""
    run = subprocess.run([sys.executable, "manage.py", *words], env=environment, cwd=ROOT)
    if run.returncode:
        raise ServiceError(f"`manage.py {words[0]}` failed; the lines above say why.")


def prepare_site(environment: dict[str, str]) -> str:
    """Migrate and so on; return the line with the sign-in, which comes after the address."""
    sign_in = ""
    words = [sys.executable, "manage.py", "prepare_site", *(["--demo"] if wants_demo() else [])]
    with subprocess.Popen(words, env=environment, cwd=ROOT, stdout=subprocess.PIPE) as child:
        for line in io.TextIOWrapper(child.stdout or io.BytesIO(), "utf-8"):
            if line.startswith("Sign-in"):
                sign_in = line.rstrip()
            else:
                print(line, end="", flush=True)
    if child.returncode:
        raise ServiceError("The database could not be brought up to date; see the lines above.")
    return sign_in


def wants_demo() -> bool:
    return os.environ.get("DEMO") != "0"


def wait_until_ready(address: str, supervisor: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while supervisor.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=10):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    raise ServiceError("The web process did not become ready; see logs/web.log")


def check_disk(data: Path) -> None:
    free = shutil.disk_usage(data).free
    if free < 2**30:
        print(f"Only {free // 2**20} MB are free for {data}; PostgreSQL stops when it is full.")


def house(data: Path, environment: dict[str, str]) -> list[supervised.Program]:
    """Return what starts when the engines answer; the demo brings its own Kakao."""
    simulator = [supervised.simulator_program(data, environment)] if wants_demo() else []
    return [*supervised.site_programs(), *simulator]


def set_up(
    data: Path, port: int, host: str
) -> tuple[subprocess.Popen[bytes], Path, dict[str, str]]:
    """Start the supervisor with the engines, and return it with its file and the settings."""
    home = engines.engine_home(data)
    leftovers.remove_leftovers(data, [home / "postgres", home / "redis"])
    check_port(host, port)
    simulated = supervised.simulated_kakao(port) if wants_demo() else {}
    if simulated:
        check_port("127.0.0.1", port + 1)
    found = services.prepare(data)
    own = {"DANGOL_DATA": str(data), "PORT": str(port), "HOST": host, leftovers.MARK: str(data)}
    # Who names Kakao's addresses himself keeps them.
    environment = simulated | os.environ | services.urls(found) | own
    programs = [supervised.engine_program(service) for service in found]
    socket_file = services.socket_folder(home) / "sv"
    conf = supervised.write_conf(data, socket_file, programs + house(data, environment))
    supervisor = supervised.start(conf, environment)
    try:
        wait_for(found, supervisor)
    except BaseException:
        supervised.stop(supervisor, data, [home / "postgres", home / "redis"])
        raise
    return supervisor, conf, environment


def open_house(
    data: Path, conf: Path, environment: dict[str, str], supervisor: subprocess.Popen[bytes]
) -> None:
    """Bring the tables up to date, start the site, say where it is, then make the demo."""
    address = f"http://{environment['HOST']}:{environment['PORT']}"
    subprocess.run([sys.executable, "-m", "config.messages", "compile"], cwd=ROOT, check=False)
    sign_in = prepare_site(environment)
    with step("Starting web, worker and beat"):
        supervised.start_programs(conf, [p.name for p in house(data, environment)])
        wait_until_ready(address, supervisor)
    backup.warn_if_old(data, environment["DATABASE_URL"])
    print(f"\nDangol is ready: {address}/", sign_in, sep="\n")
    print(f"Logs: {data / 'logs'} · stop with Ctrl-C\n", flush=True)
    make_demo(environment)


def make_demo(environment: dict[str, str]) -> None:
    """The house stays open without it: who began with DEMO=0 has no demo person, for example."""
    if not wants_demo():
        print("No demo shop is made.", flush=True)
        return
    address = f"http://{environment.get('HOST')}:{environment.get('PORT')}"
    for what, words in (("shop", []), ("channel with people", ["--people", address])):
        begun = time.monotonic()
        try:
            manage(environment, "create_demo", *words)
        except ServiceError as error:
            print(f"No demo {what} is made: {error}", flush=True)
            return
        print(f"Demo {what} ready after {time.monotonic() - begun:.1f} s", flush=True)


def run(data: Path, port: int, host: str) -> None:
    with services.locked(data):
        check_disk(data)
        with step("Starting PostgreSQL and Redis"):
            supervisor, conf, environment = set_up(data, port, host)
        home = engines.engine_home(data)
        try:
            open_house(data, conf, environment, supervisor)
            supervisor.wait()
            raise ServiceError(f"The supervisor ended; see {data / 'logs' / 'supervisor.log'}")
        finally:
            # Stopping is not interrupted by a second Ctrl-C, which would leave processes.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            print("\nStopping ...", end=" ", flush=True)
            supervised.stop(supervisor, data, [home / "postgres", home / "redis"])
            print("stopped.", flush=True)


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    # Also SIGINT: a script's background job inherits it ignored, and could not be stopped by it.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    os.chdir(ROOT)
    try:
        host = os.environ.get("HOST") or "127.0.0.1"
        run(data_folder(), int(os.environ.get("PORT") or 8000), host)
    except KeyboardInterrupt:
        return 0
    except ServiceError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
