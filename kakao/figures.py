"""Daily figures of Moment and Keyword Ads in one common row."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from kakao.errors import BadPayload
from kakao.fields import Fields, Number, read_number
from kakao.wire import Json


class Level(StrEnum):
    ACCOUNT = "account"
    CAMPAIGN = "campaign"
    GROUP = "group"
    CREATIVE = "creative"
    KEYWORD = "keyword"


class Metric(StrEnum):
    """Known figures under one name. Money is in won as Kakao writes it, with or without VAT."""

    IMPRESSIONS = "impressions"
    CLICKS = "clicks"
    COST = "cost"
    REACH = "reach"
    SENT = "sent"
    OPENED = "opened"
    MESSAGE_CLICKS = "message_clicks"
    FAILED = "failed"


# Figures of one event with a window: conv_purchase_7d, conv_purchase_p_1d (amount in won).
CONVERSION = re.compile(r"conv_[a-z_]+_(1d|7d)")
# Shares, averages and ranks, which nobody may sum: kept in `raw`, neither known nor news.
DERIVED = re.compile(r"ctr|ppc|rimp|rank|msg_open_rate|cost_per_[a-z_0-9]+")


@dataclass(frozen=True)
class ReportLine:
    """A line of a report as Kakao wrote it. `start` and `end` are KST days, both included."""

    start: date
    end: date
    dimensions: Mapping[str, str]
    metrics: Mapping[str, Any]
    where: str


@dataclass(frozen=True)
class ReportRow:
    """The figures of one object on one KST day.

    dimension  "" for the whole, else e.g. "device_type=PC"
    metrics    known figures by `Metric`, conversions by Kakao's key; None is "Kakao gives none",
               never 0. Empty when Kakao sent the row without figures.
    raw        everything under `metrics` as it came
    unknown    keys of `raw` that nobody has named yet; nothing may sum them
    """

    level: Level
    object_id: str
    day: date
    dimension: str
    metrics: Mapping[str, Number | None]
    raw: Mapping[str, Any]
    unknown: tuple[str, ...]


def read_lines(body: Json) -> tuple[ReportLine, ...]:
    """The lines of {"data": [...]}. Raises BadPayload."""
    return tuple(_line(line) for line in Fields(body).objects("data"))


def _line(line: Fields) -> ReportLine:
    dimensions = line.object("dimensions")
    metrics = line.object_or_none("metrics")
    return ReportLine(
        start=line.day("start"),
        end=line.day("end"),
        dimensions={name: dimensions.id_or(name) for name, _ in dimensions.pairs()},
        metrics=dict(metrics.pairs()) if metrics else {},
        where=line.where,
    )


def sort_metrics(
    raw: Mapping[str, Any], names: Mapping[str, Metric], where: str
) -> tuple[dict[str, Number | None], tuple[str, ...]]:
    """Known figures under their common names, and the keys nobody knows. Raises BadPayload."""
    known: dict[str, Number | None] = {}
    unknown: list[str] = []
    for key, value in raw.items():
        if key in names:
            known[names[key]] = read_number(value, f"{where}.{key}")
        elif CONVERSION.fullmatch(key):
            known[key] = read_number(value, f"{where}.{key}")
        elif not DERIVED.fullmatch(key):
            unknown.append(key)
    return known, tuple(unknown)


def day_rows(
    lines: Iterable[ReportLine],
    level: Level,
    ids: Mapping[str, Level],
    names: Mapping[str, Metric],
) -> Iterator[ReportRow]:
    """Lines of single days as common rows. `ids`: the dimension keys that name an object.

    A line twice with the same figures counts once. Raises BadPayload for a line over several days,
    a line without the id of `level`, and two lines that disagree.
    """
    key = next(name for name, named in ids.items() if named == level)
    seen: dict[tuple[str, date, str], ReportLine] = {}
    for line in lines:
        if line.start != line.end:
            raise BadPayload("type", f"{line.where}.end", f"{line.where} spans several days")
        object_id = line.dimensions.get(key, "")
        if not object_id:
            raise BadPayload("missing", f"{line.where}.dimensions.{key}")
        others = ((n, v) for n, v in line.dimensions.items() if n not in ids and v)
        dimension = ",".join(f"{name}={value}" for name, value in sorted(others))
        same = seen.setdefault((object_id, line.start, dimension), line)
        if same is not line:
            if same.metrics != line.metrics:
                raise BadPayload("type", line.where, f"{line.where} contradicts {same.where}")
            continue
        known, unknown = sort_metrics(line.metrics, names, f"{line.where}.metrics")
        yield ReportRow(level, object_id, line.start, dimension, known, line.metrics, unknown)
