"""Which request goes where, and what every call has to pass first: token, scope, account, limit."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from kakao.simulator.ads import Product
from kakao.simulator.serve import control, keyword, messages, moment, oauth
from kakao.simulator.serve.ask import Ask, Refused, Reply, refusal
from kakao.simulator.serve.state import SCOPES, Entry


@dataclass(frozen=True)
class Route:
    """`endpoint`: the name in limits, faults and log; "" for the controls, which are not logged.

    `product` is None where no ad account is needed; `signed`: needs a business token.
    """

    methods: str
    path: re.Pattern[str]
    endpoint: str
    answer: Callable[[Ask], Reply]
    product: Product | None = None
    signed: bool = True
    of_account: bool = True


def _ads(product: Product, base: str, table: dict[str, Callable[[Ask], Reply]]) -> list[Route]:
    return [
        Route("GET", re.compile(f"{base}/{path}"), f"{product}/{path}", answer, product)
        for path, answer in table.items()
    ]


V4, V1, V2 = "/openapi/v4", "/openapi/v1", "/openapi/message/v2"
MOMENT, KEYWORD = Product.MOMENT, Product.KEYWORD
ROUTES = [
    Route("GET POST", re.compile("/oauth/business/authorize"), "business/authorize",
          oauth.authorize, signed=False),
    Route("POST", re.compile("/oauth/business/token"), "business/token", oauth.token, signed=False),
    Route("GET", re.compile("/v1/business/tokeninfo"), "business/tokeninfo", oauth.token_info),
    Route("GET", re.compile(f"{V4}/adAccounts/pages"), "moment/adAccounts/pages", moment.accounts,
          MOMENT, of_account=False),
    Route("GET", re.compile(f"{V1}/adAccounts/pages"), "keyword/adAccounts/pages", moment.accounts,
          KEYWORD, of_account=False),
    *_ads(MOMENT, V4, {
        "adAccounts/channel/profiles": moment.profiles,
        "campaigns": moment.campaigns,
        "adGroups": moment.groups,
        "creatives": moment.creatives,
        "talkChannelGroupFiles": moment.friend_groups,
        "adAccounts/report": moment.report,
        "campaigns/report": moment.report,
        "adGroups/report": moment.report,
        "creatives/report": moment.report,
    }),
    Route("GET", re.compile(rf"{V4}/campaigns/\d+"), "moment/campaigns/{id}", moment.campaign,
          MOMENT),
    Route("POST", re.compile(f"{V2}/message-ads"), "moment/message-ads", messages.message_ads,
          MOMENT),
    Route("POST", re.compile(f"{V2}/message-ads/reports"), "moment/message-ads/reports",
          messages.reports, MOMENT),
    *_ads(KEYWORD, V1, {
        "campaigns": keyword.campaigns,
        "adGroups": keyword.groups,
        "keywords": keyword.keywords,
        "adAccounts/report": keyword.report,
        "campaigns/report": keyword.report,
        "adGroups/report": keyword.report,
        "keywords/report": keyword.report,
    }),
    *(Route(methods, re.compile(f"/_sim/{name}"), "", answer, signed=False)
      for methods, name, answer in (
          ("PUT", "clock", control.clock), ("PUT", "faults", control.faults),
          ("PUT", "tokens", control.tokens), ("GET", "log", control.log),
          ("GET", "truth", control.truth), ("GET", "state", control.state))),
]  # fmt: skip


def find(method: str, path: str) -> Route | None:
    fits = (r for r in ROUTES if method in r.methods.split() and r.path.fullmatch(path))
    return next(fits, None)


def answer(route: Route, ask: Ask, entry: Entry) -> Reply:
    """Pass the guards and answer; whatever is refused becomes Kakao's error body."""
    try:
        if route.signed:
            _admit(route, ask, entry)
        _within_limit(route, ask, entry)
        entry.outcome = "ok"
        return route.answer(ask)
    except Refused as refused:
        entry.outcome = entry.outcome if entry.outcome == "limited" else "refused"
        body = refused.reply.body
        entry.code = body.get("code", body.get("error_code"))
        entry.detail_code = body.get("extras", {}).get("detailCode")
        return refused.reply


def _admit(route: Route, ask: Ask, entry: Entry) -> None:
    name = ask.headers.get("Authorization", "").removeprefix("Bearer ")
    token = ask.simulation.tokens.get(name)
    if token is None or token.dead:
        raise Refused(401, {"msg": "this access token does not exist", "code": -401})
    ask.token, entry.business = token, token.business
    if route.product is None:
        return
    scope = SCOPES[route.product is KEYWORD]
    if scope not in token.scopes:
        body = {"msg": "insufficient scopes.", "code": -402, "api_type": "BUSINESS"}
        raise Refused(403, {**body, "required_scopes": [scope], "allowed_scopes": token.scopes})
    if route.of_account:
        _admit_account(route.product, ask)


def _admit_account(product: Product, ask: Ask) -> None:
    named = ask.headers.get("adAccountId", "")
    assert ask.token
    found = [a for a in ask.simulation.of_token(ask.token, product) if str(a.id) == named]
    if not found:
        raise refusal(product, 9004, "no permission for this account")
    ask.account = found[0]


def _within_limit(route: Route, ask: Ask, entry: Entry) -> None:
    """A call with one id counts for its account, one with several for the whole app."""
    who = entry.account or (ask.token.client_id if ask.token else "")
    several = [key for key in ("adAccountId", "campaignId", "adGroupId", "creativeId")
               if "," in ask.one(key) or len(ask.query.get(key, [])) > 1]  # fmt: skip
    if several and ask.token:
        who = ask.token.client_id
    entry.gap, entry.need = ask.simulation.limits.take(route.endpoint, who)
    if entry.gap is not None and entry.need is not None and entry.gap < entry.need:
        entry.outcome = "limited"
        body = {"code": -813, "msg": "KakaoMomentException", "extras": {"detailCode": 429}}
        raise Refused(429, body)
