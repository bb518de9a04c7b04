"""Files of many shapes hold the same three days; every shape must give the same rows."""

import datetime as dt
import io
from collections.abc import Callable

import pandas as pd
import pytest
import xlsxwriter

from channel.imports.own_kinds import BROADCASTS, DAILY_FRIENDS, DAILY_SOURCES, OWN_KINDS
from channel.imports.reading import (
    MappingChoice,
    Parsed,
    Table,
    guess_kind,
    parse,
    propose,
    read,
    read_paste,
)

TODAY = dt.date(2026, 11, 1)
DAYS = [
    (dt.date(2026, 9, 1), 18_000, 35, 12),
    (dt.date(2026, 9, 2), 18_023, 41, 9),
    (dt.date(2026, 9, 3), 18_055, 28, 30),
]
NAMES = ["날짜", "전체 친구수", "추가 친구수", "차단 친구수"]
KINDS = {kind.name: kind for kind in OWN_KINDS}


def rows(day: Callable[[dt.date], str] = str, number: str = "{}") -> list[list[str]]:
    return [[day(on), *(number.format(n) for n in counts)] for on, *counts in DAYS]


def lines(separator: str, table: list[list[str]], end: str = "\n") -> str:
    return end.join(separator.join(row) for row in table) + end


CSV = lines(",", [NAMES, *rows()])
TABS = lines("\t", [NAMES, *rows(lambda d: f"{d.year}. {d.month}. {d.day}.", "{:,}")])


def korean(day: dt.date) -> str:
    return f"{day.year}년 {day.month}월 {day.day}일 ({'월화수목금토일'[day.weekday()]})"


def titled() -> str:
    head = "친구 통계\n조회기간\t2026.09.01 ~ 2026.09.03\n\n"
    merged = "\t친구\t\t\n날짜\t전체\t추가\t차단\n"
    days = lines("\t", rows(lambda d: f"{d.month}월 {d.day}일", "{:,}명"))
    return head + merged + days + "합계\t\t104명\t51명\n"


def wide() -> str:
    table = [["구분", *(f"{d[0]:%Y.%m.%d}" for d in DAYS), "합계"]]
    for place, name in enumerate(["총 친구수", "신규 친구", "차단수"], 1):
        table.append([name, *(str(d[place]) for d in DAYS), "0"])
    return lines(",", table)


def page(encoding: str) -> bytes:
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows())
    head = "<tr><th rowspan=2>기준일</th><th colspan=3>친구</th></tr>"
    head += "<tr><th>누적</th><th>신규</th><th>차단</th></tr>"
    top = f'<html><head><meta charset="{encoding}"></head><body><table>'
    return f"{top}<tr><td colspan=4>친구 통계</td></tr>{head}{body}</table>".encode(encoding)


def book(dates: str) -> bytes:
    """Title rows, a merged head, a total by formula; days as dates, serials or text."""
    target = io.BytesIO()
    made = xlsxwriter.Workbook(target)
    made.add_worksheet("안내").write(0, 0, "카카오톡 채널 통계")
    sheet = made.add_worksheet("친구")
    sheet.write(1, 0, "2026년 9월 친구 통계")
    sheet.merge_range(3, 0, 4, 0, "일자")
    sheet.merge_range(3, 1, 3, 3, "친구")
    sheet.write_row(4, 1, ["전체", "추가", "차단"])
    style = made.add_format({"num_format": "yyyy-mm-dd"}) if dates == "date" else None
    for number, (day, *counts) in enumerate(DAYS, 5):
        if dates == "text":
            sheet.write_string(number, 0, day.strftime("%Y.%m.%d"))
        else:
            sheet.write_datetime(number, 0, dt.datetime.combine(day, dt.time()), style)
        sheet.write_row(number, 1, counts)
    sheet.write(8, 0, "합계")
    sheet.write_formula(8, 2, "=SUM(C6:C8)", None, 104)
    made.close()
    return target.getvalue()


def drawn(text: str) -> bytes:
    return "\n".join(f"| {line.replace(',', ' | ')} |" for line in text.splitlines()).encode()


