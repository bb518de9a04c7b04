"""A person makes, edits and puts away channels."""

import pytest
from django.core.exceptions import ValidationError

from channel.accounts import actions
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
