"""What a person types for a channel, brought into the shape that is stored."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PUBLIC_ID = re.compile(r"_[A-Za-z0-9]{2,38}")
CHANNEL_PAGE = re.compile(r"^(?:https?://)?pf\.kakao\.com/(_[A-Za-z0-9]+)(?:[/?#].*)?$")


def clean_name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise ValidationError({"name": _("채널 이름을 적어 주세요.")})
    if len(name) > 80:
        raise ValidationError({"name": _("채널 이름은 80자까지 쓸 수 있습니다.")})
    return name


def clean_public_id(text: str | None) -> str | None:
    """`_abc` or the channel's page address. Empty is none: two channels may both have none."""
    typed = (text or "").strip()
    if not typed:
        return None
    page = CHANNEL_PAGE.match(typed)
    public_id = page[1] if page else typed
    if not PUBLIC_ID.fullmatch(public_id):
        words = _(
            "채널 URL의 아이디는 밑줄로 시작하고 영문과 숫자로만 되어 있습니다(예: _abCde). "
            "pf.kakao.com 뒤에 있는 것을 그대로 붙여 넣어도 됩니다."
        )
        raise ValidationError({"public_id": words})
    return public_id
