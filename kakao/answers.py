"""From an HTTP answer to its JSON, or to the error whose class says what to do. No I/O.

The body decides before the status does: Kakao answers some errors with HTTP 200. Codes are those
of the public error pages; messages are never looked at.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from kakao.errors import (
    AuthDead,
    BadPayload,
    KakaoError,
    Misconfigured,
    RateLimited,
    Rejected,
    Temporary,
)
from kakao.wire import Answer, Call, Json, T

LIMIT_SECONDS, QUOTA_SECONDS = 6.0, 3600.0

Verdict = tuple[type[KakaoError], str]
CODES: Mapping[int, Verdict] = {
    -1: (Temporary, "server"),
    -2: (Rejected, "parameter"),
    -3: (Misconfigured, "feature_off"),
    -4: (Misconfigured, "restricted"),
    -5: (Misconfigured, "no_permission"),
    -7: (Temporary, "maintenance"),
    -8: (Rejected, "parameter"),
    -10: (RateLimited, "quota"),
    -12: (Misconfigured, "banned"),
    -101: (AuthDead, "not_linked"),
    -401: (AuthDead, "dead_token"),
    -402: (AuthDead, "scope"),
    -603: (Temporary, "server"),
    -9798: (Temporary, "maintenance"),
}
DETAILS: Mapping[int, Verdict] = {
    **dict.fromkeys((9004, 7001, 75303, 75401, 75601), (Misconfigured, "no_permission")),
    **dict.fromkeys((60005, 60007, 60008), (Rejected, "period")),
    **dict.fromkeys((6003, 21006, 31001, 32001, 33003, 75014), (Rejected, "not_found")),
    **dict.fromkeys((21400, 21500, 32013, 32040, 32041, 38022), (Rejected, "conflict")),
}
# Errors of consent and token exchange, by their KOE number.
KOE: Mapping[str, Verdict] = {
    "KOE010": (Misconfigured, "key"),
    "KOE025": (Misconfigured, "business_account"),
    "KOE026": (Misconfigured, "business_account"),
    "KOE027": (Misconfigured, "business_account"),
    "KOE028": (Misconfigured, "redirect_uri"),
    "KOE101": (Misconfigured, "key"),
    "KOE123": (Misconfigured, "no_permission"),
    "KOE124": (Misconfigured, "no_permission"),
    "KOE303": (Misconfigured, "redirect_uri"),
    "KOE320": (Rejected, "code_used"),
}


@dataclass(frozen=True)
class Envelope:
    """What an error body says, in whichever of Kakao's forms it came."""

    code: int | None
    koe: str
    detail_code: int | None
    words: str


def decipher(call: Call[T], answer: Answer) -> T:
    """The call's value. Raises a KakaoError that names the call's endpoint."""
    try:
        return call.read(_body(answer))
    except KakaoError as error:
        error.endpoint, error.status = call.endpoint, error.status or answer.status
        raise


def _body(answer: Answer) -> Json:
    body = _json(answer)
    envelope = _envelope(body)
    if envelope or not 200 <= answer.status < 300:
        _raise(answer, envelope or Envelope(None, "", None, ""))
    if isinstance(body, BadPayload):
        raise body
    return body


def _json(answer: Answer) -> Json | BadPayload:
    try:
        found = json.loads(answer.body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return BadPayload("not_json", "", "the body is no JSON")
    if b"\\u" in answer.body and not _is_text(found):
        return BadPayload("type", "", "the body has a character that is none")
    return found  # type: ignore[no-any-return]


def _is_text(body: Json) -> bool:
    """Neither NUL nor half a character, which JSON can spell and no database keeps."""
    told = json.dumps(body, ensure_ascii=False)
    try:
        told.encode()
    except UnicodeEncodeError:
        return False
    return "\\u0000" not in told


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _envelope(body: Json) -> Envelope | None:
    """The error in a body, if it is one. {"code": 200, "data": …} is none."""
    if not isinstance(body, dict):
        return None
    extras = body.get("extras")
    detail = _whole(extras.get("detailCode")) if isinstance(extras, dict) else None
    code, status = _whole(body.get("code")), _whole(body.get("status"))
    speaks = {"msg", "message", "error", "error_code"} & body.keys()
    wrong = (code is not None and (code < 0 or code >= 400)) or detail is not None
    wrong = wrong or (status is not None and status >= 400)
    wrong = wrong or bool(speaks - {"message"} and "data" not in body)
    wrong = wrong or ({"status", "message"} <= body.keys() and "data" not in body)
    if not wrong:
        return None
    words = [body.get("msg"), body.get("message"), body.get("error_description"), body.get("error")]
    text = next((word for word in words if isinstance(word, str) and word), "")
    code = code if code is not None else status
    return Envelope(code, str(body.get("error_code") or ""), detail, text[:200])


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _raise(answer: Answer, said: Envelope) -> NoReturn:
    kind, reason = _verdict(answer, said)
    words = said.words or f"Kakao answered HTTP {answer.status}"
    code = said.code if said.code is not None else said.koe or None
    if kind is RateLimited:
        least = QUOTA_SECONDS if reason == "quota" else LIMIT_SECONDS
        wait = max(answer.retry_after or 0, least)
        raise RateLimited(reason, words, wait_seconds=wait, status=answer.status, code=code)
    raise kind(reason, words, status=answer.status, code=code, detail_code=said.detail_code)


def _verdict(answer: Answer, said: Envelope) -> Verdict:
    """The narrowest fact wins: Kakao's detail, then its code, then the status."""
    if answer.status == 429:
        return RateLimited, "too_often"
    if said.detail_code is not None and said.detail_code in DETAILS:
        return DETAILS[said.detail_code]
    if said.koe:
        return KOE.get(said.koe, (Misconfigured, "key"))
    if said.code is not None and said.code in CODES:
        return CODES[said.code]
    return _by_status(said.code if said.code in STATUSES else answer.status)


STATUSES = frozenset({401, 403, 404, 429, 500, 502, 503, 504})


def _by_status(status: int | None) -> Verdict:
    if status == 429:
        return RateLimited, "too_often"
    if status == 401:
        return AuthDead, "dead_token"
    if status == 403:
        return Misconfigured, "no_permission"
    if status is not None and status >= 500:
        return Temporary, "server"
    if status is not None and (300 <= status < 400 or status == 404):
        return Misconfigured, "address"
    return Rejected, "other"
