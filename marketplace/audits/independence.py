"""Who cannot be put on a partner's case, and why: whoever sits with it, decided on its figures, or prepared them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from marketplace.accounts.models import Representation, Seat
from marketplace.audits.models.plans import AuditItem, AuditPlan
from marketplace.compliance.models import Report
from marketplace.kernel.clock import end_of
from marketplace.kernel.ids import PartnerId, UserId
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.period import Month
from marketplace.purchases.models.answers import ClaimDecision
from marketplace.purchases.models.declarations import DeclarationDecision, SpendDeclaration
from marketplace.purchases.models.declared_figures import DeclaredFigure, FigureReview
from marketplace.purchases.models.ledger import Purchase


class Conflicting(Labelled):
    """In the order in which they are told; a person may have several."""

    SITS = "1", _l("duduk di mitra ini atau di pembuat yang dokumennya diperiksa")
    DECIDED = "2", _l("memutuskan bantahan, laporan belanja, atau angka mitra ini di masa itu")
    PREPARED = "3", _l("mencatat atau menyatakan pembelian mitra ini di masa itu")
    PUBLISHED = "4", _l("menandatangani laporan bulan di masa itu")


def conflicts(session: Session, plan: AuditPlan, partner_id: PartnerId) -> Mapping[UserId, Conflicting]:
    """Everybody who cannot audit this partner under this plan, with the first reason. One statement."""
    bought = (Purchase.partner_id == partner_id, Purchase.bought_on.between(plan.from_on, plan.until_on))
    months = (str(Month.of(plan.from_on)), str(Month.of(plan.until_on)))
    declared = (SpendDeclaration.partner_id == partner_id, SpendDeclaration.month.between(*months))
    stated = (DeclaredFigure.partner_id == partner_id, DeclaredFigure.month.between(*months))
    makers = select(AuditItem.producer_id).where(
        AuditItem.plan_id == plan.id, AuditItem.partner_id == partner_id
    )
    since, until = end_of(plan.from_on, hour=0), end_of(plan.until_on)
    acted_until = func.coalesce(Representation.ended_at, Representation.until_at)
    found = union_all(
        _who(Conflicting.SITS, Seat.user_id).where(
            or_(Seat.organisation_id == partner_id, Seat.organisation_id.in_(makers)),
            or_(Seat.until_at.is_(None), Seat.until_at >= since),
        ),
        _who(Conflicting.DECIDED, ClaimDecision.decided_by)
        .join(Purchase, Purchase.id == ClaimDecision.purchase_id)
        .where(*bought),
        _who(Conflicting.DECIDED, DeclarationDecision.decided_by)
        .join(SpendDeclaration, SpendDeclaration.id == DeclarationDecision.declaration_id)
        .where(*declared),
        _who(Conflicting.DECIDED, FigureReview.reviewed_by)
        .join(DeclaredFigure, DeclaredFigure.id == FigureReview.figure_id)
        .where(*stated),
        _who(Conflicting.PREPARED, Purchase.recorded_by).where(*bought),
        _who(Conflicting.PREPARED, SpendDeclaration.submitted_by).where(*declared),
        _who(Conflicting.PREPARED, DeclaredFigure.submitted_by).where(*stated),
        _who(Conflicting.PREPARED, Representation.user_id).where(
            Representation.organisation_id == partner_id,
            Representation.from_at <= until,
            acted_until >= since,
        ),
        _who(Conflicting.PUBLISHED, Report.signed_by).where(Report.month.between(*months)),
    )
    reasons: dict[UserId, Conflicting] = {}
    for code, user_id in sorted({tuple(row) for row in session.execute(found)}):
        reasons.setdefault(user_id, Conflicting(code))
    return reasons


def _who(why: Conflicting, column: Any) -> Select[Any]:
    return select(cast(literal(why.value), String), column).where(column.is_not(None)).distinct()
