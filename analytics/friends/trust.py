"""Whether what was foretold came true: back-tests as rows, and their groups as one chart."""

from dataclasses import dataclass
from typing import Any

from analytics.friends.listing import current_fit
from analytics.ghosts.look_back import facts_of
from channel.models import Channel, GhostBackTest, GhostFit
from channel.people.patterns import newest_ordinal

SHOWN = 12


@dataclass(frozen=True)
class Group:
    """Friends of like probability: the share foretold silent, and the share that was."""

    predicted: float
    actual: float
    n: int


@dataclass(frozen=True)
class Trust:
    fit: GhostFit | None
    tests: list[GhostBackTest]
    groups: list[Group]


def trust(channel: Channel) -> Trust:
    tests = _tests(channel)
    groups = [Group(**group) for group in tests[0].details.get("groups", [])] if tests else []
    return Trust(current_fit(channel), tests, groups)


def _tests(channel: Channel) -> list[GhostBackTest]:
    """Of the m now looked ahead, as the people and messages known now have it: others are not kept
    up with these any more."""
    newest = GhostFit.objects.filter(channel=channel).order_by("-pk").first()
    if newest is None:
        return []
    found = GhostBackTest.objects.filter(
        channel=channel, m=newest.m, from_ordinal__lte=newest_ordinal(channel.pk) - newest.m,
        details__facts=facts_of(channel),
    )  # fmt: skip
    return list(found.order_by("-from_ordinal")[:SHOWN])


def chart(told: Trust) -> dict[str, Any]:
    """Plotly's data and layout: on the line, what was foretold is what happened."""
    return {
        "data": [
            {
                "x": [0, 1], "y": [0, 1], "mode": "lines", "hoverinfo": "skip",
                "line": {"color": "token:quiet", "width": 1.5, "dash": "dot"},
            },
            {
                "x": [group.predicted for group in told.groups],
                "y": [group.actual for group in told.groups],
                "text": [f"{group.n:,}" for group in told.groups], "mode": "lines+markers",
                "line": {"color": "token:accent", "width": 2.5}, "marker": {"size": 8},
                "hovertemplate": "%{x:.0%} → %{y:.0%} (%{text})",
            },
        ],
        "layout": {
            "xaxis": {"range": [0, 1], "tickformat": ".0%"},
            "yaxis": {"range": [0, 1], "tickformat": ".0%"},
        },
    }  # fmt: skip
