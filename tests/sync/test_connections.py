"""Connecting by Kakao's consent screen, and every way it may go wrong."""

import datetime as dt
import urllib.parse
import urllib.request
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import AdAccount, AdCampaign, AdDay
from channel import clock
from channel.models import AuditEntry, Connection, Secret, SyncCursor
from tests import make
from tests.sync.arrange import Kakao, connect, pull_all, stored, truth

pytestmark = pytest.mark.django_db
FORM = {
    "name": "온도상점", "client_id": "sim-rest-key", "client_secret": "sim-business-secret",
    "platforms": ["moment", "keyword"],
}  # fmt: skip


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def url(people: make.People, name: str, *args: Any) -> str:
    return reverse(f"organisation_{name}", args=[people.channel.organisation.slug, *args])


def made(people: make.People, **fields: Any) -> Connection:
    signed_in(people.owner).post(url(people, "connections"), FORM | fields)
    return Connection.objects.get()


def answered(address: str, **answer: str) -> str:
    """Kakao's screen answered as a person would; returns the query that comes back."""
    address += "&" + urllib.parse.urlencode(answer)
    try:
        urllib.request.build_opener(NoRedirect).open(address)
    except urllib.error.HTTPError as back:
        return urllib.parse.urlsplit(back.headers["Location"]).query
    raise AssertionError("no redirect")


def consented(people: make.People, client: Client, connection: Connection, **answer: str) -> str:
    """The words after the way through the consent screen."""
    away = client.get(url(people, "consent_start", connection.pk)).headers["Location"]
    answer = {"sim_answer": "agree", **answer}
    return words_after(people, client, answered(away, **answer))


def words_after(people: make.People, client: Client, query: str) -> str:
    back = client.get(f"{url(people, 'consent')}?{query}", follow=True)
    return " ".join(str(message) for message in back.context["messages"])


def test_a_consent_brings_accounts_and_figures(kakao: Kakao) -> None:
    people = make.people()
    connection = made(people)
    assert connection.state == Connection.State.NEEDS_RECONNECT
    assert "연결했습니다" in consented(people, signed_in(people.owner), connection)
    pull_all()
    assert {account.platform for account in AdAccount.objects.all()} == {"moment", "keyword"}
    # one channel in the organisation: nobody has to be asked whose accounts these are
    assert set(AdAccount.objects.values_list("channel", flat=True)) == {people.channel.pk}
    assert set(AdDay.objects.values_list("channel", flat=True)) == {people.channel.pk}
    assert AuditEntry.objects.filter(verb="카카오에 연결했습니다").exists()


def test_no_page_and_no_row_shows_a_secret(kakao: Kakao) -> None:
    people = make.people()
    connection = made(people)
    client = signed_in(people.owner)
    consented(people, client, connection)
    token = next(iter(kakao.simulation.tokens))
    for name, args in (("connections", ()), ("connection", (connection.pk,))):
        page = client.get(url(people, name, *args)).content.decode()
        assert "sim-business-secret" not in page
        assert token not in page
    assert token not in str(list(Connection.objects.values())) + str(list(Secret.objects.values()))


@pytest.mark.parametrize(
    ("fields", "answer", "words"),
    [
        ({}, {"sim_answer": "refuse"}, "동의하지 않으셨습니다"),
        ({"client_secret": "wrong"}, {}, "앱 키가 맞지 않습니다"),
    ],
)
def test_a_consent_that_fails_says_why_and_changes_nothing(
    kakao: Kakao, fields: dict[str, str], answer: dict[str, str], words: str
) -> None:
    people = make.people()
    connection = made(people, **fields)
    assert words in consented(people, signed_in(people.owner), connection, **answer)
    assert not SyncCursor.objects.exists()
    assert Secret.objects.count() == 1


def test_a_state_is_good_once_and_in_its_own_session_only(kakao: Kakao) -> None:
    people = make.people()
    connection, client = made(people), signed_in(people.owner)
    away = client.get(url(people, "consent_start", connection.pk)).headers["Location"]
    query = answered(away, sim_answer="agree")
    assert "다시 시작" in words_after(people, signed_in(people.owner), query)
    assert "연결했습니다" in words_after(people, client, query)
    assert "다시 시작" in words_after(people, client, query)


def test_an_answer_for_another_organisation_is_refused(kakao: Kakao) -> None:
    people = make.people()
    connection, client = made(people), signed_in(people.owner)
    elsewhere = make.channel("다른 조직")
    make.member(people.owner, elsewhere)
    away = client.get(url(people, "consent_start", connection.pk)).headers["Location"]
    query = answered(away, sim_answer="agree")
    address = reverse("organisation_consent", args=[elsewhere.organisation.slug])
    page = client.get(f"{address}?{query}", follow=True)
    assert "다시 시작" in page.content.decode()
    assert not Secret.objects.filter(name__endswith="token").exists()


