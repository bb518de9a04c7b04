"""What goes wrong, through the real screens: the answer, where the import ends, what it says.

Every message names the line or the field and what to do; nothing that was stored is harmed.
"""

import datetime as dt
import http.client
import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import AdAccount, AdCampaign, AdDay
from channel.imports.reading import limits
from channel.models import (
    BroadcastResult,
    DailyFriends,
    Engagement,
    Friend,
    FriendActivity,
    FriendIdentity,
    ImportBatch,
)
from channel.runs.work import drain
from tests import make

pytestmark = pytest.mark.django_db
FRIENDS = "날짜,전체 친구수,추가,차단\n"
SENT = "발송일,제목,발송수(명),열람수(명)\n"
PERSONS = "고객키,키 종류,친구가 된 날,차단한 날\n"
REACTIONS = "고객키,반응,일시,반응 번호,메시지 번호\n"
ADS = "날짜,캠페인 ID,캠페인 이름,노출수,클릭수,비용,메시지 발송수,메시지 열람수,친구 추가수(7일)\n"
AD = "2026-11-16,1,겨울,100,3,5000,,,\n"
WORDS = "날짜,캠페인 이름,키워드,노출수,클릭수,비용\n"
WORD = "2026-11-16,겨울,코트,100,3,5000\n"
GOOD = "2026-11-16,18000,40,22\n"


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/worksheets/sheet1.xml", b"0" * (limits.UNPACKED_BYTES + 1))
    return file.getvalue()


