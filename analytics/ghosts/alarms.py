"""예측이 빗나감: what was foretold over the last m messages, and what came, lie too far apart."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from analytics.ghosts.crowd import MODEL_ERROR
from analytics.ghosts.look_back import last_forecasts
from channel.alerts.kinds import AlertKind, Words, register_kind, register_words
from channel.alerts.raising import clear_alert, raise_alert
from channel.figures.readings import latest
from channel.models import Alert, Channel, GhostBackTest, GhostFit

MISSED = "forecast_missed"
MEASURES = ("t1_expected_silent", "t1_actual_silent")


def settle(channel: Channel, fit: GhostFit) -> None:
    """Open while the newest forecast that could be checked missed; ended by one that holds."""
    test = next(iter(last_forecasts(channel, fit.ordinal, fit.m)), None)
    if test is None or not missed(test):
        clear_alert(channel.pk, MISSED)
        return
    told = latest(channel)
    raise_alert(
        channel.pk, MISSED, words_id=MISSED, params=_params(test),
        figures=[told[measure].pk for measure in MEASURES if measure in told],
    )  # fmt: skip


def withdraw(channel: Channel) -> None:
    """Nobody is foretold any more."""
    clear_alert(channel.pk, MISSED)


def missed(test: GhostBackTest) -> bool:
    """Outside the forecast's range by more than what models are off by anyway."""
    spare = MODEL_ERROR * test.friends
    low, high = test.low or 0, test.friends if test.high is None else test.high
    return not low - spare <= test.actual <= high + spare


def _params(test: GhostBackTest) -> dict[str, int]:
    return {
        "m": test.m, "friends": test.friends, "expected": round(test.expected),
        "actual": test.actual, "low": round(test.low or 0), "high": round(test.high or test.friends),
    }  # fmt: skip


def register() -> None:
    register_kind(AlertKind(MISSED, _("예측이 빗나감"), "ghosts", Alert.Level.WATCH))
    register_words(
        forecast_missed=Words(
            title=gettext_noop(
                "반응하지 않을 친구를 %(expected)s명으로 보았는데 %(actual)s명이었습니다"
            ),
            body=gettext_noop(
                "확인된 친구 %(friends)s명 가운데 메시지 %(m)s번 동안 반응하지 않을 친구를 "
                "%(expected)s명(범위 %(low)s~%(high)s명)으로 보았고, 실제로 %(actual)s명이 "
                "반응하지 않았습니다. 계절이나 내용이 달라졌을 수 있습니다. 유령 친구 추정으로 "
                "친구를 빼기 전에 다음 예측이 맞는지 보세요."
            ),
        )
    )
