"""One step of a pull: a call or a few, and what is to be stored of the answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics.sync.asking import Asker
from campaigns.ads.store import Stored
from campaigns.models import AdAccount
from channel.models import Connection, SyncCursor
from kakao.errors import KakaoError


def _nothing() -> Stored:
    return Stored()


@dataclass(frozen=True)
class Asked:
    """What a step starts from. `account` is None for the lists of accounts themselves."""

    connection: Connection
    cursor: SyncCursor
    account: AdAccount | None
    ask: Asker

    @property
    def place(self) -> dict[str, Any]:
        place: dict[str, Any] = self.cursor.place
        return place


@dataclass(frozen=True)
class Answered:
    """`store` writes the answer, called inside the transaction that also moves the cursor.

    place: where the next step begins; None: the round is done. silent: nothing was asked.
    refused: what Kakao said where its refusal is the answer.
    """

    store: Callable[[], Stored] = _nothing
    place: dict[str, Any] | None = None
    start: date | None = None
    end: date | None = None
    silent: bool = False
    refused: KakaoError | None = None


Step = Callable[[Asked], Answered]
DONE = Answered(silent=True)
