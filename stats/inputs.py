"""What every statistic checks of its arguments; the message names the argument."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Values = Sequence[float] | Sequence[int] | Floats | Ints


def numbers(name: str, values: Values) -> Floats:
    """One-dimensional finite floats."""
    found = np.asarray(values, dtype=float)
    if found.ndim != 1:
        raise ValueError(f"{name}: expected a flat list of numbers, got {found.ndim} dimensions")
    if not np.isfinite(found).all():
        raise ValueError(f"{name}: NaN or infinite; leave the entry out instead")
    return found


def counts(name: str, values: Values) -> Floats:
    """Whole numbers from 0, as floats so that products cannot overflow."""
    found = numbers(name, values)
    if (found < 0).any():
        raise ValueError(f"{name}: negative count")
    if (found != np.floor(found)).any():
        raise ValueError(f"{name}: counts must be whole numbers")
    return found


def fractions(name: str, values: Values) -> Floats:
    """Numbers between 0 and 1."""
    found = numbers(name, values)
    if ((found < 0) | (found > 1)).any():
        raise ValueError(f"{name}: must lie between 0 and 1")
    return found


def number(name: str, value: float, low: float = 0.0, high: float = np.inf) -> float:
    """One finite number within low and high."""
    found = float(value)
    if not np.isfinite(found) or not low <= found <= high:
        raise ValueError(f"{name}: must be a number from {low:g} to {high:g}")
    return found


def same_length(**arrays: Floats) -> None:
    """Every array is as long as the first one; the shorter or longer one is named."""
    (first, model), *others = arrays.items()
    for name, values in others:
        if len(values) != len(model):
            raise ValueError(f"{name}: {len(values)} values, but {first} has {len(model)}")
