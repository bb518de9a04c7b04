import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse

from channel.imports import actions
from channel.models import AuditEntry, DailyFriends, ImportBatch, Run
from channel.runs.work import drain
from tests import make

pytestmark = pytest.mark.django_db
WEEK = "날짜,전체 친구수,추가,차단\n2026-11-16,18000,40,22\n2026-11-17,18018,41,20\n"


def post_file(client: Client, place: object, data: bytes, name: str = "stats.csv") -> ImportBatch:
    file = io.BytesIO(data)
    file.name = name
    prefix = "organisation_" if hasattr(place, "channels") else ""
    answer = client.post(reverse(f"{prefix}imports", args=[place.slug]), {"files": [file]})
    assert answer.status_code == 302
    drain()
    return ImportBatch.objects.latest("pk")


def url(batch: ImportBatch, name: str = "import") -> str:
    return reverse(name, args=[batch.channel.slug, batch.pk])


def test_a_file_goes_in_and_out_again_through_the_screens(client: Client) -> None:
    people = make.people()
    client.force_login(people.teammate)
    batch = post_file(client, people.channel, WEEK.encode("cp949"))
    page = client.get(url(batch)).content.decode()
    assert "새로 2줄 · 바뀜 0줄 · 그대로 0줄 · 넣지 못함 0줄" in page
    client.post(url(batch, "import_confirm"))
    assert "자료를 넣는 중입니다" in client.get(url(batch)).content.decode()
    drain()
    assert DailyFriends.objects.count() == 2
    assert "되돌리기" in client.get(url(batch)).content.decode()
    client.post(url(batch, "import_undo"))
    drain()
    assert not DailyFriends.objects.exists()
    assert "되돌렸습니다" in client.get(url(batch)).content.decode()
    assert AuditEntry.objects.filter(user=people.teammate).count() == 2


def test_progress_answers_the_bar_and_then_asks_for_the_page(client: Client) -> None:
    people = make.people()
    client.force_login(people.owner)
    client.post(reverse("imports", args=[people.channel.slug]), {"table": WEEK})
    batch = ImportBatch.objects.get()
    bar = client.get(url(batch, "import_progress"))
    assert "이 화면을 떠나도 계속됩니다." in bar.content.decode()
    drain()
    assert client.get(url(batch, "import_progress"))["HX-Refresh"] == "true"


def test_the_preview_shows_before_and_after(client: Client) -> None:
    people = make.people()
    make.daily(people.channel, dt.date(2026, 11, 16), total=17_900)
    client.force_login(people.owner)
    batch = post_file(client, people.channel, WEEK.encode())
    page = client.get(url(batch)).content.decode()
    assert "17,900 → 18,000" in page
    assert page.index('scope="col">친구 수') < page.index('scope="col">추가')


def test_the_unit_question_is_answered_in_the_form(client: Client) -> None:
    people = make.people()
    client.force_login(people.owner)
    text = "발송일,제목,발송수(명),노출수\n2026-11-19,니트,17950,20000\n"
    batch = post_file(client, people.channel, text.encode())
    page = client.get(url(batch)).content.decode()
    assert batch.state == "asking"
    assert "이 열은 사람 수(명)인가요, 횟수(회)인가요?" in page
    answer = {"kind": "broadcasts", "column_0": "sent_on", "column_1": "title", "column_2": "sent"}
    client.post(url(batch, "import_answer"), {**answer, "unit_3": "times"})
    drain()
    batch.refresh_from_db()
    assert batch.state == "ready"
    client.post(url(batch, "import_confirm"))
    drain()
    result = batch.channel.broadcast_set.get().result
    assert (result.sent, result.opened, result.impressions) == (17_950, None, 20_000)


def test_two_columns_of_one_field_are_refused_in_the_form(client: Client) -> None:
    people = make.people()
    client.force_login(people.owner)
    batch = post_file(client, people.channel, WEEK.encode())
    data = {"kind": "daily_friends", "column_0": "day", "column_1": "total", "column_2": "total"}
    answer = client.post(url(batch, "import_answer"), data)
    assert answer.status_code == 422
    assert "같은 항목을 두 열에" in answer.content.decode()


def test_another_kind_reads_the_file_again(client: Client) -> None:
    people = make.people()
    client.force_login(people.owner)
    batch = post_file(client, people.channel, WEEK.encode())
    client.post(url(batch, "import_answer"), {"kind": "daily_sources"})
    drain()
    batch.refresh_from_db()
    assert (batch.kind, batch.state) == ("daily_sources", "asking")


