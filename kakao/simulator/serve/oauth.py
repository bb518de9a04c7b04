"""Business authentication: the consent screen, the exchange of its code, the token's check."""

import html
import secrets
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from kakao.simulator.ads import Product
from kakao.simulator.serve.ask import Ask, Refused, Reply
from kakao.simulator.serve.state import CODE_SECONDS, SCOPES, Code

CLIENT_ID, SECRET = "sim-rest-key", "sim-business-secret"
ALL_SCOPES = (*SCOPES, "moment_create", "moment_delete", "moment_bizform_result_read")
PAGE = """<!doctype html><html lang="ko"><meta charset="utf-8"><title>동의 (시뮬레이션)</title>
<body><h1>카카오비즈니스 동의 (시뮬레이션)</h1><p>요청 권한: {scopes}</p>
<form method="post"><label>비즈니스 <select name="sim_business">{businesses}</select></label>
<button name="sim_answer" value="agree">동의하고 계속하기</button>
<button name="sim_answer" value="refuse">취소</button></form></body></html>"""


def _refuse(koe: str, error: str, words: str, status: int = 400) -> Refused:
    body = {"error": error, "error_description": words, "error_code": koe}
    return Refused(status, body)


def _known(client_id: str) -> bool:
    return client_id == CLIENT_ID or client_id.startswith(f"{CLIENT_ID}-")


def authorize(ask: Ask) -> Reply:
    """GET shows the screen; POST, or sim_answer in the query, answers it as a person would."""
    scopes = [scope for scope in ask.one("scope").split(",") if scope]
    _check_consent(ask, scopes)
    answer = {**{name: values[0] for name, values in ask.query.items()}, **ask.form()}
    if "sim_answer" not in answer:
        return Reply(_page(ask, scopes), kind="text/html; charset=utf-8")
    query = {"state": ask.one("state")}
    if answer["sim_answer"] == "agree":
        query["code"] = _code(ask, scopes, int(answer.get("sim_business") or 1))
    else:
        query |= {"error": "access_denied", "error_description": "User denied access"}
    redirect = ask.one("redirect_uri")
    mark = "&" if urlsplit(redirect).query else "?"
    return Reply("", 302, {"Location": f"{redirect}{mark}{urlencode(query)}"}, "text/plain")


def _check_consent(ask: Ask, scopes: list[str]) -> None:
    if not _known(ask.one("client_id")):
        raise _refuse("KOE101", "invalid_client", "Not exist client_id", 401)
    address = urlsplit(ask.one("redirect_uri"))
    if address.scheme not in ("http", "https") or not address.hostname or address.fragment:
        raise _refuse("KOE028", "invalid_request", "redirect uri is not registered")
    if ask.one("response_type") != "code" or not scopes or not set(scopes) <= set(ALL_SCOPES):
        raise _refuse("KOE005", "invalid_request", "response_type or scope")
    if "moment_create" in scopes and "moment:*" not in ask.query.get("resource_ids", []):
        raise _refuse("KOE233", "invalid_request", "moment_create needs moment:*")


def _page(ask: Ask, scopes: list[str]) -> str:
    options = "".join(
        f'<option value="{n}">비즈니스 {n}</option>'
        for n in range(1, ask.simulation.shape.businesses + 1)
    )
    return PAGE.format(scopes=html.escape(", ".join(scopes)), businesses=options)


def _code(ask: Ask, scopes: list[str], business: int) -> str:
    named = [name.removeprefix("moment:") for name in ask.query.get("resource_ids", [])]
    accounts = [int(name) for name in named if name.isdecimal()]
    code = secrets.token_urlsafe(24)
    ask.simulation.codes[code] = Code(
        ask.one("client_id"), ask.one("redirect_uri"), business, scopes, accounts, time.monotonic()
    )
    return code


def token(ask: Ask) -> Reply:
    """A code is good for one call, whatever becomes of it."""
    form = ask.form()
    if form.get("grant_type") != "authorization_code":
        raise _refuse("KOE201", "unsupported_grant_type", "grant_type")
    if not _known(form.get("client_id", "")):
        raise _refuse("KOE101", "invalid_client", "Not exist client_id", 401)
    if form.get("client_secret") != SECRET:
        raise _refuse("KOE010", "invalid_client", "Bad client credentials", 401)
    code = ask.simulation.codes.pop(form.get("code", ""), None)
    if code is None or time.monotonic() - code.made_at > CODE_SECONDS:
        raise _refuse("KOE320", "invalid_grant", "authorization code not found")
    if (code.client_id, code.redirect_uri) != (form["client_id"], form.get("redirect_uri")):
        raise _refuse("KOE303", "invalid_grant", "Redirect URI mismatch")
    made = ask.simulation.add_token(code.business, code.client_id, code.scopes, code.accounts)
    scope = " ".join(code.scopes)
    return Reply({"token_type": "bearer", "access_token": made.token, "scope": scope})


def token_info(ask: Ask) -> Reply:
    found = ask.token
    assert found
    agreements: list[dict[str, Any]] = []
    for scope in found.scopes:
        product = Product.KEYWORD if scope.startswith("keyword") else Product.MOMENT
        accounts = [a.id for a in ask.simulation.of_token(found, product)]
        agreements.append({"group": product.value, "scope": scope, "ad_account_ids": accounts})
    head = {"id": 99_000 + found.business, "token_user_id": 4_012_345_000 + found.business}
    return Reply({**head, "biz_agreements": agreements, "status": "ACTIVE"})
