"""Counts that vary more than Poisson: negative binomial with mean mu and variance mu + (cv mu)^2.

cv is the coefficient of variation of the rate behind the counts, size = 1 / cv^2. Everything is
vectorised and finite for mu > 0 and cv > 0.
"""

import numpy as np
from scipy import special

from stats.inputs import Floats

# The prior keeps cv sensible from 12 messages on: a fit to few counts wanders to 0 or to 1.
CV_PRIOR_LOG_MEAN, CV_PRIOR_LOG_SD = np.log(0.3), 0.8
_COARSE = np.linspace(np.log(0.02), np.log(3.0), 41)
_FINE = np.linspace(-1.0, 1.0, 17) * (_COARSE[1] - _COARSE[0])
_SMALLEST = 1e-300


def log_likelihood(counts: Floats, mean: Floats, cv: Floats) -> Floats:
    """Log probability of each count; arguments broadcast."""
    size = 1.0 / np.square(cv)
    ways = special.gammaln(counts + size) - special.gammaln(size) - special.gammaln(counts + 1)
    return np.asarray(ways - size * np.log1p(mean / size) - counts * np.log1p(size / mean))


def fit_cv(counts: Floats, mean: Floats) -> float:
    """cv of largest penalised likelihood at the means, log cv ~ N(log .3, .8^2), .02 to 3."""
    best = _peak(counts, mean, _COARSE)
    return float(np.exp(_peak(counts, mean, best + _FINE)))


def _peak(counts: Floats, mean: Floats, log_cv: Floats) -> float:
    fits = log_likelihood(counts[:, None], mean[:, None], np.exp(log_cv)[None, :]).sum(axis=0)
    penalty = 0.5 * np.square((log_cv - CV_PRIOR_LOG_MEAN) / CV_PRIOR_LOG_SD)
    return float(log_cv[np.argmax(fits - penalty)])


def z_scores(counts: Floats, mean: Floats, cv: Floats) -> Floats:
    """Normal quantile of the mid-p P(Y < y) + P(Y = y) / 2, exact in both tails to |z| = 37."""
    counts, mean, cv = np.broadcast_arrays(counts, mean, cv)
    size = 1.0 / np.square(cv)
    share = size / (size + mean)
    here = 0.5 * np.exp(log_likelihood(counts, mean, cv))
    less = np.where(counts > 0, special.betainc(size, np.maximum(counts, 1), share), 0.0)
    more = special.betaincc(size, counts + 1, share)
    low, high = np.maximum(less + here, _SMALLEST), np.maximum(more + here, _SMALLEST)
    return np.where(low < high, special.ndtri(low), -special.ndtri(high))


def quantile(level: float, mean: Floats, cv: Floats) -> Floats:
    """Smallest whole y with P(Y <= y) >= level."""
    size = 1.0 / np.square(np.asarray(cv))
    share = size / (size + mean)
    guess = np.ceil(np.nan_to_num(special.nbdtrik(level, size, share)))
    guess = np.maximum(guess - 1, 0)  # the inverse is rounded: walk the last steps exactly
    while (short := special.betainc(size, guess + 1, share) < level).any():
        guess = guess + short
    return np.asarray(guess)
