"""Every layout carries the same figures: read back with plain readers, none of them ours."""

import csv
import io
import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from lxml import html
from python_calamine import load_workbook

from kakao.simulator import Agency, World, make_world, write_agency, write_files
from kakao.simulator.__main__ import main
from kakao.simulator.layouts import LAYOUTS
from kakao.simulator.tables import broadcasts, daily_friends, sources_long

END = date(2026, 10, 1)
START = END - timedelta(weeks=12)


@pytest.fixture(scope="module")
def world() -> World:
    return make_world("shop", seed=1, friends=18_000, start=START, end=END)


@pytest.fixture(scope="module")
def data(world, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    write_files(world, folder)
    return folder


def text(path: Path, encoding: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode(encoding)), delimiter=delimiter))


def sheet(path: Path) -> list[list[object]]:
    book = load_workbook(path)
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def page(path: Path) -> list[list[str]]:
    rows = html.fromstring(path.read_bytes()).iter("tr")
    return [[cell.text_content() for cell in row] for row in rows]


def transposed(rows: list[list[object]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


def body(rows: list[list], head: int = 1) -> list[list]:
    """Without the head, its repetitions and the total row."""
    words = rows[head - 1]
    return [row for row in rows[head:] if row != words and row[0] != "합계"]


# How a plain reader gets at the body of each layout's rows.
READ = {
    "csv_utf8": lambda path: body(text(path, "utf-8-sig")),
    "csv_cp949": lambda path: body(text(path, "cp949")),
    "tsv_utf16": lambda path: body(text(path, "utf-16", "\t")),
    "xlsx_titled": lambda path: body(sheet(path), head=6),
    "xlsx_wide": lambda path: body(transposed(sheet(path))),
    "html_xls": lambda path: body(page(path)),
    "pasted": lambda path: body(text(path, "utf-8", "\t")),
    "csv_channels": lambda path: [row[1:] for row in body(text(path, "utf-8-sig"))],
}
ACROSS = ("tsv_utf16", "html_xls", "pasted", "xlsx_wide")


def plain(cell: object) -> object:
    """A cell's value whatever its layout: a day, a moment, a count, text, or None."""
    if isinstance(cell, float):
        return int(cell)
    if not isinstance(cell, str):
        return cell
    if re.fullmatch(r"-?|\s+", cell):
        return None
    if re.fullmatch(r"[\d,]+[명회건]?", cell):
        return int(re.sub(r"\D", "", cell))
    if re.match(r"\d{4}[-.년]", cell):
        n = [int(part) for part in re.findall(r"\d+", cell)]
        return date(*n) if len(n) == 3 else datetime(*n)
    return cell


def figures(path: Path, layout: str) -> list[tuple]:
    rows = [tuple(plain(cell) for cell in row) for row in READ[layout](path)]
    return [row for row in rows if any(cell is not None for cell in row[1:])]


def file(data: Path, layout: str, kind: str) -> Path:
    return data / layout / f"{kind}{LAYOUTS[layout].suffix}"


@pytest.mark.parametrize("layout", READ)
def test_daily_friends_are_the_same_in(layout, data, world):
    expected = [tuple(row) for row in daily_friends(world).shown().rows]
    assert figures(file(data, layout, "daily_friends"), layout) == expected
    assert len(expected) == 83


@pytest.mark.parametrize("layout", READ)
def test_daily_sources_are_the_same_in(layout, data, world):
    rows = figures(file(data, layout, "daily_sources"), layout)
    if layout in ACROSS:
        rows = [
            (row[0], name, n)
            for row in rows
            for name, n in zip(world.sources, row[1:], strict=True)
        ]
    assert rows == [tuple(row) for row in sources_long(world).rows]


@pytest.mark.parametrize("layout", [name for name in READ if name != "xlsx_wide"])
def test_broadcasts_are_the_same_in(layout, data, world):
    rows = figures(file(data, layout, "broadcasts"), layout)
    expected = [(row[0], row[1].replace(tzinfo=None), *row[2:]) for row in broadcasts(world).rows]
    assert [row[:7] for row in rows] == expected


def test_tags_stand_in_the_recent_csv(data, world):
    rows = figures(file(data, "csv_utf8", "broadcasts"), "csv_utf8")
    benefits = {True: "있음", False: "없음"}
    assert [row[7:] for row in rows] == [
        (b.content, b.audience, benefits[b.benefit]) for b in world.broadcasts
    ]


def test_periods_sum_the_days_with_the_missing_one(data, world):
    rows = body(text(file(data, "csv_periods", "daily_friends"), "utf-8-sig"))
    assert [row[0] for row in rows] == [
        "2026.07.09 ~ 2026.07.31",
        "2026.08.01 ~ 2026.08.31",
        "2026.09.01 ~ 2026.09.30",
    ]
    assert sum(int(row[1]) for row in rows) == world.daily.added.sum()
    assert sum(int(row[2]) for row in rows) == world.daily.blocked.sum()
    assert int(rows[-1][3]) == 18_000


@pytest.mark.parametrize(
    ("layout", "kind", "encoding", "piece"),
    [
        (
            "csv_utf8",
            "daily_friends",
            "utf-8",
            "\ufeff날짜,친구수,친구 추가,친구 차단\r\n2026-07-09,",
        ),
        ("csv_cp949", "daily_friends", "cp949", '\r\n2026.07.09,"1'),
        ("csv_cp949", "daily_friends", "cp949", '\r\n합계,,"'),
        ("tsv_utf16", "daily_friends", "utf-16", "\r\n2026. 7. 9.\t1"),
        ("html_xls", "daily_friends", "utf-8", "<td>2026년 7월 9일</td>"),
        ("html_xls", "broadcasts", "utf-8", "<td>합계</td><td>-</td>"),
        ("pasted", "daily_friends", "utf-8", "\n2026-07-09(목)\t1"),
        ("pasted", "broadcasts", "utf-8", "회\t0건\n"),
        ("csv_channels", "broadcasts", "utf-8", "무드옷장,린넨 원피스 입고,2026-"),
    ],
)
def test_a_layout_looks_as_it_says(layout, kind, encoding, piece, data):
    assert piece in file(data, layout, kind).read_bytes().decode(encoding)


def test_the_missing_day_is_a_dash_where_the_layout_shows_it(data, world):
    (missing,) = world.truth.missing
    rows = text(file(data, "pasted", "daily_friends"), "utf-8", "\t")
    assert [row[1:] for row in rows if row[0].startswith(f"{missing}")] == [["-", "-", "-"]]


def test_the_head_comes_again_on_every_page(data):
    rows = text(file(data, "tsv_utf16", "daily_friends"), "utf-16", "\t")
    assert [n for n, row in enumerate(rows) if row[0] == "기준일"] == [0, 31, 62]


def test_the_titled_workbook_has_a_merged_head_of_two_rows(data):
    rows = sheet(file(data, "xlsx_titled", "daily_friends"))
    assert [row[0] for row in rows[:3]] == [
        "무드옷장 친구 통계",
        "기간 2026.07.09 ~ 2026.09.30",
        "내려받은 날 2026.10.01",
    ]
    assert rows[4:6] == [["일자", "친구", "", ""], ["", "전체", "추가", "차단"]]


def test_a_world_is_written_the_same_twice(data, world, tmp_path):
    for written in write_files(world, tmp_path):
        assert (tmp_path / written.file).read_bytes() == (data / written.file).read_bytes()


def test_the_manifest_names_every_file(data):
    manifest = json.loads((data / "manifest.json").read_text("utf-8"))
    named = {row["file"] for row in manifest["files"]}
    there = {str(path.relative_to(data)) for path in data.glob("*/*")}
    assert named == there
    assert (manifest["world"], manifest["from"], manifest["to"]) == (
        "shop",
        "2026-07-09",
        "2026-10-01",
    )


def test_the_truth_is_written_beside_the_files(data, world):
    truth = json.loads((data / "truth.json").read_text("utf-8"))
    assert truth["silence"][-1]["silent"] == world.truth.silence[-1].silent
    assert len(truth["broadcasts"]) == len(world.broadcasts)
    assert truth["missing"] == [world.truth.missing[0].isoformat()]


def test_one_table_holds_many_channels(tmp_path):
    agency = Agency(seed=1, channels=40, friends=1_000, start=START, end=END)
    write_agency(agency, tmp_path)
    rows = body(text(tmp_path / "csv_channels" / "daily_friends.csv", "utf-8-sig"))
    assert len(rows) == 40 * 84
    assert [row[0] for row in rows[::84]] == list(agency.names())


def test_the_command_writes_only_the_layouts_asked_for(tmp_path, capsys):
    period = ["--from", "2026-07-01", "--to", "2026-10-01"]
    layouts = ["--layouts", "pasted,xlsx_wide"]
    assert main(["write", "--friends", "900", "--data", str(tmp_path), *period, *layouts]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "manifest.json",
        "pasted",
        "truth.json",
        "xlsx_wide",
    ]
    assert len(capsys.readouterr().out.splitlines()) == 5


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (["--layouts", "pdf"], "layouts: pdf is none of csv_utf8"),
        (["--from", "2026-10-01", "--to", "2026-10-01"], "end: must be after start"),
        (["--to", "yesterday"], "argument --to: invalid"),
    ],
)
def test_the_command_says_what_is_wrong(extra, words, tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["write", "--data", str(tmp_path / "none"), *extra])
    assert stopped.value.code == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
