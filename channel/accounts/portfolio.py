"""The channels one may see, the one to look at first on top. Five queries, however many rows."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Q

from channel.clock import today
from channel.figures.figure import Figure
from channel.models import Alert, BroadcastRisk, Channel, DailyFriends, Reading, User

MEASURES = ("friends", "openers_n1", "openers_low", "ghost_n1", "ghost_high")

_State = BroadcastRisk.State
RISK_TONES = {
    _State.MISSING: "grey", _State.LEARNING: "quiet", _State.USUAL: "good",
    _State.SPIKE: "alarm", _State.RISING: "alarm", _State.BOTH: "alarm",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    channel: Channel
    figures: dict[str, Figure]
    risk: BroadcastRisk | None
    last_day: dt.date | None
    alarms: int
    alerts: int

    @property
    def days_behind(self) -> int | None:
        return None if self.last_day is None else max(0, (today() - self.last_day).days)

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """First what an alarm asks for, then what has no or old data, then by name."""
        behind = 10_000 if self.days_behind is None else self.days_behind
        return (-self.alarms, -self.alerts, -behind if behind > 7 else 0, self.channel.name)

    @property
    def risk_tone(self) -> str:
        return RISK_TONES[BroadcastRisk.State(self.risk.state)] if self.risk else ""

    @property
    def openers(self) -> Figure | None:
        return self.figures.get("openers_n1") or self.figures.get("openers_low")

    @property
    def openers_exact(self) -> bool:
        return "openers_n1" in self.figures

    @property
    def ghosts(self) -> Figure | None:
        return self.figures.get("ghost_n1") or self.figures.get("ghost_high")

    @property
    def ghosts_exact(self) -> bool:
        return "ghost_n1" in self.figures

    @property
    def friends(self) -> Figure | None:
        return self.figures.get("friends")


def portfolio(user: User) -> list[Row]:
    channels = list(Channel.objects.open().for_user(user).select_related("organisation"))
    ids = [channel.pk for channel in channels]
    figures, risks = _figures(channels), _risks(ids)
    days, alerts = _last_days(ids), _alerts(ids)
    rows = [
        Row(
            channel, figures.get(channel.pk, {}), risks.get(channel.pk), days.get(channel.pk),
            *alerts.get(channel.pk, (0, 0)),
        )
        for channel in channels
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row.rank)


def _figures(channels: list[Channel]) -> dict[int, dict[str, Figure]]:
    by_id = {channel.pk: channel for channel in channels}
    newest = (
        Reading.objects.filter(channel__in=by_id, subject="channel", measure__in=MEASURES)
        .order_by("channel_id", "measure", "-as_of", "-pk")
        .distinct("channel_id", "measure")
    )
    found: dict[int, dict[str, Figure]] = {}
    for reading in newest:
        if reading.value is not None:
            shown = Figure.of(reading, by_id[reading.channel_id])
            found.setdefault(reading.channel_id, {})[reading.measure] = shown
    return found


def _risks(ids: list[int]) -> dict[int, BroadcastRisk]:
    newest = (
        BroadcastRisk.objects.filter(channel__in=ids)
        .order_by("channel_id", "-broadcast__sent_on", "-broadcast_id")
        .distinct("channel_id")
    )
    return {risk.channel_id: risk for risk in newest}


def _last_days(ids: list[int]) -> dict[int, dt.date]:
    return dict(
        DailyFriends.objects.filter(channel__in=ids)
        .exclude(total=None, added=None, blocked=None)
        .values_list("channel_id")
        .annotate(last=Max("day"))
    )


def _alerts(ids: list[int]) -> dict[int, tuple[int, int]]:
    shown = Alert.objects.open().filter(channel__in=ids)
    shown = shown.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=today()))
    counts = shown.values_list("channel_id").annotate(
        alarms=Count("pk", filter=Q(level=Alert.Level.ALARM)), alerts=Count("pk")
    )
    return {channel: (alarms, alerts) for channel, alarms, alerts in counts}
