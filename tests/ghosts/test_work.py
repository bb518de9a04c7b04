"""The nightly job: states that partition, forecasts that are checked, and nothing done twice."""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pytest
import time_machine

from analytics.ghosts import history, look_back, readings
from analytics.ghosts.alarms import MEASURES, MISSED
from analytics.ghosts.crowd import NO_MAP, Crowd
from analytics.ghosts.registry import RESCORE
from analytics.ghosts.states import counts
from analytics.ghosts.tasks import refit_ghosts
from analytics.ghosts.work import REFIT, refit, rescore
from analytics.recompute import refresh
from channel.clock import kst_midnight
from channel.figures.readings import latest
from channel.intake import record_engagements, record_friend_events
from channel.models import (
    Alert,
    Channel,
    Engagement,
    Friend,
    FriendActivity,
    GhostBackTest,
    GhostFit,
    PatternScore,
    Reading,
    Run,
)
from channel.people.patterns import patterns
from channel.people.recount import recount
from channel.people.tracking import number_opportunities
from channel.runs.work import drain
from tests import make
from tests.ghosts import world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(kst_midnight(world.TODAY) + dt.timedelta(hours=5), tick=False):
        yield


@pytest.fixture
def fitted() -> tuple[Channel, list[int]]:
    place, ids = world.channel()
    make.daily(place, world.TODAY, total=5_000)
    refit(place)
    return place, ids


def newest(place: Channel) -> GhostFit:
    return GhostFit.objects.filter(channel=place).latest("pk")


def told(place: Channel) -> dict[str, float | None]:
    return {name: r.value for name, r in latest(place).items() if name.startswith("t1_")}


def everything(place: Channel) -> list[object]:
    states = FriendActivity.objects.filter(channel=place).order_by("friend_id")
    scores = PatternScore.objects.filter(channel=place).order_by("n", "x", "t")
    tests = GhostBackTest.objects.filter(channel=place).order_by("m", "from_ordinal")
    return [
        list(states.values_list("friend_id", "state", "state_changed_on")),
        list(scores.values_list("x", "t", "n", "friends", "silent_raw", "silent", "expected")),
        list(tests.values_list("m", "from_ordinal", "expected", "low", "high", "actual")),
        Reading.objects.filter(channel=place).count(),
    ]


def test_ghosts_are_told_from_those_who_stay(fitted: tuple[Channel, list[int]]) -> None:
    place, _ids = fitted
    fit, found = newest(place), counts(place).states
    assert fit.verdict == GhostFit.Verdict.FITTED
    assert fit.m == 10
    assert fit.friends == 600
    assert sum(found.values()) == 600
    assert found["ghost"] > 100
    assert found["fan"] > 50
    test = look_back.last_forecasts(place, fit.ordinal, fit.m)[0]
    assert test.details["flagged_silent"] >= 0.88 * test.details["flagged"]
    assert test.low is not None
    assert test.low <= test.expected


def test_every_pattern_has_a_score_and_no_score_is_not_a_number(
    fitted: tuple[Channel, list[int]],
) -> None:
    place, _ids = fitted
    scores = PatternScore.objects.filter(channel=place)
    assert {(s.x, s.t, s.n, s.friends) for s in scores} == {row[:4] for row in patterns(place.pk)}
    for score in scores:
        said = [score.alive, score.silent_raw, score.silent, score.silent_if_staying]
        assert all(0 <= p <= 1 for p in said)
        assert 0 <= score.expected <= 10


def test_states_partition_in_their_order(fitted: tuple[Channel, list[int]]) -> None:
    place, ids = fitted
    young, unknown, gone = ids[0], ids[1], ids[2]
    activity = FriendActivity.objects.filter(channel=place)
    activity.filter(friend_id=young).update(from_ordinal=world.SENDS - 3)
    activity.filter(friend_id=unknown).update(from_ordinal=None)
    name = ("app_user_id", "77", "00002", "blocked", world.moment(80), "")
    record_friend_events(place.pk, [name])
    rescore(place)
    state = dict(activity.values_list("friend_id", "state"))
    assert (state[young], state[unknown], state[gone]) == ("new", "unknown", "blocked")
    assert sum(counts(place).states.values()) == 600


