"""Business authentication: a person's consent becomes a token that lives while it is used.

There is no refresh token and no expiry date. A dead token is an AuthDead at the next call.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from kakao.answers import KOE, Verdict
from kakao.errors import Misconfigured, Rejected, Temporary
from kakao.fields import Fields, items
from kakao.wire import Call, Host, Hosts, Json

# OAuth's own words for what went wrong on the consent screen.
SCREEN: Mapping[str, Verdict] = {
    "access_denied": (Rejected, "refused"),
    "server_error": (Temporary, "server"),
    "temporarily_unavailable": (Temporary, "maintenance"),
}
MOMENT_SCOPE, KEYWORD_SCOPE = "moment_management", "keyword_management"


@dataclass(frozen=True)
class Consent:
    """What Kakao's consent screen sends back: a code that is good for one exchange."""

    code: str = field(repr=False)
    state: str


@dataclass(frozen=True)
class BusinessToken:
    access_token: str = field(repr=False)
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class Agreement:
    """A scope a person agreed to and the ad accounts it covers."""

    group: str
    scope: str
    ad_account_ids: tuple[str, ...]


@dataclass(frozen=True)
class TokenInfo:
    user_id: str
    agreements: tuple[Agreement, ...]

    def scopes(self) -> frozenset[str]:
        return frozenset(agreement.scope for agreement in self.agreements)


def consent_url(
    hosts: Hosts,
    *,
    client_id: str,
    redirect_uri: str,
    state: str,
    scopes: Sequence[str] = (MOMENT_SCOPE, KEYWORD_SCOPE),
    resource_ids: Sequence[str] = (),
) -> str:
    """The address of Kakao's consent screen. resource_ids: "moment:<ad account>" or "moment:*"."""
    query = [
        ("client_id", client_id),
        ("redirect_uri", redirect_uri),
        ("response_type", "code"),
        ("scope", ",".join(scopes)),
        ("state", state),
        *(("resource_ids", one) for one in resource_ids),
    ]
    return f"{hosts.of(Host.KAUTH)}/oauth/business/authorize?{urlencode(query)}"


def read_callback(query: Mapping[str, str]) -> Consent:
    """The query of the redirect back to us. The caller checks `state`.

    Raises Rejected (reason `refused`) when the person said no, else what its code stands for.
    """
    if error := query.get("error"):
        code = query.get("error_code", "")
        kind, reason = SCREEN.get(error) or KOE.get(code, (Misconfigured, "other"))
        raise kind(reason, query.get("error_description", error)[:200], code=code or error)
    if not query.get("code"):
        raise Rejected("parameter", "the redirect carries no code")
    return Consent(query["code"], query.get("state", ""))


def exchange(
    *, client_id: str, client_secret: str, redirect_uri: str, code: str
) -> Call[BusinessToken]:
    """Turn a code into a token. Never repeated: the code is good for one call only.

    client_secret: the one of business authentication, which is not the one of Kakao Login.
    """
    form = {
        "grant_type": "authorization_code",
        "client_id": client_id,
        "client_secret": client_secret,
        "redirect_uri": redirect_uri,
        "code": code,
    }
    return Call(
        "business/token",
        Host.KAUTH,
        "/oauth/business/token",
        read_token,
        "POST",
        form=form,
        reads=False,
        signed=False,
    )


def read_token(body: Json) -> BusinessToken:
    token = Fields(body)
    return BusinessToken(token.text("access_token"), tuple(token.text_or("scope").split()))


def token_info() -> Call[TokenInfo]:
    """Is the token alive, and what does it cover?"""
    return Call("business/tokeninfo", Host.KAPI, "/v1/business/tokeninfo", read_token_info)


def read_token_info(body: Json) -> TokenInfo:
    info = Fields(body)
    return TokenInfo(
        info.id_or("token_user_id"), tuple(_agreement(a) for a in info.objects("biz_agreements"))
    )


def _agreement(agreement: Fields) -> Agreement:
    found = agreement.raw("ad_account_ids") if agreement.has("ad_account_ids") else []
    return Agreement(
        agreement.text_or("group"),
        agreement.text("scope"),
        tuple(str(one) for one in items(found, agreement.path("ad_account_ids"))),
    )
