"""Every statement against a calculation by hand, and on the edges."""

import datetime as dt
from dataclasses import replace

import pytest

from analytics.statements.facts import Day, Facts, Period, Typed
from analytics.statements.refresh import statements
from channel.models import Reading
from tests.analytics.shop import MONTH, SENDS, TODAY, days, facts, message, shop, weekly

DAY = dt.timedelta(days=1)


def told(given: Facts) -> dict[str, Reading]:
    """Of the channel, as of the facts' own day."""
    return {
        r.measure: r for r in statements(given) if r.subject == "channel" and r.as_of == given.today
    }


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("friends", 18_000),
        ("adds_30d", 1_204),
        ("blocks_30d", 664),
        ("net_30d", 540),
        ("leak_per_100", 100 * 664 / 1_204),
        ("cost_recent", 1_456_785),
        ("unopened_cost", 999_537),
        ("unopened_share", 60_578 / 88_290),
        ("free_sends_recent", 0),
        ("per_open", 1_456_785 / 27_712),
        ("per_click", 70_478 * 16.5 / 444),
        ("openers_low", 6_412),
        ("openers_share", 6_412 / 17_812),
        ("ghost_low", 0),
        ("ghost_high", 1 - 6_412 / 17_812),
        ("full_send_cost", 297_000),
        ("break_even", 13_500),
    ],
)
def test_example_channel(measure: str, value: float) -> None:
    assert told(shop())[measure].value == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    ("measure", "printed"),
    [("leak_per_100", 55), ("per_open", 53), ("per_click", 2_619)],
)
def test_example_channel_as_printed(measure: str, printed: int) -> None:
    assert round(told(shop())[measure].value or 0) == printed


def test_young_results_may_still_change() -> None:
    young = told(shop())["openers_low"].state
    grown = told(shop(now=TODAY + 7 * DAY))["openers_low"].state
    assert (young, grown) == ("provisional", "final")


def test_free_sends_are_not_paid() -> None:
    free = replace(message(1, TODAY, 1_000, 400), free=200)
    found = told(facts(messages=(free,)))
    assert found["cost_recent"].value == 800 * 16.5
    assert found["unopened_cost"].value == 800 * 16.5 * 0.6
    assert found["free_sends_recent"].value == 200


def test_narrowed_sends_cost_their_own_price() -> None:
    narrowed = message(1, TODAY, 1_000, 400, full=False)
    found = told(facts(messages=(narrowed,)))
    assert found["cost_recent"].value == 22_000
    assert found["openers_low"].state == "missing"


@pytest.mark.parametrize(
    ("case", "given", "measure", "reason"),
    [
        ("nobody", facts(), "friends", "no_friends"),
        ("nobody", facts(), "full_send_cost", "no_friends"),
        ("no flow", facts(), "leak_per_100", "no_flow"),
        ("no adds", shop(periods=(replace(MONTH, added=0),)), "leak_per_100", "no_adds"),
        ("a week only", facts(days=days(TODAY - 6 * DAY, *[(None, 4, 2)] * 7)), "adds_30d",
         "few_days"),
        ("no message", facts(), "cost_recent", "no_messages"),
        ("no message", facts(), "openers_low", "no_full_sends"),
        ("two messages", facts(messages=shop().messages[:2]), "ghost_high", "few_full_sends"),
        ("opened by nobody", facts(messages=(message(1, TODAY, 100, 0),)), "per_open", "no_opens"),
        ("clicks unknown", facts(messages=(message(1, TODAY, 100, 9),)), "per_click", "no_clicks"),
        ("all free", facts(messages=(replace(message(1, TODAY, 9, 1), free=9),)),
         "unopened_share", "free"),
        ("no price", shop(rates=()), "cost_recent", "no_price"),
        ("five sends", shop(), "growth_opened", "few_for_growth"),
        ("no blocks", facts(), "leave_send_days", "no_blocks"),
        ("no sends", facts(days=days(TODAY - 29 * DAY, *[(None, 4, 2)] * 30)), "leave_send_days",
         "one_kind_of_day"),
        ("no N1", shop(), "ghost_n1", "no_n1"),
        ("no N2", shop(), "retained_n2", "no_n2"),
        ("no N3", shop(), "customers_n3", "no_n3"),
        ("N1 above all receivers", shop(typed=(Typed(1, "n1", TODAY, {"size": 17_501}),)),
         "ghost_n1", "n1_received"),
        ("N1 of five messages ago", shop(typed=(Typed(1, "n1", dt.date(2026, 10, 1),
         {"size": 9}),)), "ghost_n1", "n1_old"),
    ],
)  # fmt: skip
def test_missing_inputs_make_no_number(case: str, given: Facts, measure: str, reason: str) -> None:
    reading = told(given)[measure]
    assert (reading.state, reading.value, reading.inputs["reason"]) == ("missing", None, reason)


