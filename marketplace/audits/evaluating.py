"""What a sample says once its documents were looked at. Pure.

Of monetary units: projected misstatement and Stringer's upper bound (AICPA Audit Guide "Audit Sampling", 2017, appendix
C; Stringer 1963). Of documents drawn at random: Clopper and Pearson's upper bound (Biometrika 26, 1934) of how many are
wrong. Of documents drawn by risk: what was found, nothing of the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

from marketplace.audits.distributions import beta_quantile, gamma_quantile

WHOLE = 10_000  # basis points
EXACT = 10**9  # factors keep nine decimals, so that every machine comes to the same rupiah


@dataclass(frozen=True)
class CheckedDocument:
    """A document of the sample, in rupiah: as it is in the books, and as it was found; `audited` is 0 if missing."""

    book: int
    audited: int
    certain: bool = False
    cause: str = ""

    @property
    def overstated(self) -> int:
        return max(0, self.book - self.audited)

    @property
    def understated(self) -> int:
        return max(0, self.audited - self.book)

    @property
    def taint(self) -> Fraction:
        """Which part of its book value is too much."""
        return Fraction(self.overstated, self.book)


@dataclass(frozen=True)
class ErrorGroup:
    """Documents found wrong for one cause, and by how many rupiah they are too high or too low."""

    count: int
    overstated: int
    understated: int


@dataclass(frozen=True)
class BoundStep:
    """One line of Stringer's sum: the factor and what it adds to the bound; `taint` is None in the line of no error."""

    taint: Fraction | None
    factor: Fraction
    projected: Fraction
    added: Fraction


@dataclass(frozen=True)
class MonetaryResult:
    """In rupiah; overstatements only, as `understated` and its projection stand apart and lower nothing."""

    interval: int | None
    certain: int
    steps: Sequence[BoundStep]
    projected: int
    upper: int
    understated: int


@dataclass(frozen=True)
class CountResult:
    """How many documents of the population are wrong at most, and an estimate in rupiah that has no bound."""

    drawn: int
    wrong: int
    upper: int
    estimate: int


def stringer_factor(confidence: int, errors: int) -> Fraction:
    """What the error with this place, from 1 on, adds per interval and taint; of place 0 what is added without any.

    The Poisson upper limit of so many errors less that of one fewer. `confidence` in basis points.
    """
    limit = _poisson_limit(confidence, errors)
    return limit - _poisson_limit(confidence, errors - 1) if errors else limit


@lru_cache(4096)
def _poisson_limit(confidence: int, errors: int) -> Fraction:
    return Fraction(round(gamma_quantile(confidence / WHOLE, errors + 1.0) * EXACT), EXACT)


def stringer_steps(
    interval: int, taints: Iterable[Fraction], confidence: int
) -> tuple[BoundStep, *tuple[BoundStep, ...]]:
    """The largest taint has the largest factor. Their `added` make the bound of what is below the interval."""
    none = stringer_factor(confidence, 0)
    first = BoundStep(None, none, Fraction(0), interval * none)
    steps = []
    for place, taint in enumerate(sorted((one for one in taints if one), reverse=True), start=1):
        factor = stringer_factor(confidence, place)
        steps.append(BoundStep(taint, factor, interval * taint, interval * taint * factor))
    return first, *steps


def stringer_bound(interval: int, taints: Iterable[Fraction], confidence: int, *, certain: int = 0) -> int:
    """Rupiah that the overstatement does not exceed with this confidence; `certain` is known without a factor."""
    steps = stringer_steps(interval, taints, confidence)
    return certain + ceil(sum(one.added for one in steps))


def evaluate_monetary(
    checked: Sequence[CheckedDocument], *, interval: int | None, population: int, confidence: int
) -> MonetaryResult:
    """`population` in rupiah. Nothing is added for what was not looked at where everything was.

    The bound is never above what the documents below the interval are worth altogether.
    """
    whole = [one for one in checked if one.certain]
    hit = [one for one in checked if not one.certain]
    known = sum(one.overstated for one in whole)
    rest = population - sum(one.book for one in whole)
    too_low = sum(one.understated for one in whole)
    if interval is None or not rest:
        return MonetaryResult(None, known, (), known, known, too_low)
    steps = stringer_steps(interval, (one.taint for one in hit), confidence)
    low = sum((interval * Fraction(one.understated, one.book) for one in hit), Fraction(0))
    return MonetaryResult(
        interval=interval,
        certain=known,
        steps=steps,
        projected=known + _rounded(sum(one.projected for one in steps)),
        upper=known + min(ceil(sum(one.added for one in steps)), rest),
        understated=too_low + _rounded(low),
    )


def evaluate_random(checked: Sequence[CheckedDocument], *, documents: int, confidence: int) -> CountResult:
    """`documents` is how many the population has. A document is wrong that is too high or too low."""
    drawn = len(checked)
    wrong = sum(one.audited != one.book for one in checked)
    share = wrong_share(drawn, wrong, confidence)
    most = documents - (drawn - wrong)  # those found right are right
    estimate = Fraction(documents * sum(one.overstated for one in checked), drawn or 1)
    return CountResult(drawn, wrong, min(floor(share * documents), most), _rounded(estimate))


def wrong_share(drawn: int, wrong: int, confidence: int) -> float:
    """Clopper and Pearson's one-sided upper bound of the share that is wrong, of which so many were found."""
    if wrong >= drawn:
        return 1.0
    return beta_quantile(confidence / WHOLE, wrong + 1.0, float(drawn - wrong))


def by_cause(checked: Iterable[CheckedDocument]) -> Mapping[str, ErrorGroup]:
    """Documents found wrong, the costliest cause first."""
    found: defaultdict[str, list[CheckedDocument]] = defaultdict(list)
    for one in checked:
        if one.audited != one.book:
            found[one.cause].append(one)
    groups = {
        cause: ErrorGroup(
            len(some), sum(one.overstated for one in some), sum(one.understated for one in some)
        )
        for cause, some in found.items()
    }
    return dict(sorted(groups.items(), key=lambda pair: (-pair[1].overstated, pair[0])))


def _rounded(amount: Fraction | int) -> int:
    """Half a rupiah and more is one."""
    return floor(amount + Fraction(1, 2))