SHAPES = {
    "utf8": CSV.encode(),
    "utf8_bom": CSV.encode("utf-8-sig"),
    "cp949": CSV.encode("cp949"),
    "utf16_bom_tabs": TABS.encode("utf-16"),
    "utf16le_without_bom": TABS.encode("utf-16-le"),
    "utf16be_without_bom": TABS.encode("utf-16-be"),
    "crlf": CSV.replace("\n", "\r\n").encode(),
    "old_mac_lines": CSV.replace("\n", "\r").encode(),
    "semicolons": CSV.replace(",", ";").encode(),
    "pipes_drawn": drawn(CSV),
    "quoted_thousands": lines(",", [NAMES, *rows(str, '"{:,}"')]).encode(),
    "with_people_unit": lines(",", [NAMES, *rows(str, "{} 명")]).encode(),
    "excel_text_guards": lines(",", [NAMES, *rows(str, '"=""{}"""')]).encode(),
    "titles_merged_head_total": titled().encode(),
    "wide": wide().encode(),
    "wide_cp949": wide().encode("cp949"),
    "repeated_header_and_blanks": (CSV.replace("2026-09-02", f"\n{','.join(NAMES)}\n2026-09-02"))
    .encode(),
    "footnote": (CSV + "※ 열람수는 7일 동안 늘어납니다\n").encode(),
    "html_utf8": page("utf-8"),
    "html_euc_kr": page("euc-kr"),
    "xlsx_dates": book("date"),
    "xlsx_serials": book("serial"),
    "xlsx_text": book("text"),
    "channel_title_rows": ("채널명,단골가게\n" + CSV).encode(),
    "columns_in_another_order": lines(
        ",", [NAMES[::-1], *(row[::-1] for row in rows())]
    ).encode(),
    "more_columns": lines(
        ",", [[*NAMES, "순증", "차단율(%)"], *([*row, "23", "0.1%"] for row in rows())]
    ).encode(),
    "days_compact": lines(",", [NAMES, *rows(lambda d: f"{d:%Y%m%d}")]).encode(),
    "days_korean_weekday": lines(",", [NAMES, *rows(korean)]).encode(),
    "days_short_year": lines(",", [NAMES, *rows(lambda d: f"{d:%y}.{d.month}.{d.day}")]).encode(),
    "days_dotted_weekday": lines(",", [NAMES, *rows(lambda d: f"{d:%Y.%m.%d}(화)")]).encode(),
    "broken_quote_in_another_row": CSV.encode() + b'"2026-09-04,1,1,1\n',
}  # fmt: skip


def taken(source: bytes | str, name: str = "") -> tuple[Table, Parsed]:
    table = read(source) if isinstance(source, bytes) else read_paste(source)
    proposal = propose(table, KINDS[name]) if name else guess_kind(table, OWN_KINDS)[0]
    return table, parse(table, proposal.choice, KINDS[proposal.kind], TODAY)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_days(shape: str) -> None:
    _, parsed = taken(SHAPES[shape])
    found = parsed.frame[["day", "total", "added", "blocked"]].iloc[:3]
    assert [(d.date(), *counts) for d, *counts in found.itertuples(index=False)] == DAYS
    assert len(parsed.frame) + len(parsed.problems) <= 4


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_friends(shape: str) -> None:
    assert guess_kind(read(SHAPES[shape]), OWN_KINDS)[0].kind == "daily_friends"


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("utf8", [2, 3, 4]),
        ("titles_merged_head_total", [6, 7, 8]),
        ("xlsx_dates", [6, 7, 8]),
        ("repeated_header_and_blanks", [2, 5, 6]),
    ],
)
def test_rows_keep_their_line(shape: str, expected: list[int]) -> None:
    assert taken(SHAPES[shape])[1].frame["line"].tolist() == expected


def test_dropped_rows_are_counted() -> None:
    assert taken(SHAPES["titles_merged_head_total"])[1].dropped == {"totals": 1, "titles": 3}


def test_pasted_text_is_read() -> None:
    assert len(taken(TABS)[1].frame) == 3


def test_a_quoted_line_break_stays_in_its_cell() -> None:
    text = '제목,발송일,발송수\n"가을\n신상",2026-09-01,10\n겨울,2026-09-02,20\n'
    frame = taken(text)[1].frame
    assert list(zip(frame["title"], frame["line"], strict=True)) == [("가을 신상", 2), ("겨울", 4)]


SOURCES = [("2026-09-01", "검색", 3), ("2026-09-01", "QR 코드", 5), ("2026-09-02", "검색", 4)]
SOURCE_SHAPES = {
    "long": "날짜,유입경로,추가수\n" + "".join(f"{d},{s},{n}\n" for d, s, n in SOURCES),
    "merged_day": "날짜,유입경로,추가수\n2026-09-01,검색,3\n,QR 코드,5\n2026-09-02,검색,4\n",
    "column_per_source": "날짜,검색,QR 코드,합계\n2026-09-01,3,5,8\n2026-09-02,4,-,4\n",
    "days_across": "유입경로,2026-09-01,2026-09-02,2026-09-03\n검색,3,4,\nQR 코드,5,-,\n",
}


@pytest.mark.parametrize("shape", SOURCE_SHAPES)
def test_sources_in_every_layout(shape: str) -> None:
    table, parsed = taken(SOURCE_SHAPES[shape])
    assert guess_kind(table, OWN_KINDS)[0].kind == "daily_sources"
    found = [(f"{d:%Y-%m-%d}", s, n) for d, s, n in
             parsed.frame[["day", "source", "added"]].itertuples(index=False)]  # fmt: skip
    assert sorted(found) == sorted(SOURCES)


