"""Clicks become counts of their link's day and, of friends the channel knows, engagements.

Everything of a click happens in the transaction that marks it processed: a killed worker leaves it
waiting, and nothing counts twice.
"""

from collections.abc import Sequence

import structlog
from django.db import connection, transaction
from django.utils import timezone

from channel.intake import record_engagements
from channel.models import Click, Engagement, Friend, TrackedLink
from channel.people.locking import share
from channel.people.recording import Engaged
from channel.people.tracking import track

log = structlog.get_logger()
AT_ONCE = 2000

# In the order of the key, so that two workers never wait for each other in a circle.
_COUNT = """
    INSERT INTO channel_linkday AS d
      (channel_id, link_id, day, people, previews, scanners, shared)
    SELECT channel_id, link_id, day, count(*) FILTER (WHERE visitor = 'person'),
           count(*) FILTER (WHERE visitor = 'preview'), count(*) FILTER (WHERE visitor = 'scanner'),
           count(*) FILTER (WHERE shared)
    FROM channel_click WHERE id = ANY(%s) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (channel_id, link_id, day) DO UPDATE SET
      people = d.people + excluded.people, previews = d.previews + excluded.previews,
      scanners = d.scanners + excluded.scanners, shared = d.shared + excluded.shared"""


def process_clicks() -> int:
    """Work off what waits, channel by channel, and say how many clicks that were."""
    done = 0
    waiting = Click.objects.filter(processed_at=None).values_list("channel_id", flat=True)
    for channel_id in waiting.distinct():
        try:
            while count := _process_some(channel_id):
                done += count
        except Exception:
            # one channel's trouble must not keep the others waiting; the next sweep tries again
            log.exception("clicks not processed", channel=channel_id)
    return done


@transaction.atomic
def _process_some(channel_id: int) -> int:
    share([channel_id])  # before any row: who forgets a person locks in this order, too
    waiting = Click.objects.filter(channel_id=channel_id, processed_at=None)
    clicks = list(waiting.order_by("id").select_for_update(skip_locked=True)[:AT_ONCE])
    if clicks:
        ids = [click.pk for click in clicks]
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [ids])
        _record(channel_id, [click for click in clicks if click.friend_id])
        Click.objects.filter(pk__in=ids).update(processed_at=timezone.now())
    return len(clicks)


def _record(channel_id: int, known: Sequence[Click]) -> None:
    """The click that shows that a friend's own links reach him is kept, but counts in no window:
    that begins with the send day after it."""
    if not known:
        return
    own = [click for click in known if click.known_by == Click.Known.TOKEN]
    track(channel_id, [(_friend(one), Friend.Trackable.TOKEN, one.day) for one in own])
    links = TrackedLink.objects.in_bulk({click.link_id for click in known})
    record_engagements(channel_id, (_engaged(click, links.get(click.link_id)) for click in known))
    # Somebody was forgotten between his click and now: the click is nobody's.
    there = Friend.objects.filter(pk__in={_friend(one) for one in known}).values("pk")
    gone = Click.objects.filter(pk__in=[one.pk for one in known]).exclude(friend_id__in=there)
    gone.update(friend_id=None, known_by=None)


def _engaged(click: Click, link: TrackedLink | None) -> Engaged:
    """The click's own key: a click processed twice is one engagement."""
    broadcast, source = (link.broadcast_id, link.source_id) if link else (None, None)
    kind = Engagement.Kind.CLICKED
    return _friend(click), kind, click.at, str(click.key), broadcast, source


def _friend(click: Click) -> int:
    assert click.friend_id is not None
    return click.friend_id
