"""Two identities that are one person."""

import uuid

import pytest

from channel.intake import make_trackable, record_engagements, record_friend_events
from channel.links.drain import process_clicks
from channel.models import Channel, Click, Engagement, Friend, FriendActivity, FriendIdentity
from channel.people.identities import friends_of
from channel.people.merging import CannotMerge, merge_friends, unmerge_friends
from channel.people.recount import recount
from channel.people.send_days import renumber
from tests import make
from tests.people.logs import at, everything, on, ordinals

pytestmark = pytest.mark.django_db

APP = ("app_user_id", "77", "100")
BOT = ("bot", "9", "b100")


@pytest.fixture
def place() -> Channel:
    """A hundred send days, one each day."""
    place = make.channel()
    for day in range(100):
        make.broadcast(place, on(day), f"소식 {day}")
    renumber(place)
    return place


def two(place: Channel) -> tuple[int, int]:
    """The app's friend answered 1 and 40 and blocked; the bot's answered 90 and came earlier."""
    found = friends_of(place.pk, [APP, BOT])
    app, bot = found[APP], found[BOT]
    clicks = [(app, 0), (app, 39), (bot, 89), (bot, 39)]
    record_engagements(
        place.pk,
        [(who, "clicked", at(day), f"{who}-{day}", None, None) for who, day in clicks],
    )
    record_friend_events(place.pk, [(*APP, "added", at(5), ""), (*APP, "blocked", at(95), "")])
    record_friend_events(place.pk, [(*BOT, "added", at(2), "")])
    make_trackable(place.pk, app, "login", on(6))
    make_trackable(place.pk, bot, "chat", on(3))
    return app, bot


def test_the_kept_one_has_all_that_was_known_of_both(place: Channel) -> None:
    app, bot = two(place)
    merge_friends(place.pk, app, bot)
    kept = Friend.objects.get(pk=app)
    assert (kept.joined_on, kept.relation, kept.relation_at) == (on(2), "blocked", at(95))
    assert (kept.trackable_from, kept.trackable_by) == (on(3), "chat")
    assert Friend.objects.get(pk=bot).merged_into == app
    activity = FriendActivity.objects.get(channel=place)
    assert (activity.friend_id, activity.from_ordinal, activity.state) == (app, 5, "blocked")
    assert (activity.last_engaged_at, activity.engaged_total) == (at(89), 4)
    assert ordinals(app) == [40, 90]
    assert set(FriendIdentity.objects.values_list("friend_id", flat=True)) == {app}
    assert recount(place.pk) == 0


def test_merging_again_or_the_other_way_round_changes_nothing(place: Channel) -> None:
    app, bot = two(place)
    merge_friends(place.pk, app, bot)
    before = everything(place)
    merge_friends(place.pk, app, bot)
    merge_friends(place.pk, bot, app)
    assert everything(place) == before


def test_an_old_id_leads_to_the_kept_one(place: Channel) -> None:
    app, bot = two(place)
    merge_friends(place.pk, app, bot)
    record_engagements(place.pk, [(bot, "clicked", at(98), "late", None, None)])
    make_trackable(place.pk, bot, "token", on(0))
    assert Engagement.objects.get(key="late").friend_id == app
    assert ordinals(app) == [40, 90, 99]
    assert FriendActivity.objects.get(channel=place).from_ordinal == 2
    assert recount(place.pk) == 0


def test_two_app_users_of_one_issuer_stay_two_people(place: Channel) -> None:
    other_app = ("app_user_id", "78", "100")
    a, b, c = friends_of(place.pk, [APP, ("app_user_id", "77", "101"), other_app]).values()
    with pytest.raises(CannotMerge, match="two_app_users"):
        merge_friends(place.pk, a, b)
    merge_friends(place.pk, a, c)
    with pytest.raises(CannotMerge, match="two_app_users"):
        merge_friends(place.pk, b, c)
    with pytest.raises(CannotMerge, match="gone"):
        merge_friends(place.pk, a, c + 1000)


def test_a_merge_taken_back_leaves_the_rows_of_before(place: Channel) -> None:
    app, bot = two(place)
    before = everything(place)
    merge_friends(place.pk, app, bot)
    unmerge_friends(place.pk, bot)
    assert everything(place) == before
    assert recount(place.pk) == 0


def test_clicks_go_along_and_come_back_with_what_they_became(place: Channel) -> None:
    """One click was counted before the merge, one still waited then."""
    app, bot = two(place)
    of_bot = {"channel": place, "friend_id": bot, "link_id": 1, "known_by": "cookie"}
    Click.objects.create(**of_bot, key=uuid.UUID(int=50), at=at(50), day=on(50))
    process_clicks()
    Click.objects.create(**of_bot, key=uuid.UUID(int=60), at=at(60), day=on(60))
    Click.objects.create(**{**of_bot, "friend_id": app}, key=uuid.UUID(int=1), at=at(1), day=on(1))
    merge_friends(place.pk, app, bot)
    process_clicks()
    assert set(Click.objects.values_list("friend_id", flat=True)) == {app}
    assert recount(place.pk) == 0
    unmerge_friends(place.pk, bot)
    whose = {click.key.int: click.friend_id for click in Click.objects.all()}
    assert whose == {50: bot, 60: bot, 1: app}
    keys = [str(uuid.UUID(int=day)) for day in (50, 60)]
    assert set(Engagement.objects.filter(key__in=keys).values_list("friend_id", flat=True)) == {bot}
    assert recount(place.pk) == 0


def test_only_the_newest_merge_is_taken_back(place: Channel) -> None:
    app, bot = two(place)
    [third] = friends_of(place.pk, [("open_id", "", "o")]).values()
    merge_friends(place.pk, app, bot)
    merge_friends(place.pk, third, app)
    assert Friend.objects.get(pk=bot).merged_into == third
    with pytest.raises(CannotMerge, match="not_newest"):
        unmerge_friends(place.pk, bot)
    unmerge_friends(place.pk, app)
    assert FriendActivity.objects.filter(friend_id=app, engaged_total=4).exists()
    unmerge_friends(place.pk, bot)
    assert set(Friend.objects.values_list("merged_into", flat=True)) == {None}
