import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import leftovers


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of its own, reachable for the engines' user, with no engine named by URL."""
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")
    folder = Path("/tmp") / f"ground-test-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    yield folder
    leftovers.remove_leftovers(folder, [folder / "postgres", folder / "redis"])
    shutil.rmtree(folder, ignore_errors=True)
