"""Messages sent through Moment: into the channel's messages and their results."""

import datetime as dt
from typing import Any

from analytics.sync.steps import DONE, Answered, Asked
from campaigns.ads.store import Stored
from channel import clock
from channel.broadcasts.models import fold_title
from channel.broadcasts.pulled import Pulled, match
from channel.models import Broadcast, Channel
from kakao import moment
from kakao.figures import Metric
from kakao.moment import ChannelProfile, MessageAd

# Opens grow for 7 days after sending.
GROWING_DAYS = 9


def pull(asked: Asked) -> Answered:
    """One page of one channel profile's messages."""
    assert asked.account is not None
    account = asked.account
    if account.channel is None:
        return DONE  # nobody said yet whose messages these are
    found = asked.ask(moment.channel_profiles(account.kakao_id))
    profiles = sorted(found, key=lambda profile: profile.id)
    after, number = asked.place.get("after", ""), asked.place.get("page", 0)
    left = [profile for profile in profiles if profile.id > after]
    if not left:
        return Answered()
    profile, end = left[0], clock.today()
    channel = _channel(account.channel, profile, alone=len(profiles) == 1)
    start = _since(asked, channel, end)
    page = asked.ask(moment.message_ads(account.kakao_id, profile.id, start, end, page=number))
    place: dict[str, Any] | None = {
        "after": after, "page": number + 1, "since": start.isoformat()
    }  # fmt: skip
    if not page.more:
        place = {"after": profile.id} if len(left) > 1 else None

    def store() -> Stored:
        return put(channel, page.items) if channel else Stored()

    return Answered(store, place, start, end)


def _since(asked: Asked, channel: Channel | None, today: dt.date) -> dt.date:
    """All that is wanted the first time, then what may still grow or was missed meanwhile.

    A channel that Kakao told nothing of yet may be newer here than the last round.
    """
    assert asked.account is not None
    if since := asked.place.get("since"):
        return dt.date.fromisoformat(since)
    done = asked.cursor.done_at
    told = Broadcast.objects.filter(channel=channel, kakao_id__isnull=False)
    if done is None or not told.exists():
        return asked.account.history_from
    return min(clock.kst_day(done), today) - dt.timedelta(days=GROWING_DAYS)


def _channel(own: Channel, profile: ChannelProfile, *, alone: bool) -> Channel | None:
    """With several profiles in one account only a channel of the same name is surely meant."""
    if alone or fold_title(profile.name) == fold_title(own.name):
        return own
    others = own.organisation.channels.filter(closed_at=None)
    same = [one for one in others if fold_title(one.name) == fold_title(profile.name)]
    return same[0] if len(same) == 1 else None


def put(channel: Channel, found: tuple[MessageAd, ...]) -> Stored:
    changed = sum(match(channel, one) for one in map(pulled, found) if one is not None)
    return Stored(rows=len(found), revised=changed)


def pulled(ad: MessageAd) -> Pulled | None:
    """None for what was not sent yet: nothing is known of it."""
    if ad.metrics is None or ad.send_at is None:
        return None

    def whole(metric: Metric) -> int | None:
        value = (ad.metrics or {}).get(metric)
        return None if value is None else round(value)

    sent_at = ad.send_at if ad.send_at.tzinfo else ad.send_at.replace(tzinfo=clock.KST)
    return Pulled(
        kakao_id=ad.id, title=ad.title or ad.name, sent_at=sent_at, sent=whole(Metric.SENT),
        opened=whole(Metric.OPENED), clicked=whole(Metric.MESSAGE_CLICKS),
        failed=whole(Metric.FAILED),
    )  # fmt: skip
