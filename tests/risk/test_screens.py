"""The risk screen, its chart and what a person may do there, by role."""

import datetime as dt

import pytest
from django.urls import reverse

from analytics.risk.work import refresh
from channel.models import Alert, AuditEntry, AxisNote, BroadcastRisk, RiskBaseline
from tests import make
from tests.risk import history
from tests.risk.test_work import USUAL

RISE = [43, 43, 43, 43, 43, 43]
LAST_OF_RISE = history.LAST


@pytest.fixture
def rising(place):
    history.write(place, [*USUAL, *RISE])
    refresh(place)
    return place


@pytest.fixture
def get(client, people):
    def page(name, *args, by=None, status=200):
        client.force_login(by or people.owner)
        answer = client.get(reverse(name, args=[people.channel.slug, *args]))
        assert answer.status_code == status
        return answer

    return page


@pytest.fixture
def post(client, people):
    def send(name, *args, by=None, status=302, **data):
        client.force_login(by or people.owner)
        answer = client.post(reverse(name, args=[people.channel.slug, *args]), data)
        assert answer.status_code == status
        return answer

    return send


READS = ["risk", "risk_chart"]
WRITES = ["axis_note_add", "risk_baseline", "risk_baseline_undo", "note", "delete", "cause"]


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("teammate", 200), ("viewer", 200), ("outsider", 404)]
)
def test_who_may_read(get, people, rising, name, who, status):
    get(name, by=getattr(people, who), status=status)


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize(
    ("who", "status"), [("owner", 302), ("teammate", 302), ("viewer", 403), ("outsider", 404)]
)
def test_who_may_write(post, people, rising, name, who, status):
    note = AxisNote.objects.create(channel=rising, day=history.LAST, text="품절")
    args = {
        "note": ("axis_note", note.pk),
        "delete": ("axis_note_delete", note.pk),
        "cause": ("risk_cause", history.message(rising, 20).pk),
    }.get(name, (name,))
    post(*args, by=getattr(people, who), status=status, day="2026-11-19", text="대표 이벤트")


@pytest.mark.parametrize("name", ["axis_note", "axis_note_delete", "risk_cause"])
def test_things_of_another_channel_do_not_exist(post, people, rising, name):
    other = make.channel("옆 가게")
    note = AxisNote.objects.create(channel=other, day=history.LAST, text="품절")
    message = make.broadcast(other)
    post(name, message.pk if name == "risk_cause" else note.pk, status=404, text="x")


@pytest.mark.parametrize(
    ("caused", "words"),
    [
        ([], "자료 없음"),
        (USUAL[:7], "기준 만드는 중"),
        ([*USUAL, 29], "평소 수준"),
        ([*USUAL, 84], "이번 발송 급증"),
        ([*USUAL, *RISE], "계속 늘어남"),
    ],
    ids=["none", "learning", "usual", "spike", "rising"],
)
def test_the_state_is_a_word_and_its_sentence_is_there(get, place, caused, words):
    history.write(place, caused) if caused else None
    refresh(place)
    page = get("risk").content.decode()
    assert f">{words}</span>" in page
    assert "신고 수와 카카오의 제재 기준은 공개되지 않아" in page


def test_in_english_nothing_korean_is_left_but_titles(client, people, rising):
    people.owner.language = "en"
    people.owner.save()
    client.force_login(people.owner)
    page = client.get(reverse("risk", args=[rising.slug]), headers={"accept-language": "en"})
    text = page.content.decode()
    assert ">Rising</span>" in text
    assert (
        "The last 6 messages lost 258 people. Usually it would be 188 people (1.4x, hardly chance)"
        in _plain(text)
    )


def _plain(html):
    import re

    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_chart_has_gaps_where_nothing_is_known(get, place):
    history.write(place, [*USUAL, None, 84])
    AxisNote.objects.create(channel=place, day=history.LAST, text="<b>대표 이벤트")
    refresh(place)
    told = get("risk_chart").json()
    *bands, expected, actual = told["data"]
    assert actual["y"][-2:] == [None, 84]
    assert expected["y"][-2] is None
    assert [len(band["x"]) for band in bands] == [4, 2]  # there and back, never across the gap
    assert actual["marker"]["color"][-1] == "token:watch"
    assert actual["marker"]["symbol"][-1] == "diamond"
    [label] = told["layout"]["annotations"]
    assert label["text"] == "&lt;b>대표 이벤트"


