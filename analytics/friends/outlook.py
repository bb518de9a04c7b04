"""What the fit in use says of a pattern, and of the same friend after one more click or three
more messages without one."""

from dataclasses import dataclass

import numpy as np

from channel.models import GhostFit
from stats.bgbb import BGBB

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
    model = BGBB(fit.alpha, fit.beta, fit.gamma, fit.delta)  # type: ignore[arg-type]  # fitted
    xs, ts, ns = [x, x + 1, x], [t, n + 1, t], [n, n + 1, n + 3]
    silent = mapped(fit, np.asarray(model.p_silent(xs, ts, ns, fit.m)))
    return Outlook(
        fit.m, *(float(p) for p in silent), float(model.p_alive([x], [t], [n])[0]), has_map(fit)
    )
