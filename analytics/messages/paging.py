"""Pages of messages in any order: by a value that may be unknown, then by id. Unknown is last."""

import datetime as dt
import math
from typing import Any

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import QueryDict

from channel.models import Broadcast, Reading
from channel.paging import Page

SIZE = 50
DEFAULT = "-sent_on"
Key = tuple[Any, int]


def _figure(measure: str) -> Subquery:
    """The shown reading of each message's own day."""
    subject = Concat(Value("broadcast:"), Cast(OuterRef("pk"), CharField()))
    found = Reading.objects.filter(
        channel=OuterRef("channel"), subject=subject, measure=measure, as_of=OuterRef("sent_on")
    )
    return Subquery(found.order_by("-pk").values("value")[:1])


SORTS: dict[str, Any] = {
    "sent_on": F("sent_on"), "sent": F("result__sent"), "opened": F("result__opened"),
    "clicked": F("result__clicked"), "blocks": F("risk__blocks"), "cost": _figure("cost"),
    "per_open": _figure("per_open"),
}  # fmt: skip


def sort_of(params: QueryDict) -> str:
    wanted = params.get("sort", "")
    return wanted if wanted.removeprefix("-") in SORTS else DEFAULT


def in_order(query: QuerySet[Broadcast], sort: str) -> QuerySet[Any]:
    valued = query.annotate(sort_value=SORTS[sort.removeprefix("-")])
    value = F("sort_value")
    first = value.desc if sort.startswith("-") else value.asc
    return valued.order_by(first(nulls_last=True), "-pk")


def page_of(query: QuerySet[Broadcast], params: QueryDict, sort: str) -> Page:
    ordered = in_order(query, sort)
    name = sort.removeprefix("-")
    older, newer = _key(params.get("before"), name), _key(params.get("after"), name)
    if newer:
        found = list(ordered.filter(_earlier(newer, sort)).reverse()[: SIZE + 1])
        rows, more, fewer = found[:SIZE][::-1], True, len(found) > SIZE
    else:
        found = list(ordered.filter(_later(older, sort) if older else Q())[: SIZE + 1])
        rows, more, fewer = found[:SIZE], len(found) > SIZE, older is not None
    return Page(
        rows,
        _url(params, "after", rows[0]) if rows and fewer else "",
        _url(params, "before", rows[-1]) if rows and more else "",
    )


def _later(key: Key, sort: str) -> Q:
    """What comes after a row: unknown values follow every known one."""
    value, pk = key
    if value is None:
        return Q(sort_value=None, pk__lt=pk)
    way = "lt" if sort.startswith("-") else "gt"
    beyond = Q(**{f"sort_value__{way}": value})
    return beyond | Q(sort_value=value, pk__lt=pk) | Q(sort_value=None)


def _earlier(key: Key, sort: str) -> Q:
    value, pk = key
    if value is None:
        return Q(sort_value__isnull=False) | Q(sort_value=None, pk__gt=pk)
    way = "gt" if sort.startswith("-") else "lt"
    return Q(**{f"sort_value__{way}": value}) | Q(sort_value=value, pk__gt=pk)


def _key(text: str | None, name: str) -> Key | None:
    """A key somebody has tampered with is no key: the list starts at its beginning."""
    value, dash, pk = (text or "").rpartition("_")
    try:
        if not dash or not 0 < int(pk) < 2**63:
            return None
        return _value(value, name), int(pk)
    except ValueError:
        return None


def _value(text: str, name: str) -> Any:
    if not text:
        return None
    if name == "sent_on":
        return dt.date.fromisoformat(text)
    number = float(text)
    if not math.isfinite(number) or abs(number) >= 2**63:
        raise ValueError(text)
    return int(number) if number.is_integer() else number


def _url(params: QueryDict, name: str, row: Any) -> str:
    kept = params.copy()
    for old in ("before", "after", "deleted"):
        kept.pop(old, None)
    value = "" if row.sort_value is None else row.sort_value
    kept[name] = f"{value}_{row.pk}"
    return f"?{kept.urlencode()}"
