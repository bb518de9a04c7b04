"""Send a crowd's calls over real HTTP from several senders, and log every answer received whole.

What was answered with a 2XX or 3XX counts as acknowledged: the receiver may not lose it. A delivery
without such an answer is sent again, as Kakao might; a click is not, as people do not.
"""

import http.client
import json
import queue
import threading
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from kakao.simulator.calls import Call, Target

SENDERS, TIMEOUT_SECONDS, ATTEMPTS, PAUSE_SECONDS = 8, 20, 5, 0.5
# A server closes a connection that rests; a click sent into one just then would be lost.
RESTED_SECONDS = 1.0
_BROKEN = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Answer:
    """One answer received whole, as it stands in the log. sent_at: seconds since 1970."""

    key: str
    path: str
    status: int
    sent_at: float
    seconds: float

    @property
    def acknowledged(self) -> bool:
        return 200 <= self.status < 400


@dataclass(frozen=True)
class Replayed:
    """calls: sent at least once; answers: received whole; unanswered: keys without acknowledgement."""

    calls: int
    answers: tuple[Answer, ...]
    unanswered: tuple[str, ...]

    @property
    def statuses(self) -> dict[int, int]:
        return dict(sorted(Counter(answer.status for answer in self.answers).items()))


class Senders:
    """Threads that share one line of calls, each with a connection that it keeps."""

    def __init__(self, target: Target, rate: float, senders: int, log: Path | None) -> None:
        self.target, self.rate, self.count = target, rate, senders
        self._line: queue.SimpleQueue[tuple[float, Call] | None] = queue.SimpleQueue()
        self._lock, self._file = threading.Lock(), log.open("a", encoding="utf-8") if log else None
        self.answers: list[Answer] = []
        self.unanswered: list[str] = []

    def send(self, calls: Iterable[Call]) -> int:
        """Send all and wait for the last answer; says how many calls there were."""
        begun, count = time.monotonic(), 0
        for call in calls:
            due = begun + count / self.rate if self.rate else begun
            self._line.put((due, call))
            count += 1
        threads = [threading.Thread(target=self._work, daemon=True) for _n in range(self.count)]
        for thread in threads:
            self._line.put(None)
            thread.start()
        for thread in threads:
            thread.join()
        if self._file:
            self._file.close()
        return count

    def _work(self) -> None:
        connection, used = _connect(self.target.url), time.monotonic()
        while (item := self._line.get()) is not None:
            due, call = item
            time.sleep(max(0.0, due - time.monotonic()))
            if time.monotonic() - used > RESTED_SECONDS:
                connection.close()
            if not self._deliver(connection, call):
                with self._lock:
                    self.unanswered.append(call.key)
            used = time.monotonic()
        connection.close()

    def _deliver(self, connection: http.client.HTTPConnection, call: Call) -> bool:
        for attempt in range(ATTEMPTS if call.may_repeat else 1):
            time.sleep(PAUSE_SECONDS * attempt)
            answer = _ask(connection, call)
            if answer is not None:
                self._log(answer)
                # A refusal is an answer; only what failed over there is worth another try.
                if answer.status < 500:
                    return answer.acknowledged
        return False

    def _log(self, answer: Answer) -> None:
        with self._lock:
            self.answers.append(answer)
            if self._file:
                self._file.write(json.dumps(asdict(answer)) + "\n")


def _connect(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(parts.hostname or "127.0.0.1", parts.port, timeout=TIMEOUT_SECONDS)


def _ask(connection: http.client.HTTPConnection, call: Call) -> Answer | None:
    """The answer, or None where it did not arrive whole."""
    sent_at, begun = time.time(), time.monotonic()
    try:
        connection.request(call.method, call.path, call.body or None, dict(call.headers))
        response = connection.getresponse()
        response.read()
    except _BROKEN:
        with suppress(*_BROKEN):
            connection.close()
        return None
    return Answer(call.key, call.path, response.status, sent_at, time.monotonic() - begun)


def replay(
    calls: Iterable[Call],
    target: Target,
    *,
    rate: float = 0,
    senders: int = SENDERS,
    log: Path | None = None,
) -> Replayed:
    """Send `calls`, `rate` a second (0: as fast as they are answered), and wait for all answers.

    log: a file that gets one JSON line an answer.
    """
    line = Senders(target, rate, senders, log)
    count = line.send(calls)
    return Replayed(count, tuple(line.answers), tuple(line.unanswered))
