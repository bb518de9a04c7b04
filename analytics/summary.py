"""The week in words that can be pasted anywhere: what a boss reads in half a minute."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.weekly.facts import WeekFacts, WeekMessage, read_week
from analytics.weekly.week import Week
from channel.figures.figure import format_number
from channel.models import BroadcastRisk, Channel, Reading
from channel.templatetags.figures import short_day


def boss_summary(channel: Channel, week_of: dt.date) -> str:
    """Plain text of the week that begins on `week_of`, in the reader's language."""
    return summary_of(channel, read_week(channel, Week(week_of)))


def summary_of(channel: Channel, told: WeekFacts) -> str:
    lines = [
        _("[%(name)s 채널 주간 요약] %(week)s") % {"name": channel.name, "week": told.week},
        _friends(told),
        *_messages(told),
        _blocks(told),
        *_changed(told),
        *_gaps(told),
    ]
    if any(message.is_growing for message in told.messages):
        lines.append(_("열람은 7일 동안 늘어날 수 있습니다."))
    return "\n".join(lines)


def _number(reading: Reading | None) -> str:
    """With its unit, or that it is not known."""
    if reading is None or reading.value is None:
        return _("확인 전")
    number = format_number(reading.value, reading.unit)
    return _with_unit(number, reading.unit)


def _with_unit(number: str, unit: str) -> str:
    if unit == "people":
        return _("%(n)s명") % {"n": number}
    if unit == "won":
        return _("%(n)s원") % {"n": number}
    return f"{number}%" if unit == "share" else number


def _bare(reading: Reading | None) -> str:
    if reading is None or reading.value is None:
        return _("확인 전")
    return format_number(reading.value, reading.unit)


def _friends(told: WeekFacts) -> str:
    """A period's share of the week is an estimate and must not read like a count."""
    words = _("친구 %(friends)s (온 친구 %(added)s, 떠난 친구 %(blocked)s)")
    if told.adds and told.adds.state == Reading.State.ESTIMATE:
        words = _("친구 %(friends)s (온 친구 약 %(added)s, 떠난 친구 약 %(blocked)s)")
    return words % {
        "friends": _count(told),
        "added": _bare(told.adds),
        "blocked": _bare(told.blocks),
    }


def _count(told: WeekFacts) -> str:
    """A count of another day than the week's Sunday says which."""
    number = _number(told.friends)
    if (on := told.friends_on) is None:
        return number
    return _("%(friends)s(%(day)s 기준)") % {"friends": number, "day": f"{on.month}/{on.day}"}


def _messages(told: WeekFacts) -> list[str]:
    count = len(told.messages)
    if not count:
        return [_("보낸 메시지 없음")]
    if count == 1:
        return [_("메시지 1번: %(result)s") % {"result": _result(told.messages[0])}]
    head = ngettext("메시지 %(n)s번", "메시지 %(n)s번", count) % {"n": count}
    return [head, *(_one_of_many(message) for message in told.messages)]


def _one_of_many(message: WeekMessage) -> str:
    return _("- %(day)s '%(title)s': %(result)s") % {
        "day": short_day(message.day), "title": message.title, "result": _result(message)
    }  # fmt: skip


def _result(message: WeekMessage) -> str:
    figures = message.figures
    if "sent" not in figures:
        return _("결과를 아직 넣지 않았습니다")
    values = {
        "sent": _number(figures.get("sent")), "opened": _number(figures.get("opened")),
        "share": _number(figures.get("open_share")), "days": message.age_days,
        "cost": _number(figures.get("cost")), "per_open": _number(figures.get("per_open")),
    }  # fmt: skip
    if "opened" not in figures:
        return _("%(sent)s에게 보냈습니다(열람 확인 전). 비용 %(cost)s") % values
    if message.is_growing:
        said = ngettext(
            "%(sent)s에게 보내 %(opened)s이 열었습니다(%(share)s, 보낸 지 %(days)s일째).",
            "%(sent)s에게 보내 %(opened)s이 열었습니다(%(share)s, 보낸 지 %(days)s일째).",
            message.age_days,
        )
    else:
        said = _("%(sent)s에게 보내 %(opened)s이 열었습니다(%(share)s).")
    cost = _("비용 %(cost)s, 열람 한 번에 %(per_open)s")
    return f"{said % values} {cost % values}"


def _blocks(told: WeekFacts) -> str:
    signal = told.signal
    values: dict[str, object] = {"state": signal.words}
    if signal.state == "learning":
        values |= {"learned": signal.learned, "needed": signal.needed}
        return _("차단: %(state)s (%(learned)s/%(needed)s)") % values
    if signal.message is None:
        return _("차단: %(state)s") % values
    if signal.message.broadcast.sent_on < told.week.first:
        return _("차단: %(state)s (새로 판단한 메시지 없음)") % values
    for name, value in _range(signal.message).items():
        values[name] = format_number(value, "people")
    return _("차단: %(state)s (이틀 동안 %(blocks)s명, 보통 %(low)s~%(high)s명)") % values


def _range(risk: BroadcastRisk) -> dict[str, float | None]:
    return {"blocks": risk.blocks, "low": risk.lower, "high": risk.upper}


def _changed(told: WeekFacts) -> Iterable[str]:
    """What the last summary said otherwise: a boss who kept it must not find it by herself."""
    for change in told.changes:
        values = {
            "what": change.words, "before": format_number(change.before, change.unit),
            "after": format_number(change.after, change.unit),
        }  # fmt: skip
        line = _("지난주 보고서와 다른 숫자: %(what)s %(before)s → %(after)s명") % values
        why = _("7일 동안 늘어남") if change.grew else _("자료를 고치거나 더 넣음")
        yield f"{line}({why})."


def _gaps(told: WeekFacts) -> Iterable[str]:
    gaps = [dt.date.fromisoformat(day) for day in (told.adds.gaps if told.adds else [])]
    if len(gaps) == 7:
        yield _("%(week)s의 친구 통계가 비어 있습니다.") % {"week": told.week}
    elif gaps:
        days = ", ".join(short_day(day) for day in gaps)
        yield ngettext(
            "%(days)s의 친구 통계가 비어 있어 그날은 계산에서 뺐습니다.",
            "%(days)s의 친구 통계가 비어 있어 그날은 계산에서 뺐습니다.",
            len(gaps),
        ) % {"days": days}
