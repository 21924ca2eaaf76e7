"""Findings with all that was said of them since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, outerjoin

from marketplace.audits.models.cases import (
    AuditFinding,
    FindingAnswer,
    FindingDecision,
    FindingRuling,
    FindingVerification,
)
from marketplace.db.listing import Listing, Row, by, col, maybe, required
from marketplace.files.models import Attachment


class AnswerRow(Row):
    """An answer to a finding, what was decided on it, and who saw that it was done."""

    id = col(FindingAnswer.id)
    finding_id = col(FindingAnswer.finding_id)
    text = col(FindingAnswer.text)
    answered_at = col(FindingAnswer.answered_at)
    evidence = col(Attachment.public_id)
    ruling = maybe(FindingDecision.ruling)
    reason = maybe(FindingDecision.reason)
    decided_by = maybe(FindingDecision.decided_by)
    verified_at = maybe(FindingVerification.verified_at)
    verified_as = maybe(FindingVerification.note)


class AnswerList(Listing[AnswerRow]):
    source = (
        outerjoin(FindingAnswer, Attachment, Attachment.id == FindingAnswer.evidence_id)
        .join(AuditFinding, AuditFinding.id == FindingAnswer.finding_id)
        .outerjoin(FindingDecision, FindingDecision.answer_id == FindingAnswer.id)
        .outerjoin(FindingVerification, FindingVerification.answer_id == FindingAnswer.id)
    )
    sort = by(FindingAnswer.id)
    named_by = "id"

    case_id: int = required(AuditFinding.case_id)


@dataclass(frozen=True)
class FindingStory:
    """A finding with its answers in their order."""

    finding: AuditFinding
    answers: Sequence[AnswerRow]

    @property
    def last(self) -> AnswerRow | None:
        return self.answers[-1] if self.answers else None

    @property
    def waits_for_partner(self) -> bool:
        return self.last is None or (self.last.ruling is FindingRuling.REFUSED)

    @property
    def waits_for_auditor(self) -> bool:
        return self.last is not None and self.last.ruling is None

    @property
    def waits_for_verifier(self) -> bool:
        accepted = self.last is not None and self.last.ruling is FindingRuling.ACCEPTED
        return accepted and not self.settled

    @property
    def settled(self) -> bool:
        return self.last is not None and self.last.verified_at is not None


def findings_of(session: Session, case_id: int) -> Sequence[FindingStory]:
    """In the order of their numbers; two statements."""
    rows = session.scalars(
        select(AuditFinding).filter_by(case_id=case_id).order_by(AuditFinding.number)
    ).all()
    answers = AnswerList(case_id=case_id).rows(session) if rows else ()
    return [FindingStory(one, [row for row in answers if row.finding_id == one.id]) for one in rows]
