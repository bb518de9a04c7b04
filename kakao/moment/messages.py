"""Message ads v2: what was sent through Moment to a channel's friends, and how it went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kakao.fields import Fields, Number
from kakao.figures import sort_metrics
from kakao.moment.reports import NAMES
from kakao.wire import Call, Host, Json, Page

BASE = "/openapi/message/v2"


@dataclass(frozen=True)
class MessageAd:
    """One message. metrics: None before it is sent; they grow for up to 7 days after.

    send_at is KST; metrics, raw and unknown as in ReportRow.
    """

    id: str
    name: str
    title: str
    send_at: datetime | None
    metrics: Mapping[str, Number | None] | None
    raw: Mapping[str, Any]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class MessageResult:
    """The report's figures of one message; they come hours later than those of the list."""

    message_id: str
    metrics: Mapping[str, Number | None]
    raw: Mapping[str, Any]
    unknown: tuple[str, ...] = ()


def message_ads(
    account: str, profile: str, start: date, end: date, page: int = 0, limit: int = 100
) -> Call[Page[MessageAd]]:
    """Messages of a channel profile with a sending day in start … end (KST), from page 0."""
    query = (
        ("page", str(page)),
        ("limit", str(limit)),
        ("from", start.isoformat()),
        ("to", end.isoformat()),
    )
    return Call(
        "moment/message-ads",
        Host.MOMENT,
        f"{BASE}/message-ads",
        lambda body: read_message_ads(body, limit),
        "POST",
        query,
        {"adAccountId": account, "channel-profile-id": profile},
        json={"filter": {"messageAdType": "BROADCAST"}},
    )


def read_message_ads(body: Json, limit: int) -> Page[MessageAd]:
    """The answer names no total: a full page means that there may be another."""
    found = tuple(_message(ad) for ad in Fields(body).objects("content"))
    return Page(found, len(found) >= limit)


def _message(ad: Fields) -> MessageAd:
    reservation, message = ad.object_or_none("sendingReservation"), ad.object_or_none("message")
    metrics = ad.object_or_none("metrics")
    raw = dict(metrics.pairs()) if metrics else {}
    known, unknown = sort_metrics(raw, NAMES, ad.path("metrics"))
    return MessageAd(
        id=ad.id("messageAdId"),
        name=ad.text("name"),
        title=message.text_or("mainTitle") if message else "",
        send_at=reservation.moment_or_none("date", "%Y-%m-%d %H:%M") if reservation else None,
        metrics=known if metrics else None,
        raw=raw,
        unknown=unknown,
    )


def message_results(
    account: str, profile: str, messages: Sequence[str], preset: str = "LAST_30DAY"
) -> Call[tuple[MessageResult, ...]]:
    """Figures of the named messages over one of Kakao's periods (e.g. LAST_7DAY)."""
    return Call(
        "moment/message-ads/reports",
        Host.MOMENT,
        f"{BASE}/message-ads/reports",
        read_message_results,
        "POST",
        (),
        {"adAccountId": account, "channel-profile-id": profile},
        json={
            "messageAdIds": list(messages),
            "dimension": "MESSAGE_AD",
            "metricsGroup": ["MESSAGE", "MESSAGE_ADDITION", "PIXEL_SDK_CONVERSION"],
            "datePreset": preset,
        },
    )


def read_message_results(body: Json) -> tuple[MessageResult, ...]:
    return tuple(_result(row) for row in Fields(body).objects("data"))


def _result(row: Fields) -> MessageResult:
    raw = dict(row.object("metrics").pairs())
    known, unknown = sort_metrics(raw, NAMES, row.path("metrics"))
    return MessageResult(row.object("dimensions").id("message_ad_id"), known, raw, unknown)
