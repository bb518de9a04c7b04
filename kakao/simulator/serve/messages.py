"""Message ads v2: the list of messages with results, and their report, which comes later."""

from datetime import date, datetime, timedelta
from typing import Any

from kakao.simulator.ads import Account, Message, messages
from kakao.simulator.ads.messages import REPORT_LAG
from kakao.simulator.serve.ask import Ask, Reply, wrong_parameter
from kakao.simulator.serve.moment import refuse

AHEAD = timedelta(days=14)
TWO_YEARS = timedelta(days=730)
PRESETS = {"YESTERDAY": 1, "LAST_7DAY": 7, "LAST_14DAY": 14, "LAST_30DAY": 30}


def _account(ask: Ask) -> Account:
    account = ask.of_account()
    if ask.headers.get("channel-profile-id") != str(account.profile):
        raise refuse(75014, "channel profile not found")
    return account


def _day(text: str, default: date) -> date:
    try:
        return date.fromisoformat(text) if text else default
    except ValueError as error:
        raise wrong_parameter(f"{text} is not yyyy-MM-dd") from error


def message_ads(ask: Ask) -> Reply:
    """Newest first; without from and to the last two years."""
    account, today = _account(ask), ask.now().date()
    start = _day(ask.one("from"), today - TWO_YEARS)
    end = min(_day(ask.one("to"), today + AHEAD), today + AHEAD)
    wanted = ask.json().get("filter", {}).get("messageAdIds")
    found = [
        m
        for m in messages(account, ask.simulation.seed, start, end)
        if not wanted or m.id in wanted
    ][::-1]
    page, limit = ask.number("page", 0, 100_000), max(1, ask.number("limit", 10, 200))
    shown = found[page * limit : (page + 1) * limit]
    return Reply({"content": [_row(m, ask.now()) for m in shown]})


def _row(message: Message, now: datetime) -> dict[str, Any]:
    return {
        "messageAdId": message.id,
        "name": message.name,
        "sendingReservation": {"date": f"{message.send_at:%Y-%m-%d %H:%M}"},
        "message": {"mainTitle": message.title},
        "metrics": message.metrics(now),
    }


def reports(ask: Ask) -> Reply:
    """Only messages sent in the period and some hours ago have a row."""
    account, asked = _account(ask), ask.json()
    if asked.get("dimension") != "MESSAGE_AD" or not isinstance(asked.get("metricsGroup"), list):
        raise wrong_parameter("dimension MESSAGE_AD and a list metricsGroup")
    days = PRESETS.get(str(asked.get("datePreset")))
    idents = asked.get("messageAdIds")
    if days is None or not isinstance(idents, list):
        raise wrong_parameter("datePreset and messageAdIds")
    now = ask.now()
    start, end = now.date() - timedelta(days=days), now.date()
    found = []
    for message in messages(account, ask.simulation.seed, start, end):
        metrics = message.metrics(now) if now >= message.send_at + REPORT_LAG else None
        if metrics and message.id in idents:
            found.append({"dimensions": {"message_ad_id": message.id}, "metrics": metrics})
    return Reply({"data": found})
