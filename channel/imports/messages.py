"""Problems in words: where it is, what is wrong, what to do. Korean here, English in locale."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from channel.imports.reading.problems import Problem
from channel.models import ImportProblem

KINDS = {
    "daily_friends": _("친구 통계"),
    "daily_sources": _("유입 경로"),
    "broadcasts": _("메시지 결과"),
    "ads_moment": _("카카오모먼트 보고서"),
    "ads_keyword": _("키워드광고 보고서"),
    "friends": _("친구 목록"),
    "engagements": _("반응 기록"),
}
FIELDS = {
    "channel": _("채널"),
    "day": _("날짜"),
    "period_from": _("시작일"),
    "period_to": _("종료일"),
    "total": _("친구 수"),
    "added": _("추가"),
    "blocked": _("차단"),
    "total_before": _("이전 친구 수"),
    "total_after": _("이후 친구 수"),
    "source": _("유입 경로"),
    "reported": _("추가"),
    "kakao_id": _("메시지 번호"),
    "title": _("제목"),
    "sent_on": _("보낸 날"),
    "sent_at": _("보낸 때"),
    "sent": _("발송수"),
    "opened": _("열람수(명)"),
    "clicked": _("클릭수(회)"),
    "free_sends": _("무료 발송수"),
    "failed": _("실패수"),
    "impressions": _("노출수(회)"),
    "audience": _("대상"),
    "content": _("내용"),
    "benefit": _("혜택"),
    "message_type": _("유형"),
    "cost": _("비용"),
    "ad_account": _("광고 계정"),
    "campaign_id": _("캠페인 번호"),
    "campaign": _("캠페인"),
    "group_id": _("광고그룹 번호"),
    "group": _("광고그룹"),
    "creative_id": _("소재 번호"),
    "creative": _("소재"),
    "keyword_id": _("키워드 번호"),
    "keyword": _("키워드"),
    "clicks": _("클릭수(회)"),
    "cost_won": _("비용"),
    "message_clicks": _("메시지 클릭수(회)"),
    "friends_added": _("친구 추가수"),
    "person": _("고객 키"),
    "person_kind": _("키 종류"),
    "joined_on": _("친구가 된 날"),
    "relation": _("관계"),
    "blocked_on": _("차단한 날"),
    "trackable_from": _("반응 확인 시작일"),
    "kind": _("반응"),
    "at": _("일시"),
    "key": _("반응 번호"),
    "message_id": _("메시지 번호"),
    "message_title": _("메시지 제목"),
    "message_on": _("메시지 보낸 날"),
}
WORDS = {
    # the file as a whole
    "empty_file": gettext_noop("빈 파일입니다. 내용이 있는 파일인지 열어 확인한 뒤 다시 올려 주세요."),
    "header_only": gettext_noop(
        "항목 이름만 있고 숫자가 있는 줄이 없습니다. 조회 기간을 고르고 다시 내려받아 주세요."
    ),
    "no_table": gettext_noop(
        "표를 찾지 못했습니다. 항목 이름이 있는 첫 줄부터 표 전체를 복사해 붙여 넣어 주세요."
    ),
    "not_a_table": gettext_noop(
        "표 파일이 아닙니다. CSV나 엑셀 파일을 올리거나 표를 복사해 붙여 넣어 주세요."
    ),
    "encrypted_file": gettext_noop(
        "암호가 걸린 파일입니다. 암호를 풀어 다시 저장한 뒤 올려 주세요."
    ),
    "broken_file": gettext_noop(
        "파일을 열 수 없습니다. 엑셀에서 열어 다시 저장하거나 다시 내려받아 올려 주세요."
    ),
    "unknown_encoding": gettext_noop(
        "%(line)s번째 줄부터 글자를 읽을 수 없습니다. 엑셀에서 'CSV UTF-8'로 다시 저장해 올려 주세요."
    ),
    "file_too_large": gettext_noop(
        "파일이 %(limit_mb)sMB보다 큽니다. 기간을 나누어 여러 파일로 올려 주세요."
    ),
    "line_too_long": gettext_noop(
        "%(line)s번째 줄이 %(limit_mb)sMB보다 깁니다. 표가 아닌 파일일 수 있으니 열어 확인해 주세요."
    ),
    "too_many_columns": gettext_noop(
        "항목이 %(found)s개로 너무 많습니다. %(limit)s개까지 읽을 수 있으니 필요한 항목만 남겨 주세요."
    ),
    "too_many_rows": gettext_noop(
        "표가 너무 큽니다. 칸이 %(limit_cells)s개를 넘지 않게 기간을 나누어 올려 주세요."
    ),
    "unpacks_too_large": gettext_noop(
        "압축을 풀면 %(limit_mb)sMB가 넘는 파일이라 열지 않았습니다. 필요한 시트만 남겨 다시 저장해 주세요."
    ),
    # the mapping
    "times_as_people": gettext_noop(
        "'%(field)s' 항목은 횟수(회)라서 사람 수로 쓸 수 없습니다. 사람 수(명)인 항목을 골라 주세요."
    ),
    "unit_unknown": gettext_noop(
        "'%(field)s' 항목이 사람 수(명)인지 횟수(회)인지 골라 주세요."
    ),
    "column_missing": gettext_noop("'%(field)s' 항목을 찾지 못했습니다. 어느 열인지 골라 주세요."),
    "mapping_does_not_fit": gettext_noop(
        "골라 둔 항목이 이 파일과 맞지 않습니다. 항목을 다시 골라 주세요."
    ),
    # one row
    "undecodable": gettext_noop(
        "%(line)s번째 줄에 깨진 글자가 있습니다. 그 줄을 고쳐 다시 올려 주세요."
    ),
    "too_many_cells": gettext_noop(
        "%(line)s번째 줄의 칸이 %(found)s개로 항목 %(expected)s개보다 많습니다. 쉼표나 따옴표를 확인해 주세요."
    ),
    "ambiguous_day": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s'에서 월과 일의 순서를 알 수 없습니다. 2026-11-22처럼 적어 주세요."
    ),
    "day_without_year": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s'에 연도가 없습니다. 2026-11-22처럼 적어 주세요."
    ),
    "day_out_of_range": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s'의 연도가 이상합니다. 날짜를 확인해 주세요."
    ),
    "impossible_day": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s'은(는) 없는 날짜입니다. 날짜를 고쳐 주세요."
    ),
    "impossible_time": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s'은(는) 없는 시각입니다. 시각을 고쳐 주세요."
    ),
    "not_a_day": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s'을(를) 날짜로 읽을 수 없습니다. 2026-11-22처럼 적어 주세요."
    ),
    "not_a_time": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s'을(를) 시각으로 읽을 수 없습니다. 10:30처럼 적어 주세요."
    ),
    "future_day": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s'은(는) 아직 오지 않은 날입니다. 날짜를 확인해 주세요."
    ),
    "period_backwards": gettext_noop(
        "%(line)s번째 줄 '%(field)s': 시작일이 종료일보다 늦습니다. 기간을 고쳐 주세요."
    ),
    "negative_count": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s'처럼 0보다 작은 수는 넣을 수 없습니다. 수를 고쳐 주세요."
    ),
    "count_too_large": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s'은(는) 너무 큰 수입니다. 수를 확인해 주세요."
    ),
    "fractional_count": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s'에 소수점이 있습니다. 비율이 아니라 수를 넣어 주세요."
    ),
    "not_a_number": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s'을(를) 수로 읽을 수 없습니다. 숫자만 적어 주세요."
    ),
    "not_a_share": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s'을(를) 비율로 읽을 수 없습니다. 36%%처럼 적어 주세요."
    ),
    "share_as_count": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s'은(는) 비율입니다. 수가 있는 열을 골라 주세요."
    ),
    "share_out_of_range": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s'은(는) 0%%와 100%% 사이가 아닙니다. 고쳐 주세요."
    ),
    "text_too_long": gettext_noop(
        "%(line)s번째 줄 '%(field)s': 글이 %(length)s자로 너무 깁니다. %(limit)s자까지 줄여 주세요."
    ),
    "unknown_choice": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s'이(가) 무엇인지 모릅니다. %(choices)s 가운데 하나로 적어 주세요."
    ),
    "value_missing": gettext_noop(
        "%(line)s번째 줄 '%(field)s': 비어 있습니다. 값을 채워 다시 올려 주세요."
    ),
    "rows_disagree": gettext_noop(
        "%(line)s번째 줄 '%(field)s': %(lines)s번째 줄과 같은 날인데 수가 다릅니다(%(values)s). "
        "맞는 줄만 남겨 다시 올려 주세요."
    ),
    "before_channels": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s'에는 아직 카카오톡 채널이 없었습니다. 날짜를 확인해 주세요."
    ),
    "person_disagrees": gettext_noop(
        "%(line)s번째 줄 '%(field)s': %(lines)s번째 줄과 같은 사람인데 내용이 다릅니다. "
        "맞는 줄만 남겨 다시 올려 주세요."
    ),
    "reaction_disagrees": gettext_noop(
        "%(line)s번째 줄 '%(field)s': %(lines)s번째 줄과 반응 번호가 같은데 내용이 다릅니다. "
        "맞는 줄만 남겨 다시 올려 주세요."
    ),
    "blocked_before_joined": gettext_noop(
        "%(line)s번째 줄 '%(field)s': 차단한 날 %(value)s이(가) 친구가 된 날 %(joined)s보다 빠릅니다. "
        "두 날짜를 확인해 주세요."
    ),
    "unknown_message": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s' 메시지를 찾지 못했습니다. "
        "메시지 결과를 먼저 넣거나 이 칸을 비워 주세요."
    ),
    "not_an_app_user_id": gettext_noop(
        "%(line)s번째 줄 '%(field)s': 앱 사용자 아이디는 숫자입니다. 키 종류를 확인해 주세요."
    ),
    "opened_above_sent": gettext_noop(
        "%(line)s번째 줄 '%(field)s': 열람 %(opened)s명이 발송 %(sent)s명보다 많습니다. "
        "열이 바뀌지 않았는지, 횟수(회)가 아닌지 확인해 주세요."
    ),
    "free_sends_above_sent": gettext_noop(
        "%(line)s번째 줄 '%(field)s': 무료 발송 %(free_sends)s건이 발송 %(sent)s명보다 많습니다. "
        "열이 바뀌지 않았는지 확인해 주세요."
    ),
    "source_needs_days": gettext_noop(
        "%(line)s번째 줄 '%(field)s': 유입 경로는 하루씩 있어야 넣을 수 있습니다. 하루 단위로 내려받아 주세요."
    ),
    "channel_missing": gettext_noop(
        "%(line)s번째 줄 '%(field)s': 채널 이름이 비어 있습니다. 채널 이름을 채워 주세요."
    ),
    "unknown_channel": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s' 채널이 없거나 고칠 권한이 없습니다. "
        "채널을 먼저 만들거나 이름을 맞춰 주세요."
    ),
    "row_of_other_channel": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s' 채널의 줄이라 넣지 않았습니다. 그 채널의 화면에서 올려 주세요."
    ),
    "channel_closed": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s' 채널은 보관되어 있어 넣지 않았습니다. "
        "채널을 다시 연 뒤 올려 주세요."
    ),
    "channel_twice": gettext_noop(
        "%(line)s번째 줄 '%(field)s': '%(value)s'와 같은 채널의 같은 날이 앞에도 있습니다. 한 줄만 남겨 주세요."
    ),
}  # fmt: skip
_UNKNOWN = gettext_noop(
    "%(line)s번째 줄 '%(field)s': 읽을 수 없습니다(%(code)s). 그 줄을 확인해 주세요."
)
MEGABYTE = 1024 * 1024


def words_of(problem: Problem) -> tuple[str, dict[str, Any]]:
    """The Korean template and its values, for rows that keep both."""
    params = _flat(problem.params)
    if "limit_bytes" in params:
        params["limit_mb"] = params["limit_bytes"] // MEGABYTE
    name = problem.field or ""
    params |= {"line": problem.line or 1, "field": params.get("header") or name}
    params.setdefault("value", "")
    params["code"] = problem.code
    return WORDS.get(problem.code, _UNKNOWN), params


def say(problem: Problem | ImportProblem) -> str:
    """One sentence in the reader's language."""
    if isinstance(problem, ImportProblem):
        problem = Problem(problem.code, problem.line, problem.field, problem.params)
    words, params = words_of(problem)
    params["field"] = str(FIELDS.get(params["field"], params["field"]))
    return gettext(words) % params


def _flat(params: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
        for name, value in params.items()
    }
