"""From a basket to one order per maker, exactly once per press of the button."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, insert, select

from marketplace.certification.eligibility import eligibility
from marketplace.certification.facts import facts_of
from marketplace.db.seals import SEALED
from marketplace.db.statements import run
from marketplace.db.uow import UnitOfWork
from marketplace.db.written import insert_sealed
from marketplace.inventory import services as inventory
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import OrderId, OutletId, PartnerId, ProductId, VariantId, new_public_id
from marketplace.kernel.labels import Label, _l, joined
from marketplace.ordering import policies
from marketplace.ordering.basket import Basket, MakersPart, basket_of
from marketplace.ordering.basket_rows import BasketRow
from marketplace.ordering.deadlines import answer_by
from marketplace.ordering.events import OrderPlaced
from marketplace.ordering.models.orders import BasketLine, Order, OrderGroup, OrderLine
from marketplace.ordering.services.numbering import TakenNumber, take_numbers, write_numbers
from marketplace.ordering.states import PaperKind
from marketplace.partners.models import Outlet, Partner
from marketplace.partners.queries import closed_because

NAMED = 5  # changed lines that a refusal names

# Built once: every buyer waits for what happens here. The same form sent twice waits for its twin at the partner's row,
# which is locked before anything else is asked.
OUTLET = (
    select(Outlet.partner_id, Outlet.until_on)
    .join(Partner, Partner.id == Outlet.partner_id)
    .where(Outlet.id == bindparam("outlet"))
    .with_for_update(key_share=True, of=Partner)
)
BEFORE = select(OrderGroup.id, OrderGroup.public_id).where(
    OrderGroup.partner_id == bindparam("partner"), OrderGroup.idempotency_key == bindparam("key")
)
GROUP = insert(OrderGroup).returning(OrderGroup.id)
ORDERS = insert(Order).returning(*SEALED[Order.__tablename__].columns)
LINES = insert(OrderLine).returning(*SEALED[OrderLine.__tablename__].columns)
TAKE_OUT = delete(BasketLine).where(
    BasketLine.outlet_id == bindparam("outlet"),
    BasketLine.variant_id.in_(bindparam("variants", expanding=True)),
)


class At(NamedTuple):
    partner_id: PartnerId
    until_on: date | None


class Sent(NamedTuple):
    """The group of orders that one press of the button made."""

    id: int
    public_id: str


class GroupDetails(NamedTuple):
    """What is the same for all orders of a group."""

    at: At
    outlet_id: OutletId
    needed_on: date | None
    note: str


class Held(NamedTuple):
    """What is taken for the orders, one after the other as `db/locks.py` has it, and what is kept of the day."""

    numbers: Sequence[TakenNumber]
    stock: Mapping[VariantId, int]  # units of counted stock held for it
    verdicts: Mapping[ProductId, str]


def place_orders(
    uow: UnitOfWork,
    outlet_id: OutletId,
    *,
    key: str,
    shown: str,
    needed_on: date | None = None,
    note: str = "",
) -> Sent:
    """Send what is ready in the outlet's basket, one order per maker; the rest stays in it.

    `key` is the partner's name for this press of the button: the same key again gives the group that stands.
    `shown` is the mark of the basket the visitor saw (`Basket.shown`): another price or quantity is refused, and so
    is a partner without an MoU in force, a closed outlet, a day that is past, and (SoldOut) stock that others took.
    """
    wish = GroupDetails(_lock(uow, outlet_id), outlet_id, needed_on, note)
    uow.demand(policies.ORDER, wish.at)
    if (before := run(uow.session, BEFORE, partner=wish.at.partner_id, key=key).first()) is not None:
        return Sent(*before)
    if not key:
        raise Refused(_l("Muat ulang halaman keranjang, lalu kirim lagi."))
    basket = _checked(uow, wish, shown)
    rows = [row for part in basket.ready for row in part.rows]
    held = Held(
        take_numbers(uow, len(basket.ready), PaperKind.ORDER, wish.at.partner_id),
        inventory.reserve_each(uow, {row.variant_id: row.quantity for row in rows}),
        _verdicts(uow, rows),
    )
    group = _group(uow, wish, key)
    _order(uow, wish, group, basket.ready, held)
    run(uow.session, TAKE_OUT, outlet=outlet_id, variants=[row.variant_id for row in rows])
    return group


def _lock(uow: UnitOfWork, outlet_id: OutletId) -> At:
    found = run(uow.session, OUTLET, outlet=outlet_id).one_or_none()
    if found is None:
        raise NotFound(f"outlet {outlet_id}")
    return At(*found)


def _checked(uow: UnitOfWork, wish: GroupDetails, shown: str) -> Basket:
    if (why := closed_because(uow.session, wish.at.partner_id, uow.today)) is not None:
        raise Refused(why)
    if wish.at.until_on is not None and wish.at.until_on < uow.today:
        raise Refused(_l("Gerai ini sudah ditutup; pilih gerai lain."))
    if wish.needed_on is not None and wish.needed_on < uow.today:
        raise Refused(_l("Hari barang dibutuhkan sudah lewat."), field="needed_on")
    basket = basket_of(uow.session, wish.outlet_id, uow.today)
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


def _verdicts(uow: UnitOfWork, rows: Iterable[BasketRow]) -> Mapping[ProductId, str]:
    """Whether each product is eligible today."""
    facts = facts_of(uow.session, {row.product_id for row in rows})
    return {one: eligibility(facts[one], uow.today).word for one in facts}


def _group(uow: UnitOfWork, wish: GroupDetails, key: str) -> Sent:
    public_id = new_public_id()
    made = run(
        uow.session,
        GROUP,
        public_id=public_id,
        partner_id=wish.at.partner_id,
        outlet_id=wish.outlet_id,
        idempotency_key=key,
        placed_by=uow.actor.user_id,
        placed_at=uow.now,
    )
    return Sent(made.scalar_one(), public_id)


def _order(uow: UnitOfWork, wish: GroupDetails, group: Sent, parts: Sequence[MakersPart], held: Held) -> None:
    """All orders of the group in as many statements as one."""
    same = {
        "group_id": group.id,
        "partner_id": wish.at.partner_id,
        "outlet_id": wish.outlet_id,
        "needed_on": wish.needed_on,
        "note": wish.note,
        "answer_by": answer_by(uow),
        "placed_at": uow.now,
        "version": 1,
    }
    orders = [
        same
        | {"public_id": new_public_id(), "number": taken.number, "producer_id": part.producer_id}
        | {"delivery_fee": part.delivery}
        for taken, part in zip(held.numbers, parts, strict=True)
    ]
    made: dict[Any, OrderId] = {row.public_id: row.id for row in insert_sealed(uow.session, ORDERS, orders)}
    ids = [made[order["public_id"]] for order in orders]
    lines = [
        {"order_id": one, "local": part.local} | _line(row, held)
        for one, part in zip(ids, parts, strict=True)
        for row in part.rows
    ]
    insert_sealed(uow.session, LINES, lines)
    write_numbers(uow, *(taken._replace(order_id=one) for taken, one in zip(held.numbers, ids, strict=True)))
    for one, taken, part in zip(ids, held.numbers, parts, strict=True):
        uow.emit(
            OrderPlaced(
                order_id=one,
                number=taken.number,
                partner_id=wish.at.partner_id,
                outlet_id=wish.outlet_id,
                producer_id=part.producer_id,
                total=part.total,
                delivery_fee=part.delivery,
            )
        )


def _line(row: BasketRow, held: Held) -> dict[str, Any]:
    return {
        "variant_id": row.variant_id,
        "product_id": row.product_id,
        "revision_id": row.revision_id,
        "name": row.name,
        "unit": row.unit,
        "quantity": row.quantity,
        "unit_price": row.price,
        "eligible": held.verdicts[row.product_id],
        "reserved": held.stock[row.variant_id],
    }
