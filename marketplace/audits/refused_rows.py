"""Rows of a case's documents that auditors refused, whole or in part, with what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from marketplace.audits.queries import AuditItemRow, DocumentLine, DocumentLines
from marketplace.kernel.money import Rupiah
from marketplace.uptake.refusals import ToldRefusal, refusals_of


class RefusedSampleRow(NamedTuple):
    document: AuditItemRow
    line: DocumentLine
    told: ToldRefusal

    @property
    def counts(self) -> Rupiah:
        """Of the row: what the auditor let count, or all of it once an answer was accepted."""
        return self.told.said.audited_net if self.told.holds else self.line.net


def refused_in(session: Session, items: Sequence[AuditItemRow]) -> Sequence[RefusedSampleRow]:
    """In the order of the sample, of each row the oldest refusal first; three statements."""
    documents = {purchase: one for one in items for purchase in one.purchases}
    lines = {one.id: one for one in DocumentLines(purchases=[*documents]).rows(session)}
    found = [
        RefusedSampleRow(documents[line.purchase], line, told)
        for told in refusals_of(session, [*lines])
        for line in [lines[told.said.line_id]]
    ]
    return sorted(found, key=lambda one: (one.document.place, one.line.id, one.told.said.id))
