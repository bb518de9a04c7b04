"""PostgreSQL and Redis beside the program: prepared, started, found ready and stopped.

We run the binaries ourselves. What must survive is PostgreSQL's; Redis may vanish at any moment.
"""

import fcntl
import hashlib
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import redis

from config import engines, keys, leftovers
from config.engines import ServiceError

DATABASE = USER = "dangol"
MEMORY_DISK = "/dev/shm"  # noqa: S108 - only asked for its size


class AlreadyRunningError(ServiceError):
    """Another start holds the data folder."""


# A socket's address must fit into 107 bytes, file name included.
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")
# Recovery after a crash replays up to max_wal_size; a slow disk may need minutes for it.
PATIENCE_SECONDS = 900.0


@dataclass(frozen=True)
class Service:
    """One engine: how it is started, in which folder, how it is asked to stop, where it answers."""

    name: str
    command: list[str]
    folder: Path
    stop_signal: signal.Signals
    url: str


def memory_mb() -> int:
    """Return the memory we may count on: the machine's or the container's, in MB."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = int(Path("/sys/fs/cgroup/memory.max").read_text())
    except (OSError, ValueError):
        limit = total
    return min(total, limit) // 2**20


def socket_folder(home: Path) -> Path:
    """Return a folder only the engine's user can enter, short enough for a socket's address."""
    folder = home / "socket"
    if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
        name = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"dangol-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    user = engines.engine_user()
    if folder.is_symlink() or folder.stat().st_uid not in {
        os.geteuid(),
        user.pw_uid if user else 0,
    }:
        raise ServiceError(f"{folder} belongs to somebody else; remove it and start again.")
    engines.own(folder, 0o700)
    return folder


def postgres_settings(sockets: Path, *, durable: bool, buffers_mb: int) -> str:
    """Return postgresql.conf: what a small server with one application wants."""
    settings = {
        "listen_addresses": "''",
        "unix_socket_directories": f"'{sockets}'",
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
        "max_connections": "100",
        "shared_buffers": f"{buffers_mb}MB",
        "work_mem": "32MB",
        "maintenance_work_mem": "256MB",
        "max_wal_size": "4GB",
        "jit": "off",
        "synchronous_commit": "on",
        "fsync": "on" if durable else "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "log_checkpoints": "off",
        "dynamic_shared_memory_type": _shared_memory_kind(),
    }
    return "".join(f"{name} = {value}\n" for name, value in settings.items())


def _shared_memory_kind() -> str:
    """Containers often give /dev/shm 64 MB, too little for a parallel sort."""
    try:
        room = shutil.disk_usage(MEMORY_DISK).free
    except OSError:
        room = 0
    return "posix" if room >= 2**30 else "mmap"


def _init_cluster(binary: Path, folder: Path, password: str, *, durable: bool) -> None:
    """Make the cluster aside and move it into place: a half-made one never looks like a whole."""
    fresh, secret = folder.with_name("postgres.new"), folder.with_name("postgres.password")
    shutil.rmtree(fresh, ignore_errors=True)
    secret.unlink(missing_ok=True)
    fresh.mkdir(mode=0o700)
    engines.own(fresh, 0o700)
    secret.touch(mode=0o600)
    engines.own(secret, 0o600)
    secret.write_text(password)
    words = [str(binary.with_name("initdb")), "-D", str(fresh), "-U", USER, f"--pwfile={secret}"]
    words += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions"]
    words += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    words += [] if durable else ["--no-sync"]
    run = subprocess.run(
        words, cwd=fresh, capture_output=True, text=True, **engines.as_engine_user()
    )
    secret.unlink()
    if run.returncode:
        raise ServiceError(f"PostgreSQL could not make its files:\n{run.stderr.strip()}")
    fresh.rename(folder)


def prepare_postgres(data: Path, *, durable: bool = True) -> Service:
    """Make the cluster if there is none, write its settings, return how to start it."""
    home, password = engines.engine_home(data), keys.make_keys(data)["POSTGRES_PASSWORD"]
    folder = home / "postgres"
    version = folder / "PG_VERSION"
    major = int(version.read_text()) if version.exists() else None
    binary = engines.reachable_engine(engines.find_engine("postgres", major), home)
    if not version.exists():
        _init_cluster(binary, folder, password, durable=durable)
    sockets = socket_folder(home)
    buffers = min(memory_mb() // 4, 2048) if durable else 128
    conf = postgres_settings(sockets, durable=durable, buffers_mb=buffers)
    (folder / "postgresql.conf").write_text(conf)
    (folder / "pg_hba.conf").write_text("local all all scram-sha-256\n")
    # We hold the lock and have removed leftovers: whatever this file says, it is not running.
    (folder / "postmaster.pid").unlink(missing_ok=True)
    command = [str(binary), "-D", str(folder)]
    return Service("postgres", command, folder, signal.SIGINT, postgres_url(data))


def postgres_url(data: Path) -> str:
    """Return where the data folder's own database answers while it runs."""
    sockets = quote(str(socket_folder(engines.engine_home(data))))
    return f"postgresql://{USER}:{quote(keys.make_keys(data)['POSTGRES_PASSWORD'])}@/{DATABASE}?host={sockets}"