def test_trackable_for_less_than_30_days_is_new_however_many_messages(
    fitted: tuple[Channel, list[int]],
) -> None:
    """29 days ago, 30 days ago with the same send days since, and longer ago."""
    place, ids = fitted
    days = {ids[0]: 29, ids[1]: 30, ids[2]: 28}
    for who, ago in days.items():
        on = world.TODAY - dt.timedelta(days=ago)
        Friend.objects.filter(pk=who).update(trackable_from=on)
    number_opportunities(place.pk)
    rescore(place)
    state = dict(FriendActivity.objects.values_list("friend_id", "state"))
    n = {who: 80 - FriendActivity.objects.get(friend_id=who).from_ordinal + 1 for who in days}  # type: ignore[operator]
    assert min(n.values()) >= 5
    assert state[ids[0]] == state[ids[2]] == "new"
    assert state[ids[1]] != "new"


def test_a_second_night_changes_nothing(fitted: tuple[Channel, list[int]]) -> None:
    place, _ids = fitted
    before = everything(place)
    refit(place)
    assert everything(place) == before
    rescore(place)
    assert everything(place) == before


def test_a_reaction_makes_a_ghost_a_fan_or_nearly_one(
    fitted: tuple[Channel, list[int]],
) -> None:
    place, _ids = fitted
    who = FriendActivity.objects.filter(channel=place, state="ghost").earliest("pk")
    with_one_less = (told(place)["t1_ghost"] or 0) - 1
    made = [(who.friend_id, "clicked", world.moment(80), "back", None, None)]
    record_engagements(place.pk, made)
    rescore(place)
    who.refresh_from_db()
    assert who.state in ("fan", "cooling")
    assert who.state_changed_on == world.TODAY
    assert told(place)["t1_ghost"] == with_one_less == counts(place).states["ghost"]


def test_counts_add_up_to_the_friend_total(fitted: tuple[Channel, list[int]]) -> None:
    place, _ids = fitted
    figures = told(place)
    classes = ("t1_fan", "t1_cooling", "t1_new", "t1_ghost", "t1_unknown")
    assert sum(figures[name] or 0 for name in classes) == 5_000
    assert figures["t1_friends"] == 600
    assert figures["t1_coverage"] == 600 / 5_000
    share = latest(place)["t1_ghost_share"]
    assert share.n == 600
    assert share.low is not None
    assert share.high is not None
    assert share.low <= (share.value or 0) <= share.high
    assert share.low < share.high


def test_the_last_forecast_is_shown_beside_what_came(
    fitted: tuple[Channel, list[int]],
) -> None:
    place, _ids = fitted
    figures = latest(place)
    expected, actual = figures["t1_expected_silent"], figures["t1_actual_silent"]
    assert expected.as_of == actual.as_of == world.sent_on(80)
    assert expected.inputs["first"] == world.sent_on(70).isoformat()
    assert expected.inputs["known"] == (world.sent_on(71) - dt.timedelta(days=1)).isoformat()
    recount = FriendActivity.objects.filter(channel=place)
    silent = sum(not (a.mask << (80 - a.mask_ordinal)) & 0x3FF for a in recount)
    assert actual.value == silent
    assert figures["t1_silent_expected"].state == Reading.State.FORECAST


def test_of_two_ranges_looked_ahead_the_newer_forecast_is_shown(
    fitted: tuple[Channel, list[int]],
) -> None:
    """Over 20 messages the forecast is of an earlier day than over 10, and shown all the same."""
    place, _ids = fitted
    fit = newest(place)
    look_back.look_back(place, [60], 20)
    fit.m = 20
    readings.write_forecast(place, fit, Crowd.of(patterns(place.pk)).judged, world.TODAY)
    shown = latest(place)
    assert {shown[name].inputs["m"] for name in MEASURES} == {20}
    assert shown["t1_actual_silent"].inputs["first"] == world.sent_on(60).isoformat()


def test_weeks_before_are_told_from_what_was_known_then(
    fitted: tuple[Channel, list[int]],
) -> None:
    place, _ids = fitted
    drain()
    past = Reading.objects.filter(channel=place, measure="t1_ghost_share", as_of__lt=world.TODAY)
    assert past.count() >= 15
    assert all(one.inputs["recomputed"] for one in past)
    assert all(one.as_of.weekday() == 6 for one in past)


