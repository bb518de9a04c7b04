"""What a person does with a connection, its accounts and its pulls."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from analytics.sync.alarms import clear_dead
from analytics.sync.asking import secret_name, token_name
from analytics.sync.cursors import lock, plan_lists, start_round, wake
from analytics.sync.receivers import keep_counts
from analytics.sync.words import NO_TOKEN
from campaigns.ads.answers import ask_all_again
from campaigns.ads.channels import settle_channels
from campaigns.models import (
    AdAccount,
    AdAnswer,
    AdCampaign,
    DiscoveredMetric,
    FriendGroup,
    GroupReceivers,
)
from channel.audit.record import record
from channel.models import (
    Broadcast,
    Channel,
    Connection,
    Organisation,
    Secret,
    SyncCursor,
    SyncKind,
    User,
)
from kakao.business import BusinessToken


@transaction.atomic
def make_connection(
    *, user: User, organisation: Organisation, name: str, client_id: str, client_secret: str,
    platforms: Sequence[str],
) -> Connection:  # fmt: skip
    """Nothing is asked of Kakao before somebody consents."""
    made = Connection.objects.create(
        organisation=organisation, kind=Connection.Kind.BUSINESS, name=name, created_by=user,
        state=Connection.State.NEEDS_RECONNECT, state_words=NO_TOKEN["missing"],
        options={"client_id": client_id, "platforms": list(platforms)},
    )  # fmt: skip
    keep(made, secret_name(made), client_secret)
    record(organisation, user, gettext_noop("카카오 연결을 만들었습니다"), name)
    return made


@transaction.atomic
def change_connection(
    *, user: User, connection: Connection, name: str, client_id: str, client_secret: str,
    platforms: Sequence[str],
) -> None:  # fmt: skip
    """Its name, its keys and what comes in. What came in so far stays, whatever no longer does."""
    lock(connection.pk)
    before = {"name": connection.name, "client_id": connection.options.get("client_id")}
    connection.name = name
    connection.options |= {"client_id": client_id, "platforms": list(platforms)}
    connection.save(update_fields=["name", "options"])
    if client_secret:
        keep(connection, secret_name(connection), client_secret)
    cursors = SyncCursor.objects.filter(connection=connection)
    cursors.exclude(platform__in=platforms).delete()
    if connection.options.get("scopes"):
        plan_lists(connection)
        wake(connection)
    after = {"name": name, "client_id": client_id, "secret": bool(client_secret)}
    place = connection.organisation
    verb = gettext_noop("카카오 연결의 설정을 바꿨습니다")
    record(place, user, verb, name, before=before, after=after)


def keep(connection: Connection, name: str, text: str) -> None:
    """Encrypt a secret of the connection; an older one of that name is gone."""
    kept = Secret.objects.filter(organisation=connection.organisation_id, name=name).first()
    kept = kept or Secret(organisation_id=connection.organisation_id, name=name)
    kept.seal(text)
    kept.save()


@transaction.atomic
def keep_consent(*, user: User, connection: Connection, token: BusinessToken) -> None:
    """any → waiting: what is missing comes in from where it stopped."""
    lock(connection.pk)
    keep(connection, token_name(connection), token.access_token)
    connection.options["scopes"] = list(token.scopes)
    connection.options.pop("foreign", None)
    connection.save(update_fields=["options"])
    _set(connection, Connection.State.WAITING)
    clear_dead(connection)
    plan_lists(connection)
    SyncCursor.objects.filter(connection=connection).update(due_at=timezone.now(), failures=0)
    start_round(_only(connection))
    record(connection.organisation, user, gettext_noop("카카오에 연결했습니다"), connection.name)


def _set(connection: Connection, state: str, words: str = "") -> None:
    connection.state, connection.state_words = state, words
    connection.state_since = timezone.now()
    connection.save(update_fields=["state", "state_words", "state_since"])


def _only(connection: Connection) -> Any:
    return Connection.objects.filter(pk=connection.pk)


@transaction.atomic
def pause_connection(*, user: User, connection: Connection) -> None:
    lock(connection.pk)
    _set(connection, Connection.State.PAUSED)
    place = connection.organisation
    record(place, user, gettext_noop("카카오 수집을 멈췄습니다"), connection.name)


@transaction.atomic
def resume_connection(*, user: User, connection: Connection) -> None:
    """paused → waiting; what became due meanwhile comes in now."""
    lock(connection.pk)
    if connection.state != Connection.State.PAUSED:
        raise ValidationError(_("멈춘 연결만 다시 시작할 수 있습니다."))
    _set(connection, Connection.State.WAITING)
    start_round(_only(connection))
    place = connection.organisation
    record(place, user, gettext_noop("카카오 수집을 다시 시작했습니다"), connection.name)


@transaction.atomic
def pull_now(*, user: User, connection: Connection) -> None:
    lock(connection.pk)
    _must_work(connection)
    start_round(_only(connection))
    record(connection.organisation, user, gettext_noop("지금 가져오라고 했습니다"), connection.name)


@transaction.atomic
def pull_cursor(*, user: User, cursor: SyncCursor) -> None:
    """One pull of one account, now."""
    lock(cursor.connection_id)
    _must_work(cursor.connection)
    now = timezone.now()
    SyncCursor.objects.filter(pk=cursor.pk).update(due_at=now, round_at=now, failures=0)
    wake(cursor.connection)
    place = cursor.connection.organisation
    record(place, user, gettext_noop("지금 가져오라고 했습니다"), cursor)


@transaction.atomic
def fill_again(*, user: User, cursor: SyncCursor) -> None:
    """Everything from the first day on is asked for once more; what is stored stays meanwhile."""
    lock(cursor.connection_id)
    _must_work(cursor.connection)
    now = timezone.now()
    account = AdAccount.objects.filter(
        connection=cursor.connection, platform=cursor.platform, kakao_id=cursor.account
    ).first()
    if account is not None and cursor.kind.endswith("_days"):
        ask_all_again(account, cursor.kind.removesuffix("_days"))
    SyncCursor.objects.filter(pk=cursor.pk).update(
        due_at=now, round_at=now, failures=0, place={}, done_at=None
    )
    wake(cursor.connection)
    place = cursor.connection.organisation
    record(place, user, gettext_noop("처음부터 다시 채우라고 했습니다"), cursor)


def _must_work(connection: Connection) -> None:
    if connection.state in (Connection.State.PAUSED, Connection.State.NEEDS_RECONNECT):
        raise ValidationError(_("멈췄거나 끊긴 연결에서는 가져올 수 없습니다."))


@transaction.atomic
def ask_gaps_again(*, user: User, account: AdAccount) -> None:
    """Days that Kakao refused are asked for once more; one that it refuses again stays a gap."""
    lock(account.connection_id)
    assert account.connection is not None
    _must_work(account.connection)
    AdAnswer.objects.filter(account=account, refused=True).delete()
    mine = _cursors(account)
    mine.update(due_at=timezone.now(), failures=0)
    wake(account.connection)
    record(account.organisation, user, gettext_noop("빠진 날을 다시 물어봅니다"), account)


@transaction.atomic
def remove_connection(*, user: User, connection: Connection) -> None:
    """Its keys are destroyed; the figures it brought stay."""
    lock(connection.pk)
    names = [token_name(connection), secret_name(connection)]
    Secret.objects.filter(organisation=connection.organisation_id, name__in=names).delete()
    SyncCursor.objects.filter(connection=connection).delete()
    AdAccount.objects.filter(connection=connection).update(connection=None)
    clear_dead(connection)
    connection.removed_at = timezone.now()
    connection.save(update_fields=["removed_at"])
    record(connection.organisation, user, gettext_noop("카카오 연결을 없앴습니다"), connection.name)


@transaction.atomic
def set_account(
    *, user: User, account: AdAccount, channel: Channel | None, wanted: bool,
    vat_included: bool | None, history_from: dt.date,
) -> None:  # fmt: skip
    """Which channel it advertises, and what of it comes in. Figures already here move with it."""
    lock(account.connection_id)
    moved = account.channel != channel
    earlier = history_from < account.history_from or (wanted and not account.wanted)
    before = {"channel": account.channel_id, "wanted": account.wanted}
    account.channel, account.wanted = channel, wanted
    account.vat_included, account.history_from = vat_included, history_from
    account.save(update_fields=["channel", "wanted", "vat_included", "history_from"])
    if moved:
        settle_channels(account)
    _again(account, everything=earlier, messages=moved or earlier)
    after = {"channel": account.channel_id, "wanted": wanted}
    place = account.organisation
    record(place, user, gettext_noop("광고 계정을 바꿨습니다"), account, before=before, after=after)


def _again(account: AdAccount, *, everything: bool, messages: bool) -> None:
    """Earlier days, or the messages of another channel, are asked for from their beginning."""
    if account.connection is None:
        return
    mine = _cursors(account)
    if messages:
        mine.filter(kind=SyncKind.MESSAGES).update(done_at=None, place={}, due_at=timezone.now())
    if everything:
        mine.update(due_at=timezone.now())
    if everything or messages:
        start_round(_only(account.connection), [SyncKind.MESSAGES])


@transaction.atomic
def name_metric(*, user: User, metric: DiscoveredMetric, name: str) -> None:
    """From now on the ads show its sums under this name; empty: no longer."""
    before = {"name": metric.name}
    metric.name, metric.named_by = name, user if name else None
    metric.save(update_fields=["name", "named_by"])
    verb = gettext_noop("새로 나타난 지표에 이름을 붙였습니다")
    record(metric.organisation, user, verb, metric, before=before, after={"name": name})


@transaction.atomic
def set_receivers(
    *, user: User, channel: Channel, group: FriendGroup, broadcast: Broadcast | None
) -> None:
    """Whose receivers the group is made of; None: of no message's. Its newest count follows."""
    GroupReceivers.objects.update_or_create(
        account=group.account, kakao_id=group.kakao_id,
        defaults={"broadcast": broadcast, "said_by": user},
    )  # fmt: skip
    keep_counts(group.account, group.day)
    verb = gettext_noop("친구그룹이 어느 메시지를 받은 사람인지 정했습니다")
    record(channel, user, verb, group, after={"message": broadcast.pk if broadcast else None})


def _cursors(account: AdAccount) -> QuerySet[SyncCursor]:
    return SyncCursor.objects.filter(
        connection=account.connection, platform=account.platform, account=account.kakao_id
    )


@transaction.atomic
def set_campaign(*, user: User, campaign: AdCampaign, channel: Channel | None) -> None:
    """One campaign for another channel than its account's; None: the account's."""
    lock(campaign.account.connection_id)
    campaign.channel = channel
    campaign.save(update_fields=["channel"])
    settle_channels(campaign.account)
    place, after = campaign.account.organisation, {"channel": channel.pk if channel else None}
    record(place, user, gettext_noop("캠페인의 채널을 바꿨습니다"), campaign, after=after)
