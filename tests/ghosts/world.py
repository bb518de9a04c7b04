"""Friends whose rule of answering is known, brought in through the intake like anybody's."""

import datetime as dt

import numpy as np

from channel.clock import kst_midnight
from channel.intake import record_engagements
from channel.models import Channel
from channel.people.identities import friends_of
from channel.people.send_days import renumber
from channel.people.tracking import track
from tests import make

FIRST = dt.date(2026, 3, 2)
SENDS, APART = 80, 3


def sent_on(ordinal: int) -> dt.date:
    return FIRST + dt.timedelta(days=APART * ordinal)


TODAY = sent_on(SENDS) + dt.timedelta(days=2)


def answers(rule: str, people: int, seed: int) -> np.ndarray:
    """[send, friend]. leaving: a few answer often, most drop out. rare: nobody drops out."""
    random = np.random.default_rng(seed)
    p = random.beta(0.2, 33, people) if rule == "rare" else random.beta(0.8, 3, people)
    q = np.zeros(people) if rule == "rare" else random.choice([0.002, 0.08], people)
    lives = random.geometric(np.maximum(q, 1e-9))
    ordinal = np.arange(1, SENDS + 1)[:, None]
    return (random.random((SENDS, people)) < p) & (ordinal <= lives)


def channel(
    rule: str = "leaving", people: int = 600, seed: int = 1, sends: int = SENDS
) -> tuple[Channel, list[int]]:
    """The channel and its friends' ids: all trackable from the first day on."""
    place = make.channel()
    for ordinal in range(1, sends + 1):
        make.broadcast(place, sent_on(ordinal), f"소식 {ordinal}")
    renumber(place)
    names = [("app_user_id", "77", f"{i:05}") for i in range(people)]
    found = friends_of(place.pk, names)
    ids = [found[name] for name in names]
    track(place.pk, [(who, "import", FIRST) for who in ids])
    answered = np.argwhere(answers(rule, people, seed)[:sends])
    record_engagements(
        place.pk,
        (
            (ids[i], "clicked", moment(int(o) + 1), f"{i}-{o}", None, None)
            for o, i in answered.tolist()
        ),
    )
    return place, ids


def moment(ordinal: int) -> dt.datetime:
    return kst_midnight(sent_on(ordinal)) + dt.timedelta(hours=20)
