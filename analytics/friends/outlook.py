"""What the fit in use says of a pattern, and of the same friend after one more click or three
more messages without one."""

from dataclasses import dataclass

from analytics.ghosts.states import model_of
from channel.models import GhostFit

Pattern = tuple[int, int, int]


@dataclass(frozen=True)
class Outlook:
    """Probabilities of no reaction in the next `m` messages; `checked` against outcomes or not."""

    m: int
    silent: float
    after_one_more: float
    after_three_silent: float
    alive: float
    checked: bool


def outlook(fit: GhostFit, pattern: Pattern) -> Outlook:
    x, t, n = pattern
    model, seen = model_of(fit)
    xs, ts, ns = [x, x + 1, x], [t, n + 1, t], [n, n + 1, n + 3]
    silent, one_more, three_silent = seen.apply(model.p_silent(xs, ts, ns, fit.m)).tolist()
    alive = float(model.p_alive([x], [t], [n])[0])
    return Outlook(fit.m, silent, one_more, three_silent, alive, bool(seen.n))
