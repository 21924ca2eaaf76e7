"""What a partner did not declare, tested apart: no sample of what stands in the books can find what does not.

Documents that lay at the shop and stand in no row, documents of the sample that are too low, and months whose declared
total is below the documents that are known. None of it lowers what was found too high.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.audits.models.cases import AuditCase
from marketplace.audits.models.plans import AuditPlan
from marketplace.audits.queries import AuditItemRow
from marketplace.audits.visit_rows import UnrecordedRow, unrecorded_of
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month, MonthSpan
from marketplace.purchases.models.declarations import SpendDeclaration
from marketplace.purchases.recorded import recorded_spend
from marketplace.purchases.standing import stands


@dataclass(frozen=True)
class DeclaredMonth:
    """Rupiah without VAT: the total that stands, None where none was declared; and the documents that are known."""

    month: Month
    declared: Rupiah | None
    documents: Rupiah

    @property
    def short(self) -> Rupiah:
        """What the declared total lacks; nothing where no total was declared, as no share is then taken of it."""
        return Rupiah(0 if self.declared is None else max(0, self.documents - self.declared))


@dataclass(frozen=True)
class Understatement:
    """`unrecorded` are found documents that stand in no row, `too_low` rupiah by which checked ones are too low."""

    unrecorded: Sequence[UnrecordedRow]
    too_low: Rupiah
    months: Sequence[DeclaredMonth]

    @property
    def outside(self) -> Rupiah:
        return Rupiah(sum(row.net for row in self.unrecorded))

    @property
    def short(self) -> Rupiah:
        return Rupiah(sum(one.short for one in self.months))


def understatement_of(
    session: Session, plan: AuditPlan, case_id: int, partner_id: PartnerId, items: Sequence[AuditItemRow]
) -> Understatement:
    """Of one case; `items` are its documents. Known documents are the ledger's, what is too low and what was found."""
    found = unrecorded_of(session, case_id)
    low = [(one.day, Rupiah(max(0, (one.audited or 0) - one.net))) for one in items]
    more: dict[Month, int] = {}
    for day, amount in (*low, *((row.day, row.net) for row in found)):
        more[Month.of(day)] = more.get(Month.of(day), 0) + amount
    declared = _declared(session, plan, partner_id)
    months = [
        DeclaredMonth(
            month,
            declared.get(month),
            Rupiah(recorded_spend(session, partner_id, month).total + more.get(month, 0)),
        )
        for month in MonthSpan(Month.of(plan.from_on), Month.of(plan.until_on))
    ]
    return Understatement(found, Rupiah(sum(amount for _, amount in low)), months)


def _declared(session: Session, plan: AuditPlan, partner_id: PartnerId) -> Mapping[Month, Rupiah]:
    query = select(SpendDeclaration.month, SpendDeclaration.total).where(
        SpendDeclaration.partner_id == partner_id,
        SpendDeclaration.month.between(str(Month.of(plan.from_on)), str(Month.of(plan.until_on))),
        stands(),
    )
    return {Month.parse(month): total for month, total in session.execute(query)}


def unrecorded_in(session: Session, plan_id: int) -> Rupiah:
    """Rupiah of found documents of all cases of a plan."""
    cases = session.scalars(select(AuditCase.id).filter_by(plan_id=plan_id)).all()
    return Rupiah(sum(row.net for case_id in cases for row in unrecorded_of(session, case_id)))
