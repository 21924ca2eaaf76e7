"""A printed report of thousands of rows: neither the child that sets it nor the server holds much for it."""

import os

import pytest

from marketplace.compliance.formats.base import FORMATS
from tests.compliance.test_formats import TOOLS, a_month, provisional_of
from tests.long.memory import held, watched

pytestmark = pytest.mark.long

PARTNERS, SET, KEPT = 2_000, 150, 20  # of three clauses each; MiB in the child; MiB that stay here


def test_a_report_of_six_thousand_rows_takes_and_leaves_little():
    paper = provisional_of(a_month(PARTNERS))
    assert sum(clause.coverage.bound for clause in paper.figures.clauses) > 6_000
    before = held(os.getpid())
    with watched(os.getpid()) as peak:
        content = FORMATS["pdf"]().write(TOOLS, paper)
    (child,) = [mib for process, mib in peak.parts.items() if process != os.getpid()]
    assert content.startswith(b"%PDF") and child < SET
    assert held(os.getpid()) - before < KEPT
