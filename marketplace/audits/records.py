"""All that the report and the pack of a case say, read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import User
from marketplace.audits.finding_stories import FindingStory, findings_of
from marketplace.audits.models.cases import AuditMember
from marketplace.audits.models.plans import AuditDraw, AuditPlan
from marketplace.audits.queries import AuditCaseRow, AuditItemList, AuditItemRow, ground_of
from marketplace.audits.refused_rows import RefusedSampleRow, refused_in
from marketplace.audits.results import AuditResult, result_of
from marketplace.audits.understating import Understatement, understatement_of
from marketplace.audits.visit_rows import CountRow, PhotoList, PhotoRow, counts_of
from marketplace.kernel.errors import NotFound


@dataclass(frozen=True)
class CaseRecord:
    """All that a case's report says, read once; `items` are the partner's own, `result` is of the whole sample."""

    case: AuditCaseRow
    plan: AuditPlan
    draw: AuditDraw
    ground: str
    items: Sequence[AuditItemRow]
    result: AuditResult
    findings: Sequence[FindingStory]
    auditors: Sequence[str]
    understated: Understatement
    shelf: Sequence[CountRow]
    photos: Sequence[PhotoRow]
    refused: Sequence[RefusedSampleRow]


def case_record(session: Session, case: AuditCaseRow) -> CaseRecord:
    """Raises NotFound for a case without its plan or draw."""
    plan, draw = session.get(AuditPlan, case.plan_id), session.get(AuditDraw, case.plan_id)
    if plan is None or draw is None:
        raise NotFound(f"audit plan {case.plan_id}")
    sample = AuditItemList(plan_id=plan.id).rows(session)
    own = [one for one in sample if one.partner_id == case.partner_id]
    members = select(User.name).join(AuditMember, AuditMember.user_id == User.id)
    return CaseRecord(
        case=case,
        plan=plan,
        draw=draw,
        ground=str(ground_of(session, plan)),
        items=own,
        result=result_of(plan, draw, sample),
        findings=findings_of(session, case.id),
        auditors=session.scalars(members.where(AuditMember.case_id == case.id).order_by(User.name)).all(),
        understated=understatement_of(session, plan, case.id, case.partner_id, own),
        shelf=counts_of(session, case.id),
        photos=PhotoList(case_id=case.id).rows(session),
        refused=refused_in(session, own),
    )
