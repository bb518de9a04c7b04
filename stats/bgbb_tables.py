"""The BG/BB likelihood of every pattern from two tables, in log space.

The first term of L(x,t,n) depends on (x, n) only and the summand on (x, u) only. So one table of
summands over (x, u) serves every friend: its reverse cumulative sums R(x, t) = sum over u >= t give
each sum as R(x, t) - R(x, n). Log space, because B(alpha + x, beta + n - x) leaves the range of
floats at n = 100. Summands fall with u, so that the difference loses no more than n roundings.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from stats.inputs import Floats, Ints


@dataclass(frozen=True)
class Patterns:
    """Different (x, t, n) with how many people each has; `each`: the pattern of every entry."""

    x: Ints
    t: Ints
    n: Ints
    weight: Floats
    each: Ints
    total: float

    @classmethod
    def of(cls, x: Floats, t: Floats, n: Floats, people: Floats) -> "Patterns":
        side = int(n.max(initial=0)) + 1
        keys = (n * side + x) * side + t
        found, each = np.unique(keys.astype(np.int64), return_inverse=True)
        weight = np.bincount(each, weights=people, minlength=len(found)).astype(float)
        return cls(
            x=found // side % side, t=found % side, n=found // side**2,
            weight=weight, each=each, total=float(people.sum()),
        )  # fmt: skip

    @property
    def most(self) -> int:
        return int(self.x.max(initial=0))

    @property
    def longest(self) -> int:
        return int(self.n.max(initial=0))


class Tables:
    """Everything of one set of log-parameters up to `most` engagements in `longest` messages."""

    def __init__(self, logs: Floats, most: int, longest: int) -> None:
        self.parameters = np.exp(logs)
        alpha, beta, gamma, delta = self.parameters
        x, u = np.arange(most + 1), np.arange(longest + 1)
        self.silences = u - x[:, None]
        possible = self.silences >= 0
        self.silences[~possible] = 0
        # log B(alpha + x, beta + u - x), and of the summands of the sum
        self.answers = (
            special.gammaln(alpha + x)[:, None]
            + special.gammaln(beta + u)[self.silences]
            - special.gammaln(alpha + beta + u)
        )
        self.stays = special.betaln(gamma, delta + u)
        summands = self.answers + special.betaln(gamma + 1, delta + u)
        self.summands = np.where(possible, summands, -np.inf)
        self.sums = np.logaddexp.accumulate(self.summands[:, ::-1], axis=1)[:, ::-1]
        self.scale = special.betaln(alpha, beta) + special.betaln(gamma, delta)

    def log_each(self, x: Ints, t: Ints, n: Ints) -> Floats:
        """log L of each pattern."""
        both = np.logaddexp(self.answers[x, n] + self.stays[n], self._log_sum(x, t, n))
        return np.asarray(np.minimum(both - self.scale, 0.0))

    def _log_sum(self, x: Ints, t: Ints, n: Ints) -> Floats:
        whole, beyond = self.sums[x, t], self.sums[x, n]
        with np.errstate(divide="ignore"):  # an empty sum, t = n, is log 0
            return np.asarray(whole + np.log1p(-np.exp(np.minimum(beyond - whole, 0.0))))

    def p_alive(self, who: Patterns) -> Floats:
        gamma, delta = self.parameters[2:]
        here = self.answers[who.x, who.n] + special.betaln(gamma, delta + who.n + 1) - self.scale
        return np.exp(np.minimum(here - self.log_each(who.x, who.t, who.n), 0.0))

    def p_silent(self, who: Patterns, ahead: int) -> Floats:
        """1 less the chances that the k-th message is the first one answered, k = 1 to `ahead`.

        L(x,t,n+m) / L(x,t,n) in another form: terms are only ever added, so it cannot rise with m.
        """
        first = self._sum_ahead(ahead, silent_before=True)[who.x, who.n]
        answered = np.exp(first - self.scale - self.log_each(who.x, who.t, who.n))
        return np.clip(1 - answered, 0.0, 1.0)

    def expected(self, who: Patterns, ahead: int) -> Floats:
        each = self._sum_ahead(ahead, silent_before=False)[who.x, who.n]
        here = np.exp(each - self.scale - self.log_each(who.x, who.t, who.n))
        return np.clip(here, 0.0, ahead)

    def _sum_ahead(self, ahead: int, *, silent_before: bool) -> Floats:
        """log sum_{k=1}^{ahead} B(alpha+x+1, beta+n-x+s) B(gamma, delta+n+k), s = k - 1 or 0."""
        alpha, beta, gamma, delta = self.parameters
        x, n = (np.arange(size) for size in self.answers.shape)
        if not ahead:
            return np.full(self.answers.shape, -np.inf)
        k = np.arange(1, ahead + 1)
        upto = np.arange(len(n) + ahead)
        engaged, silences = special.gammaln(alpha + x + 1), special.gammaln(beta + upto)
        both, stays = special.gammaln(alpha + beta + 1 + upto), special.betaln(gamma, delta + upto)
        shift = k - 1 if silent_before else np.zeros_like(k)
        later = n[:, None] + shift
        terms = engaged[:, None, None] + silences[self.silences[..., None] + shift]
        terms += stays[n[:, None] + k] - both[later]
        top = terms[..., :1]
        # in this order, so that one message more can only add
        whole = np.add.accumulate(np.exp(terms - top), axis=-1)[..., -1]
        return np.asarray(np.log(whole) + top[..., 0])

    def p_silent_staying(self, who: Patterns, ahead: int) -> Floats:
        alpha, beta = self.parameters[:2]
        engaged, silences = alpha + who.x, beta + who.t - who.x
        change = special.betaln(engaged, silences + ahead) - special.betaln(engaged, silences)
        return np.exp(np.minimum(change, 0.0))

    def log_likelihood(self, who: Patterns) -> tuple[float, Floats]:
        """Of everybody, with its exact gradient in the log-parameters."""
        x, t, n = who.x, who.t, who.n
        alpha, beta, gamma, delta = self.parameters
        each = self.log_each(x, t, n)
        whole = each + self.scale
        first = np.exp(self.answers[x, n] + self.stays[n] - whole)
        upto, beyond = np.exp(self.sums[x, t] - whole), np.exp(self.sums[x, n] - whole)
        beyond = np.where(t < n, beyond, upto)
        u = np.arange(self.summands.shape[1])
        psi_x = special.psi(alpha + np.arange(self.summands.shape[0]))
        psi_all, psi_no = special.psi(alpha + beta + u), special.psi(beta + u)
        psi_end, psi_gone = special.psi(gamma + delta + u), special.psi(gamma + 1 + delta + u)
        psi_delta = special.psi(delta + u)
        normal = special.psi([alpha, beta, alpha + beta, gamma, delta, gamma + delta])
        of_first = (-psi_all[n], psi_no[self.silences[x, n]] - psi_all[n],
                    normal[3] - psi_end[n], psi_delta[n] - psi_end[n])  # fmt: skip
        of_sums = np.stack(
            np.broadcast_arrays(
                -psi_all, psi_no[self.silences] - psi_all,
                special.psi(gamma + 1) - psi_gone, psi_delta - psi_gone,
            )
        )  # fmt: skip
        # the digamma of alpha + x is in both terms, and so outside the sum
        outside = (psi_x[x] - normal[0] + normal[2], normal[2] - normal[1],
                   normal[5] - normal[3], normal[5] - normal[4])  # fmt: skip
        means = self._means(of_sums)
        gradient = np.empty(4)
        for i in range(4):
            slope = upto * means[i, x, t] - beyond * means[i, x, n] + first * of_first[i]
            gradient[i] = who.weight @ (slope + outside[i])
        return float(who.weight @ each), gradient * self.parameters

    def _means(self, tables: Floats) -> Floats:
        """For each (x, t) the mean of each table over u >= t, weighted by the summands."""
        with np.errstate(invalid="ignore"):  # where u < x there is nothing to weigh
            shares = np.nan_to_num(np.exp(self.summands - self.sums))
        means = np.empty_like(tables)
        means[..., -1] = tables[..., -1]
        for u in range(shares.shape[1] - 2, -1, -1):
            later = means[..., u + 1]
            means[..., u] = later + shares[:, u] * (tables[..., u] - later)
        return means
