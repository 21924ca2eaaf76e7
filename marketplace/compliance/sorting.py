"""Rows of the ledger under a clause: which count, and the first reason against each of the others. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from marketplace.circulars.models import SellerTest
from marketplace.circulars.terms import Promise
from marketplace.compliance.reasons import ExclusionReason
from marketplace.uptake.counting import counted_of, is_excluded
from marketplace.uptake.lines import LedgerLine

PROOF = (ExclusionReason.REFUSED_BY_AUDITOR, ExclusionReason.DISPUTED, ExclusionReason.BELOW_GRADE)


def sort_out(
    clause: Promise, lines: Sequence[LedgerLine], excluded: Collection[str] = ()
) -> tuple[Sequence[LedgerLine], Sequence[tuple[int, ExclusionReason]]]:
    """Rows that count, and rows that do not with the first reason against each."""
    against = {line.id: reason_against(line, clause, excluded) for line in lines}
    sellers = {line.producer_id for line in lines if line.net > 0 and against[line.id] is None}
    for line in lines:
        older = (
            line.net < 0 and line.returns is None and not line.orphan
        )  # in reports from before returns pointed
        if older and line.producer_id in sellers and against[line.id] in PROOF:
            against[line.id] = None
    counted = counted_of(lines, lambda line: against[line.id] is None)
    for line in lines:
        if line.orphan and against[line.id] is None:
            against[line.id] = ExclusionReason.NOTHING_TO_LOWER
    for line in counted:
        against[line.id] = None
    return counted, [(number, reason) for number, reason in against.items() if reason]


def reason_against(
    line: LedgerLine, clause: Promise, excluded: Collection[str] = ()
) -> ExclusionReason | None:
    if is_excluded(line, excluded):
        return ExclusionReason.EXCLUDED
    if clause.scope and not set(clause.scope) & set(line.categories):
        return ExclusionReason.OUT_OF_SCOPE
    if not line.local:
        return ExclusionReason.NOT_LOCAL if line.seller_known else ExclusionReason.SELLER_UNRECOGNISED
    if clause.seller_test is SellerTest.LOCAL_CERTIFIED and not line.certified:
        return ExclusionReason.NOT_CERTIFIED if line.product_known else ExclusionReason.PRODUCT_UNRECOGNISED
    if line.refused:
        return ExclusionReason.REFUSED_BY_AUDITOR
    if line.disputed:
        return ExclusionReason.DISPUTED
    if line.grade > clause.lowest_grade:  # letters: B is weaker than A
        return ExclusionReason.BELOW_GRADE
    return None