def test_everybody_opened() -> None:
    all_open = tuple(message(n, TODAY - n * DAY, 500, 500) for n in range(3))
    found = told(facts(messages=all_open))
    assert (found["ghost_low"].value, found["ghost_high"].value) == (0, 0)
    assert found["unopened_cost"].value == 0


def test_lower_bound_of_ghosts_appears_where_few_open() -> None:
    few = tuple(message(n, TODAY - n * DAY, 1_000, 70) for n in range(4))
    found = told(facts(messages=few))
    assert found["ghost_low"].value == pytest.approx(0.72)
    assert found["ghost_high"].value == pytest.approx(0.93)


def test_comings_and_goings_widen_the_ghost_bound() -> None:
    """1,000 friends; on each of three days 10 come, 10 leave, and 300 open the day's message."""
    flow = days(TODAY - 3 * DAY, (1_000, 0, 0), *[(1_000, 10, 10)] * 3)
    sends = tuple(message(n, TODAY - n * DAY, 1_000, 300) for n in range(3))
    found = told(facts(days=flow, messages=sends))
    assert found["ghost_low"].formula == "ghost_present"
    # 10 of the first day's openers are new and 30 left later, as few as may be of 970 who stayed
    assert found["ghost_high"].value == pytest.approx(1 - (300 - 10 - 30) / (1_000 - 30))
    assert found["ghost_low"].value == pytest.approx(1 - 900 / 970)


def test_growth_compares_first_and_last_third() -> None:
    """Six months, nine sends: 2,140 more receive, 38 more open."""
    sent = [15_800, 15_860, 15_920, 16_900, 17_000, 17_100, 17_950, 18_000, 18_050]
    opened = [6_370, 6_374, 6_378, 6_000, 6_000, 6_000, 6_410, 6_412, 6_414]
    sends = tuple(replace(m, day=TODAY - (8 - m.id) * 22 * DAY)
                  for m in weekly(9, TODAY, sent, opened))  # fmt: skip
    found = told(facts(messages=sends))
    assert (found["growth_received"].value, found["growth_opened"].value) == (2_140, 38)


@pytest.mark.parametrize(("n", "apart"), [(5, 30), (6, 17)])
def test_growth_needs_six_sends_over_ninety_days(n: int, apart: int) -> None:
    sends = tuple(message(i, TODAY - i * apart * DAY, 100, 30) for i in range(n))
    assert told(facts(messages=sends))["growth_opened"].state == "missing"


def test_leaving_after_a_message_and_else() -> None:
    """Three sends: on their days and the day after 32 leave a day, on the other 24 days 17."""
    sent = {TODAY - n * DAY for n in (3, 10, 17)}
    after = sent | {day + DAY for day in sent}
    month = [TODAY - n * DAY for n in range(30)][::-1]
    rows = tuple(Day(day, None, 40, 32 if day in after else 17) for day in month)
    sends = tuple(message(n, day, 100, 30) for n, day in enumerate(sorted(sent, reverse=True)))
    found = told(facts(days=rows, messages=sends))
    assert (found["leave_send_days"].value, found["leave_send_days"].n) == (32, 6)
    assert (found["leave_other_days"].value, found["leave_other_days"].n) == (17, 24)


def test_a_missing_day_is_a_gap_and_no_zero() -> None:
    rows = days(TODAY - 29 * DAY, *[(None, 40, 20)] * 30)
    with_gap = tuple(row for row in rows if row.day != TODAY - 4 * DAY)
    found = told(facts(days=with_gap))["adds_30d"]
    assert (found.value, found.n, found.gaps) == (29 * 40, 29, ["2026-11-18"])
    assert found.state == "provisional"