def test_the_error_file_names_line_field_and_reason_and_runs_no_formula(client: Client) -> None:
    people = make.people()
    client.force_login(people.owner)
    batch = post_file(client, people.channel, (WEEK + '2026-11-18,"=2+3",1,1\n').encode())
    client.post(url(batch, "import_confirm"))
    drain()
    file = client.get(url(batch, "import_errors"), {"format": "csv"})
    text = b"".join(file.streaming_content).decode("utf-8")
    head, row = text.splitlines()
    assert head == "\ufeff줄,항목,이유,날짜,전체 친구수,추가,차단"
    assert row.startswith("4,친구 수,")
    assert ",'=2+3,1,1" in row


def test_many_channels_in_one_table(client: Client) -> None:
    people = make.people()
    make.channel("모자가게", organisation=people.channel.organisation)
    client.force_login(people.owner)
    text = "채널,날짜,친구수\n무드옷장,2026-11-16,18000\n모자가게,2026-11-16,900\n"
    text += "없는가게,2026-11-16,1\n"
    batch = post_file(client, people.channel.organisation, text.encode())
    page = client.get(reverse("organisation_import", args=[batch.organisation.slug, batch.pk]))
    assert "모자가게" in page.content.decode()
    assert "&#x27;없는가게&#x27; 채널이 없거나" in page.content.decode()


@pytest.mark.parametrize(
    "name", ["import_confirm", "import_cancel", "import_undo", "import_answer"]
)
@pytest.mark.parametrize(
    ("who", "status"), [("owner", 302), ("teammate", 302), ("viewer", 403), ("outsider", 404)]
)
def test_who_may_move_an_import_on(client: Client, name: str, who: str, status: int) -> None:
    people = make.people()
    batch = ImportBatch.objects.create(
        organisation=people.channel.organisation, channel=people.channel, state="failed"
    )
    client.force_login(getattr(people, who))
    assert client.post(url(batch, name)).status_code == status
    assert client.get(url(batch)).status_code == (404 if who == "outsider" else 200)


def test_an_import_of_another_channel_is_not_found(client: Client) -> None:
    people = make.people()
    other = make.channel("셋째 가게")
    batch = ImportBatch.objects.create(organisation=other.organisation, channel=other)
    client.force_login(people.owner)
    assert client.get(reverse("import", args=[people.channel.slug, batch.pk])).status_code == 404


@pytest.mark.parametrize("rows", [2, 20])
def test_the_list_needs_the_same_queries_for_2_and_20_imports(
    client: Client, rows: int, django_assert_max_num_queries
) -> None:
    people = make.people()
    for _i in range(rows):
        ImportBatch.objects.create(
            organisation=people.channel.organisation, channel=people.channel, by=people.owner
        )
    client.force_login(people.owner)
    with django_assert_max_num_queries(10):
        client.get(reverse("imports", args=[people.channel.slug]))


@pytest.mark.parametrize("step", ["import_confirm", "import_undo"])
def test_a_step_that_failed_is_tried_again_from_the_import(client: Client, step: str) -> None:
    people = make.people()
    client.force_login(people.teammate)
    batch = post_file(client, people.channel, WEEK.encode())
    if step == "import_undo":
        client.post(url(batch, "import_confirm"))
        drain()
    client.post(url(batch, step))
    Run.objects.filter(state="waiting", key=f"import {batch.pk}").update(state="failed")
    Run.objects.filter(state="failed").update(error_words="멈췄습니다.")
    address = url(batch, "import_retry")
    assert address in client.get(url(batch)).content.decode()
    client.post(address)
    assert address not in client.get(url(batch)).content.decode()
    drain()
    batch.refresh_from_db()
    assert batch.state == {"import_confirm": "done", "import_undo": "undone"}[step]


def test_a_viewer_is_not_offered_another_try_and_nothing_else_is_tried(client: Client) -> None:
    people = make.people()
    client.force_login(people.teammate)
    batch = post_file(client, people.channel, WEEK.encode())
    answer = client.post(url(batch, "import_retry"), follow=True)
    assert "그사이 상태가 바뀌었습니다" in answer.content.decode()
    client.post(url(batch, "import_confirm"))
    Run.objects.filter(kind="import_load").update(state="failed", error_words="멈췄습니다.")
    client.force_login(people.viewer)
    page = client.get(url(batch)).content.decode()
    assert "멈췄습니다." in page
    assert url(batch, "import_retry") not in page


def test_a_starter_who_is_gone_gives_a_table_no_channel_but_the_imports_own() -> None:
    people = make.people()
    text = "채널,날짜,친구수\n무드옷장,2026-11-16,18000\n"
    for place, taken in ((people.channel.organisation, 0), (people.channel, 1)):
        file = {"chunks": [text.encode()], "filename": "stats.csv"}
        batch = actions.start_import(place, by=people.owner, **file)  # type: ignore[arg-type]
        ImportBatch.objects.update(by=None)
        drain()
        batch.refresh_from_db()
        assert (batch.new, batch.bad) == (taken, 1 - taken), place
