"""Is a consent alive? One call that changes nothing."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from analytics.sync.asking import Asker, NoToken
from analytics.sync.words import NO_TOKEN, words_at_once
from channel.models import Connection
from kakao import business
from kakao.errors import KakaoError


@dataclass(frozen=True)
class Result:
    good: bool
    words: str


def check(connection: Connection) -> Result:
    try:
        with Asker(connection) as ask:
            info = ask(business.token_info())
    except NoToken as error:
        return Result(False, _(NO_TOKEN[error.reason]))
    except KakaoError as error:
        return Result(False, _(words_at_once(error)))
    accounts = {one for agreement in info.agreements for one in agreement.ad_account_ids}
    words = _("연결이 살아 있습니다. 동의 %(scopes)s가지, 광고 계정 %(accounts)s개입니다.")
    return Result(True, words % {"scopes": len(info.scopes()), "accounts": len(accounts)})
