"""BG/BB: how likely somebody who may have left for good stays silent (Fader, Hardie & Shang 2010).

Each message is an opportunity. While alive a friend answers it with p ~ Beta(alpha, beta); before
each one he may drop out, with q ~ Beta(gamma, delta). A friend is x answers in n messages, the
last of them at message t (0 if none). With B the beta function

    L(x, t, n) = { B(a+x, b+n-x) B(g, d+n) + sum_{u=t}^{n-1} B(a+x, b+u-x) B(g+1, d+u) } / B(a,b) B(g,d)

Assumes that p and q are independent, vary over friends as Beta distributions, do not change over
time, and that messages are alike. Marketing Science 29(6), 1086-1108.

The first term depends on (x, n) only and the summand on (x, u) only: two tables serve every
friend. Everything is in logarithms: plain numbers underflow at n = 100.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from stats.inputs import Floats, Ints, Values, counts, number, same_length

VERSION = "bgbb 1"
MOST_MESSAGES = 200
DRAWS = 400
# Log-parameters: without a prior a degenerate sample (nobody ever answered) has no best fit.
_EDGE = 9.0
_START = np.log([1.0, 1.0, 1.0, 10.0])


@dataclass(frozen=True)
class Silence:
    """How many of some friends stay silent: expected, and the interval of parametric draws."""

    value: float | None
    low: float | None
    high: float | None
    n: float


@dataclass(frozen=True)
class BGBB:
    """A fit. `cov_log` is the covariance of the log-parameters; n weighs the friends fitted.

    Parameters are None, and nothing can be asked, when nobody was given.
    """

    alpha: float | None
    beta: float | None
    gamma: float | None
    delta: float | None
    log_likelihood: float | None = None
    cov_log: NDArray[np.float64] = field(default_factory=lambda: np.zeros((4, 4)))
    n: float = 0.0
    version: str = VERSION
    warnings: tuple[str, ...] = ()

    def p_alive(self, x: Values, t: Values, n: Values) -> Floats:
        """Probability of being alive at message n + 1, by friend."""
        x_, t_, n_ = _friends(x, t, n)
        a, b, g, d = self._parameters()
        ours = special.betaln(a + x_, b + n_ - x_) + special.betaln(g, d + n_ + 1)
        whole = special.betaln(a, b) + special.betaln(g, d)
        return _probability(ours - whole - _Tables(self._log(), _most(n_)).log_l(x_, t_, n_))

    def p_silent(self, x: Values, t: Values, n: Values, m: int) -> Floats:
        """Probability of no answer to the next m messages, by friend: L(x,t,n+m) / L(x,t,n)."""
        x_, t_, n_ = _friends(x, t, n)
        return _silent(self._log(), x_, t_, n_, _ahead(m))

    def expected(self, x: Values, t: Values, n: Values, m: int) -> Floats:
        """Answers expected to the next m messages, by friend."""
        x_, t_, n_ = _friends(x, t, n)
        a, b, g, d = self._parameters()
        k = np.arange(1, _ahead(m) + 1)
        staying = special.betaln(g, d + n_[:, None] + k[None, :]).reshape(len(n_), len(k))
        ours = special.betaln(a + x_ + 1, b + n_ - x_) - special.betaln(a, b) - special.betaln(g, d)
        log_l = _Tables(self._log(), _most(n_)).log_l(x_, t_, n_)
        return np.asarray(np.exp(ours[:, None] + staying - log_l[:, None]).sum(axis=1))

    def silent_if_staying(self, x: Values, n: Values, m: int) -> Floats:
        """The same for a friend who never drops out: B(a+x, b+n-x+m) / B(a+x, b+n-x)."""
        x_, _t, n_ = _friends(x, np.asarray(x), n)
        a, b, _g, _d = self._parameters()
        later = special.betaln(a + x_, b + n_ - x_ + _ahead(m))
        return _probability(later - special.betaln(a + x_, b + n_ - x_))

    def silent_total(
        self,
        x: Values,
        t: Values,
        n: Values,
        weight: Values | None = None,
        m: int = 10,
        level: float = 0.95,
        seed: int = 0,
    ) -> Silence:
        """Friends expected silent in the next m messages; draws of parameters and of outcomes."""
        x_, t_, n_ = _friends(x, t, n)
        weights = _weights(weight, x_)
        if not len(x_):
            return Silence(None, None, None, 0.0)
        tail = (1 - number("level", level, np.nextafter(0, 1), np.nextafter(1, 0))) / 2
        generator = np.random.default_rng(seed)
        drawn = generator.multivariate_normal(self._log(), self.cov_log, DRAWS, method="eigh")
        totals = []
        for theta in np.clip(drawn, -_EDGE, _EDGE):
            p = _silent(theta, x_, t_, n_, _ahead(m))
            noise = np.sqrt((weights * p * (1 - p)).sum()) * generator.standard_normal()
            totals.append((weights * p).sum() + noise)
        low, high = np.clip(np.quantile(totals, [tail, 1 - tail]), 0, weights.sum())
        value = float((weights * _silent(self._log(), x_, t_, n_, _ahead(m))).sum())
        return Silence(value, min(float(low), value), max(float(high), value), float(weights.sum()))

    def _parameters(self) -> tuple[float, float, float, float]:
        if self.alpha is None or self.beta is None or self.gamma is None or self.delta is None:
            raise ValueError("x: nothing was fitted, so nothing is known of anybody")
        return self.alpha, self.beta, self.gamma, self.delta

    def _log(self) -> Floats:
        return np.log(np.asarray(self._parameters()))


def fit(
    x: Values,
    t: Values,
    n: Values,
    weight: Values | None = None,
    prior_sd: float | None = None,
    centre: BGBB | None = None,
) -> BGBB:
    """Maximum likelihood, or the mode under log-parameters ~ N(centre's, or 0; prior_sd).

    `weight`: friends of each pattern. Raises ValueError naming the argument on NaN, negative or
    broken numbers, x > n, t > n, x > t, unequal lengths or n above 200.
    """
    x_, t_, n_ = _friends(x, t, n)
    weights = _weights(weight, x_)
    if not weights.sum():
        return BGBB(None, None, None, None)
    middle = np.zeros(4) if centre is None else centre._log()
    sd = np.inf if prior_sd is None else number("prior_sd", prior_sd, np.nextafter(0, 1))
    target = _Target(x_, t_, n_, weights, middle, sd)
    found = optimize.minimize(
        target, _START if centre is None else middle, jac=True, method="L-BFGS-B",
        bounds=[(-_EDGE, _EDGE)] * 4, options={"ftol": 1e-13, "gtol": 1e-9, "maxiter": 500},
    )  # fmt: skip
    told = () if found.success else (str(found.message),)
    at_edge = ("a parameter stands at its limit",) if (np.abs(found.x) > _EDGE - 0.01).any() else ()
    alpha, beta, gamma, delta = (float(p) for p in np.exp(found.x))
    return BGBB(
        alpha, beta, gamma, delta, -float(target.loss(found.x)[0]), target.covariance(found.x),
        float(weights.sum()), warnings=(*told, *at_edge),
    )  # fmt: skip


class _Target:
    """Minus the log-posterior per friend, with its exact gradient: scaled so that the search
    ends at the same place for a thousand friends and for a million."""

    def __init__(
        self, x: Ints, t: Ints, n: Ints, weights: Floats, centre: Floats, prior_sd: float
    ) -> None:
        self.x, self.t, self.n, self.weights = x, t, n, weights
        self.centre, self.prior_sd, self.most = centre, prior_sd, _most(n)

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        value, slope = self.posterior(theta)
        size = self.weights.sum()
        return value / size, slope / size

    def posterior(self, theta: Floats) -> tuple[float, Floats]:
        value, slope = self.loss(theta)
        off = (theta - self.centre) / self.prior_sd
        return value + 0.5 * float(off @ off), slope + off / self.prior_sd

    def loss(self, theta: Floats) -> tuple[float, Floats]:
        tables = _Tables(theta, self.most)
        log_l, slopes = tables.log_l_and_slopes(self.x, self.t, self.n)
        return -float(self.weights @ log_l), -(slopes @ self.weights)

    def covariance(self, theta: Floats) -> NDArray[np.float64]:
        """Inverse of the Hessian, from differences of the exact gradient; directions the data say
        nothing of get a standard deviation of 3."""
        step = 1e-4
        rows = [
            (self.posterior(theta + step * e)[1] - self.posterior(theta - step * e)[1]) / (2 * step)
            for e in np.eye(4)
        ]
        hessian = (np.asarray(rows) + np.asarray(rows).T) / 2
        values, vectors = np.linalg.eigh(hessian)
        return np.asarray((vectors / np.maximum(values, 1 / 9)) @ vectors.T)


class _Tables:
    """First term by (x, n) and summand by (x, u), 0 <= x <= n <= most, in logarithms."""

    def __init__(self, theta: Floats, most: int) -> None:
        self.theta, self.p = theta, np.exp(theta)
        a, b, g, d = self.p
        x, n = np.arange(most + 1)[:, None], np.arange(most + 1)[None, :]
        self.possible = x <= n
        self.answers = special.betaln(a + x, b + np.where(self.possible, n - x, 0))
        whole = special.betaln(a, b) + special.betaln(g, d)
        self.stay = self.answers + special.betaln(g, d + n) - whole
        left = np.where(self.possible, self.answers + special.betaln(g + 1, d + n) - whole, -np.inf)
        self.left = left
        # Sums over all u from a column on; the sum from t to n - 1 is a difference of two.
        self.rest = _with_end(np.logaddexp.accumulate(left[:, ::-1], axis=1)[:, ::-1])

    def log_l(self, x: Ints, t: Ints, n: Ints) -> Floats:
        return np.asarray(np.logaddexp(self.stay[x, n], self._dropped(x, t, n)))

    def _dropped(self, x: Ints, t: Ints, n: Ints) -> Floats:
        """Log of the sum over u from t to n - 1; nothing where t = n."""
        upper, lower = self.rest[x, t], self.rest[x, n]
        with np.errstate(divide="ignore", invalid="ignore"):
            found = upper + np.log1p(-np.exp(np.minimum(lower - upper, 0.0)))
        return np.where(t < n, found, -np.inf)

    def log_l_and_slopes(self, x: Ints, t: Ints, n: Ints) -> tuple[Floats, Floats]:
        """log L and its slopes by the four log-parameters, (4, friends)."""
        log_l = self.log_l(x, t, n)
        share = np.exp(self.stay[x, n] - log_l)
        slopes = []
        for stay, left in zip(self._stay_slopes(), self._left_slopes(), strict=True):
            slopes.append(share * stay[x, n] + self._dropped_slope(left, x, t, n, log_l))
        return log_l, np.asarray(slopes) * self.p[:, None]

    def _dropped_slope(self, slope: Floats, x: Ints, t: Ints, n: Ints, log_l: Floats) -> Floats:
        """Sum of summand x slope over u from t to n - 1, over L: rows are scaled by their top."""
        top = self.left.max(axis=1, keepdims=True)
        terms = np.where(self.possible, np.exp(self.left - top) * slope, 0.0)
        sums = np.cumsum(terms[:, ::-1], axis=1)[:, ::-1]
        sums = np.concatenate([sums, np.zeros((len(sums), 1))], axis=1)
        return np.asarray((sums[x, t] - sums[x, n]) * np.exp(top[x, 0] - log_l))

    def _stay_slopes(self) -> list[Floats]:
        a, b, g, d = self.p
        n = np.arange(self.stay.shape[1])[None, :]
        gone = special.digamma(g + d + n)
        base = special.digamma(g + d)
        return [
            *self._answer_slopes(a, b),
            special.digamma(g) - gone - special.digamma(g) + base + 0 * self.answers,
            special.digamma(d + n) - gone - special.digamma(d) + base + 0 * self.answers,
        ]

    def _left_slopes(self) -> list[Floats]:
        a, b, g, d = self.p
        u = np.arange(self.stay.shape[1])[None, :]
        gone = special.digamma(g + 1 + d + u)
        base = special.digamma(g + d)
        return [
            *self._answer_slopes(a, b),
            special.digamma(g + 1) - gone - special.digamma(g) + base + 0 * self.answers,
            special.digamma(d + u) - gone - special.digamma(d) + base + 0 * self.answers,
        ]

    def _answer_slopes(self, a: float, b: float) -> list[Floats]:
        size = self.stay.shape[0]
        x, n = np.arange(size)[:, None], np.arange(size)[None, :]
        both, base = special.digamma(a + b + n), special.digamma(a + b)
        silent = np.where(self.possible, n - x, 0)
        return [
            special.digamma(a + x) - both - special.digamma(a) + base,
            special.digamma(b + silent) - both - special.digamma(b) + base,
        ]


def _with_end(table: Floats) -> Floats:
    return np.concatenate([table, np.full((len(table), 1), -np.inf)], axis=1)


def _silent(theta: Floats, x: Ints, t: Ints, n: Ints, m: int) -> Floats:
    tables = _Tables(theta, _most(n) + m)
    return _probability(tables.log_l(x, t, n + m) - tables.log_l(x, t, n))


def _probability(log_p: Floats) -> Floats:
    return np.asarray(np.exp(np.minimum(log_p, 0.0)))


def _most(n: Ints) -> int:
    return int(n.max()) if len(n) else 0


def _ahead(m: int) -> int:
    return int(number("m", m, 0, 1000))


def _weights(weight: Values | None, x: Ints) -> Floats:
    if weight is None:
        return np.ones(len(x))
    found = counts("weight", weight)
    same_length(x=x.astype(float), weight=found)
    return found


def _friends(x: Values, t: Values, n: Values) -> tuple[Ints, Ints, Ints]:
    x_, t_, n_ = counts("x", x), counts("t", t), counts("n", n)
    same_length(x=x_, t=t_, n=n_)
    for name, wrong, words in (
        ("x", x_ > n_, "more answers than messages"),
        ("t", t_ > n_, "the last answer lies beyond the last message"),
        ("x", x_ > t_, "more answers than messages up to the last one answered"),
        ("t", (x_ == 0) & (t_ > 0), "a last answer without any answer"),
        ("n", n_ > MOST_MESSAGES, f"more than {MOST_MESSAGES} messages; take a window"),
    ):
        if wrong.any():
            raise ValueError(f"{name}: {words}")
    return x_.astype(np.int64), t_.astype(np.int64), n_.astype(np.int64)
