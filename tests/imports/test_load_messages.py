import datetime as dt

import pytest

from channel.broadcasts.matching import UNTITLED
from channel.imports import actions
from channel.models import Broadcast, BroadcastResult
from channel.runs.work import drain
from tests import make
from tests.imports.arrange import counts, load, take_back, upload, words

pytestmark = pytest.mark.django_db

SENT = """발송일,제목,발송수,열람수(명),클릭수,내용태그,대상,혜택
2026-11-05,주말 10% 쿠폰,17720,4500,310,혜택,전체,예
2026-11-12,코트 손질하는 법,17890,6120,90,정보,일부,아니오
2026-11-19,겨울 니트 입고,17950,4846,120,상품,전체,아니오
"""


def test_messages_and_their_tags_and_results_are_stored() -> None:
    people = make.people()
    assert counts(load(people.channel, people.owner, SENT)) == (3, 0, 0, 0)
    sent = Broadcast.objects.select_related("result").get(sent_on="2026-11-12")
    assert (sent.title, sent.audience, sent.content, sent.benefit, sent.state) == (
        "코트 손질하는 법", "part", "info", False, "reported",
    )  # fmt: skip
    assert (sent.result.sent, sent.result.opened, sent.result.clicked) == (17890, 6120, 90)


def test_the_same_messages_from_another_shape_are_same() -> None:
    people = make.people()
    load(people.channel, people.owner, SENT)
    other = (
        "메시지명\t발송일시\t발송수\t열람수(명)\n"
        "겨울  니트 입고\t2026. 11. 19. 오전 10:00\t17,950명\t4,846명\n"
    )
    batch = load(people.channel, people.owner, other)
    assert counts(batch) == (0, 1, 0, 0)  # it now has a time of day
    assert counts(load(people.channel, people.owner, other)) == (0, 0, 1, 0)
    assert Broadcast.objects.count() == 3


def test_grown_opens_change_the_result_and_keep_what_the_file_does_not_say() -> None:
    people = make.people()
    load(people.channel, people.owner, SENT)
    batch = load(
        people.channel,
        people.owner,
        "발송일,제목,발송수,열람수(명)\n2026-11-19,겨울 니트 입고,17950,5011\n",
    )
    result = BroadcastResult.objects.get(broadcast__sent_on="2026-11-19")
    assert (counts(batch), result.opened, result.clicked) == ((0, 1, 0, 0), 5011, 120)


def test_kakaos_id_decides_before_day_and_title() -> None:
    people = make.people()
    load(
        people.channel,
        people.owner,
        "메시지번호,발송일,제목,발송수\nM1,2026-11-19,니트,100\nM2,2026-11-19,니트,200\n",
    )
    assert Broadcast.objects.count() == 2
    text = "메시지번호,발송일,제목,발송수\nM2,2026-11-19,니트 입고,200\nM3,2026-11-19,니트,300\n"
    assert counts(load(people.channel, people.owner, text)) == (1, 0, 1, 0)
    found = Broadcast.objects.order_by("nth_of_day").values_list("kakao_id", "nth_of_day")
    assert list(found) == [("M1", 1), ("M2", 2), ("M3", 3)]


def test_an_id_is_learnt_for_a_message_that_was_known_by_day_and_title() -> None:
    people = make.people()
    load(people.channel, people.owner, SENT)
    load(
        people.channel,
        people.owner,
        "메시지번호,발송일,제목,발송수\nM9,2026-11-19,겨울 니트 입고,17950\n",
    )
    assert Broadcast.objects.get(kakao_id="M9").sent_on == dt.date(2026, 11, 19)
    assert Broadcast.objects.count() == 3


def test_a_planned_message_becomes_reported() -> None:
    people = make.people()
    made = make.broadcast(
        people.channel, dt.date(2026, 11, 19), sent=None, opened=None, clicked=None
    )
    Broadcast.objects.update(state="planned")
    load(people.channel, people.owner, SENT)
    made.refresh_from_db()
    assert (made.state, Broadcast.objects.count()) == ("reported", 3)


