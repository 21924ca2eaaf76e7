"""Stringer's bound over 2,000 invented ledgers of each error rate: it covers the truth as often as it says, or more."""

from __future__ import annotations

from random import Random

import pytest

from tests.audits.ledgers import covered_share

pytestmark = pytest.mark.long


@pytest.mark.parametrize("confidence", [9000, 9500])
@pytest.mark.parametrize("rate", [0.005, 0.01, 0.02, 0.05, 0.1, 0.15])
def test_the_bound_covers_the_truth(rate: float, confidence: int) -> None:
    assert covered_share(Random(1), ledgers=2000, rate=rate, confidence=confidence) >= confidence / 10_000
