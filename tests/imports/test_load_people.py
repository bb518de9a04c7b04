"""Friends and their reactions from files: who is made, what is recorded, what undo takes back."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.ghosts.look_back import facts_of
from channel import clock
from channel.imports.selectors import preview_of
from channel.intake import make_trackable, record_engagements, record_friend_events
from channel.models import Broadcast, Engagement, Friend, FriendActivity, FriendIdentity, Source
from channel.people.keys import own_key
from channel.people.send_days import renumber
from tests import make
from tests.imports.arrange import counts, load, take_back, upload, words

pytestmark = pytest.mark.django_db
FRIENDS = (
    "고객키,친구가 된 날,관계,차단한 날,반응 확인 시작일,유입 경로\n"
    "A-1,2026-10-01,친구,,2026-10-01,QR\n"
    "A-2,2026-10-02,,2026-11-01,,검색\n"
    "A-3,,,,,\n"
)
REACTIONS = (
    "고객키,반응,일시,반응 번호\n"
    "A-1,클릭,2026-11-16 10:00:00,c1\n"
    "A-1,클릭,2026-11-16 10:00:05,c2\n"
    "A-9,구매,2026-11-17,o1\n"
    "A-9,문의,2026-11-18 09:30,\n"
)


def told(channel: object) -> list[tuple[object, ...]]:
    fields = ("joined_on", "relation", "trackable_from", "trackable_by", "origin")
    return list(Friend.objects.filter(channel=channel).order_by("joined_on").values_list(*fields))


def noon(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=clock.KST)


def friend_of(people: make.People, key: str) -> Friend:
    value = own_key(people.channel.pk, key)
    return Friend.objects.get(pk=FriendIdentity.objects.get(value=value).friend_id)


def send(people: make.People, day: str, **fields: str) -> None:
    made = make.broadcast(people.channel, dt.date.fromisoformat(day))
    Broadcast.objects.filter(pk=made.pk).update(state="reported", **fields)
    renumber(people.channel)


def stored() -> list[list[tuple[object, ...]]]:
    models = (Friend, FriendIdentity, Engagement, Source)
    kept = [list(model.objects.order_by("pk").values_list()) for model in models]
    states = FriendActivity.objects.order_by("friend_id")
    return [*kept, list(states.values_list("friend_id", "mask", "engaged_total", "from_ordinal"))]


def test_friends_of_a_file_are_made_with_what_it_says_and_their_keys_as_digests() -> None:
    people = make.people()
    batch = load(people.channel, people.owner, FRIENDS)
    day = dt.date.fromisoformat
    assert (batch.kind, counts(batch)) == ("friends", (3, 0, 0, 0))
    assert told(people.channel) == [
        (day("2026-10-01"), "added", day("2026-10-01"), "import", "file"),
        (day("2026-10-02"), "blocked", None, None, "file"),
        (None, "unknown", None, None, "file"),
    ]
    assert friend_of(people, "A-2").relation_at == noon("2026-11-01")
    assert Source.objects.get(pk=friend_of(people, "A-1").source_id).name == "QR"
    blocked = FriendActivity.objects.filter(state="blocked").values_list("friend_id", flat=True)
    assert list(blocked) == [friend_of(people, "A-2").pk]
    assert not FriendIdentity.objects.filter(value__startswith="A").exists()


def test_the_same_friends_again_change_nothing_and_another_day_changes_one() -> None:
    people = make.people()
    load(people.channel, people.owner, FRIENDS)
    before = stored()
    assert counts(load(people.channel, people.owner, FRIENDS)) == (0, 0, 3, 0)
    assert stored() == before
    later = load(
        people.channel, people.owner, FRIENDS.replace("2026-10-01,친구", "2026-09-30,친구")
    )
    assert counts(later) == (0, 1, 2, 0)
    take_back(later, people.owner)
    assert stored()[1:] == before[1:]
    assert friend_of(people, "A-1").joined_on == dt.date(2026, 10, 1)


def test_what_kakao_told_later_stays() -> None:
    people = make.people()
    load(people.channel, people.owner, FRIENDS)
    file = "고객키,키 종류,친구가 된 날,관계\n123456,앱 사용자 아이디,2026-10-01,친구\n"
    load(people.channel, people.owner, file)
    event = ("app_user_id", "", "123456", "blocked", noon("2026-11-15"), "d")
    record_friend_events(people.channel.pk, [event])
    assert counts(load(people.channel, people.owner, file)) == (0, 0, 1, 0)
    assert Friend.objects.get(joined_on="2026-10-01", source_id=None).relation == "blocked"


@pytest.mark.parametrize("told", [True, False])
def test_a_list_without_days_says_nothing_against_kakao(told: bool) -> None:
    people = make.people()
    file = "고객키,키 종류,관계\n123456,앱 사용자 아이디,{}\n"
    load(people.channel, people.owner, file.format("차단"))
    who = Friend.objects.get()
    if told:
        at = noon("2026-11-15")
        record_friend_events(people.channel.pk, [("app_user_id", "", "123456", "blocked", at, "d")])
    else:  # his own link says since when he is seen, and nothing of whether he is a friend
        make_trackable(people.channel.pk, who.pk, "token", dt.date(2026, 11, 16))
    load(people.channel, people.owner, file.format("친구"))
    assert Friend.objects.get().relation == ("blocked" if told else "added")


def test_who_comes_back_by_a_later_list_is_counted_from_then_on() -> None:
    people = make.people()
    for day in ("2026-10-05", "2026-11-05", "2026-11-15", "2026-11-25"):
        send(people, day)
    head = "고객키,친구가 된 날,관계,차단한 날,반응 확인 시작일\n"
    load(people.channel, people.owner, f"{head}A-1,2026-10-01,차단,2026-11-01,2026-10-01\n")
    batch = load(people.channel, people.owner, f"{head}A-1,2026-11-10,친구,,\n")
    friend, kept = friend_of(people, "A-1"), FriendActivity.objects.get()
    assert (friend.relation, friend.returned_on) == ("added", dt.date(2026, 11, 10))
    assert (friend.joined_on, kept.from_ordinal) == (dt.date(2026, 11, 10), 3)
    load(people.channel, people.owner, f"{head}A-1,2026-11-10,친구,,\n")
    assert friend_of(people, "A-1").returned_on == dt.date(2026, 11, 10)
    take_back(batch, people.owner)
    friend, kept = friend_of(people, "A-1"), FriendActivity.objects.get()
    assert (friend.relation, friend.returned_on, kept.from_ordinal) == ("blocked", None, 1)


def test_an_app_user_id_is_kept_as_it_is() -> None:
    people = make.people()
    file = "고객키,키 종류,친구가 된 날\n123456,앱 사용자 아이디,2026-10-01\n123456,고객키,2026-10-02\n"
    assert counts(load(people.channel, people.owner, file)) == (2, 0, 0, 0)
    kinds = FriendIdentity.objects.order_by("pk").values_list("kind", "value")
    assert set(kinds) == {("app_user_id", "123456"), ("own", own_key(people.channel.pk, "123456"))}


def test_reactions_are_recorded_once_and_name_people_no_file_named() -> None:
    people = make.people()
    load(people.channel, people.owner, FRIENDS)
    batch = load(people.channel, people.owner, REACTIONS)
    assert (batch.kind, counts(batch)) == ("engagements", (4, 0, 0, 0))
    assert Engagement.objects.get(key="o1").at == noon("2026-11-17")
    new = friend_of(people, "A-9")
    assert (new.trackable_by, new.trackable_from) == ("import", dt.date(2026, 11, 17))
    assert friend_of(people, "A-1").trackable_from == dt.date(2026, 10, 1)
    before = stored()
    assert counts(load(people.channel, people.owner, REACTIONS)) == (0, 0, 4, 0)
    assert stored() == before


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_logs_in_any_order_leave_the_same_people(order: tuple[int, int]) -> None:
    """A month's log after that of the month behind it; a day that a list told is not moved."""
    people = make.people()
    for day in ("2026-10-01", "2026-10-20", "2026-11-17", "2026-11-19"):
        send(people, day)
    load(people.channel, people.owner, FRIENDS)
    older = "고객키,반응,일시,반응 번호\nA-9,클릭,2026-10-03,o9\nA-1,클릭,2026-09-03,o8\n"
    batches = [load(people.channel, people.owner, (older, REACTIONS)[n]) for n in order]
    found = {}
    for key in ("A-1", "A-9"):
        one = friend_of(people, key)
        kept = FriendActivity.objects.get(friend_id=one.pk)
        found[key] = (one.trackable_from, kept.mask, kept.mask_ordinal, kept.from_ordinal)
    assert found == {
        "A-1": (dt.date(2026, 10, 1), 0, 0, 2), "A-9": (dt.date(2026, 10, 3), 0b101, 3, 2),
    }  # fmt: skip
    if order == (1, 0):
        take_back(batches[1], people.owner)
        assert friend_of(people, "A-9").trackable_from == dt.date(2026, 11, 17)