def test_weeks_told_while_people_still_came_in_are_told_anew(
    fitted: tuple[Channel, list[int]],
) -> None:
    """One changes, one whose friends could not be told apart is taken back, live ones stay."""
    place, _ids = fitted
    drain()
    share = Reading.objects.filter(channel=place, measure="t1_ghost_share")
    past = list(share.filter(inputs__recomputed=True).order_by("as_of"))
    first, last = past[0], past[-1]
    early = first.as_of - dt.timedelta(days=7)
    share.filter(pk=last.pk).update(value=0.99, inputs={**last.inputs, "facts": "half"})
    share.filter(pk=first.pk).update(as_of=early, inputs={**first.inputs, "facts": "half"})
    before = share.count()
    history.weeks(place, newest(place), world.TODAY)
    now = {one.as_of: one.value for one in share.newest()}
    assert now[last.as_of] == last.value
    assert now[first.as_of] == first.value
    assert now[early] is None
    again = share.count()
    history.weeks(place, newest(place), world.TODAY)
    assert (again - before, share.count()) == (3, again)


def test_weeks_are_wanted_while_the_shown_ones_are_stale_and_not_for_older_revisions(
    fitted: tuple[Channel, list[int]],
) -> None:
    place, _ids = fitted
    drain()
    fit = newest(place)
    fit.pk = None
    fit.save()
    assert not history.is_wanted(place, fit, world.TODAY)
    sunday = Reading.objects.filter(channel=place, measure="t1_ghost_share").newest()[0]
    Reading.objects.filter(pk=sunday.pk).update(stale=True)
    assert history.is_wanted(place, fit, world.TODAY)
    sunday.pk, sunday.stale = None, False
    sunday.save()
    assert not history.is_wanted(place, fit, world.TODAY)


def test_a_map_is_learned_from_a_thousand_outcomes_on(
    fitted: tuple[Channel, list[int]],
) -> None:
    place, _ids = fitted
    assert newest(place).details["map"]["n"] == 1_800
    rows = look_back.last_forecasts(place, 80, 10)
    assert [row.from_ordinal for row in rows] == [70, 60, 50]
    assert look_back.learned(rows[:1]) is NO_MAP
    assert latest(place)["t1_ghost_share"].inputs["outcomes"] == 1_800


def test_an_outcome_waits_for_answers_to_its_last_message(
    fitted: tuple[Channel, list[int]],
) -> None:
    """Made anew while they may come, and then left alone."""
    place, _ids = fitted
    [test, *_older] = look_back.last_forecasts(place, 80, 10)
    silent = FriendActivity.objects.filter(channel=place, mask_ordinal__lte=70)
    three = silent.order_by("friend_id").values_list("friend_id", flat=True)[:3]
    at = world.moment(80) + dt.timedelta(days=1)
    for friend, night, counted in zip(list(three), (1, 9, 10), (1, 2, 2), strict=True):
        record_engagements(place.pk, [(friend, "clicked", at, f"late {friend}", None, None)])
        with time_machine.travel(kst_midnight(world.sent_on(80) + dt.timedelta(days=night))):
            refit(place)
        found = GhostBackTest.objects.get(channel=place, m=10, from_ordinal=70)
        assert (found.actual, found.details["settled"]) == (test.actual - counted, night > 7)


def test_below_200_trackable_friends_nobody_is_classed() -> None:
    place, _ids = world.channel(people=199)
    refit(place)
    assert newest(place).verdict == GhostFit.Verdict.COLLECTING
    assert counts(place).states == dict.fromkeys(
        ("blocked", "new", "ghost", "fan", "cooling"), 0
    ) | {"unknown": 199}
    assert not PatternScore.objects.exists()
    assert "t1_ghost_share" not in told(place)


def test_people_going_below_200_again_takes_their_classes_back(
    fitted: tuple[Channel, list[int]],
) -> None:
    place, ids = fitted
    FriendActivity.objects.filter(channel=place, friend_id__in=ids[150:]).update(from_ordinal=None)
    refit(place)
    assert counts(place).states["unknown"] == 600
    assert latest(place)["t1_ghost_share"].state == Reading.State.MISSING


def test_where_clicks_are_rare_nobody_is_a_ghost() -> None:
    place, _ids = world.channel("rare", people=1_500)
    refit(place)
    fit = newest(place)
    assert (fit.verdict, fit.details["reason"]) == (GhostFit.Verdict.INDISTINCT, "rare")
    assert 0 < fit.details["rate"] < 0.02
    assert counts(place).states["ghost"] == 0
    assert sum(counts(place).states.values()) == 1_500


