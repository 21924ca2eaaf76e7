"""The total a partner says it bought in a month: what shares are measured against."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, PartnerId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.purchases import policies
from marketplace.purchases.events import DeclarationDecided, DeclarationWithdrawn, SpendDeclared
from marketplace.purchases.models import Decision, DeclarationDecision, SpendDeclaration


def declare_spend(
    uow: UnitOfWork,
    partner_id: PartnerId,
    month: Month,
    *,
    total: Rupiah,
    signer: str,
    by_category: Mapping[str, int] | None = None,
    file_id: AttachmentId | None = None,
) -> SpendDeclaration:
    """File the month's total in rupiah without VAT; it counts at once. A further one is a revision.

    The same figures again change nothing. Refused for a month that has not begun or parts above the total.
    """
    parts = {code: int(amount) for code, amount in (by_category or {}).items()}
    _check(uow, month, total, parts)
    last = _newest(uow, partner_id, month)
    row = SpendDeclaration(
        partner_id=partner_id,
        month=str(month),
        revision=1 if last is None else last.revision + 1,
        total=total,
        by_category=dict(parts),
        signer=signer,
        file_id=file_id,
        submitted_by=uow.actor.user_id,
        submitted_at=uow.now,
    )
    uow.demand(policies.DECLARE, row)
    if last is not None and not last.withdrawn and (last.total, last.by_category) == (total, parts):
        return last
    uow.add(row)
    uow.emit(
        SpendDeclared(
            declaration_id=row.id, partner_id=partner_id, month=row.month, revision=row.revision, total=total
        )
    )
    return row


def withdraw_declaration(
    uow: UnitOfWork, partner_id: PartnerId, month: Month, *, reason: str
) -> SpendDeclaration | None:
    """The month has no total any more, until one is declared anew; None where nothing was declared.

    What an import that is undone leaves behind: no total, never a lower one.
    """
    last = latest_declaration(uow, partner_id, month)
    if last is None:
        return None
    row = SpendDeclaration(
        partner_id=partner_id,
        month=str(month),
        revision=last.revision + 1,
        total=Rupiah(0),
        withdrawn=True,
        signer="",
        submitted_by=uow.actor.user_id,
        submitted_at=uow.now,
    )
    uow.demand(policies.RECORD, row)
    uow.add(row)
    uow.emit(
        DeclarationWithdrawn(
            declaration_id=row.id,
            partner_id=partner_id,
            month=row.month,
            revision=row.revision,
            reason=reason,
        )
    )
    return row


def decide_declaration(
    uow: UnitOfWork, declaration_id: int, *, decision: Decision, reason: str = ""
) -> DeclarationDecision:
    """An officer accepts a declaration or asks about it; a question is answered by a revision."""
    declaration = uow.get(SpendDeclaration, declaration_id)
    uow.demand(policies.DECIDE, declaration)
    if uow.session.get(DeclarationDecision, declaration.id) is not None:
        raise Refused(_l("Pernyataan ini sudah diputuskan."))
    if decision is Decision.QUERIED and not reason:
        raise Refused(_l("Tulis apa yang perlu dijelaskan mitra."), field="reason")
    row = uow.add(
        DeclarationDecision(
            declaration_id=declaration.id,
            decision=decision,
            reason=reason,
            decided_by=uow.actor.user_id,
            decided_at=uow.now,
        )
    )
    uow.emit(DeclarationDecided(declaration_id=declaration.id, decision=decision.value, reason=reason))
    return row


def latest_declaration(uow: UnitOfWork, partner_id: PartnerId, month: Month) -> SpendDeclaration | None:
    """None too where the last one was withdrawn."""
    newest = _newest(uow, partner_id, month)
    return None if newest is None or newest.withdrawn else newest


def _newest(uow: UnitOfWork, partner_id: PartnerId, month: Month) -> SpendDeclaration | None:
    of_month = select(SpendDeclaration).filter_by(partner_id=partner_id, month=str(month))
    newest = select(func.max(SpendDeclaration.revision)).filter_by(partner_id=partner_id, month=str(month))
    return uow.session.scalar(of_month.where(SpendDeclaration.revision == newest.scalar_subquery()))


def _check(uow: UnitOfWork, month: Month, total: Rupiah, parts: Mapping[str, int]) -> None:
    if month > Month.of(uow.today):
        raise Refused(_l("Bulan itu belum mulai; nyatakan belanja bulan yang sudah berjalan."), field="month")
    if sum(parts.values()) > total:
        raise Refused(_l("Jumlah per kategori melebihi total; periksa kembali angkanya."), field="total")
