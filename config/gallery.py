"""Every template part in all its states, on one page of the development server."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

CHANNEL = SimpleNamespace(name="무드옷장", slug="sample", is_demo=True)
FINISHED = {"title": "다 넣었습니다", "done": 1, "total": 1, "count": "12,000 / 12,000줄"}
KINDS = [("info", "정보"), ("goods", "상품"), ("benefit", "혜택")]


class SampleForm(forms.Form):
    name = forms.CharField(label="채널 이름", help_text="친구에게 보이는 이름 그대로 적어 주세요.")
    # Text, not number: a browser throws away what a number field cannot read.
    friends = forms.IntegerField(
        label="친구 수", min_value=1, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    sent_on = forms.DateField(
        label="보낸 날", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    kind = forms.ChoiceField(label="내용", choices=KINDS)
    audience = forms.ChoiceField(
        label="대상", choices=[("all", "전체"), ("part", "일부")], widget=forms.RadioSelect
    )
    memo = forms.CharField(label="메모", widget=forms.Textarea, required=False)
    remind = forms.BooleanField(label="월요일 오전 9시에 알려 주기", required=False)


def gallery(request: HttpRequest) -> HttpResponse:
    if "chart" in request.GET:
        return JsonResponse(sample_chart())
    if "poll" in request.GET:
        return render(request, "parts/progress.html", FINISHED)
    form = SampleForm({"name": "무드옷장", "friends": "일만 팔천", "kind": "goods"})
    return render(request, "gallery.html", {"channel": CHANNEL, "form": form, **sample()})


def sample_chart() -> dict[str, Any]:
    weeks = [f"2026-{month:02d}-05" for month in range(5, 12)]
    band = [13, 14, 13, 12, 13, 14, 13], [44, 43, 45, 44, 42, 43, 44]
    line = {"color": "token:accent", "width": 2.75}
    return {
        "data": [
            {"x": weeks, "y": band[0], "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"},
            {"x": weeks, "y": band[1], "mode": "lines", "line": {"width": 0}, "fill": "tonexty",
             "fillcolor": "token:accent/0.14", "hoverinfo": "skip"},
            {"x": weeks, "y": [21, 29, 24, 31, 40, 21, 29], "mode": "lines+markers", "line": line,
             "name": "차단", "marker": {"size": 7, "color": "token:accent"}},
        ],
        "layout": {"yaxis": {"rangemode": "tozero"}, "xaxis": {"type": "date"}},
    }  # fmt: skip


def sample() -> dict[str, Any]:
    return {
        "parts": [
            {"label": "열어 본 친구", "number": "적어도 6,412명", "share": 36, "tone": "open"},
            {"label": "확인 전", "number": "11,588명", "share": 64, "tone": "unknown"},
        ],
        "parts3": [
            {"label": "열어 본 친구", "number": "적어도 2,140명", "share": 12, "tone": "open"},
            {"label": "확인 전", "number": "3,620명", "share": 20, "tone": "unknown"},
            {"label": "무반응", "number": "적어도 12,240명", "share": 68, "tone": "silent"},
        ],
        "series": [
            {"label": "받은 친구", "values": [158, 160, 165, 169, 173, 179, 182, 187, 190]},
            {
                "label": "연 친구", "tone": "accent", "hollow_from": 7,
                "values": [63, 66, 62, None, 61, 66, 64, 65, 66],
            },
        ],
        "ticks": [(0, "6월"), (3, "8월"), (6, "10월")],
        "values": [21, 24, 22, None, 29, 31, 26, 29],
        "steps": [
            {"title": "자료 넣기", "note": "3분", "url": "#", "state": "done"},
            {"title": "무슨 일이 있었나", "note": "1분", "url": "#", "state": "done"},
            {"title": "확인할 것", "note": "2분", "url": "#", "state": "current"},
            {"title": "이번 주 보낼 것", "note": "3분", "state": "todo"},
            {"title": "보내기", "note": "1분", "state": "todo"},
        ],
        "facts": [
            {"name": "출처", "value": "최근 5번의 메시지 결과(직접 입력)"},
            {"name": "기준", "value": "2026-11-22(일)"},
            {"name": "자료 수", "value": "메시지 5개"},
        ],
        "days": [
            {
                "iso": "2026-11-23",
                "text": "23 월",
                "today": True,
                "items": [{"text": "월요일 10분"}],
            },
            {"iso": "2026-11-24", "text": "24 화", "items": []},
            {"iso": "2026-11-25", "text": "25 수", "items": []},
            {"iso": "2026-11-26", "text": "26 목",
             "items": [{"text": "코트 사이즈 고르는 법", "tone": "watch", "url": "#"}]},
            {"iso": "2026-11-27", "text": "27 금",
             "items": [{"text": "블랙프라이데이", "tone": "grey"}]},
            {"iso": "2026-11-28", "text": "28 토", "items": []},
            {"iso": "2026-11-29", "text": "29 일", "items": []},
        ],
        "tabs": [
            {"text": "보낸 메시지", "url": "#", "current": True},
            {"text": "예정", "url": "#", "count": 2},
            {"text": "소식", "url": "#"},
        ],
        "crumbs": [{"text": "홈", "url": "#"}, {"text": "메시지", "url": "#"}],
        "menu_items": [
            {"text": "CSV로 받기", "url": "#"}, {"text": "엑셀로 받기", "url": "#"},
            {"text": "지우기", "url": "#", "danger": True},
        ],
        "head": ["보낸 날", "차단", "보통"],
        "rows": [["11/19(목)", "29명", "13~44명"], ["11/12(목)", "21명", "13~43명"]],
    }  # fmt: skip