def test_a_period_fills_missing_days_and_overrides_none() -> None:
    """The week's sums are 70 and 35; its own three known days took 30 and 15 of them."""
    rows = days(TODAY - 29 * DAY, *[(None, 10, 5)] * 26)
    week = Period(7, TODAY - 6 * DAY, TODAY, added=70, blocked=35)
    found = told(facts(days=rows, periods=(week,)))
    assert (found["adds_30d"].value, found["blocks_30d"].value) == (260 + 40, 130 + 20)
    assert (found["adds_30d"].gaps, found["adds_30d"].state) == ([], "final")


def test_part_of_a_period_is_an_estimate() -> None:
    later = days(TODAY + DAY, *[(None, 70, 30)] * 7)
    found = told(shop(today=TODAY + 7 * DAY, days=later))["adds_30d"]
    assert (found.value, found.state) == (490 + round(1_204 * 23 / 30), "estimate")


def test_n1_turns_the_bound_into_a_count() -> None:
    n1 = Typed(1, "n1", TODAY, {"size": 8_280, "received": 16_900})
    found = told(shop(typed=(n1,)))
    assert found["openers_n1"].value == 8_280
    assert found["ghost_n1"].value == pytest.approx(8_620 / 16_900)
    assert (found["ghost_n1_people"].value, found["ghost_n1"].state) == (8_620, "final")


def test_n1_without_receivers_says_that_it_is_an_estimate() -> None:
    found = told(shop(typed=(Typed(1, "n1", TODAY, {"size": 8_280}),)))["ghost_n1"]
    assert (found.state, found.inputs["received"]) == ("estimate", min(row[2] for row in SENDS))


def test_n2_and_n3() -> None:
    typed = (
        Typed(1, "n2", TODAY, {"friends": 15_200, "received": 16_000}),
        Typed(2, "n3", TODAY, {"tried": 5_000, "registered": 4_000, "friends": 2_040}),
    )
    found = told(shop(typed=typed))
    assert (found["retained_n2"].value, found["customers_n3"].value) == (0.95, 2_040)


def test_unexplained_difference_is_kept_and_later_settled() -> None:
    rows = days(TODAY - 2 * DAY, (100, 1, 1), (103, 5, 2), (90, 1, 1))
    found = [r for r in statements(facts(days=rows)) if r.measure == "unexplained"]
    assert [(r.as_of, r.value) for r in found] == [(TODAY, -13)]
    told_before = frozenset({("unexplained", TODAY)})
    mended = days(TODAY - 2 * DAY, (100, 1, 1), (103, 5, 2), (103, 1, 1))
    again = statements(facts(days=mended, told=told_before))
    assert [r.value for r in again if r.measure == "unexplained"] == [0]


def test_a_difference_that_can_no_longer_be_judged_is_missing_and_not_settled() -> None:
    told_before = frozenset({("unexplained", TODAY)})
    undone = days(TODAY - 2 * DAY, (100, 1, 1), (103, 5, 2))
    found = statements(facts(days=undone, told=told_before))
    assert [r.value for r in found if r.measure == "unexplained"] == [None]


def test_every_message_has_its_own_figures() -> None:
    found = {r.measure: r for r in statements(shop()) if r.subject == "broadcast:5"}
    assert {name: r.value for name, r in found.items()} == pytest.approx(
        {
            "sent": 17_950, "opened": 4_846, "clicked": 120, "cost": 296_175,
            "per_open": 296_175 / 4_846, "per_click": 296_175 / 120,
            "open_share": 4_846 / 17_950,
        }
    )  # fmt: skip
    assert {r.as_of for r in found.values()} == {dt.date(2026, 11, 19)}


def test_past_sundays_know_only_what_was_before() -> None:
    weeks = {r.as_of: r for r in statements(shop()) if r.measure == "openers_low"}
    assert weeks[dt.date(2026, 11, 8)].value == 5_554
    assert weeks[dt.date(2026, 11, 8)].inputs["recomputed"] is True
    assert dt.date(2026, 10, 18) not in weeks