# input, state after reading, words on the page
FILES = {
    "empty": (b"", "failed", "빈 파일입니다"),
    "header only": (FRIENDS.encode(), "failed", "조회 기간을 고르고 다시 내려받아"),
    "one 40 MB line": (b"1," * 20_000_000, "failed", "1번째 줄이 1MB보다 깁니다"),
    "zip bomb": (bomb, "failed", "압축을 풀면 400MB가 넘는"),
    "not a table": (b"%PDF-1.7 ...", "failed", "CSV나 엑셀 파일을 올리거나"),
    "formulas": (
        (FRIENDS + GOOD + '2026-11-17,"=1+1",1,1\n').encode(),
        "ready",
        "3번째 줄 '친구 수': '=1+1'",
    ),
    "two date columns": (
        "날짜,일자,친구수\n2026-11-16,2026-11-15,18000\n".encode(),
        "asking",
        "어느 열이 그날인지 하나만 골라",
    ),
    "impossible date": (
        (FRIENDS + GOOD + "2026-02-30,1,1,1\n").encode(),
        "ready",
        "3번째 줄 '날짜': '2026-02-30'은(는) 없는 날짜입니다. 날짜를 고쳐 주세요.",
    ),
    "negative count": (
        (FRIENDS + GOOD + "2026-11-17,18001,-3,1\n").encode(),
        "ready",
        "3번째 줄 '추가': '-3'처럼 0보다 작은 수는 넣을 수 없습니다. 수를 고쳐 주세요.",
    ),
    "opened above sent": (
        (SENT + "2026-11-12,코트,100,150\n").encode(),
        "ready",
        "2번째 줄 '열람수(명)': 열람 150명이 발송 100명보다 많습니다. 열이 바뀌지 않았는지",
    ),
    "times as people": (
        "발송일,제목,발송수(명),노출수\n2026-11-12,코트,100,150\n".encode(),
        "asking",
        "노출수는 한 사람이 여러 번 볼 수 있어 사람 수로 쓰지 않습니다.",
    ),
    "days that disagree within the file": (
        (FRIENDS + GOOD + "2026-11-16,17999,40,22\n").encode(),
        "ready",
        "2번째 줄 '친구 수': 2, 3번째 줄과 같은 날인데 수가 다릅니다(18000, 17999). 맞는 줄만 남겨",
    ),
    "days that disagree between files": (
        (FRIENDS + "2026-11-19,18001,40,22\n").encode(),
        "ready",
        "18,000 → 18,001",
    ),
    "another channel's name": (
        "채널,날짜,친구수\n모자가게,2026-11-16,900\n".encode(),
        "asking",
        "'모자가게' 채널의 자료로 보입니다. 이 채널에 넣을 자료가 맞나요?",
    ),
    "another channel's totals": (
        "날짜,친구수\n2026-11-19,900\n2026-11-20,900\n2026-11-21,900\n".encode(),
        "asking",
        "넣어 둔 친구 수와 크게 다른 날이 3일 있습니다",
    ),
    "broken letters": (
        (FRIENDS + GOOD).encode() + b"2026-11-17,\xff\xfe\xff,1,1\n",
        "ready",
        "3번째 줄에 깨진 글자가 있습니다",
    ),
    "a key of 10,000 characters": (
        (PERSONS + "A-1,,2026-10-01,\n" + "9" * 10_000 + ",,2026-10-01,\n").encode(),
        "ready",
        "3번째 줄 '고객 키': 글이 10000자로 너무 깁니다. 100자까지 줄여 주세요.",
    ),
    "an app user id that is none": (
        (PERSONS + "A-1,앱 사용자 아이디,2026-10-01,\n").encode(),
        "ready",
        "2번째 줄 '고객 키': 앱 사용자 아이디는 숫자입니다. 키 종류를 확인해 주세요.",
    ),
    "a friend blocked before he was added": (
        (PERSONS + "A-1,,2026-10-01,2026-09-30\n").encode(),
        "ready",
        "2번째 줄 '차단한 날': 차단한 날 2026-09-30이(가) 친구가 된 날 2026-10-01보다 빠릅니다.",
    ),
    "a person told twice in two ways": (
        (PERSONS + "A-1,,2026-10-01,\nA-1,,2026-10-02,\n").encode(),
        "ready",
        "3번째 줄 '친구가 된 날': 2, 3번째 줄과 같은 사람인데 내용이 다릅니다. 맞는 줄만 남겨",
    ),
    "a reaction in the future": (
        (REACTIONS + "A-1,클릭,2099-01-01 10:00,,\n").encode(),
        "ready",
        "2번째 줄 '일시': '2099-01-01'은(는) 아직 오지 않은 날입니다. 날짜를 확인해 주세요.",
    ),
    "a reaction before there were channels": (
        (REACTIONS + "A-1,클릭,2011-12-31 10:00,,\n").encode(),
        "ready",
        "2번째 줄 '일시': '2011-12-31'에는 아직 카카오톡 채널이 없었습니다. 날짜를 확인해 주세요.",
    ),
    "a reaction nobody knows": (
        (REACTIONS + "A-1,클릭,2026-11-16 10:00,,\nA-1,춤,2026-11-16 10:00,,\n").encode(),
        "ready",
        "3번째 줄 '반응': '춤'이(가) 무엇인지 모릅니다. 클릭, 문의, 응모, 설문, 구매, 쿠폰사용 "
        "가운데 하나로 적어 주세요.",
    ),
    "a reaction number of two": (
        (REACTIONS + "A-1,클릭,2026-11-16,n1,\nA-2,클릭,2026-11-16,n1,\n").encode(),
        "ready",
        "3번째 줄 '고객 키': 2, 3번째 줄과 반응 번호가 같은데 내용이 다릅니다. 맞는 줄만 남겨",
    ),
    "a reaction to a message nobody sent": (
        (REACTIONS + "A-1,클릭,2026-11-16,,m9\n").encode(),
        "ready",
        "2번째 줄 '메시지 번호': 'm9' 메시지를 찾지 못했습니다. 메시지 결과를 먼저 넣거나",
    ),
    "an ad report without rows": (ADS.encode(), "failed", "조회 기간을 고르고 다시 내려받아"),
    "an ad report with an impossible date": (
        (ADS + AD + "2026-02-30,1,겨울,1,1,1,,,\n").encode(),
        "ready",
        "3번째 줄 '날짜': '2026-02-30'은(는) 없는 날짜입니다. 날짜를 고쳐 주세요.",
    ),
    "an ad report of tomorrow": (
        (ADS + AD + "2099-01-01,1,겨울,1,1,1,,,\n").encode(),
        "ready",
        "3번째 줄 '날짜': '2099-01-01'은(는) 아직 오지 않은 날입니다. 날짜를 확인해 주세요.",
    ),
    "a cost below zero": (
        (ADS + AD + "2026-11-17,1,겨울,100,3,-5000,,,\n").encode(),
        "ready",
        "3번째 줄 '비용': '-5000'처럼 0보다 작은 수는 넣을 수 없습니다. 수를 고쳐 주세요.",
    ),
    "a cost in words": (
        (ADS + AD + AD.replace("16", "17") + "2026-11-18,1,겨울,100,3,공짜,,,\n").encode(),
        "ready",
        "4번째 줄 '비용': '공짜'을(를) 수로 읽을 수 없습니다. 숫자만 적어 주세요.",
    ),
    "more impressions than a number holds": (
        (ADS + AD + "2026-11-17,1,겨울,99999999999999999999,3,5000,,,\n").encode(),
        "ready",
        "3번째 줄 '노출수(회)': '99999999999999999999'은(는) 너무 큰 수입니다. 수를 확인해 주세요.",
    ),
    "an ad message opened by more than got it": (
        (ADS + "2026-11-16,1,겨울,100,3,5000,100,150,\n").encode(),
        "ready",
        "2번째 줄 '열람수(명)': 열람 150명이 발송 100명보다 많습니다. 열이 바뀌지 않았는지",
    ),
    "an ad without its campaign": (
        (ADS + AD + "2026-11-17,,,100,3,5000,,,\n").encode(),
        "ready",
        "3번째 줄 '캠페인': 비어 있습니다. 값을 채워 다시 올려 주세요.",
    ),
    "an ad told twice in two ways": (
        (ADS + AD + "2026-11-16,1,겨울,100,4,5000,,,\n").encode(),
        "ready",
        "2번째 줄 '클릭수(회)': 2, 3번째 줄과 같은 날인데 수가 다릅니다(3, 4). 맞는 줄만 남겨",
    ),
    "a keyword report with clicks below zero": (
        (WORDS + WORD + "2026-11-17,겨울,코트,100,-3,5000\n").encode(),
        "ready",
        "3번째 줄 '클릭수(회)': '-3'처럼 0보다 작은 수는 넣을 수 없습니다. 수를 고쳐 주세요.",
    ),
    "a keyword report without the keyword": (
        (WORDS + WORD + "2026-11-17,겨울,,100,3,5000\n").encode(),
        "ready",
        "3번째 줄 '키워드': 비어 있습니다. 값을 채워 다시 올려 주세요.",
    ),
    "a keyword told twice in two ways": (
        (WORDS + WORD + "2026-11-16,겨울,코트,100,4,5000\n").encode(),
        "ready",
        "2번째 줄 '클릭수(회)': 2, 3번째 줄과 같은 날인데 수가 다릅니다(3, 4). 맞는 줄만 남겨",
    ),
    "words instead of a number": (
        (FRIENDS + GOOD + "2026-11-17,많음,1,1\n").encode(),
        "ready",
        "3번째 줄 '친구 수': '많음'을(를) 수로 읽을 수 없습니다. 숫자만 적어 주세요.",
    ),
}


