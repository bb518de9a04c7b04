"""Which channel an account or one of its campaigns advertises: nothing is unset by being left out."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.models import AdAccount, AdCampaign
from tests import make
from tests.sync.test_connections import signed_in, url
from tests.sync.test_screens import account_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> make.People:
    return make.people()


@pytest.fixture
def account(people: make.People) -> AdAccount:
    return account_of(people.channel)


@pytest.fixture
def owner(people: make.People) -> Client:
    return signed_in(people.owner)


def campaign_of(account: AdAccount, number: int = 1, **fields: Any) -> AdCampaign:
    return AdCampaign.objects.create(
        account=account, kakao_id=str(number), name=f"캠페인 {number}", **fields
    )


def said(page: Any) -> str:
    return " ".join(str(message) for message in page.context["messages"])


def test_an_archived_channel_stays_chosen(
    people: make.People, account: AdAccount, owner: Client
) -> None:
    people.channel.closed_at = timezone.now()
    people.channel.save()
    page = owner.get(url(people, "connection", account.connection_id)).content.decode()
    assert f'<option value="{people.channel.pk}" selected>' in page
    prefix = f"account{account.pk}-"
    body = {prefix + "channel": people.channel.pk, prefix + "history_from": account.history_from}
    owner.post(url(people, "ad_account", account.pk), body)
    account.refresh_from_db()
    assert (account.channel, account.wanted) == (people.channel, False)


@pytest.mark.parametrize("pk", ["", "abc", "²", "0", "9" * 30])
def test_no_campaign_is_not_found(
    people: make.People, account: AdAccount, owner: Client, pk: str
) -> None:
    assert owner.post(url(people, "ad_campaigns", account.pk), {"campaign": pk}).status_code == 404


def test_a_channel_that_is_no_choice_is_refused_in_words(
    people: make.People, account: AdAccount, owner: Client
) -> None:
    one, elsewhere = campaign_of(account, channel=people.channel), make.channel("다른 조직")
    body = {"campaign": one.pk, f"campaign{one.pk}-channel": elsewhere.pk}
    page = owner.post(url(people, "ad_campaigns", account.pk), body, follow=True)
    assert "올바르게 선택해 주세요" in said(page)
    one.refresh_from_db()
    assert one.channel == people.channel


@pytest.mark.parametrize("count", [2, 20])
@pytest.mark.parametrize("who", ["owner", "teammate"])
def test_the_campaigns_cost_the_same_for_any_number(
    people: make.People, account: AdAccount, who: str, count: int,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    for number in range(count):
        campaign_of(account, number, channel=people.channel)
    client = signed_in(getattr(people, who))
    with django_assert_max_num_queries(9):
        assert client.get(url(people, "ad_campaigns", account.pk)).status_code == 200
