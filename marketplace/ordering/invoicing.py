"""From agreed handovers to an invoice, in one press or as the terms say: on it is what both sides agreed to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from marketplace.billing.invoicing import (
    EVER_INVOICED,
    InvoiceContents,
    InvoiceItem,
    InvoiceParty,
    NothingRemains,
    issue_invoice,
)
from marketplace.billing.models import Due, DueKind, Invoice
from marketplace.db.listing import AnySelect
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import PartnerId, ProducerId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.papers import parties_of
from marketplace.ordering.states import WEEKLY, Invoicing
from marketplace.partners.models import Partner
from marketplace.producers.models import Producer

MAKER: ColumnElement[Any] = func.coalesce(Producer.merged_into_id, Producer.id)  # whose bill it is


class TermsBill(NamedTuple):
    """What terms say is to be billed: by a maker to a shop, each handover on its own or those of a week together."""

    payee_id: ProducerId
    payer_id: PartnerId
    how: Invoicing


def invoice_handovers(
    uow: UnitOfWork, due_ids: Collection[int], *, tax_free: bool = False, by_terms: bool = False
) -> Invoice:
    """The maker's bill for the goods that these dues of one shop are of; fees and tax come along by themselves.

    Refused where none is of goods, and as `issue_invoice` says.
    """
    query = (
        select(Due.id, Handover)
        .join(Handover, Handover.id == Due.handover_id)
        .where(Due.id.in_(due_ids), Due.kind == DueKind.GOODS)
        .order_by(Handover.id)
    )
    goods = uow.session.execute(query).all()
    if due_ids and not goods:
        raise Refused(
            _l("Ongkos kirim dan PPN masuk nota bersama barangnya; pilih kiriman barangnya."), field="dues"
        )
    contents = _contents(uow, [handover for _, handover in goods])
    return issue_invoice(uow, [due_id for due_id, _ in goods], contents, tax_free=tax_free, by_terms=by_terms)


def bills_by_terms(session: Session, today: date) -> Sequence[TermsBill]:
    """What is to be billed by now, under the terms that each handover was sent under."""
    query = select(MAKER, Due.payer_id, Handover.invoicing).where(_due_by_terms(today)).distinct()
    found = session.execute(_of_terms(query).order_by(MAKER, Due.payer_id, Handover.invoicing))
    return [TermsBill(*row) for row in found]


def invoice_by_terms(uow: UnitOfWork, bill: TermsBill) -> Sequence[Invoice]:
    """What waits of it becomes an invoice: of a week one, unless its returns cancel out goods, or goods and delivery.

    What stood on an invoice before is left to the maker, also when that was cancelled. Others who bill this shop wait;
    of two who do the same at once the second finds nothing, or is refused and finds nothing when it tries again.
    """
    shop = select(Partner.id).filter_by(id=bill.payer_id).with_for_update(key_share=True)
    uow.session.execute(shop)
    query = _of_terms(select(Due.id)).where(_due_by_terms(uow.today))
    query = query.where(
        literal(bill.payee_id) == MAKER, Due.payer_id == bill.payer_id, Handover.invoicing == bill.how
    )
    dues = uow.session.scalars(query.order_by(Due.id)).all()
    together = [[one] for one in dues] if bill.how is Invoicing.EACH else [dues] if dues else []
    issued = []
    for part in together:
        with suppress(NothingRemains):
            issued.append(invoice_handovers(uow, part, by_terms=True))
    return issued


def _of_terms(query: AnySelect) -> AnySelect:
    return query.join(Handover, Handover.id == Due.handover_id).join(Producer, Producer.id == Due.payee_id)


def _due_by_terms(today: date) -> ColumnElement[bool]:
    """Dues of goods that were never billed, and whose handover is to be billed by now; of a weekday what was agreed
    before the last one, so that a day without a worker is caught up and what comes later waits for the next.
    """
    weekly = (
        and_(Handover.invoicing == one, Due.owed_on < today - timedelta((today.weekday() - day) % 7))
        for day, one in enumerate(WEEKLY)
    )
    return and_(Due.kind == DueKind.GOODS, ~EVER_INVOICED, or_(Handover.invoicing == Invoicing.EACH, *weekly))


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
