"""The block signal of a channel as one screen needs it: state, sentences, figures. Few queries."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from analytics.risk.episode import YELLOW, Episode, before, current, newest_rows
from analytics.risk.words import STATES, TONES, WEEKDAYS, Count, Part, Sentence
from channel.figures.figure import Figure
from channel.figures.readings import latest
from channel.models import BroadcastRisk, Channel, Reading, RiskBaseline
from stats.surprise import FEWEST_MESSAGES

State = BroadcastRisk.State
FEWEST_FOR_RANGE = 4


@dataclass(frozen=True)
class Signal:
    """state: none learning usual spike rising both. sentences: what to read, the first one first.
    card: the same for a headline card. learned: usual messages so far, of `needed`."""

    state: str
    sentences: list[Sentence]
    card: Sentence
    notes: list[Sentence] = field(default_factory=list)
    message: BroadcastRisk | None = None
    episode: Episode | None = None
    learned: int = 0
    needed: int = FEWEST_MESSAGES
    baseline: RiskBaseline | None = None
    as_of: dt.date | None = None  # the last day of the data
    power: Sentence | None = None
    told: dict[str, Reading] = field(default_factory=dict)  # the channel's readings, read once

    @property
    def words(self) -> Any:
        return STATES[self.state]

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "grey")


class _Reader:
    """Kept rows of one channel and the readings behind their numbers."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.baseline = RiskBaseline.objects.filter(channel=channel).first()
        self.starts_on = self.baseline.starts_on if self.baseline else None
        self.rows = newest_rows(channel)
        self.episode = current(self.rows, self.starts_on)
        self.told = latest(channel)
        self.papers = self._papers()

    def _papers(self) -> dict[tuple[str, str], Reading]:
        subjects = {f"broadcast:{row.broadcast_id}" for row in self.spoken_of()}
        found = Reading.objects.filter(
            channel=self.channel,
            subject__in=subjects,
            measure__in=["blocks_after", "expected_blocks"],
        ).newest()
        return {(reading.subject, reading.measure): reading for reading in found}

    def spoken_of(self) -> list[BroadcastRisk]:
        newest = self.episode.newest
        return ([newest] if newest else []) + list(self.episode.spikes[:1])

    def since_start(self) -> list[BroadcastRisk]:
        since = self.starts_on or dt.date.min
        return [r for r in self.rows if r.blocks is not None and r.broadcast.sent_on >= since]

    def of_message(self, row: BroadcastRisk, measure: str) -> Figure:
        reading = self.papers.get((f"broadcast:{row.broadcast_id}", measure))
        if reading:
            return Figure.of(reading, self.channel)
        value = row.blocks if measure == "blocks_after" else row.expected
        return Figure(value, "people", "estimate", row.broadcast.sent_on, measure)

    def until(self) -> dt.date | None:
        """The last day whose blocks were known when the signal was computed."""
        told = self.told.get("risk_state")
        day = told.inputs.get("until") if told else None
        return dt.date.fromisoformat(day) if day else None

    def of_channel(self, measure: str) -> Figure | None:
        reading = self.told.get(measure)
        return Figure.of(reading, self.channel) if reading else None


def signal(channel: Channel) -> Signal:
    reader = _Reader(channel)
    newest, episode = reader.episode.newest, reader.episode
    if newest is None:
        return _nothing(reader)
    state, sentences, card = _said(reader, newest)
    return Signal(
        state=state, sentences=sentences, card=card, notes=_notes(reader),
        message=episode.spikes[0] if state == "spike" else newest, episode=episode,
        learned=reader.baseline.n if reader.baseline else 0, baseline=reader.baseline,
        as_of=reader.until(), power=_power(reader), told=reader.told,
    )  # fmt: skip


def _nothing(reader: _Reader) -> Signal:
    """No message can be judged, or none since a person started a new baseline."""
    if any(row.blocks is not None for row in reader.rows):
        needed = {"needed": _needed()}
        said, card = Sentence("learning.0", needed), Sentence("card.learning", needed)
        return Signal(
            "learning", [said], card, _notes(reader), baseline=reader.baseline, told=reader.told
        )
    missing = Sentence("none" if reader.rows else "none.messages")
    return Signal(
        "none", [missing], Sentence("card.none"), _notes(reader), baseline=reader.baseline,
        told=reader.told,
    )  # fmt: skip