def test_a_reaction_counts_on_the_send_day_of_its_message_and_the_first_does_not() -> None:
    people = make.people()
    send(people, "2026-11-10", kakao_id="m1")
    send(people, "2026-11-12", title="코트", folded_title="코트")
    file = (
        "고객키,반응,일시,메시지 번호,메시지 제목,메시지 보낸 날\n"
        "A-1,클릭,2026-11-10 10:00,m1,,\n"
        "A-1,클릭,2026-11-13 10:00,, 코트 ,2026-11-12\n"
        "A-1,클릭,2026-11-14 10:00,m9,,\n"
    )
    batch = load(people.channel, people.owner, file)
    assert counts(batch) == (2, 0, 0, 1), words(batch)
    assert words(batch) == [
        "4번째 줄 '메시지 번호': 'm9' 메시지를 찾지 못했습니다. "
        "메시지 결과를 먼저 넣거나 이 칸을 비워 주세요."
    ]
    titles = [e.broadcast_id for e in Engagement.objects.order_by("at")]
    assert len(set(titles)) == 2
    assert None not in titles
    state = FriendActivity.objects.get()
    assert (state.engaged_total, state.from_ordinal) == (2, 2)


def test_undo_takes_back_reactions_and_the_friends_they_made() -> None:
    people = make.people()
    send(people, "2026-11-14")
    first = load(people.channel, people.owner, FRIENDS)
    before = stored()
    second = load(people.channel, people.owner, REACTIONS)
    take_back(second, people.owner)
    assert (stored(), second.kept) == (before, 0)
    take_back(first, people.owner)
    assert not any(stored())


