"""What went wrong at Kakao. The class says what to do next; `reason` is a fixed word for texts.

`kind` is stored with a run; `str(error)` is one English line for logs. It never holds a token.
"""

from typing import Any, ClassVar


class KakaoError(Exception):
    """Base. `status`: HTTP status or None; `code`, `detail_code`: Kakao's numbers where given.

    reason: see each class. endpoint: the call's fixed name, e.g. "moment/campaigns/report".
    """

    kind: ClassVar[str] = "kakao"

    def __init__(
        self,
        reason: str,
        words: str,
        *,
        status: int | None = None,
        code: int | str | None = None,
        detail_code: int | None = None,
        endpoint: str = "",
    ) -> None:
        super().__init__(words)
        self.reason, self.words = reason, words
        self.status, self.code, self.detail_code = status, code, detail_code
        self.endpoint = endpoint

    def __reduce__(self) -> tuple[Any, ...]:
        # A worker hands its error to its parent, which cannot guess the arguments.
        return _rebuild, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        facts = {"HTTP": self.status, "code": self.code, "detail": self.detail_code}
        named = ", ".join(f"{name} {value}" for name, value in facts.items() if value is not None)
        return f"{self.endpoint}: {self.words}" + (f" ({named})" if named else "")


def _rebuild(kind: type[KakaoError], args: tuple[Any, ...], facts: dict[str, Any]) -> KakaoError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(facts)
    return error


class Temporary(KakaoError):
    """Try again later: nothing is known to be wrong on our side.

    reason: `timeout`, `unreachable`, `cut_off` (reset or truncated on the way), `server`,
    `maintenance`.
    """

    kind = "temporary"


class RateLimited(KakaoError):
    """Called too often. Wait at least `wait_seconds`, longer each time it happens again.

    reason: `too_often`, `quota` (the app's quota of calls, which fills up again slowly).
    """

    kind = "rate_limited"

    def __init__(
        self,
        reason: str,
        words: str,
        *,
        wait_seconds: float,
        status: int | None = None,
        code: int | str | None = None,
        detail_code: int | None = None,
        endpoint: str = "",
    ) -> None:
        super().__init__(
            reason, words, status=status, code=code, detail_code=detail_code, endpoint=endpoint
        )
        self.wait_seconds = wait_seconds


class Rejected(KakaoError):
    """Kakao will not answer this very request, however often it is sent.

    reason: `period`, `not_found`, `conflict`, `parameter`, `code_used` (consent code spent or too
    old), `refused` (the person said no), `other`.
    """

    kind = "rejected"


class AuthDead(KakaoError):
    """The token is dead or lacks a scope: only a new consent by a person helps. Never retry.

    reason: `dead_token`, `scope`, `not_linked`.
    """

    kind = "auth"


class Misconfigured(KakaoError):
    """Somebody has to set something up at Kakao, or an address of ours is wrong.

    reason: `no_permission`, `feature_off`, `banned`, `restricted`, `key`, `redirect_uri`,
    `business_account`, `address`, `other`.
    """

    kind = "misconfigured"


class BadPayload(KakaoError):
    """The answer is not what is documented; nothing of it may be stored.

    reason: `not_json`, `too_large`, `missing`, `null`, `type`, `value` (right type, but nothing
    that can be meant). `field` is the path, as in
    "content[3].id", or "" for the body as a whole.
    """

    kind = "bad_payload"

    def __init__(
        self,
        reason: str,
        field: str,
        words: str = "",
        *,
        status: int | None = None,
        endpoint: str = "",
    ) -> None:
        says = words or f"{field or 'the body'} is {reason}"
        super().__init__(reason, says, status=status, endpoint=endpoint)
        self.field = field