def test_accounts_of_another_organisation_stay_there(kakao: Kakao) -> None:
    people = make.people()
    first, second = connect(people.channel, kakao), connect(make.channel("다른 조직"), kakao)
    pull_all()
    second.refresh_from_db()
    assert set(AdAccount.objects.values_list("connection", flat=True)) == {first.pk}
    assert second.options["foreign"]


def test_a_removed_connection_keeps_its_figures_and_loses_its_keys(kakao: Kakao) -> None:
    people = make.people()
    connection = connect(people.channel, kakao)
    pull_all()
    days = AdDay.objects.count()
    signed_in(people.owner).post(url(people, "connection_do", connection.pk, "remove"))
    assert (AdDay.objects.count(), Secret.objects.count()) == (days, 0)
    assert signed_in(people.owner).get(url(people, "connection", connection.pk)).status_code == 404
    # connected anew, the same accounts go on
    again = connect(people.channel, kakao)
    pull_all()
    assert set(AdAccount.objects.values_list("connection", flat=True)) == {again.pk}
    for account in AdAccount.objects.all():
        assert stored(account) == truth(kakao, account)


def test_a_person_says_which_channel_an_account_and_a_campaign_advertise(kakao: Kakao) -> None:
    people = make.people()
    other = make.channel("두 번째", organisation=people.channel.organisation)
    connect(people.channel, kakao, platforms=["moment"])
    pull_all()
    account = AdAccount.objects.get()
    assert account.channel is None
    client, prefix = signed_in(people.owner), f"account{account.pk}-"
    first_day = str(account.history_from)
    body = {"channel": people.channel.pk, "wanted": "on", "vat": "", "history_from": first_day}
    client.post(
        url(people, "ad_account", account.pk), {prefix + key: value for key, value in body.items()}
    )
    assert set(AdDay.objects.values_list("channel", flat=True)) == {people.channel.pk}
    campaign = AdCampaign.objects.order_by("kakao_id").first()
    assert campaign is not None
    body = {"campaign": campaign.pk, f"campaign{campaign.pk}-channel": other.pk}
    client.post(url(people, "ad_campaigns", account.pk), body)
    theirs = AdDay.objects.filter(channel=other)
    assert set(theirs.values_list("campaign_id", flat=True)) == {campaign.kakao_id}
    assert set(theirs.values_list("level", flat=True)) == {"campaign", "group", "creative"}


def test_a_channel_of_another_organisation_is_no_choice(kakao: Kakao) -> None:
    people = make.people()
    connect(people.channel, kakao, platforms=["moment"])
    pull_all()
    account, elsewhere = AdAccount.objects.get(), make.channel("다른 조직")
    prefix = f"account{account.pk}-"
    body = {prefix + "channel": elsewhere.pk, prefix + "history_from": str(account.history_from)}
    signed_in(people.owner).post(url(people, "ad_account", account.pk), body)
    account.refresh_from_db()
    assert account.channel == people.channel


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_costs_the_same_for_any_number(
    count: int, django_assert_max_num_queries: Any
) -> None:
    people = make.people()
    for number in range(count):
        Connection.objects.create(
            organisation=people.channel.organisation, kind="business", name=f"연결 {number}"
        )
    client = signed_in(people.owner)
    with django_assert_max_num_queries(14):
        client.get(url(people, "connections"))


def test_the_pages_show_state_gaps_and_figures(kakao: Kakao) -> None:
    people = make.people()
    connection = connect(people.channel, kakao)
    pull_all()
    client = signed_in(people.owner)
    page = client.get(url(people, "connection", connection.pk)).content.decode()
    assert "작동 중" in page
    assert "수집 달력. 아직 받지 못한 날 0일" in page
    assert "다 가져옴" in page
    for way in ("day", "account", "campaign"):
        found = client.get(reverse("ads", args=[people.channel.slug]), {"by": way})
        assert found.status_code == 200
        assert "비용(부가세 별도)" in found.content.decode()
    file = client.get(
        reverse("ads", args=[people.channel.slug]), {"by": "campaign", "format": "csv"}
    )
    assert file.headers["Content-Type"].startswith("text/csv")
    assert (
        "연결이 살아 있습니다"
        in client.post(url(people, "connection_test", connection.pk), follow=True).content.decode()
    )
    assert client.get(url(people, "guide")).status_code == 200


@pytest.mark.parametrize("count", [2, 20])
def test_the_ads_cost_the_same_for_any_number_of_rows(
    count: int, django_assert_max_num_queries: Any
) -> None:
    people, day = make.people(), clock.today() - dt.timedelta(days=1)
    account = AdAccount.objects.create(
        organisation=people.channel.organisation, platform="moment", kakao_id="1", name="모먼트",
        channel=people.channel, history_from=day,
    )  # fmt: skip
    for number in range(count):
        AdDay.objects.create(
            account=account, channel=people.channel, level="campaign", day=day, clicks=3,
            object_id=str(number), campaign_id=str(number),
        )  # fmt: skip
    client = signed_in(people.owner)
    with django_assert_max_num_queries(16):
        client.get(reverse("ads", args=[people.channel.slug]), {"by": "campaign"})
