"""A committed import taken back whole: as if its file had never come."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from marketplace.db.bulk import SLICE, insert_columns
from marketplace.db.uow import UnitOfWork
from marketplace.imports import policies, states
from marketplace.imports.events import ImportUndone
from marketplace.imports.models import BatchKind, ImportBatch, RepeatedRow
from marketplace.imports.states import COMMITTED
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import PartnerId, PurchaseId
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.slicing import in_slices
from marketplace.partners.models import Partner
from marketplace.purchases.declarations import latest_declaration, withdraw_declaration
from marketplace.purchases.documents import wait_for_documents
from marketplace.purchases.models.ledger import Purchase, PurchaseSuccessor
from marketplace.purchases.reversing import mirror, originals_of, restore

Reversal = aliased(Purchase)
Holder = aliased(ImportBatch)


def undo_import(uow: UnitOfWork, batch_id: int, *, reason: str) -> ImportBatch:
    """Take back what counts by this import alone; what it had replaced counts again.

    A row that another committed import has too goes on counting. A month's total that was declared with this file is
    withdrawn: the month has none then, never a lower one. Refused for what was not committed, without a reason, and by
    whoever has published one of its months.
    """
    batch = uow.get(ImportBatch, batch_id, lock=True)
    uow.demand(policies.IMPORT, batch)
    if batch.kind not in (BatchKind.PURCHASES, BatchKind.RECAP):
        raise NotFound(f"import batch {batch.id} is of kind {batch.kind}")
    if not reason.strip():
        raise Refused(_l("Tulis mengapa impor ini dibatalkan."), field="reason")
    batch.state = states.UNDO(batch.state)
    partner_id = PartnerId(batch.organisation_id)
    uow.get(Partner, partner_id, lock=True)
    wait_for_documents(uow.session, partner_id)
    uow.session.flush()  # from here on this import stands by no row
    taken_back = _held_by_it_alone(uow, batch)
    restored = _to_restore(uow, list(taken_back))
    mirror(uow, list(taken_back), batch_id=batch.id)
    _repeat(uow, restore(uow, list(restored)))
    uow.emit(
        ImportUndone(
            import_batch_id=batch.id,
            partner_id=partner_id,
            months=_months(
                [*taken_back.values(), *restored.values()], _withdraw(uow, partner_id, batch, reason)
            ),
            purchases=len(taken_back),
            restored=len(restored),
            reason=reason.strip(),
        )
    )
    return batch


def _stands() -> ColumnElement[bool]:
    """Whether somebody still says that a purchase was made: a committed import that has it, or no import at all."""
    repeated = exists().where(
        RepeatedRow.purchase_id == Purchase.id,
        RepeatedRow.batch_id == Holder.id,
        Holder.state == COMMITTED,
    )
    own = exists().where(Holder.id == Purchase.batch_id, Holder.state == COMMITTED)
    return or_(Purchase.batch_id.is_(None), own, repeated)


def _held_by_it_alone(uow: UnitOfWork, batch: ImportBatch) -> Mapping[PurchaseId, date]:
    repeated = select(RepeatedRow.purchase_id).where(RepeatedRow.batch_id == batch.id)
    query = select(Purchase.id, Purchase.bought_on).where(
        or_(Purchase.batch_id == batch.id, Purchase.id.in_(repeated)),
        Purchase.reverses_id.is_(None),
        ~exists().where(Reversal.reverses_id == Purchase.id),
        ~_stands(),
    )
    return {one.id: one.bought_on for one in uow.session.execute(query.order_by(Purchase.id))}


def _to_restore(uow: UnitOfWork, undone: Sequence[PurchaseId]) -> Mapping[PurchaseId, date]:
    """What these had replaced, as far back as somebody stands by it."""
    found: dict[PurchaseId, date] = {}
    while undone:
        before: list[PurchaseId] = []
        for some in in_slices(undone, SLICE):
            query = (
                select(Purchase.id, Purchase.bought_on, _stands())
                .join(PurchaseSuccessor, PurchaseSuccessor.purchase_id == Purchase.id)
                .where(PurchaseSuccessor.successor_id.in_(some))
            )
            for purchase_id, day, stands in uow.session.execute(query):
                if stands:
                    found[purchase_id] = day
                else:
                    before.append(purchase_id)
            before += originals_of(uow.session, some)
        undone = before
    return found


def _repeat(uow: UnitOfWork, copies: Mapping[PurchaseId, PurchaseId]) -> None:
    """The registers that have the original have its copy."""
    for some in in_slices(list(copies), SLICE):
        query = select(RepeatedRow.purchase_id, RepeatedRow.batch_id).where(RepeatedRow.purchase_id.in_(some))
        rows = uow.session.execute(query).all()
        insert_columns(
            uow.session,
            RepeatedRow,
            {"purchase_id": [copies[one] for one, _ in rows], "batch_id": [batch_id for _, batch_id in rows]},
        )


def _withdraw(uow: UnitOfWork, partner_id: PartnerId, batch: ImportBatch, reason: str) -> list[Month]:
    withdrawn = []
    for month in MonthSpan.parse(batch.period):
        declared = latest_declaration(uow, partner_id, month)
        if declared is not None and declared.file_id == batch.file_id:
            withdraw_declaration(uow, partner_id, month, reason=reason)
            withdrawn.append(month)
    return withdrawn


def _months(days: Collection[date], others: Collection[Month]) -> tuple[str, ...]:
    return tuple(sorted({str(month) for month in (*map(Month.of, days), *others)}))
