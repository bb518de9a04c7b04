import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import keys, leftovers


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of its own that the engines' user can reach; no engine or key is named."""
    # Django's settings have read this run's own keys into the environment.
    for name in ("DATABASE_URL", "REDIS_URL", *keys.read_keys(Path(os.environ["DANGOL_DATA"]))):
        monkeypatch.delenv(name, raising=False)
    folder = Path("/tmp") / f"ground-test-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    yield folder
    leftovers.remove_leftovers(folder, [folder / "postgres", folder / "redis"])
    shutil.rmtree(folder, ignore_errors=True)