def test_the_page_takes_the_same_queries_at_2_and_200_messages(
    client, people, place, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    client.force_login(people.owner)
    for caused in (USUAL[:2], USUAL * 15):
        BroadcastRisk.objects.all().delete()
        place.broadcast_set.all().delete()
        place.dailyfriends_set.all().delete()
        history.write(place, caused)
        refresh(place)
        client.get(reverse("risk", args=[place.slug]))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(reverse("risk", args=[place.slug]))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 15


def test_note_is_added_once_changed_and_deleted_each_with_an_audit_row(post, place):
    for _twice in range(2):
        post("axis_note_add", day="11/12", text="  대표   이벤트 ")
    [note] = AxisNote.objects.filter(channel=place)
    assert (note.day, note.text) == (dt.date(2026, 11, 12), "대표 이벤트")
    post("axis_note", note.pk, day="11/13", text="품절")
    note.refresh_from_db()
    assert (note.day, note.text) == (dt.date(2026, 11, 13), "품절")
    post("axis_note_delete", note.pk)
    assert not AxisNote.objects.exists()
    assert AuditEntry.objects.filter(channel=place).count() == 3


@pytest.mark.parametrize("data", [{"day": "", "text": "x"}, {"day": "11/12", "text": " " * 3}])
def test_a_note_without_day_or_words_is_refused_in_words(post, place, data):
    page = post("axis_note_add", status=422, **data)
    assert "aria-invalid" in page.content.decode()
    assert not AxisNote.objects.exists()


def test_cause_stands_on_the_axis_and_on_the_alert(post, place):
    history.write(place, [*USUAL, 84])
    refresh(place)
    post("risk_cause", history.message(place, 15).pk, text="대표 이벤트")
    assert AxisNote.objects.get().day == history.LAST
    assert Alert.objects.get(kind="risk_spike").note == "대표 이벤트"


def test_new_baseline_asks_first_then_counts_from_the_rise_and_can_be_taken_back(
    get, post, people, rising
):
    before = list(BroadcastRisk.objects.order_by("pk").values("state", "z", "ewma"))
    asked = get("risk_baseline").content.decode()
    assert "이 수준을 새 기준으로 삼으시겠습니까?" in asked
    assert RiskBaseline.objects.get(channel=rising).starts_on is None

    post("risk_baseline", by=people.teammate)
    baseline = RiskBaseline.objects.get(channel=rising)
    assert baseline.starts_on == history.LAST - dt.timedelta(weeks=5)
    assert (baseline.started_by, baseline.n) == (people.teammate, 6)
    assert not Alert.objects.open().exists()
    assert "기준 만드는 중" in get("risk").content.decode()

    post("risk_baseline_undo")
    baseline.refresh_from_db()
    assert baseline.starts_on is None
    assert list(BroadcastRisk.objects.order_by("pk").values("state", "z", "ewma")) == before
    assert AuditEntry.objects.filter(channel=rising).count() == 2


def test_without_a_rise_there_is_no_new_baseline(get, post, place):
    history.write(place, [*USUAL, 84])
    refresh(place)
    assert "바꿀 기준이 없습니다" in get("risk_baseline").content.decode()
    post("risk_baseline")
    assert RiskBaseline.objects.get(channel=place).starts_on is None


def test_a_viewer_sees_no_buttons_that_write(get, people, rising):
    page = get("risk", by=people.viewer).content.decode()
    assert reverse("risk_baseline", args=[rising.slug]) not in page
    assert reverse("axis_note_add", args=[rising.slug]) not in page


def test_every_figure_of_the_page_opens_its_papers(get, client, people, rising):
    import re

    page = get("risk").content.decode()
    links = set(re.findall(r'href="([^"]+)" data-papers', page))
    assert len(links) > 10
    for link in links:
        papers = client.get(link)
        assert papers.status_code == 200
        assert "설명이 아직 없습니다" not in papers.content.decode()