def free_port(neighbours: int = 0) -> int:
    """Return a port of this machine that nobody uses, with as many free ones after it.

    They lie below the range from which systems give their outgoing connections a port: one of
    those may be taken between our look and the start of whoever listens there.
    """
    while True:
        first = random.randrange(20_000, 32_000)  # noqa: S311 - a place, not a secret
        if all(_is_free(port) for port in range(first, first + neighbours + 1)):
            return first


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def prepare_redis(data: Path) -> Service:
    """Write Redis's settings and return how to start it: loopback, password, nothing on disk."""
    home, password = engines.engine_home(data), keys.make_keys(data)["REDIS_PASSWORD"]
    binary = engines.reachable_engine(engines.find_engine("redis-server"), home)
    folder, port = home / "redis", free_port()
    folder.mkdir(mode=0o700, exist_ok=True)
    engines.own(folder, 0o700)
    conf = folder / "redis.conf"
    conf.touch(mode=0o600)
    engines.own(conf, 0o600)
    lines = ["bind 127.0.0.1", f"port {port}", f"requirepass {password}", f"dir {folder}"]
    conf.write_text("\n".join([*lines, 'save ""', "appendonly no", "databases 32", ""]))
    url = f"redis://:{quote(password)}@127.0.0.1:{port}/0"
    return Service("redis", [str(binary), str(conf)], folder, signal.SIGTERM, url)


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Hold the data folder; a second start is told who holds it."""
    data.mkdir(mode=0o711, parents=True, exist_ok=True)
    with open(data / "lock", "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise AlreadyRunningError(
                f"Dangol already runs with {data} (process {holder}). Stop it with Ctrl-C, or "
                "choose another folder with DANGOL_DATA and another PORT."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def prepare(data: Path, *, durable: bool = True) -> list[Service]:
    """Return the services that no URL replaces, ready to be started. The caller holds the lock."""
    home = engines.engine_home(data)
    leftovers.remove_leftovers(data, [home / "postgres", home / "redis"])
    keys.make_keys(data)
    found = []
    if not os.environ.get("DATABASE_URL"):
        found.append(prepare_postgres(data, durable=durable))
    if not os.environ.get("REDIS_URL"):
        found.append(prepare_redis(data))
    return found


def urls(services: list[Service]) -> dict[str, str]:
    """Return the services as the settings that name them."""
    names = {"postgres": "DATABASE_URL", "redis": "REDIS_URL"}
    return {names[service.name]: service.url for service in services}


def _postgres_answers(url: str) -> bool:
    try:
        with psycopg.connect(url.replace(f"/{DATABASE}?", "/postgres?"), autocommit=True) as db:
            known = db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not known.fetchone():
                db.execute(f"CREATE DATABASE {DATABASE}")
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise ServiceError(
                "PostgreSQL does not know the password in keys.env. Put back the keys.env "
                "that belongs to this data folder."
            ) from error
        return False
    return True


def _redis_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as client:
            return bool(client.ping())
    except redis.exceptions.ConnectionError:
        return False


def answers(service: Service) -> bool:
    """Say whether the service takes work; makes our database on the first time."""
    return (_postgres_answers if service.name == "postgres" else _redis_answers)(service.url)


@dataclass
class Started:
    """Engines that run as our own children, without a supervisor: for tests and single jobs."""

    services: list[Service]
    children: list[subprocess.Popen[bytes]]
    data: Path

    def wait(self) -> None:
        """Return when all answer; recovery after a crash takes the time it takes."""
        until = time.monotonic() + PATIENCE_SECONDS
        for service, child in zip(self.services, self.children, strict=True):
            while not answers(service):
                if child.poll() is not None or time.monotonic() > until:
                    raise ServiceError(f"{service.name} did not start:\n{self.last_lines(service)}")
                time.sleep(0.05)

    def last_lines(self, service: Service) -> str:
        log = self.data / "logs" / f"{service.name}.log"
        return "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])

    def stop(self) -> None:
        """Stop in reverse order; what does not stop in time is killed."""
        for service, child in reversed(list(zip(self.services, self.children, strict=True))):
            child.send_signal(service.stop_signal)
            try:
                child.wait(30)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def start(data: Path, services: list[Service]) -> Started:
    """Start the services as children of this process, each writing into its log."""
    (data / "logs").mkdir(mode=0o700, exist_ok=True)
    started = Started(services, [], data)
    for service in services:
        with open(data / "logs" / f"{service.name}.log", "ab") as log:
            child = subprocess.Popen(
                service.command,
                cwd=service.folder,
                env=service_environment(data),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us; we stop them in our order.
                **engines.as_engine_user(),
            )
        started.children.append(child)
    return started


def service_environment(data: Path) -> dict[str, str]:
    """Return a small environment: no locale of the person, no secrets, and our mark."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", leftovers.MARK: str(data)}


@contextmanager
def running(data: Path, *, durable: bool = True) -> Iterator[Started]:
    """Run the services that no URL replaces for the length of a block."""
    data = data.resolve()
    with locked(data):
        started = start(data, prepare(data, durable=durable))
        try:
            started.wait()
            yield started
        finally:
            started.stop()
