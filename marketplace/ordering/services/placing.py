"""From a basket to one order per maker, exactly once per press of the button."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import delete, select

from marketplace.catalog.models import Product, ProductRevision
from marketplace.certification.eligibility import eligibility
from marketplace.certification.facts import facts_of
from marketplace.db.uow import UnitOfWork
from marketplace.inventory import services as inventory
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OutletId, PartnerId, ProductId, VariantId
from marketplace.kernel.labels import Label, _l, joined
from marketplace.ordering import policies
from marketplace.ordering.basket import Basket, MakersPart, Row, basket_of
from marketplace.ordering.deadlines import answer_by
from marketplace.ordering.events import OrderPlaced
from marketplace.ordering.models.orders import BasketLine, Order, OrderGroup, OrderLine
from marketplace.ordering.services.numbering import take_number, write_down
from marketplace.ordering.states import PaperKind
from marketplace.partners.models import Outlet, Partner
from marketplace.partners.queries import closed_because
from marketplace.producers.queries import local_on

NAMED = 5  # changed lines that a refusal names


class Held(NamedTuple):
    """What is kept of the day with each line."""

    stock: Mapping[VariantId, int]  # units of counted stock held for it
    revisions: Mapping[ProductId, int]
    verdicts: Mapping[ProductId, str]


def place_orders(
    uow: UnitOfWork,
    outlet_id: OutletId,
    *,
    key: str,
    shown: str,
    needed_on: date | None = None,
    note: str = "",
) -> OrderGroup:
    """Send what is ready in the outlet's basket, one order per maker; the rest stays in it.

    `key` is the partner's name for this press of the button: the same key again gives the group that stands.
    `shown` is the mark of the basket the visitor saw (`Basket.shown`): another price or quantity is refused, and so
    is a partner without an MoU in force, a closed outlet, a day that is past, and (SoldOut) stock that others took.
    """
    outlet = uow.get(Outlet, outlet_id)
    uow.demand(policies.ORDER, outlet)
    uow.get(Partner, outlet.partner_id, lock=True)  # the same form sent twice waits for its twin here
    if (before := _group(uow, outlet.partner_id, key)) is not None:
        return before
    if not key:
        raise Refused(_l("Muat ulang halaman keranjang, lalu kirim lagi."))
    basket = _checked(uow, outlet, shown, needed_on)
    held = Held(_reserve(uow, basket), *_standing(uow, basket))
    group = uow.add(
        OrderGroup(
            partner_id=outlet.partner_id,
            outlet_id=outlet.id,
            idempotency_key=key,
            placed_by=uow.actor.user_id,
            placed_at=uow.now,
        )
    )
    for part in basket.ready:
        _place(uow, group, part, held, needed_on=needed_on, note=note)
    sent = [row.variant_id for part in basket.ready for row in part.rows]
    uow.session.execute(
        delete(BasketLine).where(BasketLine.outlet_id == outlet_id, BasketLine.variant_id.in_(sent))
    )
    return group


def _group(uow: UnitOfWork, partner_id: PartnerId, key: str) -> OrderGroup | None:
    return uow.session.scalar(select(OrderGroup).filter_by(partner_id=partner_id, idempotency_key=key))


def _checked(uow: UnitOfWork, outlet: Outlet, shown: str, needed_on: date | None) -> Basket:
    if (why := closed_because(uow.session, outlet.partner_id, uow.today)) is not None:
        raise Refused(why)
    if outlet.until_on is not None and outlet.until_on < uow.today:
        raise Refused(_l("Gerai ini sudah ditutup; pilih gerai lain."))
    if needed_on is not None and needed_on < uow.today:
        raise Refused(_l("Hari barang dibutuhkan sudah lewat."), field="needed_on")
    basket = basket_of(uow.session, outlet.id, uow.today)
    if basket.shown != shown:
        _say_what_changed(basket, shown)
    if not basket.ready:
        raise Refused(_l("Belum ada pesanan yang siap dikirim; lihat keterangan di keranjang."))
    return basket


def _say_what_changed(basket: Basket, shown: str) -> None:
    """By name, up to so many lines; the basket itself shows them all."""
    changed = [*basket.changed_since(shown)]
    if len(changed) > NAMED:
        changed[NAMED:] = [_l("Masih ada %(rest)s perubahan lagi.", rest=len(changed) - NAMED)]
    if changed:
        template = _l(
            "Harga atau isi keranjang berubah sejak halaman dibuka: %(changed)s Periksa, lalu kirim lagi."
        )
        raise Refused(Label(template, changed=joined(changed)))


def _reserve(uow: UnitOfWork, basket: Basket) -> dict[VariantId, int]:
    """Always in the same order, so that two baskets never wait for each other."""
    rows = sorted(
        (row for part in basket.ready for row in part.rows),
        key=lambda row: row.variant_id,
    )
    return {row.variant_id: inventory.reserve(uow, row.variant_id, row.quantity) for row in rows}


def _standing(uow: UnitOfWork, basket: Basket) -> tuple[Mapping[ProductId, int], Mapping[ProductId, str]]:
    """The newest revision of each product, and whether it is eligible today."""
    ids = {row.product_id for part in basket.ready for row in part.rows}
    newest = (
        select(ProductRevision.product_id, ProductRevision.id)
        .join(Product, Product.id == ProductRevision.product_id)
        .where(Product.id.in_(ids), ProductRevision.number == Product.approved_number)
    )
    facts = facts_of(uow.session, ids)
    verdicts = {one: type(eligibility(facts[one], uow.today)).__name__.lower() for one in ids}
    return {row[0]: row[1] for row in uow.session.execute(newest)}, verdicts


def _place(
    uow: UnitOfWork,
    group: OrderGroup,
    part: MakersPart,
    held: Held,
    *,
    needed_on: date | None,
    note: str,
) -> None:
    local = local_on(uow.session, part.producer_id, uow.today)
    taken = take_number(uow, PaperKind.ORDER, group.partner_id)
    order = uow.add(
        Order(
            number=taken.number,
            group_id=group.id,
            partner_id=group.partner_id,
            outlet_id=group.outlet_id,
            producer_id=part.producer_id,
            note=note,
            needed_on=needed_on,
            answer_by=answer_by(uow),
            placed_at=uow.now,
            lines=[_line(row, held, local=local) for row in part.rows],
        )
    )
    write_down(uow, taken, order_id=order.id)
    uow.emit(
        OrderPlaced(
            order_id=order.id,
            number=order.number,
            partner_id=order.partner_id,
            outlet_id=order.outlet_id,
            producer_id=order.producer_id,
            total=order.total,
        )
    )


def _line(row: Row, held: Held, *, local: bool) -> OrderLine:
    if row.price is None:
        raise LookupError(f"variant {row.variant_id} is ready without a price")
    return OrderLine(
        variant_id=row.variant_id,
        product_id=row.product_id,
        revision_id=held.revisions.get(row.product_id),
        name=row.name,
        unit=row.unit,
        quantity=row.quantity,
        unit_price=row.price,
        eligible=held.verdicts[row.product_id],
        local=local,
        reserved=held.stock[row.variant_id],
    )