def test_a_broadcast_row_is_read_whole() -> None:
    text = (
        "메시지 ID\t메시지명\t발송일시\t발송수\t열람수\t클릭수\t무료발송수\t실패\t노출수(회)\t"
        "대상\t내용\t혜택\t메시지 유형\t비용(원)\n"
        "1204\t@겨울 니트\t2026. 9. 1. 오후 3:05\t1.2만\t3,600명\t240\t100\t-\t9,000\t전체 친구\t"
        "상품\t없음\t와이드\t₩196,350\n"
    )
    row = taken(text)[1].frame.iloc[0].to_dict()
    assert pd.isna(row.pop("failed"))
    assert row == {
        "line": 2, "channel": "", "kakao_id": "1204", "title": "@겨울 니트",
        "sent_on": pd.Timestamp("2026-09-01"), "sent_at": pd.Timestamp("2026-09-01 15:05"),
        "sent": 12_000, "opened": 3_600, "clicked": 240, "free_sends": 100,
        "impressions": 9_000, "audience": "all", "content": "product", "benefit": "no",
        "message_type": "와이드", "cost": 196_350, "nth_of_day": 1,
    }  # fmt: skip


def test_channel_names_and_periods() -> None:
    text = (
        "채널명,기간,추가,차단,이전 친구수,이후 친구수\n"
        "가게,2026.08.01 ~ 08.31,50,20,100,130\n둘째,2026년 9월,5,6,10,9\n"
    )
    frame = taken(text)[1].frame
    assert frame["channel"].tolist() == ["가게", "둘째"]
    assert frame["period_from"].dt.strftime("%m%d").tolist() == ["0801", "0901"]
    assert frame["period_to"].dt.strftime("%m%d").tolist() == ["0831", "0930"]
    assert frame["total_after"].tolist() == [130, 9]


@pytest.mark.parametrize(
    ("header", "cells", "asked", "column"),
    [
        ("노출수", "500", True, None),
        ("조회수", "500", True, None),
        ("도달", "500", True, None),
        ("노출수(회)", "500", False, "impressions"),
        ("노출수", "500회", False, "impressions"),
        ("열람수(명)", "300", False, "opened"),
        ("열람수", "300", False, "opened"),
        ("열람수(회)", "300", True, None),
    ],
)
def test_times_are_never_taken_for_people(
    header: str, cells: str, asked: bool, column: str | None
) -> None:
    table = read_paste(f"제목,발송일,발송수,{header}\n가을,2026-09-01,1000,{cells}\n")
    proposal = propose(table, BROADCASTS)
    assert [q.code for q in proposal.questions] == (["unit"] if asked else [])
    assert [name for name, guess in proposal.guesses.items() if guess.index == 3] == (
        [column] if column else []
    )


@pytest.mark.parametrize("opens", ["열람수(명)", "열람수"])
@pytest.mark.parametrize("header", ["노출수", "조회수"])
def test_no_unit_is_asked_where_opens_are_given_already(opens: str, header: str) -> None:
    table = read_paste(f"제목,발송일,발송수,{header},{opens}\n가을,2026-09-01,1000,500,300\n")
    proposal = propose(table, BROADCASTS)
    assert proposal.questions == ()
    assert proposal.guesses["opened"].index == 4
    assert proposal.guesses["impressions"].index == 3


def test_no_unit_is_asked_where_no_column_would_take_it() -> None:
    table = read_paste("날짜,친구수,메시지 노출수,채널홈 조회수\n2026-09-01,5,7,9\n")
    assert propose(table, DAILY_FRIENDS).questions == ()


def test_a_year_is_asked_unless_a_title_names_it() -> None:
    text = "날짜\t친구수\n9월 1일\t5\n9월 2일\t6\n"
    question = propose(read_paste(text), DAILY_FRIENDS).questions[0]
    assert (question.code, question.headers, question.params) == ("year", (0,), {"year": None})
    assert len(taken("2026년 친구 통계\n" + text)[1].frame) == 2


def test_two_day_columns_are_asked() -> None:
    table = read_paste("일자,날짜,친구수\n2026-09-01,2026-09-02,5\n")
    proposal = propose(table, DAILY_FRIENDS)
    assert [(q.code, q.headers, q.column) for q in proposal.questions] == [
        ("two_dates", (0, 1), "day")
    ]
    assert "day" not in proposal.guesses


def test_a_remembered_mapping_reads_the_same_shape() -> None:
    table = read_paste("일자,날짜,친구수\n2026-09-01,2026-09-02,5\n")
    chosen = MappingChoice({"day": 1, "total": 2}, year=2026)
    again = read_paste("일자, 날짜 ,친구수\n2026-10-01,2026-10-02,7\n")
    assert again.hash == table.hash
    parsed = parse(again, MappingChoice.from_json(chosen.as_json()), DAILY_FRIENDS)
    assert parsed.frame["day"].dt.day.tolist() == [2]


def test_sends_of_one_day_and_title_are_numbered() -> None:
    text = "제목,발송일시,발송수\n가을,2026-09-01 15:00,10\n가을,2026-09-01 11:00,20\n"
    frame = taken(text)[1].frame
    assert frame["nth_of_day"].tolist() == [2, 1]


def test_own_kinds_have_the_contract_names() -> None:
    assert [kind.name for kind in (DAILY_FRIENDS, DAILY_SOURCES, BROADCASTS)] == [
        "daily_friends", "daily_sources", "broadcasts",
    ]  # fmt: skip
