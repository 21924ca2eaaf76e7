"""The distributions that sample sizes and bounds come from: incomplete gamma and beta functions, in doubles.

Series and continued fractions as in Press et al., Numerical Recipes, chapter 6.2 and 6.4. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import exp, lgamma, log, log1p

CLOSE = 1e-15
TINY = 1e-300
MOST_TERMS = 100_000


def gamma_cdf(x: float, shape: float) -> float:
    """How probable it is that a gamma variable of this shape and scale 1 is at most `x`."""
    if x <= 0:
        return 0.0
    scale = exp(shape * log(x) - x - lgamma(shape))
    if x < shape + 1:
        return scale * _gamma_series(x, shape)
    return 1 - scale * _fraction(x + 1 - shape, lambda i: (-i * (i - shape), x + 2 * i + 1 - shape))


def beta_cdf(x: float, a: float, b: float) -> float:
    """How probable it is that a beta variable is at most `x`."""
    if not 0 < x < 1:
        return float(x >= 1)
    scale = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return scale * _beta_fraction(x, a, b) / a
    return 1 - scale * _beta_fraction(1 - x, b, a) / b


@lru_cache(4096)
def gamma_quantile(confidence: float, shape: float) -> float:
    """The least `x` that a gamma variable of this shape does not exceed with this confidence."""
    above = shape + 1.0
    while gamma_cdf(above, shape) < confidence:
        above *= 2
    return _bisect(lambda x: gamma_cdf(x, shape) >= confidence, 0.0, above)


def beta_quantile(confidence: float, a: float, b: float) -> float:
    """Likewise of a beta variable."""
    return _bisect(lambda x: beta_cdf(x, a, b) >= confidence, 0.0, 1.0)


def _gamma_series(x: float, shape: float) -> float:
    term = total = 1 / shape
    for count in range(1, MOST_TERMS):
        term *= x / (shape + count)
        total += term
        if term < total * CLOSE:
            break
    return total


def _beta_fraction(x: float, a: float, b: float) -> float:
    def step(count: int) -> tuple[float, float]:
        m, odd = divmod(count, 2)
        if odd:
            return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), 1.0
        return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), 1.0

    return _fraction(1.0, step)


def _fraction(first: float, step: Callable[[int], tuple[float, float]]) -> float:
    """1 / (first + a1 / (b1 + a2 / (b2 + …))) by Lentz's method; `step` gives the pair (a, b) of each place."""
    d = 1 / (first or TINY)
    c, value = 1 / TINY, d
    for count in range(1, MOST_TERMS):
        a, b = step(count)
        d = 1 / (a * d + b or TINY)
        c = b + a / c or TINY
        value *= c * d
        if abs(c * d - 1) < CLOSE:
            break
    return value


def _bisect(reached: Callable[[float], bool], below: float, above: float) -> float:
    """The least value between these two at which `reached` holds, as near as doubles tell."""
    for _ in range(200):
        middle = (below + above) / 2
        if middle in (below, above):
            break
        if reached(middle):
            above = middle
        else:
            below = middle
    return above