def stored() -> list[tuple[object, ...]]:
    models = (
        DailyFriends, BroadcastResult, Friend, FriendIdentity, Engagement, FriendActivity,
        AdAccount, AdCampaign, AdDay,
    )  # fmt: skip
    return [row for model in models for row in model.objects.order_by("pk").values_list()]


def shop() -> make.People:
    people = make.people()
    make.channel("모자가게", organisation=people.channel.organisation)
    for day in (19, 20, 21):
        make.daily(people.channel, dt.date(2026, 11, day))
    make.broadcast(people.channel)
    return people


def send(client: Client, people: make.People, data: bytes) -> tuple[int, ImportBatch | None]:
    file = io.BytesIO(data)
    file.name = "stats.csv"
    answer = client.post(reverse("imports", args=[people.channel.slug]), {"files": [file]})
    drain()
    return answer.status_code, ImportBatch.objects.order_by("pk").last()


@pytest.mark.parametrize("name", FILES)
def test_bad_input_is_named_and_harms_nothing(client: Client, name: str) -> None:
    data, state, words = FILES[name]
    people = shop()
    before = stored()
    client.force_login(people.owner)
    status, batch = send(client, people, data() if callable(data) else data)
    page = client.get(reverse("import", args=[people.channel.slug, batch.pk]))
    assert (status, page.status_code, batch.state) == (302, 200, state)
    assert words in page.content.decode().replace("&#x27;", "'").replace("&amp;", "&")
    assert stored() == before


