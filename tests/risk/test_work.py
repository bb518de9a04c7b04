"""What a refresh leaves in the tables, message by message."""

import datetime as dt

import pytest

from analytics.risk.work import refresh
from channel.models import (
    Alert,
    Broadcast,
    BroadcastResult,
    BroadcastRisk,
    PeriodFriends,
    Reading,
    RiskBaseline,
)
from tests import make
from tests.risk import history

# Fourteen ordinary messages; what comes after is the case.
USUAL = [29, 25, 33, 21, 40, 28, 30, 24, 36, 27, 31, 26, 29, 32]


def rows(place):
    return list(BroadcastRisk.objects.filter(channel=place).order_by("broadcast__sent_on"))


def states(place):
    return [row.state for row in rows(place)]


def stored(place):
    tables = (BroadcastRisk, Reading, RiskBaseline, Alert)
    return [list(t.objects.filter(channel=place).order_by("pk").values()) for t in tables]


def test_blocks_are_the_two_days_less_the_usual_days(place):
    history.write(place, [29])
    refresh(place)
    [row] = rows(place)
    assert (row.raw_blocks, row.background, row.blocks) == (63, 34, 29)


def test_twice_leaves_the_same_rows(place):
    history.write(place, [*USUAL, 90, None, 95])
    refresh(place)
    once = stored(place)
    refresh(place)
    assert stored(place) == once


@pytest.mark.parametrize(
    ("caused", "last"),
    [
        (USUAL[:12], "learning"),
        (USUAL[:13], "usual"),
        ([*USUAL, 29], "usual"),
        ([*USUAL, 90], "spike"),
        ([*USUAL, 44, 44, 44, 44, 44, 44], "rising"),
        ([*USUAL, 44, 44, 44, 44, 44, 90], "both"),
        ([*USUAL, 0], "usual"),
        ([*USUAL, None], "missing"),
    ],
    ids=["12", "13", "usual", "spike", "rising", "both", "nobody left", "gap"],
)
def test_the_newest_message_is_told_apart(place, caused, last):
    history.write(place, caused)
    refresh(place)
    assert states(place)[-1] == last


def test_a_gap_has_no_number_and_no_part_in_the_signal(place):
    history.write(place, [*USUAL[:7], None, *USUAL[7:]])
    refresh(place)
    row = rows(place)[7]
    assert (row.state, row.blocks, row.z, row.provisional) == ("missing", None, None, False)
    reading = Reading.objects.get(subject=f"broadcast:{row.broadcast_id}")
    assert (reading.state, reading.value) == ("missing", None)
    assert reading.gaps == [
        str(row.broadcast.sent_on),
        str(row.broadcast.sent_on + dt.timedelta(1)),
    ]
    assert RiskBaseline.objects.get(channel=place).n == len(USUAL)


def test_days_that_have_not_come_are_pending_not_missing(place):
    history.write(place, USUAL, until=history.LAST)
    refresh(place)
    last = rows(place)[-1]
    assert (last.state, last.provisional, last.blocks) == ("missing", True, None)


def test_a_second_day_that_is_today_may_still_change(place):
    history.write(place, USUAL)
    make.broadcast(place, history.TODAY - dt.timedelta(days=1), "어제 소식")
    history.change(place, history.TODAY, blocked=20)
    refresh(place)
    last = rows(place)[-1]
    assert (last.provisional, last.blocks) == (True, 3)
    reading = Reading.objects.get(subject=f"broadcast:{last.broadcast_id}", measure="blocks_after")
    assert reading.state == "provisional"


def test_sums_over_a_stretch_of_days_do_not_fill_days(place):
    history.write(place, [*USUAL, None])
    PeriodFriends.objects.create(
        channel=place, first_day=history.LAST, last_day=history.TODAY, blocked=90
    )
    refresh(place)
    assert states(place)[-1] == "missing"


