"""What a person does with an organisation and its channels."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from channel.accounts.names import clean_name, clean_public_id
from channel.accounts.pasted import read_table
from channel.audit.record import record
from channel.clock import today
from channel.models import Channel, DailyFriends, Member, Organisation, Origin, Role, User
from channel.signals import facts_changed


@transaction.atomic
def create_organisation_with_channel(*, user: User, name: str, friends: int | None) -> Channel:
    """The first channel of a person. Who owns an organisation already gets the channel in it."""
    name = clean_name(name)
    # The lock lets a second click on the button find the organisation that the first one made.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    owned = Organisation.objects.filter(
        members__user=user, members__channel=None, members__role=Role.OWNER
    ).first()
    organisation = owned or Organisation.objects.create(name=name)
    if owned is None:
        Member.objects.create(organisation=organisation, user=user, role=Role.OWNER)
    return create_channel(user=user, organisation=organisation, name=name, friends=friends)


@transaction.atomic
def create_channel(
    *,
    user: User,
    organisation: Organisation,
    name: str,
    friends: int | None = None,
    public_id: str | None = None,
) -> Channel:
    channel = Channel(
        organisation=organisation, name=clean_name(name), public_id=clean_public_id(public_id)
    )
    _save(channel)
    if friends is not None:
        _keep_friend_count(channel, friends)
    after = {"name": channel.name, "friends": friends, "public_id": channel.public_id}
    record(channel, user, gettext_noop("채널을 만들었습니다"), channel.name, after=after)
    return channel


@transaction.atomic
def create_channels(*, user: User, organisation: Organisation, table: str) -> list[Channel]:
    """All lines of the pasted table that have no problem, or none when one fails meanwhile."""
    return [
        create_channel(
            user=user, organisation=organisation, name=line.name, friends=line.friends,
            public_id=line.public_id,
        )
        for line in read_table(table, organisation)
        if not line.problems
    ]  # fmt: skip


def _keep_friend_count(channel: Channel, friends: int) -> None:
    if friends < 0:
        raise ValidationError({"friends": _("친구 수는 0 이상의 수여야 합니다.")})
    DailyFriends.objects.create(
        channel=channel, day=today(), total=friends, origin=Origin.TYPED, provisional=True
    )
    facts_changed.send(sender=None, channel_ids=[channel.pk])


@transaction.atomic
def edit_channel(*, user: User, channel: Channel, **fields: str | None) -> Channel:
    """Change name, public_id, search_id or category; what is not given stays."""
    channel = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    wanted = _clean_fields(fields)
    before = {field: getattr(channel, field) for field in wanted}
    if before == wanted:
        return channel
    for field, value in wanted.items():
        setattr(channel, field, value)
    _save(channel, update_fields=list(wanted))
    verb = gettext_noop("채널 정보를 바꾸었습니다")
    record(channel, user, verb, channel.name, before=before, after=wanted)
    return channel


def _clean_fields(fields: dict[str, str | None]) -> dict[str, str | None]:
    cleaners = {"name": lambda text: clean_name(text or ""), "public_id": clean_public_id}
    return {
        field: cleaners.get(field, lambda text: (text or "").strip())(text)
        for field, text in fields.items()
    }


def _save(channel: Channel, **kwargs: Any) -> None:
    """Save; the database says what is taken, also when two people save at the same moment."""
    words = {
        "channel_name_once_per_organisation": ("name", _("같은 이름의 채널이 이미 있습니다.")),
        "channel_channel_public_id_key": (
            "public_id",
            _("이 아이디의 채널은 이미 등록되어 있습니다. 그 채널의 소유자에게 초대를 부탁하세요."),
        ),
    }
    try:
        with transaction.atomic():
            channel.save(**kwargs)
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name not in words:
            raise
        field, message = words[name]
        raise ValidationError({field: message}) from error


@transaction.atomic
def close_channel(*, user: User, channel: Channel) -> None:
    """Put it away: nothing is deleted, its jobs and alerts rest, it can be opened again."""
    closed = Channel.objects.open().filter(pk=channel.pk).update(closed_at=timezone.now())
    if closed:
        record(channel, user, gettext_noop("채널을 보관했습니다"), channel.name)


@transaction.atomic
def reopen_channel(*, user: User, channel: Channel) -> None:
    kept = Channel.objects.filter(pk=channel.pk).exclude(closed_at=None)
    if kept.update(closed_at=None):
        record(channel, user, gettext_noop("채널을 다시 열었습니다"), channel.name)


@transaction.atomic
def rename_organisation(*, user: User, organisation: Organisation, name: str) -> None:
    before, organisation.name = organisation.name, clean_name(name)
    if before == organisation.name:
        return
    organisation.save(update_fields=["name"])
    verb = gettext_noop("조직 이름을 바꾸었습니다")
    record(organisation, user, verb, organisation.name, before={"name": before})


@transaction.atomic
def edit_profile(*, user: User, name: str, language: str) -> None:
    """A person's own name and language belong to no organisation, so no audit row is written."""
    user.name, user.language = " ".join(name.split()), language
    user.save(update_fields=["name", "language"])
