"""How many documents a sample needs. Source: AICPA Audit Guide "Audit Sampling" (2017), table C-1."""

from __future__ import annotations

from marketplace.audits.distributions import gamma_cdf

MOST = 2000  # documents; a sample that needs more says that the expected errors are too near to the tolerable ones
WHOLE = 10_000  # basis points


def sample_size(*, confidence: int, tolerable: int, expected: int) -> int | None:
    """The smallest n with GammaCDF(n·tolerable; 1 + n·expected) ≥ confidence; all three in basis points.

    None where that is more than MOST, as it is where no sample can tell.
    """
    tm, em, wanted = tolerable / WHOLE, expected / WHOLE, confidence / WHOLE
    for count in range(1, MOST + 1):
        if gamma_cdf(count * tm, 1 + count * em) >= wanted:
            return count
    return None