def test_undo_keeps_a_friend_of_whom_others_told_since() -> None:
    people = make.people()
    first = load(people.channel, people.owner, FRIENDS)
    one = friend_of(people, "A-3")
    record_engagements(
        people.channel.pk, [(one.pk, "clicked", noon("2026-11-16"), "live", None, None)]
    )
    take_back(first, people.owner)
    assert (first.kept, list(Friend.objects.all())) == (1, [one])
    assert FriendIdentity.objects.get().friend_id == one.pk
    assert FriendActivity.objects.get().engaged_total == 1


def test_undoing_the_friends_after_their_reactions_came_leaves_those() -> None:
    people = make.people()
    first = load(people.channel, people.owner, FRIENDS)
    second = load(people.channel, people.owner, REACTIONS)
    take_back(first, people.owner)
    assert first.kept == 1
    assert Friend.objects.count() == 2
    take_back(second, people.owner)
    assert not Engagement.objects.exists()
    assert Friend.objects.count() == 1


def test_a_reaction_without_a_number_is_the_same_in_another_file_and_a_long_number_fits() -> None:
    people = make.people()
    head = "고객키,반응,일시,반응 번호\n"
    row, long = "A-1,클릭,2026-11-16 10:00,\n", f"A-1,클릭,2026-11-16 10:00,{'7' * 100}\n"
    assert counts(load(people.channel, people.owner, head + row)) == (1, 0, 0, 0)
    assert counts(load(people.channel, people.owner, head + row + long)) == (1, 0, 1, 0)
    assert counts(load(people.channel, people.owner, head + long)) == (0, 0, 1, 0)


def test_neither_the_preview_nor_the_problems_keep_a_persons_key() -> None:
    people = make.people()
    file = "고객키,반응,일시\nKIM-1234,클릭,2026-11-16 10:00\nKIM-5678,춤,2026-11-16 10:00\n"
    batch = upload(people.channel, people.owner, file)
    assert "KIM" not in str(batch.preview)
    assert [row.cells for row in preview_of(batch).rows] == [["링크 클릭", "2026-11-16 10:00"]]
    assert batch.problems.get().row == ["…5678", "춤", "2026-11-16 10:00"]


def test_a_channel_written_in_two_ways_loses_nobody() -> None:
    people = make.people()
    place = people.channel
    rows = "".join(
        f"{place.name if n % 2 else ''},K-{n},클릭,2026-11-1{n},k{n}\n" for n in range(6)
    )
    batch = load(place, people.owner, "채널,고객키,반응,일시,반응 번호\n" + rows)
    assert counts(batch) == (6, 0, 0, 0)
    rows = "".join(f"{place.name if n % 2 else ''},K-{n},2026-10-01,QR\n" for n in range(6))
    batch = load(place, people.owner, "채널,고객키,친구가 된 날,유입 경로\n" + rows)
    assert counts(batch) == (0, 6, 0, 0)


def test_a_file_of_the_whole_organisation_is_a_change_of_facts() -> None:
    people = make.people()
    before = facts_of(people.channel)
    rows = f"{people.channel.name},A-1,클릭,2026-11-16 10:00:00,c1\n"
    batch = load(
        people.channel.organisation, people.owner, "채널,고객키,반응,일시,반응 번호\n" + rows
    )
    after = facts_of(people.channel)
    assert after != before
    take_back(batch, people.owner)
    assert facts_of(people.channel) not in (before, after)


def test_a_list_waits_for_whoever_records_meanwhile() -> None:
    """What Kakao tells while a list is compared would be written over."""
    people = make.people()
    with CaptureQueriesContext(connection) as queries:
        load(people.channel, people.owner, FRIENDS)
    told = [query["sql"] for query in queries]
    locked = next(n for n, sql in enumerate(told) if "pg_advisory_xact_lock(" in sql)
    written = next(
        n for n, sql in enumerate(told) if "UPDATE channel_friend t SET joined_on" in sql
    )
    compared = max(n for n, sql in enumerate(told[:written]) if "TABLE compared_friends" in sql)
    assert locked < compared < written
