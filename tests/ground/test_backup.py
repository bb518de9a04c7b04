"""`make backup` and `make restore` over two real installations."""

import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from config import backup, keys, services
from config.engines import ServiceError


@contextmanager
def connected(data: Path) -> Iterator[psycopg.Connection]:
    with services.running(data, durable=False) as started:
        url = services.urls(started.services)["DATABASE_URL"]
        with psycopg.connect(url) as db:
            yield db


def fill(data: Path, word: str) -> None:
    with connected(data) as db:
        db.execute("CREATE TABLE kept (word text)")
        db.execute("INSERT INTO kept VALUES (%s)", [word])


def words_in(data: Path) -> list[str]:
    with connected(data) as db:
        return [row[0] for row in db.execute("SELECT word FROM kept")]


def test_a_backup_restores_into_an_empty_folder_with_its_keys(data: Path) -> None:
    fill(data / "old", "단골")
    file = backup.backup(data / "old", data / "kept" / "b.tar")
    assert file.stat().st_mode & 0o777 == 0o600
    backup.restore(data / "new", file)
    assert words_in(data / "new") == ["단골"]
    old, new = keys.read_keys(data / "old"), keys.read_keys(data / "new")
    assert [old[name] for name in keys.OF_THE_DATA] == [new[name] for name in keys.OF_THE_DATA]
    assert old["POSTGRES_PASSWORD"] != new["POSTGRES_PASSWORD"]


def test_restore_touches_a_filled_installation_only_when_forced(data: Path) -> None:
    fill(data / "old", "backed up")
    file = backup.backup(data / "old", data / "b.tar")
    fill(data / "new", "mine")
    with pytest.raises(ServiceError, match="FORCE=1"):
        backup.restore(data / "new", file)
    assert words_in(data / "new") == ["mine"]
    backup.restore(data / "new", file, force=True)
    assert words_in(data / "new") == ["backed up"]


def test_a_backup_is_possible_while_the_house_runs(data: Path) -> None:
    fill(data, "running")
    with services.running(data, durable=False):
        file = backup.backup(data, data / "b.tar")
    with tarfile.open(file) as tar:
        assert set(tar.getnames()) == {"database.dump", "keys.env"}


def test_another_file_is_not_taken_for_a_backup(data: Path) -> None:
    data.mkdir()
    with tarfile.open(data / "other.tar", "w") as tar:
        tar.add(__file__, "other.py")
    with pytest.raises(ServiceError, match="not a backup"):
        backup.restore(data / "new", data / "other.tar")
