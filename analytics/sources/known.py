"""The friends the channel itself knows, by the source they came from: the newest fit's readings."""

from dataclasses import dataclass

from analytics.ghosts.sources import MEASURES
from channel.figures.figure import Figure
from channel.models import Channel, GhostFit, Reading, Source


@dataclass(frozen=True)
class KnownOfSource:
    """`silent` and `share` are of those judged; None where there are too few to judge.

    A fit of an earlier version told the share alone.
    """

    name: str
    people: Figure
    judged: int
    silent: Figure | None
    share: Figure | None


def known_by_source(channel: Channel) -> list[KnownOfSource]:
    """Most friends first. Three queries, whatever the number of sources."""
    fit = GhostFit.objects.filter(channel=channel).order_by("-pk").first()
    if fit is None or fit.verdict == GhostFit.Verdict.COLLECTING:
        return []
    readings = Reading.objects.filter(
        channel=channel, as_of=fit.as_of, subject__startswith="source:", measure__in=MEASURES
    )
    told = {
        (one.subject, one.measure): Figure.of(one, channel)
        for one in readings.newest() if one.value is not None
    }  # fmt: skip
    names = Source.objects.filter(channel=channel).values_list("pk", "name")
    rows = [_row(name, f"source:{pk}", told) for pk, name in names]
    return sorted(
        (row for row in rows if row), key=lambda row: (-(row.people.value or 0), row.name)
    )


def _row(name: str, subject: str, told: dict[tuple[str, str], Figure]) -> KnownOfSource | None:
    people = told.get((subject, "t1_friends"))
    if people is None:
        return None
    silent, share = (
        told.get((subject, f"t1_silent_{measure}")) for measure in ("expected", "share")
    )
    return KnownOfSource(name, people, people.inputs.get("judged", 0), silent, share)
