"""`make backup` and `make restore`: the database and the keys without which it cannot be read."""

import datetime as dt
import io
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from config import engines, keys, services
from config.engines import ServiceError

WARN_AFTER_DAYS = 7
_DUMP, _KEYS = "database.dump", "keys.env"


@contextmanager
def database(data: Path) -> Iterator[str]:
    """Give the address of the database: the one named, the running one, or one started for us."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    try:
        with services.running(data) as started:
            yield services.urls(started.services)["DATABASE_URL"]
    except services.AlreadyRunningError:
        yield services.postgres_url(data)


def _run(tool: str, url: str, *words: str) -> None:
    """Run one of PostgreSQL's programs; the password travels in the environment, not in `ps`."""
    password = str(conninfo_to_dict(url).get("password", ""))
    environment = os.environ | {"PGPASSWORD": password}
    binary = engines.find_engine("postgres").with_name(tool)
    command = [str(binary), "--dbname", make_conninfo(url, password=None), *words]
    run = subprocess.run(command, env=environment, capture_output=True, text=True)
    if run.returncode:
        raise ServiceError(f"{tool} failed:\n{run.stderr.strip()}")


def backup(data: Path, file: Path) -> Path:
    """Write one file that restores everything; it is complete or it is not there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with tempfile.TemporaryDirectory(dir=file.parent) as folder, tarfile.open(part, "w") as tar:
        dump = Path(folder) / _DUMP
        with database(data) as url:
            _run("pg_dump", url, "--format=custom", "--no-owner", "--file", str(dump))
        kept = {name: os.environ.get(name) or keys.read_keys(data).get(name, "")
                for name in keys.OF_THE_DATA}  # fmt: skip
        text = "".join(f"{name}={value}\n" for name, value in kept.items()).encode()
        member = tarfile.TarInfo(_KEYS)
        member.size, member.mode, member.mtime = len(text), 0o600, int(time.time())
        tar.addfile(member, io.BytesIO(text))
        tar.add(dump, _DUMP)
    part.replace(file)
    (data / "last-backup").write_text(dt.datetime.now(dt.UTC).isoformat())
    return file


def _is_empty(url: str) -> bool:
    with psycopg.connect(url) as db:
        found = db.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1")
        return found.fetchone() is None


def _swap(url: str, fresh: str) -> None:
    """Put the restored database where the old one was."""
    name = str(conninfo_to_dict(url)["dbname"])
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as db:
        db.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        db.execute(f'ALTER DATABASE "{fresh}" RENAME TO "{name}"')


def restore(data: Path, file: Path, *, force: bool = False) -> None:
    """Restore into an empty installation, or with force in place of the one that is there."""
    with tarfile.open(file) as tar, tempfile.TemporaryDirectory() as folder:
        tar.extractall(folder, filter="data")
        if {path.name for path in Path(folder).iterdir()} != {_DUMP, _KEYS}:
            raise ServiceError(f"{file} is not a backup made by `make backup`.")
        # Holding the lock means that nobody works in the database that is replaced.
        with services.running(data) as started:
            url = services.urls(started.services).get("DATABASE_URL") or os.environ["DATABASE_URL"]
            if not force and not _is_empty(url):
                raise ServiceError(f"{data} holds data already. FORCE=1 replaces all of it.")
            fresh = f"{conninfo_to_dict(url)['dbname']}_restored"
            with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as db:
                db.execute(f'DROP DATABASE IF EXISTS "{fresh}" WITH (FORCE)')
                db.execute(f'CREATE DATABASE "{fresh}"')
            dump = str(Path(folder) / _DUMP)
            _run(
                "pg_restore",
                make_conninfo(url, dbname=fresh),
                "--no-owner",
                "--exit-on-error",
                dump,
            )
            _swap(url, fresh)
            # Last: the backup still has its keys if this fails, the old ones are nowhere else.
            keys.write_keys(data, keys.make_keys(data) | keys.read_keys(Path(folder)))


def warn_if_old(data: Path, url: str) -> None:
    """Remind of a backup as soon as there is something that was not made by the demo."""
    try:
        made = dt.datetime.fromisoformat((data / "last-backup").read_text())
    except (OSError, ValueError):
        made = dt.datetime.min.replace(tzinfo=dt.UTC)
    if dt.datetime.now(dt.UTC) - made < dt.timedelta(days=WARN_AFTER_DAYS):
        return
    with psycopg.connect(url) as db:
        real = db.execute(
            "SELECT 1 FROM channel_channel WHERE NOT (is_demo OR is_simulated) LIMIT 1"
        )
        if real.fetchone():
            print(f"There is no backup of the last {WARN_AFTER_DAYS} days: run `make backup`.")


def main(words: list[str]) -> int:
    from config.run import data_folder  # here, because config.run warns through this module

    data = data_folder()
    file = Path(words[1]).expanduser().resolve() if len(words) > 1 and words[1] else None
    try:
        if words[0] == "backup":
            name = f"dangol-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}.tar"
            print(f"Backup written: {backup(data, file or data / 'backups' / name)}")
            print("It holds the keys: keep it where only you can read it.")
        elif file is None or not file.is_file():
            raise ServiceError("Name the backup: make restore FILE=path/to/dangol-….tar")
        else:
            restore(data, file, force=os.environ.get("FORCE") == "1")
            print("Restored. Start with `make run`.")
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
