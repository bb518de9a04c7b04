"""The report files of people without API access: Moment's 맞춤보고서 and a keyword report.

Kakao's own headers are not public; these are ours. Days are those before `end`, seen at 09:00 of
`end`; withheld days have no rows.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from kakao.simulator.ads.accounts import STEP, Account, Product, Shape, leaf_name, make_accounts
from kakao.simulator.ads.figures import Figures
from kakao.simulator.layouts.book import workbook
from kakao.simulator.world import KST

ADS_MOMENT, ADS_KEYWORD = "ads_moment", "ads_keyword"
PEOPLE = Shape(moment_accounts=1, campaigns=6, groups=2, creatives=3, keyword_accounts=1)
PLACES = ("캠페인 ID", "캠페인 이름", "광고그룹 ID", "광고그룹 이름")
MOMENT_WORDS = {
    "imp": "노출수",
    "click": "클릭수",
    "cost": "비용",
    "msg_send": "발송수",
    "msg_open": "열람수",
    "msg_click": "메시지 전체 클릭수",
    "join_1d": "친구 추가수 (1일)",
    "join_7d": "친구 추가수 (7일)",
}
KEYWORD_WORDS = {"imp": "노출수", "click": "클릭수", "cost": "총비용", "conv_7d": "전환수 (7일)"}

Cell = str | int | date
Cells = list[Cell]


@dataclass(frozen=True)
class AdReports:
    """What one business can download on `end`."""

    seed: int
    start: date
    end: date

    def account(self, product: Product) -> Account:
        return next(a for a in make_accounts(PEOPLE, self.start) if a.product is product)

    def rows(self, product: Product, level: str) -> Iterator[tuple[date, int, dict[str, int]]]:
        """Day, id and counts of each object with delivery, day by day."""
        account = self.account(product)
        figures, ids = Figures(account, self.seed), account.ids(level)
        now = datetime.combine(self.end, time(9), KST)
        for n in range((self.end - self.start).days):
            day = self.start + timedelta(days=n)
            if figures.withheld(day):
                continue
            on, counts = figures.shown(level, day, now)
            for at in on.nonzero()[0].tolist():
                yield day, ids[at], {name: int(values[at]) for name, values in counts.items()}

    def withheld(self, product: Product) -> list[date]:
        figures = Figures(self.account(product), self.seed)
        days = [self.start + timedelta(days=n) for n in range((self.end - self.start).days)]
        return [day for day in days if figures.withheld(day)]


def moment_csv(reports: AdReports, path: Path) -> None:
    """Every creative on every day, UTF-8 with a byte order mark, a comma as decimal grouping."""
    account = reports.account(Product.MOMENT)
    heads = ["일자", "광고계정 이름", *PLACES, "소재 ID", "소재 이름", *MOMENT_WORDS.values()]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(heads)
        for day, leaf, counts in reports.rows(Product.MOMENT, "leaf"):
            where = _above(account, leaf // STEP)
            figures = [f"{counts[name]:,}" for name in MOMENT_WORDS]
            name = leaf_name(account, leaf)
            out.writerow([day.isoformat(), account.name, *where, leaf, name, *figures])


def moment_xlsx(reports: AdReports, path: Path) -> None:
    """Campaigns only, under two title rows, with the total that a spreadsheet puts last."""
    account = reports.account(Product.MOMENT)
    rows = list(reports.rows(Product.MOMENT, "campaign"))
    names = {c.id: c.name for c in account.campaigns()}
    body: list[Cells] = [
        [day, campaign, names[campaign], *(counts[name] for name in MOMENT_WORDS)]
        for day, campaign, counts in rows
    ]
    total: Cells = ["합계", "", "", *(sum(c[name] for _, _, c in rows) for name in MOMENT_WORDS)]
    period = f"{reports.start:%Y.%m.%d} ~ {reports.end - timedelta(days=1):%Y.%m.%d}"
    heads: Cells = ["일자", *PLACES[:2], *MOMENT_WORDS.values()]
    with workbook(path, reports) as book:
        sheet = book.add_worksheet("맞춤보고서")
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        lines: list[Cells] = [["맞춤보고서"], [period], heads, *body, total]
        for n, row in enumerate(lines):
            for m, cell in enumerate(row):
                sheet.write(n, m, cell, days if isinstance(cell, date) else None)


def keyword_csv(reports: AdReports, path: Path) -> None:
    """Every keyword on every day, in the encoding of Korean Excel."""
    account = reports.account(Product.KEYWORD)
    heads = ["날짜", *PLACES, "키워드 ID", "키워드", *KEYWORD_WORDS.values()]
    with path.open("w", encoding="cp949", newline="") as file:
        out = csv.writer(file)
        out.writerow(heads)
        for day, leaf, counts in reports.rows(Product.KEYWORD, "leaf"):
            figures = [counts[name] for name in KEYWORD_WORDS]
            where = _above(account, leaf // STEP)
            out.writerow([f"{day:%Y.%m.%d}", *where, leaf, leaf_name(account, leaf), *figures])


def _above(account: Account, group: int) -> Sequence[Cell]:
    campaign = group // STEP
    name = next(c.name for c in account.campaigns() if c.id == campaign)
    return [campaign, name, group, f"광고그룹 {group % STEP}"]


TOLD = ((Product.MOMENT, "leaf"), (Product.MOMENT, "campaign"), (Product.KEYWORD, "leaf"))
Write = Callable[[AdReports, Path], None]
FILES: dict[str, tuple[str, str, Write]] = {
    "ads_moment.csv": (ADS_MOMENT, "맞춤보고서, a row a day and creative", moment_csv),
    "ads_moment.xlsx": (ADS_MOMENT, "맞춤보고서, a row a day and campaign", moment_xlsx),
    "ads_keyword.csv": (ADS_KEYWORD, "keywords, a row a day", keyword_csv),
}


def truth(reports: AdReports) -> dict[str, Any]:
    """What the files say, per level and in Kakao's plain counts, and the days they lack."""
    told = {
        f"{product}_{level}": [
            {"day": day, "id": ident, **counts}
            for day, ident, counts in reports.rows(product, level)
        ]
        for product, level in TOLD
    }
    return {**told, "withheld": {str(p): reports.withheld(p) for p in Product}}
