"""Pages by key: the page after a row costs the same however far down it lies."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict


@dataclass(frozen=True)
class Page:
    rows: Sequence[Any]
    previous_url: str = ""
    next_url: str = ""


def page_of(query: QuerySet[Any], params: QueryDict, moment: str, size: int = 50) -> Page:
    """Newest first by `moment` and id. `?before=` and `?after=` name the row to go on from."""
    query = query.order_by(f"-{moment}", "-pk")
    older, newer = _key(params.get("before")), _key(params.get("after"))
    if newer:
        found = list(query.filter(_beyond(moment, "gt", newer)).reverse()[: size + 1])
        rows, more, fewer = found[:size][::-1], True, len(found) > size
    else:
        found = list(query.filter(_beyond(moment, "lt", older) if older else Q())[: size + 1])
        rows, more, fewer = found[:size], len(found) > size, older is not None
    return Page(
        rows,
        _url(params, "after", rows[0], moment) if rows and fewer else "",
        _url(params, "before", rows[-1], moment) if rows and more else "",
    )


def _beyond(moment: str, way: str, key: tuple[dt.datetime, int]) -> Q:
    at, pk = key
    return Q(**{f"{moment}__{way}": at}) | Q(**{moment: at, f"pk__{way}": pk})


def _key(text: str | None) -> tuple[dt.datetime, int] | None:
    """A key somebody has tampered with is no key: the list starts at its beginning."""
    at, _dash, pk = (text or "").rpartition("_")
    try:
        moment = dt.datetime.fromisoformat(at)
        return (moment, int(pk)) if moment.tzinfo and int(pk) < 2**63 else None
    except ValueError:
        return None


def _url(params: QueryDict, name: str, row: Model, moment: str) -> str:
    kept = params.copy()
    kept.pop("before", None)
    kept.pop("after", None)
    kept[name] = f"{getattr(row, moment).isoformat()}_{row.pk}"
    return f"?{kept.urlencode()}"
