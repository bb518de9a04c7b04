"""The first statements of a channel, ready for sentences."""

from channel.figures.figure import Figure
from channel.figures.readings import latest
from channel.models import Channel


def first_figures(channel: Channel) -> dict[str, Figure]:
    """By measure; those without a value are left out, so that their sentence is too."""
    return {
        measure: Figure.of(reading, channel)
        for measure, reading in latest(channel).items()
        if reading.value is not None
    }
