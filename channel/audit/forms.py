from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from channel.forms import PeriodFilter
from channel.models import AuditEntry, User


class AuditFilter(PeriodFilter):
    """Every choice is one that occurs, so no filter leads to an empty list by itself."""

    field_order = ("person", "verb", "since", "until")
    person = forms.ModelChoiceField(
        User.objects.none(), label=_("사람"), required=False, empty_label=_("모두")
    )
    verb = forms.ChoiceField(label=_("한 일"), required=False)

    def __init__(self, data: object, entries: QuerySet[AuditEntry]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        entries = entries.order_by()
        people = User.objects.filter(pk__in=entries.values("user")).order_by("email")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        verbs = sorted(entries.values_list("verb", flat=True).distinct())
        self.fields["verb"].choices = [("", _g("모두")), *((v, _g(v)) for v in verbs)]  # type: ignore[attr-defined]
