"""Worlds of people: what each did is in the files, what came later in the outcomes, and no more."""

import csv
import json
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from kakao.simulator import NATURES, World, make_world, outcomes, read_world, write_files
from kakao.simulator.__main__ import main
from kakao.simulator.crowd import WEEKS
from kakao.simulator.world import DAY, NEVER

MONDAY = date(2025, 5, 5)
END = MONDAY + timedelta(weeks=WEEKS)
# The day of the 151st message: ten are still to come.
TODAY = END - timedelta(weeks=5) + timedelta(days=1)


def crowd(name: str, seed: int = 1, friends: int = 5_000) -> World:
    return make_world(name, seed=seed, friends=friends, start=MONDAY, end=END)


@pytest.fixture(scope="module")
def world() -> World:
    return crowd("return")


@pytest.fixture(scope="module")
def data(world, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("crowd")
    write_files(world.seen(TODAY), folder, ["csv_utf8"])
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def answers(world: World, first: int, last: int) -> float:
    """Share of the messages first … last − 1 that their receivers answered."""
    answered = np.unique(
        np.stack([world.crowd.reactions.message, world.crowd.reactions.friend]), axis=1
    )
    among = (answered[0] >= first) & (answered[0] < last)
    return float(among.sum() / sum(b.sent for b in world.broadcasts[first:last]))


@pytest.mark.parametrize("name", NATURES)
def test_a_world_of_people_is_as_described(name):
    world = crowd(name)
    people = world.crowd
    assert len(world.broadcasts) == 160
    assert {b.sent_at.weekday() for b in world.broadcasts} == {1, 4}
    assert len({b.kakao_id for b in world.broadcasts}) == 160
    assert np.mean(people.joined_at < 0) == pytest.approx(1 / 3, abs=0.02)
    assert np.mean(people.trackable) == pytest.approx(0.6, abs=0.02)
    assert len(set(people.key.tolist())) == 5_000
    assert world.daily.friends[-1] == (people.blocked_at == NEVER).sum()
    for b in world.broadcasts:
        assert b.opened <= b.sent <= 5_000


@pytest.mark.parametrize(
    ("name", "early", "late"),
    [
        # the rule's own arithmetic for the first message, and whether answers fall to the end
        ("classes", 0.15 * 0.5 + 0.35 * 0.08 + 0.5 * 0.002, 0.09),
        ("fade", 0.2, 0.09),
        ("return", 0.6 / 3.6, 0.12),
        ("bursty", 8 / 28 * 0.4, 0.15),
        ("lifetimes", 0.8 / 4.8, 0.13),
        ("rare", 0.006, 0.008),
    ],
)
def test_answers_begin_as_the_rule_says(name, early, late):
    world = crowd(name, friends=30_000)
    # about 10,000 friends are asked: three standard deviations
    assert answers(world, 0, 1) == pytest.approx(early, abs=3 * (early / 10_000) ** 0.5)
    assert answers(world, 150, 160) < late


def test_the_season_falls_by_two_fifths_on_the_last_ten_messages():
    world, usual = crowd("season", friends=30_000), crowd("content", friends=30_000)
    fall = answers(world, 150, 160) / answers(world, 140, 150)
    assert fall == pytest.approx(0.6, abs=0.04)
    shares = [answers(usual, n, n + 1) for n in range(100, 140)]
    assert np.std(np.log(shares)) > 0.25  # the content of a message moves everybody


def test_prize_hunters_come_on_three_days_and_answer_twice():
    world = crowd("prize", friends=20_000)
    people = world.crowd
    hunter = people.source == people.sources.index("이벤트")
    assert hunter.mean() == pytest.approx(0.25, abs=0.02)
    assert len(set((people.joined_at[hunter] // DAY).tolist())) == 3
    done = people.reactions
    first = np.searchsorted([world.seconds(b.sent_at.date()) for b in world.broadcasts],
                            people.joined_at[done.friend])  # fmt: skip
    nth = (done.message - first)[hunter[done.friend]]
    assert nth.min() == 0
    assert np.mean(nth < 2) > 0.65


def test_a_seed_gives_the_same_crowd_and_another_seed_another():
    first, again, other = crowd("classes", 7), crowd("classes", 7), crowd("classes", 8)
    assert first.crowd.reactions.at.tolist() == again.crowd.reactions.at.tolist()
    assert first.crowd.reactions.at.tolist() != other.crowd.reactions.at.tolist()


def test_nobody_reacts_before_joining_after_leaving_or_after_the_next_message(world):
    done, people = world.crowd.reactions, world.crowd
    sent = np.array([world.seconds(b.sent_at.date()) for b in world.broadcasts])
    after = np.append(sent[1:], world.seconds(END))
    assert (done.at > sent[done.message]).all()
    assert (done.at < after[done.message]).all()
    assert (people.joined_at[done.friend] < sent[done.message]).all()
    assert (done.at < people.blocked_at[done.friend]).all()
    assert (np.diff(done.at) >= 0).all()


def test_the_files_hold_what_was_known_in_the_morning(data, world):
    told, people = rows(data / "people" / "friends.csv"), world.crowd
    now = world.seconds(TODAY)
    assert len(told) == (people.joined_at < now).sum()
    assert sum(row["관계"] == "차단" for row in told) == (people.blocked_at < now).sum()
    for row in told:
        assert (row["관계"] == "차단") == bool(row["차단한 날"])
        assert date.fromisoformat(row["친구가 된 날"]) < TODAY
        tracked = row["반응 확인 시작일"]
        before = max(row["친구가 된 날"], f"{MONDAY - timedelta(days=1)}")
        assert tracked in ("", before)
    assert len(rows(data / "csv_utf8" / "broadcasts.csv")) == 150


def test_only_the_trackable_are_in_the_log_of_reactions(data, world):
    log = rows(data / "people" / "engagements.csv")
    seen = {
        row["고객키"] for row in rows(data / "people" / "friends.csv") if row["반응 확인 시작일"]
    }
    assert {row["고객키"] for row in log} <= seen
    assert len({row["반응 번호"] for row in log}) == len(log)
    numbers = {row["메시지 번호"] for row in rows(data / "csv_utf8" / "broadcasts.csv")}
    for row in log:
        assert row["메시지 번호"] in ({""} if row["반응"] == "문의" else numbers)
        assert datetime.fromisoformat(row["일시"]).date() < TODAY


def test_pieces_in_order_hold_the_same_rows_as_one_file(data, world, tmp_path):
    parts, day = [], None
    for n, until in enumerate([TODAY - timedelta(weeks=10), TODAY - timedelta(weeks=3), TODAY]):
        write_files(world.seen(until), tmp_path / str(n), ["csv_utf8"], since=day)
        parts.append(tmp_path / str(n) / "people")
        day = until
    log = [row for part in parts for row in rows(part / "engagements.csv")]
    assert log == rows(data / "people" / "engagements.csv")
    newest = {row["고객키"]: row for part in parts for row in rows(part / "friends.csv")}
    assert newest == {row["고객키"]: row for row in rows(data / "people" / "friends.csv")}


def test_outcomes_are_what_the_later_log_says(data, world, tmp_path):
    """Counted again from the files alone: the log of ten messages later against the outcomes."""
    assert main(["outcomes", "--from", f"{TODAY}", "--data", str(data)]) == 0
    write_files(world, tmp_path, ["csv_utf8"], since=TODAY)
    days = defaultdict(set)
    sends = sorted(row["발송일시"][:10] for row in rows(tmp_path / "csv_utf8" / "broadcasts.csv"))
    for row in rows(tmp_path / "people" / "engagements.csv"):
        days[row["고객키"]].add(max(day for day in sends if day <= row["일시"][:10]))
    told = rows(data / "outcomes_friends.csv")
    there = {
        row["고객키"] for row in rows(data / "people" / "friends.csv") if row["관계"] == "친구"
    }
    assert {row["key"] for row in told} == there
    for row in told:
        if row["trackable"] == "1":
            assert int(row["answered"]) == len(days[row["key"]])
        assert row["silent"] == str(int(row["answered"] == "0"))
    totals = rows(data / "outcomes_sources.csv")
    assert sum(int(row["friends"]) for row in totals) == len(told)
    assert sum(int(row["silent"]) for row in totals) == sum(row["silent"] == "1" for row in told)


def test_a_written_folder_gives_its_whole_world_back(data, world):
    again = read_world(data)
    assert (again.name, again.end) == (world.name, world.end)
    assert again.crowd.reactions.at.tolist() == world.crowd.reactions.at.tolist()
    assert json.loads((data / "manifest.json").read_text("utf-8"))["to"] == f"{TODAY}"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["outcomes", "--from", f"{END - timedelta(days=20)}"], "messages follow"),
        (["outcomes", "--from", "soon"], "argument --from: invalid"),
    ],
)
def test_the_command_says_what_cannot_be_told(words, said, data, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([*words, "--data", str(data)])
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


def test_a_world_of_totals_has_no_outcomes(tmp_path):
    shop = make_world("shop", seed=1, friends=500, start=MONDAY, end=MONDAY + timedelta(weeks=9))
    with pytest.raises(ValueError, match="knows nobody"):
        outcomes(shop, MONDAY)
    with pytest.raises(ValueError, match="no world with people"):
        read_world(tmp_path)
