"""Who stays silent: the BG/BB model of Fader, Hardie & Shang (Marketing Science 29(6), 2010).

Each message is an opportunity. While alive a friend engages with p ~ Beta(alpha, beta); after joining
and after each message he drops out for good with q ~ Beta(gamma, delta). Of a friend the model needs x, how many
messages he engaged with, t, the position of the last of them counted from 1 (0 if none), and n,
how many he was sent. With B the beta function

    L(x,t,n) = { B(alpha+x, beta+n-x) B(gamma, delta+n)
               + sum_{u=t}^{n-1} B(alpha+x, beta+u-x) B(gamma+1, delta+u) } / { B(alpha,beta) B(gamma,delta) }

`stats.bgbb_tables` computes it. Assumed: nobody who dropped out comes back, p and q are unrelated
and never change. What the model says is checked against what happened (`stats.calibration`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import optimize

from stats.bgbb_tables import Patterns, Tables
from stats.inputs import Floats, Values, counts, number, numbers, same_length

VERSION = "bgbb-1"
One = float | Values
# Beyond e^-9 and e^9 the likelihood is flat: who never engages says nothing of how he drops out.
_BOUND = 9.0
# A direction of which the data say nothing would have endless variance.
_WIDEST_SD = 3.0
_STEP = 1e-4
_DRAWS = 60


@dataclass(frozen=True)
class Total:
    """A forecast count of people; None when there is nobody."""

    value: float | None
    low: float | None
    high: float | None
    n: float = 0.0


@dataclass(frozen=True)
class BGBB:
    """Fitted parameters; all None for nobody. `n` people, `cov_log` 4 by 4 of the log-parameters.

    The methods take arrays of equal length, or one friend's numbers, and answer in the same shape.
    They raise ValueError naming the argument, and on a fit to nobody.
    """

    alpha: float | None
    beta: float | None
    gamma: float | None
    delta: float | None
    log_likelihood: float | None = None
    cov_log: Floats | None = field(default=None, repr=False)
    n: float = 0.0
    evaluations: int = 0
    version: str = VERSION
    warnings: tuple[str, ...] = ()

    @property
    def logs(self) -> Floats:
        """The four log-parameters."""
        values = (self.alpha, self.beta, self.gamma, self.delta)
        if None in values:
            raise ValueError("fit: made of nobody, so nothing can be said")
        return np.log(np.asarray(values, dtype=float))

    def p_alive(self, x: One, t: One, n: One) -> Floats:
        """Probability of not having dropped out when message n + 1 comes. Never comes to light."""
        return self._each(x, t, n, lambda tables, who: tables.p_alive(who))

    def p_silent(self, x: One, t: One, n: One, m: int) -> Floats:
        """Probability of no engagement with any of the next m messages: L(x,t,n+m) / L(x,t,n)."""
        ahead = _ahead(m)
        return self._each(x, t, n, lambda tables, who: tables.p_silent(who, ahead))

    def p_silent_staying(self, x: One, t: One, n: One, m: int) -> Floats:
        """The same of a friend who goes on as until his last engagement and never drops out.

        p ~ Beta(alpha + x, beta + t - x); of one who never engaged, the whole channel's p.
        """
        ahead = _ahead(m)
        return self._each(x, t, n, lambda tables, who: tables.p_silent_staying(who, ahead))

    def expected(self, x: One, t: One, n: One, m: int) -> Floats:
        """Expected engagements with the next m messages, 0 to m."""
        ahead = _ahead(m)
        return self._each(x, t, n, lambda tables, who: tables.expected(who, ahead))

    def silent_total(
        self,
        x: Values,
        t: Values,
        n: Values,
        weight: Values | None = None,
        m: int = 10,
        level: float = 0.9,
        seed: int = 0,
    ) -> Total:
        """How many of these people will stay silent for the next m messages.

        `low` and `high` hold the true count with probability `level` if the model holds: parameters
        are drawn from their normal approximation, and the count given them from its own variation.
        """
        who, ahead = _patterns(x, t, n, weight), _ahead(m)
        tail = (1 - number("level", level, np.nextafter(0, 1), np.nextafter(1, 0))) / 2
        if not who.total:
            return Total(None, None, None)
        value = _totals(self.logs, who, ahead)[0]
        drawn = np.array([_totals(one.logs, who, ahead) for one in self.draws(_DRAWS, seed)])
        random = np.random.default_rng([seed, 1])
        possible = drawn[:, :1] + drawn[:, 1:] * random.standard_normal((_DRAWS, 50))
        low, high = np.quantile(np.clip(possible, 0, who.total), [tail, 1 - tail])
        return Total(value, min(float(low), value), max(float(high), value), who.total)

    def draws(self, count: int, seed: int = 0) -> list["BGBB"]:
        """Parameters as uncertain as they are: from the normal distribution of their logarithms."""
        if self.cov_log is None:
            raise ValueError("fit: without its covariance")
        random = np.random.default_rng(seed)
        logs = random.multivariate_normal(
            self.logs, np.asarray(self.cov_log), int(number("count", count, 1)), method="eigh"
        )
        return [BGBB(*np.exp(one).tolist()) for one in np.clip(logs, -_BOUND, _BOUND)]

    def _each(self, x: One, t: One, n: One, say: Callable[[Tables, Patterns], Floats]) -> Floats:
        who = _patterns(np.atleast_1d(x), np.atleast_1d(t), np.atleast_1d(n), None)
        if not len(who.each):
            return np.empty(0)
        said = say(Tables(self.logs, who.most, who.longest), who)[who.each]
        one: Any = said if np.ndim(x) else said[0]
        return one


def fit(
    x: Values,
    t: Values,
    n: Values,
    weight: Values | None = None,
    prior_sd: float | None = None,
    centre: BGBB | Sequence[float] | None = None,
) -> BGBB:
    """Parameters of largest likelihood, or with `prior_sd` of largest posterior density.

    One entry a friend, or a pattern (x, t, n) with the number of its friends as `weight`. The prior
    says that each log-parameter ~ N(log centre, prior_sd^2); `centre` is another fit or four
    parameters, all 1 by default. Raises ValueError naming the argument on NaN, negative or broken
    counts, x > n, t > n, x > t or unequal lengths. Nobody gives n = 0 and None. No parameter leaves
    e^-9 to e^9, so that every probability is a number even where all or nobody engaged.
    """
    who = _patterns(x, t, n, weight)
    precision = 0.0 if prior_sd is None else number("prior_sd", prior_sd, 1e-3) ** -2
    middle = _centre(centre)
    if not who.total:
        return BGBB(None, None, None, None, None, None)

    def loss(logs: Floats) -> tuple[float, Floats]:
        value, slope = Tables(logs, who.most, who.longest).log_likelihood(who)
        away = logs - middle
        penalty = precision * float(away @ away) / 2
        return (penalty - value) / who.total, (precision * away - slope) / who.total

    found = optimize.minimize(
        loss, middle, jac=True, method="L-BFGS-B", bounds=[(-_BOUND, _BOUND)] * 4,
        options={"ftol": 1e-14, "gtol": 1e-9, "maxiter": 500},
    )  # fmt: skip
    value, _slope = Tables(found.x, who.most, who.longest).log_likelihood(who)
    at_edge = bool((np.abs(found.x) >= _BOUND - 1e-6).any())
    alpha, beta, gamma, delta = (float(one) for one in np.exp(found.x))
    return BGBB(
        alpha,
        beta,
        gamma,
        delta,
        log_likelihood=value,
        cov_log=_covariance(loss, found.x, who.total),
        n=who.total,
        evaluations=int(found.nfev),
        warnings=("a parameter is at its bound",) if at_edge else (),
    )


def _covariance(
    loss: Callable[[Floats], tuple[float, Floats]], logs: Floats, total: float
) -> Floats:
    """Inverse of the Hessian by central differences of the exact gradient, made sound."""
    steps = _STEP * np.eye(4)
    hessian = np.array([(loss(logs + s)[1] - loss(logs - s)[1]) / (2 * _STEP) for s in steps])
    values, vectors = np.linalg.eigh(total * (hessian + hessian.T) / 2)
    return np.asarray((vectors / np.maximum(values, _WIDEST_SD**-2)) @ vectors.T)


def _totals(logs: Floats, who: Patterns, ahead: int) -> tuple[float, float]:
    """Expected silent people, and the standard deviation of their number."""
    silent = Tables(logs, who.most, who.longest).p_silent(who, ahead)
    return float(who.weight @ silent), float(np.sqrt(who.weight @ (silent * (1 - silent))))


def _centre(centre: BGBB | Sequence[float] | None) -> Floats:
    if centre is None:
        return np.zeros(4)
    if isinstance(centre, BGBB):
        return centre.logs
    values = numbers("centre", np.asarray(centre, dtype=float))
    if len(values) != 4 or (values <= 0).any():
        raise ValueError("centre: four positive parameters, or a fit")
    return np.asarray(np.clip(np.log(values), -_BOUND, _BOUND))


def _ahead(m: int) -> int:
    if m != int(m):
        raise ValueError("m: must be a whole number")
    return int(number("m", m))


def _patterns(x: Values, t: Values, n: Values, weight: Values | None) -> Patterns:
    size = counts("n", n)
    engaged, last = counts("x", x), counts("t", t)
    people = np.ones(len(size)) if weight is None else numbers("weight", weight)
    same_length(x=engaged, t=last, n=size, weight=people)
    if (people < 0).any():
        raise ValueError("weight: negative")
    if (engaged > size).any():
        raise ValueError("x: more engagements than messages")
    if (last > size).any():
        raise ValueError("t: later than the last message")
    if (engaged > last).any():
        raise ValueError("x: more engagements than messages up to the last one, t")
    return Patterns.of(engaged, last, size, people)
