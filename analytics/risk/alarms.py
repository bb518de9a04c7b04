"""Open, renew and end the alerts of the block signal after its rows were written."""

import datetime as dt

from analytics.risk.episode import Episode, current, newest_rows
from channel.alerts.raising import clear_alert, raise_alert
from channel.clock import today
from channel.figures.readings import latest
from channel.models import Alert, BroadcastRisk, Channel, Reading, RiskBaseline

SPIKE, RISING = "risk_spike", "risk_rising"
# Figures come in a week late at most (every Monday). What is older is history and mails nobody.
FRESH = dt.timedelta(days=14)


def settle(channel: Channel) -> None:
    """Alerts follow the rows: those that are over end, news of the last two weeks is raised."""
    starts_on = RiskBaseline.objects.values_list("starts_on", flat=True).get(channel=channel)
    episode = current(newest_rows(channel), starts_on)
    opened = _open_keys(channel)
    _end(channel, opened, episode)
    for row in episode.spikes:
        if (SPIKE, str(row.broadcast_id)) in opened or _is_fresh(row):
            _raise_spike(channel, row)
    if episode.rising and episode.newest and _is_news(episode.newest, opened):
        _raise_rising(channel, episode.newest)


def _open_keys(channel: Channel) -> set[tuple[str, str]]:
    found = Alert.objects.open().filter(channel=channel, kind__in=[SPIKE, RISING])
    return set(found.values_list("kind", "key"))


def _end(channel: Channel, opened: set[tuple[str, str]], episode: Episode) -> None:
    still = {(SPIKE, str(row.broadcast_id)) for row in episode.spikes}
    if episode.rising:
        still.add((RISING, ""))
    for kind, key in opened - still:
        clear_alert(channel.pk, kind, key)


def _is_news(newest: BroadcastRisk, opened: set[tuple[str, str]]) -> bool:
    """A rise that is only held keeps the numbers it was raised with: the newer ones are calmer."""
    return not newest.held if (RISING, "") in opened else _is_fresh(newest)


def _is_fresh(row: BroadcastRisk) -> bool:
    return row.broadcast.sent_on >= today() - FRESH


def _raise_spike(channel: Channel, row: BroadcastRisk) -> None:
    told = Reading.objects.filter(
        channel=channel,
        subject=f"broadcast:{row.broadcast_id}",
        measure__in=["blocks_after", "expected_blocks"],
    ).newest()
    raise_alert(
        channel.pk, SPIKE, str(row.broadcast_id), words_id="spike",
        params={
            "title": row.broadcast.title,
            "blocks": row.blocks,
            "expected": round(row.expected or 0),
            "upper": round(row.upper or 0),
            "weekday": row.broadcast.sent_on.weekday(),
        },
        figures=[reading.pk for reading in told],
    )  # fmt: skip


def _raise_rising(channel: Channel, newest: BroadcastRisk) -> None:
    told, recent = latest(channel), newest.recent
    measures = ("recent_blocks", "recent_expected_blocks", "recent_ratio")
    raise_alert(
        channel.pk, RISING, words_id="rising",
        params={
            "n": recent["n"],
            "blocks": round(recent["blocks"]),
            "expected": round(recent["expected"]),
            "ratio": round(recent["ratio"], 1),
        },
        figures=[told[measure].pk for measure in measures if measure in told],
    )  # fmt: skip