def _said(reader: _Reader, newest: BroadcastRisk) -> tuple[str, list[Sentence], Sentence]:
    if newest.state == State.LEARNING:
        return "learning", _learning(reader), Sentence("card.learning", {"needed": _needed()})
    episode = reader.episode
    if episode.rising:
        return _rising(reader, newest)
    if episode.spikes:
        spike = _against_usual(reader, episode.spikes[0])
        held = [] if newest.state in YELLOW else [Sentence("spike.held")]
        return "spike", [Sentence("spike", spike), *held], Sentence("card.spike", spike)
    values = _against_usual(reader, newest)
    above = (newest.blocks or 0) > (newest.upper or 0)
    said = [Sentence("usual.above" if above else "usual", values)]
    if before(reader.rows, reader.starts_on).on:
        said.insert(0, Sentence("cleared"))
    return "usual", said, Sentence("card.usual", values)


def _rising(reader: _Reader, newest: BroadcastRisk) -> tuple[str, list[Sentence], Sentence]:
    values = _of_recent(reader, newest)
    rising = Sentence("rising.held" if newest.held else "rising", values)
    card = Sentence("card.rising", values)
    if not reader.episode.spikes:
        return "rising", [rising], card
    spike = Sentence("spike", _against_usual(reader, reader.episode.spikes[0]))
    return "both", [Sentence("both", {"n": values["n"]}), spike, rising], card


def _learning(reader: _Reader) -> list[Sentence]:
    """1 to 3 messages: the plain count. 4 to 11: the range so far. 12: ready for the next."""
    rows = reader.since_start()
    newest, earlier = rows[0], [row.blocks or 0 for row in rows[1:]]
    blocks = reader.of_message(newest, "blocks_after")
    if len(rows) < FEWEST_FOR_RANGE:
        values = {
            "blocks": blocks,
            "blocked": Count(newest.raw_blocks, "people"),
            "usual": Count(newest.background, "people"),
            "n": Count(len(rows), "messages"),
        }
        return [Sentence("learning.1", values), Sentence("fill")]
    if len(rows) >= FEWEST_MESSAGES:
        return [Sentence("learning.ready", _range(len(rows), [*earlier, newest.blocks or 0]))]
    values = {
        **_range(len(rows), earlier),
        "earlier": Count(len(earlier), "messages"),
        "blocks": blocks,
        "needed": _needed(),
    }
    return [Sentence(_range_id(newest.blocks or 0, earlier), values), Sentence("fill")]


def _range(n: int, blocks: list[int]) -> dict[str, Count]:
    return {
        "n": Count(n, "messages"),
        "fewest": Count(min(blocks), "people", bare=True),
        "most": Count(max(blocks), "people"),
    }


def _range_id(now: int, earlier: list[int]) -> str:
    if now > max(earlier):
        return "learning.2.high"
    return "learning.2.low" if now < min(earlier) else "learning.2"


def _needed() -> Count:
    return Count(FEWEST_MESSAGES, "messages")


def _against_usual(reader: _Reader, row: BroadcastRisk) -> dict[str, Any]:
    expected = reader.of_message(row, "expected_blocks")
    return {
        "title": row.broadcast.title,
        "blocks": reader.of_message(row, "blocks_after"),
        "weekday": WEEKDAYS[row.broadcast.sent_on.weekday()],
        "expected": expected,
        "low": Part(expected, "low", bare=True),
        "high": Part(expected, "high"),
    }


def _of_recent(reader: _Reader, row: BroadcastRisk) -> dict[str, Any]:
    recent = row.recent
    return {
        "n": Count(recent["n"], "messages"),
        "blocks": reader.of_channel("recent_blocks") or Count(recent["blocks"], "people"),
        "expected": reader.of_channel("recent_expected_blocks")
        or Count(recent["expected"], "people"),
        "ratio": reader.of_channel("recent_ratio") or Count(recent["ratio"], "x"),
    }


def _power(reader: _Reader) -> Sentence | None:
    power = reader.of_channel("power_blocks")
    if power is None or reader.baseline is None or reader.baseline.power_blocks is None:
        return None
    friends = Count(power.inputs.get("friends"), "people")
    return Sentence("power", {"friends": friends, "power": power})


def _notes(reader: _Reader) -> list[Sentence]:
    """What stands in the way of, or beside, the judgement of the newest message."""
    if not reader.rows:
        return []
    newest = reader.rows[0]
    title = {"title": newest.broadcast.title}
    if newest.blocks is None:
        return [Sentence(_why_missing(newest), title)]
    shared = [Sentence("shared")] if newest.shared else []
    return shared + ([Sentence("provisional")] if newest.provisional else [])


def _why_missing(row: BroadcastRisk) -> str:
    result = getattr(row.broadcast, "result", None)
    if result is None or result.sent is None:
        return "unsized"
    return "pending" if row.provisional else "gap"