@pytest.mark.parametrize("name", ["impossible date", "negative count", "opened above sent"])
def test_bad_rows_say_the_same_in_english(client: Client, name: str) -> None:
    people = shop()
    people.owner.language = "en"
    people.owner.save()
    client.force_login(people.owner)
    _status, batch = send(client, people, FILES[name][0])
    page = client.get(reverse("import", args=[people.channel.slug, batch.pk])).content.decode()
    assert f"Line {batch.problems.get().line}," in page


HEAD = (
    '--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
    '--x\r\nContent-Disposition: form-data; name="files"; filename="large.csv"\r\n'
    "Content-Type: text/csv\r\n\r\n"
)
TAIL = "\r\n--x--\r\n"
MEGABYTE = b"1," * (512 * 1024)


@pytest.mark.django_db(transaction=True)
def test_a_file_of_300_mb_is_refused_while_it_streams(client: Client, live_server) -> None:
    people = shop()
    client.force_login(people.owner)
    address = reverse("imports", args=[people.channel.slug])
    client.get(address)
    token = client.cookies["csrftoken"].value
    head = HEAD.format(token=token)
    cookies = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
    link = http.client.HTTPConnection(live_server.thread.host, live_server.thread.port)
    link.putrequest("POST", address)
    link.putheader("Cookie", cookies)
    link.putheader("Content-Type", "multipart/form-data; boundary=x")
    link.putheader("Content-Length", str(len(head) + 300 * len(MEGABYTE) + len(TAIL)))
    link.endheaders(head.encode())
    for _n in range(300):
        link.send(MEGABYTE)
    link.send(TAIL.encode())
    answer = link.getresponse()
    page = answer.read().decode()
    link.close()
    assert answer.status == 413
    assert "large.csv: 파일이 200MB보다 큽니다. 기간을 나누어 여러 파일로 올려 주세요." in page
    assert not ImportBatch.objects.exists()


def test_a_file_that_is_too_large_does_not_lose_the_others(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = shop()
    client.force_login(people.owner)
    monkeypatch.setattr("channel.imports.upload.FILE_BYTES", 1_000)
    large, small = io.BytesIO(b"1," * 1_000), io.BytesIO((FRIENDS + GOOD).encode())
    large.name, small.name = "large.csv", "small.csv"
    address = reverse("imports", args=[people.channel.slug])
    answer = client.post(address, {"files": [large, small]}, follow=True)
    assert "large.csv: 파일이" in answer.content.decode()
    assert ImportBatch.objects.get().filename == "small.csv"


def test_nothing_chosen_is_said_on_the_same_screen(client: Client) -> None:
    people = shop()
    client.force_login(people.owner)
    answer = client.post(reverse("imports", args=[people.channel.slug]), {"table": " "})
    assert answer.status_code == 422
    assert "파일을 고르거나 표를 붙여 넣어 주세요." in answer.content.decode()
