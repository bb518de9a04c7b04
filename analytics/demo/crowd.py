"""The demo channel whose people are known: files up to two weeks ago, then webhooks and clicks.

The last two weeks arrive as they would in life, over HTTP at the running server, with the moment at
which each thing happened in a header that only simulated channels may have.
"""

import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from analytics.demo.hook import HOOK_ROWS, connect, forget
from analytics.demo.places import (
    DemoFailed,
    anew,
    bring_in,
    is_in,
    is_old,
    is_untouched,
    place,
    wait_for_figures,
    wait_until,
)
from analytics.ghosts.history import doubt
from analytics.ghosts.work import REFIT
from channel.clock import kst_midnight, today
from channel.connections.drain import process_deliveries
from channel.links import actions as links
from channel.links.drain import process_clicks
from channel.links.tokens import issue_tokens
from channel.models import (
    Broadcast,
    Channel,
    Click,
    Friend,
    FriendIdentity,
    TrackedLink,
    User,
    WebhookDelivery,
)
from channel.runs.work import enqueue
from kakao.simulator import World, make_world, write_files
from kakao.simulator.calls import Call, Target, calls
from kakao.simulator.replay import replay

CROWD, SHOP_PAGE = "소담책방", "https://shop.example/new"
WORLD, WEEKS, FRIENDS, SEED = "return", 30, 6_000, 7
LIVE = dt.timedelta(days=14)
LAYOUT, LOG = "csv_utf8", "demo-replay.jsonl"
NAMES = {
    "daily_friends": "친구 통계.csv",
    "daily_sources": "유입 경로.csv",
    "broadcasts": "메시지 결과.csv",
    "friends": "확인된 친구.csv",
    "engagements": "반응 기록.csv",
}


def make_crowd_demo(owner: User, url: str) -> Iterator[str]:
    """Make what is missing and say each step; `url` is the running server's own address.

    Safe to run again after a stop at any point: files and deliveries count once, and clicks go on
    after the newest one that arrived.
    """
    channel = _channel(owner)
    if _untouched(channel) and is_old(channel):
        yield f"Making {CROWD} anew up to yesterday"
        forget(channel)
        channel = anew(channel, lambda: _channel(owner))
    made = _world()
    for kind, content in _files(made):
        if not is_in(channel, kind):
            yield f"{CROWD}: {NAMES[kind]}"
            bring_in(channel, owner, kind, NAMES[kind], content)
    yield from _live(channel, owner, made, url)
    wait_for_figures(channel)


def _channel(owner: User) -> Channel:
    channel = place(owner, CROWD, category="서점", is_simulated=True, search_id="@sodam")
    if channel.public_id is None:
        channel.public_id = f"_Sodam{channel.pk}"
        channel.save(update_fields=["public_id"])
    return channel


def _untouched(channel: Channel) -> bool:
    links_made = TrackedLink.objects.filter(channel=channel).count()
    return is_untouched(channel, NAMES.values(), links_made + HOOK_ROWS)


def _world() -> World:
    """Thirty weeks up to yesterday; its last messages are less than two weeks old."""
    end = today()
    start = end - dt.timedelta(weeks=WEEKS)
    return make_world(WORLD, seed=SEED, friends=FRIENDS, start=start, end=end)


def _files(made: World) -> Iterator[tuple[str, bytes]]:
    """Totals up to yesterday; people and what they did only until the webhook takes over."""
    with tempfile.TemporaryDirectory() as folder:
        for n, part in enumerate((made, made.seen(made.end - LIVE))):
            for file in write_files(part, Path(folder) / str(n), [LAYOUT]):
                if (file.kind in ("friends", "engagements")) == (n == 1):
                    yield file.kind, (Path(folder) / str(n) / file.file).read_bytes()


def _live(channel: Channel, owner: User, made: World, url: str) -> Iterator[str]:
    since = made.end - LIVE
    target = _target(channel, owner, made, url)
    left = _left(channel, calls(made, target, since))
    if not any(call.method == "GET" for call in left):
        return
    yield f"{CROWD}: {len(left):,} webhooks and clicks of two weeks, over HTTP"
    told = replay(left, target, log=settings.DANGOL_DATA / "logs" / LOG)
    if told.unanswered:
        raise DemoFailed(f"{len(told.unanswered)} calls were not answered; see logs/{LOG}")
    wait_until(lambda: not _waiting(channel), "what arrived over HTTP was not processed in time")
    wait_for_figures(channel)  # those of the files alone
    doubt(channel)
    enqueue(REFIT, channel=channel)


def _waiting(channel: Channel) -> bool:
    """Whether something of it still has to be processed; what can be, is processed here too."""
    process_deliveries()
    process_clicks()
    clicks = Click.objects.filter(channel=channel, processed_at=None)
    deliveries = WebhookDelivery.objects.filter(connection__channels=channel, state="waiting")
    return clicks.exists() or deliveries.exists()


def _left(channel: Channel, meant: list[Call]) -> list[Call]:
    """Deliveries are harmless twice; clicks begin after the newest that arrived."""
    newest = Click.objects.filter(channel=channel).aggregate(at=Max("at"))["at"]
    newest = newest or kst_midnight(dt.date(2000, 1, 1))
    return [call for call in meant if call.may_repeat or call.at > newest]


def _target(channel: Channel, owner: User, made: World, url: str) -> Target:
    return Target(
        url=url,
        admin_key=connect(channel, owner),
        simulator_key=settings.DANGOL_SIMULATOR_KEY,
        public_id=channel.public_id or "",
        search_id=channel.search_id,
        links=_codes(channel, owner, made),
        tokens=_tokens(channel),
    )


def _codes(channel: Channel, owner: User, made: World) -> dict[str, str]:
    """A tracked link for each message of the last two weeks."""
    since = made.end - LIVE
    for broadcast in Broadcast.objects.filter(channel=channel, sent_on__gte=since):
        if not TrackedLink.objects.filter(channel=channel, broadcast=broadcast).exists():
            links.create_link(user=owner, channel=channel, name=broadcast.title,
                              target=SHOP_PAGE, broadcast=broadcast)  # fmt: skip
    found = TrackedLink.objects.filter(channel=channel, broadcast__kakao_id__isnull=False)
    return {
        number: code for number, code in found.values_list("broadcast__kakao_id", "code") if number
    }


def _tokens(channel: Channel) -> dict[str, str]:
    """Own links for those whose reactions can be seen; who came by webhook has none yet."""
    known = Friend.objects.filter(channel=channel, trackable_from__isnull=False)
    tokens = issue_tokens(channel.pk, known.values_list("pk", flat=True))
    named = FriendIdentity.objects.filter(channel=channel, kind="app_user_id", friend_id__in=tokens)
    return {key: tokens[friend] for key, friend in named.values_list("value", "friend_id")}
