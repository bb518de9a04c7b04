"""A person makes, edits and puts away channels."""

import pytest
from django.core.exceptions import ValidationError

from channel.accounts import actions
from channel.accounts.pasted import read_table
from channel.clock import today
from channel.models import AuditEntry, Channel, DailyFriends, Member, Organisation, Origin, Run
from tests import make

pytestmark = pytest.mark.django_db


def test_first_channel_needs_a_name_and_a_friend_count() -> None:
    person = make.user()
    channel = actions.create_organisation_with_channel(
        user=person, name=" 무드 옷장 ", friends=18000
    )
    row = DailyFriends.objects.get(channel=channel)
    assert (channel.name, row.day, row.total, row.origin) == (
        "무드 옷장", today(), 18000, Origin.TYPED,
    )  # fmt: skip
    assert Member.objects.get(user=person, channel=None).role == "owner"
    assert AuditEntry.objects.get().verb == "채널을 만들었습니다"
    assert Run.objects.filter(channel=channel, kind="recompute").exists()


def test_no_friend_count_leaves_a_gap_and_not_a_zero() -> None:
    channel = actions.create_organisation_with_channel(user=make.user(), name="무드", friends=None)
    assert not DailyFriends.objects.filter(channel=channel).exists()


def test_second_first_channel_stays_in_the_same_organisation() -> None:
    person = make.user()
    actions.create_organisation_with_channel(user=person, name="하나", friends=None)
    with pytest.raises(ValidationError, match="이미"):
        actions.create_organisation_with_channel(user=person, name="하나", friends=None)
    actions.create_organisation_with_channel(user=person, name="둘", friends=None)
    assert (Organisation.objects.count(), Channel.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("_abCde", "_abCde"),
        (" _abCde ", "_abCde"),
        ("https://pf.kakao.com/_abCde/friend", "_abCde"),
        ("pf.kakao.com/_abCde?x=1", "_abCde"),
        ("", None),
    ],
)
def test_public_id_is_taken_from_what_is_pasted(typed: str, kept: str | None) -> None:
    people = make.people()
    changed = actions.edit_channel(user=people.owner, channel=people.channel, public_id=typed)
    assert changed.public_id == kept


@pytest.mark.parametrize(
    "typed", ["abc", "_", "_가나다", "_a b", "_" + "a" * 50, "pf.kakao.com/abc"]
)
def test_public_id_of_another_shape_is_refused_with_words(typed: str) -> None:
    people = make.people()
    with pytest.raises(ValidationError, match="밑줄로 시작"):
        actions.edit_channel(user=people.owner, channel=people.channel, public_id=typed)


def test_public_id_belongs_to_one_channel() -> None:
    people = make.people()
    make.channel("먼저", public_id="_taken")
    with pytest.raises(ValidationError, match="이미 등록"):
        actions.edit_channel(user=people.owner, channel=people.channel, public_id="_taken")


def test_edit_writes_one_audit_row_and_none_when_nothing_changed() -> None:
    people = make.people()
    for _again in range(2):
        actions.edit_channel(user=people.owner, channel=people.channel, category="의류")
    entry = AuditEntry.objects.get()
    assert (entry.before, entry.after) == ({"category": ""}, {"category": "의류"})


def test_close_and_reopen_twice_leave_one_audit_row_each() -> None:
    people = make.people()
    for action in (actions.close_channel, actions.reopen_channel):
        for _again in range(2):
            action(user=people.owner, channel=people.channel)
    assert AuditEntry.objects.count() == 2
    assert Channel.objects.open().filter(pk=people.channel.pk).exists()


TABLE = "채널 이름\t친구 수\t아이디\n하나\t1,200명\t_one\n\n둘\t900\n"


def test_several_channels_from_a_pasted_table() -> None:
    people = make.people()
    made = actions.create_channels(
        user=people.owner, organisation=people.channel.organisation, table=TABLE
    )
    assert [(channel.name, channel.public_id) for channel in made] == [
        ("하나", "_one"), ("둘", None),
    ]  # fmt: skip
    assert list(DailyFriends.objects.order_by("pk").values_list("total", flat=True)) == [1200, 900]


@pytest.mark.parametrize(
    ("table", "line", "words"),
    [
        ("\t100", 1, "이름을 적어"),
        ("하나\t많음", 1, "친구 수를 읽지 못했습니다: 많음"),
        ("하나\t-5", 1, "친구 수를 읽지"),
        ("하나\t1,2", 1, "친구 수를 읽지"),
        ("하나\t1\tkakao", 1, "밑줄로 시작"),
        ("하나\t1\t_ab\n하나\t2", 2, "1번째 줄에 같은 값"),
        ("하나\t1\t_ab\n둘\t2\t_ab", 2, "1번째 줄에 같은 값"),
        ("무드옷장\t1", 1, "이미 있습니다"),
        ("하나\t1\t_taken", 1, "이미 등록"),
        ("하나\t1\t_ab\t더", 1, "칸이 너무 많습니다"),
        ("하나," + "9" * 30, 1, "친구 수를 읽지"),
    ],
)
def test_a_bad_line_says_its_number_and_what_is_wrong(table: str, line: int, words: str) -> None:
    people = make.people()
    make.channel("먼저", public_id="_taken")
    found = [row for row in read_table(table, people.channel.organisation) if row.problems]
    assert found[0].number == line
    assert words in " ".join(found[0].problems)


@pytest.mark.parametrize("table", ["", "   \n\n", "채널 이름\t친구 수\n"])
def test_an_empty_table_has_no_lines(table: str) -> None:
    assert read_table(table, make.organisation()) == []


def test_a_table_of_too_many_lines_is_refused_whole() -> None:
    with pytest.raises(ValidationError, match="1,000줄까지"):
        read_table("a\t1\n" * 1001, make.organisation())


def test_a_good_line_is_made_beside_a_bad_one() -> None:
    people = make.people()
    made = actions.create_channels(
        user=people.owner, organisation=people.channel.organisation, table="하나\t1\n둘\t많음"
    )
    assert [channel.name for channel in made] == ["하나"]
