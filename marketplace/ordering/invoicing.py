"""From agreed handovers to an invoice in one press: what stands on it is what both sides agreed to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select

from marketplace.billing.invoicing import InvoiceContents, InvoiceItem, InvoiceParty, issue_invoice
from marketplace.billing.models import Due, Invoice
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.money import Rupiah
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.papers import parties_of


def invoice_handovers(uow: UnitOfWork, due_ids: Collection[int], *, tax_free: bool = False) -> Invoice:
    """The maker's bill for what these dues of one shop are of. Refused as `issue_invoice` says."""
    query = (
        select(Handover)
        .join(Due, Due.handover_id == Handover.id)
        .where(Due.id.in_(due_ids))
        .order_by(Handover.id)
    )
    handovers = uow.session.scalars(query).all()
    return issue_invoice(uow, due_ids, _contents(uow, handovers), tax_free=tax_free)


def _contents(uow: UnitOfWork, handovers: Sequence[Handover]) -> InvoiceContents:
    """The shop's outlet stands on a bill that is of one alone."""
    items = [item for handover in handovers for item in _items(handover, uow)]
    if not handovers:
        return InvoiceContents(items, InvoiceParty("", ()), InvoiceParty("", ()))
    maker, shop, _ = parties_of(uow.session, handovers[-1])
    one_outlet = len({handover.outlet_id for handover in handovers}) == 1
    return InvoiceContents(
        items,
        InvoiceParty(maker.name, maker.lines),
        InvoiceParty(shop.name, shop.lines if one_outlet else ()),
    )


def _items(handover: Handover, uow: UnitOfWork) -> Iterator[InvoiceItem]:
    for line in handover.lines:
        for quantity in _quantities(handover, line):
            if quantity:
                yield InvoiceItem(
                    handover.number, handover.counts_on or uow.today, line.name, line.unit, quantity,
                    Rupiah(line.unit_price),
                )  # fmt: skip


def _quantities(handover: Handover, line: HandoverLine) -> tuple[int, ...]:
    """Units that the shop pays for, and units that came back."""
    if handover.consigned:
        return (line.owed_units(handover.loss_on),)
    return (line.accepted or 0, -line.taken_back)