def test_before_a_forecast_could_be_checked_nobody_is_a_ghost() -> None:
    place, _ids = world.channel(sends=12)
    refit(place)
    fit = newest(place)
    assert (fit.verdict, fit.details["reason"]) == (GhostFit.Verdict.INDISTINCT, "early")
    assert counts(place).states["ghost"] == 0


def test_nobody_and_no_message() -> None:
    place = make.channel()
    refit(place)
    rescore(place)
    assert not GhostFit.objects.exists()
    assert not Reading.objects.filter(measure__startswith="t1_").exists()


def test_a_forecast_that_missed_opens_an_alert_and_one_that_holds_ends_it(
    fitted: tuple[Channel, list[int]],
) -> None:
    place, ids = fitted
    assert not Alert.objects.open().filter(kind=MISSED).exists()
    made = [(who, "clicked", world.moment(75), f"all {who}", None, None) for who in ids]
    record_engagements(place.pk, made)
    GhostBackTest.objects.all().delete()
    refit(place)
    alert = Alert.objects.open().get(channel=place, kind=MISSED)
    assert alert.params["actual"] == 0
    assert alert.params["low"] <= alert.params["expected"] <= alert.params["high"]
    assert len(alert.figures) == 2
    Engagement.objects.filter(key__startswith="all").delete()
    recount(place.pk)
    GhostBackTest.objects.all().delete()
    refit(place)
    assert not Alert.objects.open().filter(kind=MISSED).exists()


def test_sources_are_told_apart(fitted: tuple[Channel, list[int]]) -> None:
    place, ids = fitted
    engaged = dict(FriendActivity.objects.values_list("friend_id", "engaged_total"))
    loyal = sorted(ids, key=lambda who: -engaged[who])[:100]
    Friend.objects.filter(pk__in=loyal).update(source_id=7)
    Friend.objects.filter(pk__in=set(ids) - set(loyal[:80])).update(source_id=8)
    Friend.objects.filter(pk__in=ids[:5]).update(source_id=9)
    refit(place)
    seven, eight = latest(place, "source:7"), latest(place, "source:8")
    assert seven["t1_silent_share"].value < eight["t1_silent_share"].value  # type: ignore[operator]
    assert set(latest(place, "source:9")) == {"t1_friends"}
    expected = eight["t1_silent_expected"]
    assert expected.low < expected.value < expected.high <= expected.n == eight["t1_silent_share"].n  # type: ignore[operator]
    Friend.objects.filter(source_id=8).exclude(pk__in=ids[:20]).update(source_id=7)
    refit(place)
    few = latest(place, "source:8")
    assert few["t1_friends"].value
    assert (few["t1_silent_expected"].value, few["t1_silent_share"].value) == (None, None)


@pytest.mark.django_db(transaction=True)
def test_reactions_put_one_run_in_the_queue_and_it_is_worked_off(
    fitted: tuple[Channel, list[int]],
) -> None:
    place, _ids = fitted
    drain()
    ghosts = FriendActivity.objects.filter(channel=place, state="ghost")[:2]
    for who in ghosts:
        made = [(who.friend_id, "clicked", world.moment(80), f"b{who.pk}", None, None)]
        record_engagements(place.pk, made)
    assert Run.objects.filter(kind=RESCORE, state=Run.State.WAITING).count() == 1
    drain()
    left = FriendActivity.objects.filter(pk__in=[g.pk for g in ghosts], state="ghost")
    assert not left.exists()


def test_the_tick_asks_for_every_channel_with_people(
    fitted: tuple[Channel, list[int]],
) -> None:
    place, _ids = fitted
    make.channel("아직 아무도")
    assert refit_ghosts() == refit_ghosts() == 1
    assert list(Run.objects.filter(kind=REFIT).values_list("channel", flat=True)) == [place.pk]


def test_a_message_that_comes_late_asks_for_a_new_fit(
    fitted: tuple[Channel, list[int]],
) -> None:
    place, _ids = fitted
    refresh(place)
    assert not Run.objects.filter(kind=REFIT).exists()
    make.broadcast(place, world.sent_on(40) + dt.timedelta(days=1), "늦은 소식")
    refresh(place)
    assert Run.objects.filter(kind=REFIT, channel=place).count() == 1
    refit(place)
    assert newest(place).ordinal == 81
    assert np.isfinite(newest(place).log_likelihood or 0)
