from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analytics.sync import cursors
from tests.sync.arrange import SCALE, SHAPE, Kakao, served


@pytest.fixture
def kakao(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kakao]:
    monkeypatch.setattr(cursors, "YEAR_DAYS", SHAPE.days)
    with served(tmp_path) as found:
        for name in ("KAPI", "KAUTH", "MOMENT", "KEYWORD"):
            setattr(settings, f"KAKAO_{name}_URL", found.url)
        settings.KAKAO_LIMIT_SCALE = SCALE
        yield found
