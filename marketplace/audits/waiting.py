"""What waits for whom in open cases: one select each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.audits.models.cases import (
    AuditCase,
    AuditCaseState,
    AuditCheck,
    AuditFinding,
    AuditMember,
    FindingAnswer,
    FindingDecision,
    FindingRuling,
    FindingVerification,
)
from marketplace.audits.models.plans import AuditItem
from marketplace.db.listing import AnySelect
from marketplace.kernel.ids import PartnerId, UserId


class WaitingAudit(NamedTuple):
    """Papers to hand in, or the number of a finding to answer; `text` is what the auditor wrote."""

    public_id: str
    finding: int | None
    text: str
    due_on: date


class CarriedCase(NamedTuple):
    """Documents that nobody has checked, answers that nobody has decided on, and acts that this auditor is to see."""

    public_id: str
    partner: str
    due_on: date
    unchecked: int
    undecided: int
    unverified: int


# Within a select over cases: how many of its documents nobody has checked.
UNCHECKED = (
    select(func.count())
    .select_from(AuditItem)
    .where(AuditItem.plan_id == AuditCase.plan_id, AuditItem.partner_id == AuditCase.partner_id)
    .where(~select(AuditCheck.id).where(AuditCheck.item_id == AuditItem.id).exists())
    .correlate(AuditCase)
    .scalar_subquery()
)

# Within a select over findings: no answer waits for an auditor or was accepted.
UNANSWERED: ColumnElement[bool] = ~(
    select(FindingAnswer.id)
    .outerjoin(FindingDecision, FindingDecision.answer_id == FindingAnswer.id)
    .where(FindingAnswer.finding_id == AuditFinding.id)
    .where(func.coalesce(FindingDecision.ruling, FindingRuling.ACCEPTED) != FindingRuling.REFUSED)
    .exists()
)


# Within a select over cases and their members: acts of accepted answers that nobody has seen and this member may see.
UNVERIFIED = (
    select(func.count())
    .select_from(FindingDecision)
    .join(FindingAnswer, FindingAnswer.id == FindingDecision.answer_id)
    .join(AuditFinding, AuditFinding.id == FindingAnswer.finding_id)
    .outerjoin(FindingVerification, FindingVerification.answer_id == FindingAnswer.id)
    .where(AuditFinding.case_id == AuditCase.id, FindingDecision.ruling == FindingRuling.ACCEPTED)
    .where(FindingVerification.answer_id.is_(None))
    .where(func.coalesce(FindingDecision.decided_by, 0) != AuditMember.user_id)
    .correlate(AuditCase, AuditMember)
    .scalar_subquery()
)


def possible_verifiers(session: Session, finding_id: int) -> Sequence[UserId]:
    """Auditors of the case who did not accept the last answer to this finding."""
    last = select(func.max(FindingAnswer.id)).filter_by(finding_id=finding_id).scalar_subquery()
    decided = select(FindingDecision.decided_by).where(FindingDecision.answer_id == last).scalar_subquery()
    query = (
        select(AuditMember.user_id)
        .join(AuditFinding, AuditFinding.case_id == AuditMember.case_id)
        .where(AuditFinding.id == finding_id, AuditMember.user_id != func.coalesce(decided, 0))
        .order_by(AuditMember.user_id)
    )
    return session.scalars(query).all()


def to_hand_in() -> AnySelect:
    """Cases of which nothing was handed in."""
    return select(
        AuditCase.public_id, null().label("finding"), AuditCase.asked.label("text"), AuditCase.due_on
    ).where(AuditCase.state == AuditCaseState.OPEN)


def to_answer() -> AnySelect:
    """Findings of open cases without an answer, or whose last answer was not enough."""
    return (
        select(
            AuditCase.public_id,
            AuditFinding.number.label("finding"),
            AuditFinding.found.label("text"),
            AuditFinding.due_on,
        )
        .join(AuditFinding, AuditFinding.case_id == AuditCase.id)
        .where(AuditCase.state != AuditCaseState.CLOSED, UNANSWERED)
    )


def audits_of_partner(session: Session, partner_id: PartnerId) -> Sequence[WaitingAudit]:
    """The nearest day first."""
    mine = AuditCase.partner_id == partner_id
    found = union_all(to_hand_in().where(mine), to_answer().where(mine)).subquery()
    rows = session.execute(
        select(found).order_by(found.c.due_on, found.c.public_id, func.coalesce(found.c.finding, 0))
    )
    return [WaitingAudit(*row) for row in rows]


def cases_of_auditor(session: Session, user_id: UserId) -> Sequence[CarriedCase]:
    """Of open cases that this auditor is on, with something to do; the nearest day first."""
    undecided = (
        select(func.count())
        .select_from(FindingAnswer)
        .join(AuditFinding, AuditFinding.id == FindingAnswer.finding_id)
        .outerjoin(FindingDecision, FindingDecision.answer_id == FindingAnswer.id)
        .where(AuditFinding.case_id == AuditCase.id, FindingDecision.answer_id.is_(None))
        .correlate(AuditCase)
        .scalar_subquery()
    )
    query = (
        select(AuditCase.public_id, Organisation.name, AuditCase.due_on, UNCHECKED, undecided, UNVERIFIED)
        .join(Organisation, Organisation.id == AuditCase.partner_id)
        .join(AuditMember, AuditMember.case_id == AuditCase.id)
        .where(AuditMember.user_id == user_id, AuditCase.state != AuditCaseState.CLOSED)
        .where(UNCHECKED + undecided + UNVERIFIED > literal(0))
        .order_by(AuditCase.due_on, AuditCase.id)
    )
    return [CarriedCase(*row) for row in session.execute(query)]
