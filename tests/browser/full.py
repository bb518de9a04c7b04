"""A channel with something on every page, and where each page of it is."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from analytics.recompute import refresh
from analytics.sync.words import WORDS
from analytics.typed.actions import save_typed
from campaigns.models import AdAccount, AdAnswer, AdCampaign, DiscoveredMetric, FriendGroup
from channel.alerts.raising import raise_alert
from channel.clock import today
from channel.connections.actions import connect_webhook
from channel.figures.readings import latest
from channel.imports import actions as imports
from channel.intake import record_friend_events
from channel.links.actions import create_link
from channel.links.tokens import issue_tokens
from channel.members.actions import invite
from channel.models import (
    AxisNote,
    Broadcast,
    Channel,
    Connection,
    Friend,
    FriendActivity,
    LinkDay,
    PublicAddress,
    Run,
    Source,
    SyncCursor,
    TypedFigure,
    User,
    WebhookDelivery,
)
from channel.runs.work import drain
from tests import make
from tests.browser.shop import Shop, fill

SPIKE = {"title": "가을 재킷 입고", "blocks": 61, "expected": 22, "upper": 38, "weekday": 3}
COUNTS = {
    TypedFigure.Kind.N1: {"size": 8_120},
    TypedFigure.Kind.N2: {"sent_on": "2026-09-17", "received": 17_100, "friends": 16_200},
    TypedFigure.Kind.N3: {"tried": 4_000, "registered": 3_610, "friends": 2_480},
}
PAPERS = ("cost_recent", "growth_opened", "leave_send_days", "ghost_n1", "risk_state")


@dataclass
class Full:
    people: make.People
    values: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    data: set[str] = field(default_factory=set)

    @property
    def slugs(self) -> dict[str, str]:
        place = self.people.channel
        return {"c/": place.slug, "o/": place.organisation.slug}


def make_full(shop: Shop) -> Full:
    make.prices()
    people = make.people()
    place, owner = people.channel, people.owner
    make.channel("두 번째 채널", organisation=place.organisation)
    batches = fill(place, owner, shop)
    table = shop.files["csv_channels", "daily_friends"].read_bytes()
    many = imports.start_import(place.organisation, by=owner, chunks=[table], filename="통계.csv")
    _typed(place, owner)
    token = invite(user=owner, place=place, email="new@mood.example", role="editor").token
    refresh(place)
    full = Full(people)
    full.extra = _states(place, owner, shop)
    _alerts_and_jobs(place, owner)
    sent = list(Broadcast.objects.filter(channel=place).newest_first()[:3])
    ids = "&".join(f"id={message.pk}" for message in sent)
    full.extra["messages side by side"] = f"/c/{place.slug}/messages/compare/?{ids}"
    link, friend = _link_and_friend(place, owner)
    full.values = {
        **{f"{name}.pk": link for name in ("link", "link_edit", "link_code")},
        "person_erase.pk": friend, "connection.pk": _webhook(place, owner),
        **_business(place),
        **{f"{name}.pk": FriendActivity.objects.get(channel=place).friend_id
           for name in ("friend", "friend_merge")},
        "import.pk": batches[0].pk, "import_progress.pk": batches[0].pk,
        **{f"organisation_{name}.pk": many.pk
           for name in ("import", "import_progress", "import_errors")},
        "token": token,
        "reading_id": latest(place)["ghost_high"].pk,
        "typed_id": TypedFigure.objects.earliest("pk").pk,
        "import_errors.pk": batches[0].pk, "note_id": AxisNote.objects.get().pk,
        "broadcast_id": sent[0].pk,
        "message.pk": sent[0].pk, "message_edit.pk": sent[0].pk,
    }  # fmt: skip
    for name in PAPERS:
        full.extra[f"papers of {name}"] = f"/c/{place.slug}/figures/{latest(place)[name].pk}/"
    full.data = _data()
    return full


def _typed(place: Channel, owner: User) -> None:
    for kind, values in COUNTS.items():
        save_typed(user=owner, channel=place, kind=kind, as_of=today(), values=values)


def _alerts_and_jobs(place: Channel, owner: User) -> None:
    AxisNote.objects.create(channel=place, day=today(), text="대표 이벤트", by=owner)
    raise_alert(place.pk, "risk_spike", words_id="spike", params=SPIKE)
    raise_alert(place.pk, "stale_data", words_id="stale", params={"days": 9})
    Run.objects.create(kind="import_load", channel=place, by=owner, state=Run.State.FAILED)
    Run.objects.create(kind="recompute", channel=place, state=Run.State.RUNNING, done=3, total=9)


def _link_and_friend(place: Channel, owner: User) -> tuple[int, int]:
    """Under an address that was checked, clicked by somebody known."""
    PublicAddress.objects.create(url="https://dangol.example", state="checked")
    made = create_link(
        user=owner, channel=place, name="계산대 QR", target="https://shop.example/", source="계산대"
    )
    friend = Friend.objects.create(channel=place)
    issue_tokens(place.pk, [friend.pk])
    LinkDay.objects.create(channel=place, link_id=made.pk, day=today(), people=1_204, shared=2)
    return made.pk, friend.pk


def _webhook(place: Channel, owner: User) -> int:
    """One delivery that was counted beside an imported day, and one that nobody could read."""
    made = connect_webhook(user=owner, channel=place, name="Shop app", app_id="77", key="k" * 32)
    kept = {"connection": made, "body": b"", "received_at": timezone.now()}
    WebhookDelivery.objects.create(**kept, resource_id="r-1", state="done", public_id="_AbCdE")
    WebhookDelivery.objects.create(**kept, resource_id="r-2", state="bad", error="missing id")
    day = timezone.now() - dt.timedelta(days=6)
    record_friend_events(place.pk, [("app_user_id", "77", "1", "added", day, "r-1")])
    return made.pk


def _business(place: Channel) -> dict[str, int]:
    """A consent at the organisation with one account that advertises this channel."""
    made = Connection.objects.create(
        organisation=place.organisation, kind=Connection.Kind.BUSINESS, name="Consent"
    )
    account = AdAccount.objects.create(
        organisation=place.organisation, connection=made, platform="moment", kakao_id="700",
        name="Autumn ads", channel=place, history_from=today() - dt.timedelta(days=30),
    )  # fmt: skip
    _in_the_account(account, made)
    return {"organisation_connection.pk": made.pk, "organisation_ad_campaigns.pk": account.pk}


def _in_the_account(account: AdAccount, made: Connection) -> None:
    """Days of each kind, a campaign no list names, a group to be told about, a pull in trouble."""
    for back, rows in ((1, 3), (2, 0), (3, 0), (5, 2)):
        AdAnswer.objects.create(
            account=account, level="campaign", day=today() - dt.timedelta(days=back), rows=rows,
            answered_at=timezone.now(), provisional=back == 1, refused=back == 3,
        )  # fmt: skip
    AdCampaign.objects.create(account=account, kakao_id="7001")
    AdCampaign.objects.create(
        account=account, kakao_id="7002", name="Coats", kind="TALK_BIZ_BOARD", config="OFF"
    )
    FriendGroup.objects.create(
        account=account, kakao_id="9", day=today(), name="October", status="COMPLETE",
        file_type=FriendGroup.RECEIVERS, friends=16_100,
    )  # fmt: skip
    DiscoveredMetric.objects.create(
        organisation=account.organisation, platform="moment", key="talk_add_1d", account=account
    )
    SyncCursor.objects.create(
        connection=made, kind="campaign_days", platform="moment", account=account.kakao_id,
        due_at=timezone.now(), failures=3, error_kind="temporary",
        error_words=WORDS["temporary", "timeout"],
    )  # fmt: skip


def _states(place: Channel, owner: User, shop: Shop) -> dict[str, str]:
    """An import that asks, one that is ready, one with bad lines, one that nobody can read."""
    texts = {
        "asking": shop.files["csv_cp949", "broadcasts"].read_bytes(),
        "ready": "날짜,친구수,추가,차단\n2026-11-22,18050,40,22\n".encode(),
        "bad lines": "날짜,친구수,추가,차단\n2026-11-22,18050,40,22\n2026-13-41,없음,-3,22\n".encode(),
        "unreadable": "안녕하세요\n이것은 표가 아닙니다\n".encode(),
    }
    found = {}
    for name, text in texts.items():
        batch = imports.start_import(place, by=owner, chunks=[text], filename="통계.csv")
        found[f"import {name}"] = f"/c/{place.slug}/imports/{batch.pk}/"
    drain()
    return found


def _data() -> set[str]:
    """What people and Kakao wrote, which no language switch translates."""
    names = {str(one) for model in (Channel, User) for one in model.objects.all()}
    titles = set(Broadcast.objects.values_list("title", flat=True))
    sources = set(Source.objects.values_list("name", flat=True))
    return {
        *names,
        *titles,
        *sources,
        "대표 이벤트",
        "계산대 QR",
        "통계.csv",
        "안녕하세요",
        "이것은 표가 아닙니다",
        "한국어",
    } - {""}
