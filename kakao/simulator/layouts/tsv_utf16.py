"""Excel's "Unicode text": UTF-16 with tabs, unpadded Korean days, the header on every page."""

from pathlib import Path

from kakao.simulator.layouts.layout import Layout, Style, heads, unpadded, with_commas
from kakao.simulator.tables import (
    BROADCASTS,
    DAILY_FRIENDS,
    Table,
    broadcasts,
    daily_friends,
    sources_across,
)
from kakao.simulator.world import World

PAGE = 30
WORDS = {
    "day": "기준일",
    "friends": "누적 친구수",
    "added": "추가",
    "blocked": "차단",
    "title": "제목",
    "sent_at": "발송일",
    "sent": "발송 친구수",
    "opened": "열람 친구수",
    "clicked": "전체 클릭수",
    "impressions": "메시지 노출수",
    "free": "무료발송수",
    "kakao_id": "메시지 번호",
}


def _table(world: World, kind: str) -> Table:
    if kind == DAILY_FRIENDS:
        return daily_friends(world).shown()
    return broadcasts(world) if kind == BROADCASTS else sources_across(world).shown()


def write(world: World, kind: str, path: Path) -> None:
    table = _table(world, kind)
    lines: list[str] = []
    for n, row in enumerate(Style(unpadded, with_commas).rows(table)):
        if n % PAGE == 0:
            lines.append("\t".join(heads(WORDS, table)))
        lines.append("\t".join(row))
    # The mark is written by hand: "utf-16" would follow the byte order of this machine.
    text = "\ufeff" + "".join(f"{line}\r\n" for line in lines)
    path.write_bytes(text.encode("utf-16-le"))


LAYOUT = Layout("tsv_utf16", ".txt", "UTF-16, tabs, unpadded days, header on every page", write)
