from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from analytics.friends.listing import LATEST, QUIETEST
from channel.models import Channel, FriendState, Source

SORTS = [(LATEST, _("최근에 반응한 순")), (QUIETEST, _("오래 조용한 순"))]
# A person's row calls nobody a ghost.
WORDS = {**dict(FriendState.choices), FriendState.GHOST: _("오래 반응 없음")}


class FriendFilter(forms.Form):
    """One thing to look at: a state, or a source, whose friends go by number."""

    show = forms.ChoiceField(label=_("보기"), required=False)
    sort = forms.ChoiceField(label=_("순서"), required=False, choices=SORTS)

    def __init__(self, channel: Channel, data: QueryDict) -> None:
        super().__init__(data)
        self.fields["show"].choices = self._choices(channel)  # type: ignore[attr-defined]

    def _choices(self, channel: Channel) -> list[Any]:
        names = Source.objects.filter(channel=channel).order_by("name").values_list("pk", "name")
        of_source = [(f"source-{pk}", name) for pk, name in names]
        states = [(state, WORDS[state]) for state in FriendState.values]
        return [("", _("모두")), (_("상태"), states), (_("유입 경로"), of_source)]