def test_a_message_typed_without_title_is_proposed_and_joined_only_when_confirmed() -> None:
    people = make.people()
    typed = {"sent_on": "2026-11-19", "sent": 17_950, "opened": 4_800}
    actions.import_rows(people.channel, "broadcasts", [typed], by=people.owner)
    batch = upload(people.channel, people.owner, SENT)
    [near] = batch.preview["near"]
    stored = Broadcast.objects.get()
    assert (near["line"], near["stored_id"], near["stored_title"]) == (4, stored.pk, UNTITLED)
    actions.confirm(batch, by=people.owner, same={str(near["line"]): stored.pk})
    drain()
    batch.refresh_from_db()
    stored.refresh_from_db()
    assert counts(batch) == (2, 1, 0, 0)
    assert (stored.title, stored.result.opened) == ("겨울 니트 입고", 4_846)
    take_back(batch, people.owner)
    stored.refresh_from_db()
    assert (stored.title, Broadcast.objects.count()) == (UNTITLED, 1)


def test_a_near_message_that_nobody_confirmed_stays_a_message_of_its_own() -> None:
    people = make.people()
    make.broadcast(people.channel, dt.date(2026, 11, 18), "다른 제목")
    load(people.channel, people.owner, SENT)
    assert Broadcast.objects.count() == 4


def test_opens_above_the_stored_sends_are_a_bad_row_that_harms_nothing() -> None:
    people = make.people()
    load(people.channel, people.owner, SENT)
    batch = load(
        people.channel, people.owner, "발송일,제목,열람수(명)\n2026-11-19,겨울 니트 입고,18000\n"
    )
    assert counts(batch) == (0, 0, 0, 1)
    assert "열람 18000명이 발송 17950명보다 많습니다" in words(batch)[0]
    assert BroadcastResult.objects.get(broadcast__sent_on="2026-11-19").opened == 4846


def test_typed_rows_with_a_problem_are_refused_as_a_whole() -> None:
    people = make.people()
    rows = [
        {"sent_on": "2026-11-12", "sent": 100, "opened": 50},
        {"sent_on": "2026-11-19", "sent": 100, "opened": 150},
    ]
    with pytest.raises(actions.RowsRefused) as refused:
        actions.import_rows(people.channel, "broadcasts", rows, by=people.owner)
    [problem] = refused.value.problems
    assert (problem.code, problem.line, problem.field) == ("opened_above_sent", 2, "opened")
    assert not Broadcast.objects.exists()


def test_of_two_lines_said_to_be_one_stored_message_the_first_is_it() -> None:
    people = make.people()
    make.broadcast(people.channel, dt.date(2026, 11, 19), "다른 제목")
    text = "발송일,제목,발송수\n2026-11-19,니트,17950\n2026-11-19,코트,17960\n"
    batch = upload(people.channel, people.owner, text)
    same = {str(near["line"]): near["stored_id"] for near in batch.preview["near"]}
    assert len(same) == 2
    actions.confirm(batch, by=people.owner, same=same)
    drain()
    batch.refresh_from_db()
    assert (batch.state, Broadcast.objects.count()) == ("done", 2)


@pytest.mark.parametrize("known", [0, 1], ids=["none of that title", "one of that title"])
def test_untitled_messages_of_one_day_get_one_title_beside_a_new_one(known: int) -> None:
    people = make.people()
    day, rows = dt.date(2026, 11, 19), ["발송일,제목,발송수"]
    rows += [f"2026-11-19,니트,{17_950 + n}" for n in range(3 + known)]
    untitled = [make.broadcast(people.channel, day, UNTITLED)]
    Broadcast.objects.update(nth_of_day=2)
    untitled.append(make.broadcast(people.channel, day, UNTITLED))
    if known:
        make.broadcast(people.channel, day, "니트")
    batch = upload(people.channel, people.owner, "\n".join(rows) + "\n")
    same = {str(2 + known + n): message.pk for n, message in enumerate(untitled)}
    actions.confirm(batch, by=people.owner, same=same)
    drain()
    batch.refresh_from_db()
    found = Broadcast.objects.filter(folded_title="니트").order_by("nth_of_day")
    assert batch.state == "done"
    assert [m.nth_of_day for m in found] == list(range(1, 4 + known))
    assert [m.pk for m in found][known : 2 + known] == [m.pk for m in untitled]