def test_late_facts_change_history_and_the_old_reading_stays(place):
    history.write(place, [*USUAL, 29])
    refresh(place)
    day = history.LAST
    history.change(place, day, blocked=80)
    refresh(place)
    last = rows(place)[-1]
    assert (last.state, last.blocks) == ("spike", 72)
    told = Reading.objects.filter(
        subject=f"broadcast:{last.broadcast_id}", measure="blocks_after"
    ).order_by("pk")
    assert [reading.value for reading in told] == [29, 72]


def test_a_message_taken_back_takes_its_row_with_it(place):
    history.write(place, USUAL)
    refresh(place)
    Broadcast.objects.filter(pk=history.message(place, 3).pk).update(state="cancelled")
    refresh(place)
    assert len(rows(place)) == len(USUAL) - 1


def test_a_count_of_48_hours_wins_over_the_days(place):
    history.write(place, USUAL)
    BroadcastResult.objects.filter(broadcast=history.message(place, 14)).update(blocks_48h=70)
    refresh(place)
    last = rows(place)[-1]
    assert (last.raw_blocks, last.blocks) == (70, 36)


def test_two_messages_of_a_day_share_its_blocks_by_size(place):
    history.write(place, [*USUAL, 30])
    make.broadcast(place, history.LAST, "일부 소식", sent=history.SENT // 2, audience="part")
    refresh(place)
    first, second = rows(place)[-2:]
    assert first.shared and second.shared
    assert {first.blocks, second.blocks} == {20, 10}


def test_a_message_of_unknown_size_is_not_judged(place):
    history.write(place, USUAL)
    BroadcastResult.objects.filter(broadcast=history.message(place, 14)).update(
        sent=None, opened=None
    )
    refresh(place)
    assert rows(place)[-1].state == "missing"


def test_daily_senders_have_a_stand_in_background(place):
    history.write(place, [])
    first = history.TODAY - dt.timedelta(days=40)
    for n in range(40):
        day = first + dt.timedelta(days=n)
        history.change(place, day, blocked=20 if n < 14 else 46)
        if n >= 14:
            make.broadcast(place, day, f"매일 {n}")
    refresh(place)
    told = [row for row in rows(place) if row.blocks is not None]
    assert len(told) == 25  # the last one's next day is today, which has no count yet
    assert all(row.shared for row in told)
    # 46 a day all along is the usual of that channel: nothing is left to blame on a message.
    assert told[-1].blocks == 0


def test_no_message_and_no_day_leaves_an_empty_baseline(place):
    refresh(place)
    baseline = RiskBaseline.objects.get(channel=place)
    assert (baseline.n, baseline.rate, baseline.power_blocks) == (0, None, None)
    assert set(Reading.objects.values_list("state", flat=True)) == {"missing"}


def test_another_channel_is_left_alone(place):
    history.write(place, USUAL)
    other = make.channel("옆 가게")
    history.write(other, USUAL)
    refresh(place)
    assert not BroadcastRisk.objects.filter(channel=other).exists()


def test_the_baseline_of_the_next_message_is_kept(place):
    history.write(place, [*USUAL, 90])
    refresh(place)
    baseline = RiskBaseline.objects.get(channel=place)
    assert (baseline.n, baseline.background) == (14, 17)
    assert baseline.rate == pytest.approx(sum(USUAL) / (14 * history.SENT))
    assert baseline.weekday_factor[3] == pytest.approx(1)
    assert baseline.power_blocks > 40


def test_what_was_expected_is_taken_back_with_the_messages_it_was_learnt_from(place):
    history.write(place, USUAL)
    refresh(place)
    expected = Reading.objects.filter(measure="expected_blocks", channel=place)
    expected = expected.filter(subject=f"broadcast:{history.message(place, 14).pk}")
    assert expected.newest().get().value is not None
    Broadcast.objects.filter(channel=place, title__in=["소식 1", "소식 2", "소식 3"]).delete()
    refresh(place)
    assert states(place)[-1] == "learning"
    assert expected.newest().get().value is None
