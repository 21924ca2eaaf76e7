"""What an agreement writes: consigned balances, counted stock, the ledger, what is owed, and its papers.

All of it in the transaction of the agreement, from lines whose figures both sides now stand by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.accounts.represented import acted_for
from marketplace.billing.models import Due, DueKind
from marketplace.billing.services import owe
from marketplace.catalog.models import Product, Variant
from marketplace.db.uow import UnitOfWork
from marketplace.inventory import services as inventory
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import VariantId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.quantity import Quantity
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order
from marketplace.ordering.models.papers import Paper
from marketplace.ordering.models.terms import Consigned
from marketplace.ordering.services.numbering import issue_paper
from marketplace.ordering.services.sending import by_variant
from marketplace.ordering.states import AgreedHow, HandoverKind, PaperKind, TakeBackReason
from marketplace.purchases.documents import wait_for_documents
from marketplace.purchases.holding import hold_documents
from marketplace.purchases.models.ledger import Recognition, Source
from marketplace.purchases.services import NewLine, NewPurchase, record_purchase

TWO_SIDED = (AgreedHow.ACCOUNT, AgreedHow.CODE)
SELLS_AGAIN = (TakeBackReason.UNSOLD, TakeBackReason.WRONG_ITEM)


def move_goods(uow: UnitOfWork, handover: Handover, order: Order | None) -> None:
    """Before it is agreed: consigned balances, and counted stock out of the maker's house and back into it.

    Its papers are numbered before (`number_papers`).
    """
    if handover.consigned:
        _move_balances(uow, handover)
    ordered = {line.id: line for line in order.lines} if order is not None else {}
    for line in by_variant(handover):
        accepted = line.accepted or 0
        if line.order_line_id is not None:
            of = ordered[line.order_line_id]
            held = min(accepted, of.reserved)
            of.accepted, of.reserved = of.accepted + accepted, of.reserved - held
        else:
            held = min(accepted, line.reserved)
            inventory.release(uow, line.variant_id, line.reserved - held)
            line.reserved = 0
        inventory.take_out_stock(uow, line.variant_id, held, source=handover.number, batch=line.batch)
        if line.taken_back and line.take_back_reason in SELLS_AGAIN:
            inventory.take_in(uow, line.variant_id, line.taken_back, source=handover.number)


def number_papers(uow: UnitOfWork, handover: Handover) -> None:
    """The papers of what was taken, kept there or paid for; before stock is moved, as `db/locks.py` has it."""
    for kind in _papers(handover):
        issue_paper(uow, kind, issuer_id=handover.issuer_id, handover_id=handover.id)


def book(uow: UnitOfWork, handover: Handover, *, one_sided: bool) -> None:
    """Once it is agreed: the ledger, and what the shop owes. What came with its papers before is evidence for it."""
    wait_for_documents(uow.session, handover.partner_id)
    lines, purchase = list(_ledger_lines(uow, handover)), None
    if lines:
        purchase = record_purchase(
            uow,
            NewPurchase(
                source=Source.HANDOVER,
                source_ref=handover.public_id,
                partner_id=handover.partner_id,
                outlet_id=handover.outlet_id,
                producer_id=handover.producer_id,
                bought_on=handover.counts_on or uow.today,
                document_number=handover.number,
                recognition=Recognition.SOLD if handover.consigned else Recognition.RECEIVED,
                one_sided=one_sided,
                lines=lines,
            ),
        )
    hold_documents(
        uow,
        handover.partner_id,
        handover.producer_id,
        handover=handover.public_id,
        numbers=numbers_of(uow.session, handover),
        purchase_id=purchase.id if purchase else None,
    )
    owe(
        uow,
        handover_id=handover.id,
        payee_id=handover.producer_id,
        payer_id=handover.partner_id,
        outlet_id=handover.outlet_id,
        amount=handover.value,
        days_to_pay=handover.days_to_pay,
    )
    _owe_delivery(uow, handover)


def _owe_delivery(uow: UnitOfWork, handover: Handover) -> None:
    """Bringing an order is owed once, with the first goods that are bought of it; consigned goods are brought free."""
    if handover.order_id is None or handover.consigned or handover.value <= 0:
        return
    owed = select(Due.id).join(Handover, Handover.id == Due.handover_id)
    owed = owed.where(Handover.order_id == handover.order_id, Due.kind == DueKind.DELIVERY)
    if uow.session.scalar(owed.limit(1)) is None:
        owe(
            uow,
            handover_id=handover.id,
            payee_id=handover.producer_id,
            payer_id=handover.partner_id,
            outlet_id=handover.outlet_id,
            amount=uow.get(Order, handover.order_id).delivery_fee,
            days_to_pay=handover.days_to_pay,
            kind=DueKind.DELIVERY,
        )


def numbers_of(session: Session, handover: Handover) -> Collection[str]:
    """Of every paper that a shop may have of it: delivery note, receipt, settlement, and its order."""
    papers = session.scalars(select(Paper.number).filter_by(handover_id=handover.id))
    of_order = session.scalars(select(Order.number).filter_by(id=handover.order_id))
    return {handover.number, *papers, *of_order}


def is_one_sided(uow: UnitOfWork, handover: Handover, how: AgreedHow) -> bool:
    """Whether only one side stands behind it: nobody answered, or whoever did belongs to the issuer as well."""
    issuer, by, at = handover.issuer_id, handover.prepared_by, handover.prepared_at
    return (
        how not in TWO_SIDED
        or uow.actor.on_behalf_of is not None
        or uow.actor.sits_in(issuer)
        or (by is not None and acted_for(uow.session, by, issuer, at))
    )


def _move_balances(uow: UnitOfWork, handover: Handover) -> None:
    """By one conditional update per item, always in the same order."""
    changes: Counter[VariantId] = Counter()
    for line in handover.lines:
        changes[line.variant_id] += (line.accepted or 0) - line.leaves
    for variant_id in sorted(changes):
        lines = [line for line in handover.lines if line.variant_id == variant_id]
        _move_balance(uow, handover, lines, changes[variant_id])


def _move_balance(uow: UnitOfWork, handover: Handover, lines: list[HandoverLine], change: int) -> None:
    key: dict[str, Any] = {
        "producer_id": handover.producer_id,
        "outlet_id": handover.outlet_id,
        "variant_id": lines[0].variant_id,
    }
    moved = (
        update(Consigned)
        .filter_by(**key)
        .where(Consigned.balance + change >= 0)
        .values(balance=Consigned.balance + change, moved_at=uow.now, **_also(handover, lines))
    )
    if uow.session.execute(moved.returning(Consigned.variant_id)).first() is not None:
        return
    if change < 0 or uow.session.get(Consigned, tuple(key.values())) is not None:
        raise Refused(
            _l("%(name)s: saldo titip di gerai ini sudah berubah; hitung lagi.", name=lines[0].name)
        )
    if change:
        price = lines[-1].unit_price
        uow.add(Consigned(**key, balance=change, unit_price=price, moved_at=uow.now))


def _also(handover: Handover, lines: list[HandoverLine]) -> dict[str, Any]:
    """The price of what came last, and how long nothing of it was sold."""
    values: dict[str, Any] = {}
    if handover.rest_of_id is not None:
        return values
    if came := [line.unit_price for line in lines if line.accepted]:
        values["unit_price"] = came[-1]
    if handover.kind is HandoverKind.ROUND and any(line.opening for line in lines):
        sold = any(line.sold for line in lines)
        values["unsold_rounds"] = 0 if sold else Consigned.unsold_rounds + 1
    return values


def _ledger_lines(uow: UnitOfWork, handover: Handover) -> Iterator[NewLine]:
    """Of consigned goods what was sold; of others what was accepted, and below zero what was given back."""
    products = {
        row[0]: (row[1], row[2])
        for row in uow.session.execute(
            select(Variant.id, Product.id, Product.category_id)
            .join(Product, Product.id == Variant.product_id)
            .where(Variant.id.in_([line.variant_id for line in handover.lines]))
        )
    }
    for line in handover.lines:
        product_id, category_id = products[line.variant_id]
        for units in (line.sold,) if handover.consigned else (line.accepted, -line.taken_back):
            if units:
                yield NewLine(
                    text=line.name,
                    quantity=Quantity.of(units),
                    unit=line.unit,
                    unit_price=line.unit_price,
                    net=Rupiah(units * line.unit_price),
                    variant_id=line.variant_id,
                    product_id=product_id,
                    category_id=category_id,
                )


def _papers(handover: Handover) -> Iterator[PaperKind]:
    if any(line.accepted for line in handover.lines):
        yield PaperKind.CONSIGNMENT if handover.consigned else PaperKind.RECEIPT
    if handover.consigned:
        settles = any(line.sold or line.lost for line in handover.lines) and handover.value != 0
    else:
        settles = any(line.taken_back for line in handover.lines)
    if settles:
        yield PaperKind.SETTLEMENT
