"""Goods that can be ordered, baskets, orders and handovers for tests."""

from dataclasses import asdict
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from marketplace.catalog.models import (
    Category,
    PriceTier,
    Product,
    ProductRevision,
    RevisionVariant,
    Variant,
)
from marketplace.catalog.packs import Pack
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment, AttachmentKind
from marketplace.inventory.models import StockItem, StockMovement
from marketplace.kernel import roles
from marketplace.kernel.clock import end_of
from marketplace.kernel.ids import UserId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.names import same_name
from marketplace.kernel.review import APPROVED
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import BasketLine, Order, OrderGroup, OrderLine
from marketplace.ordering.models.terms import Consigned, TermReply, TradeTerm
from marketplace.ordering.services.answering import cancel_unanswered, late_orders
from marketplace.ordering.services.receiving import agree_unanswered, late_handovers
from marketplace.ordering.states import (
    AGREED,
    CONFIRMED,
    PLACED,
    PREPARED,
    SENT,
    AgreedHow,
    HandoverKind,
    Side,
    TermAnswer,
    TradeModel,
)
from marketplace.partners.models import Outlet
from marketplace.producers.models import Locality, LocalityBasis, Producer
from tests.conftest import NOW
from tests.factories.partners import make_organisation, make_outlet, make_partner

numbers = count(1)
ANSWER_BY = end_of(date(2026, 11, 27))


def make_maker(session: Session, *, name: str | None = None, local: bool = True, **given: Any) -> Producer:
    """An approved maker, local since the beginning."""
    organisation = make_organisation(session, roles.PRODUCER, **({"name": name} if name else {}))
    known = {
        "id": organisation.id,
        "slug": f"pembuat-{next(numbers)}",
        "same_name": same_name(organisation.name),
        "state": APPROVED,
    }
    maker = Producer(**known | given)
    session.add(maker)
    session.flush()
    if local:
        session.add(
            Locality(producer_id=maker.id, from_on=None, basis=LocalityBasis.CITY_LIST, verified_by=None)
        )
    session.commit()
    return maker


def make_goods(
    session: Session,
    *,
    maker: Producer | None = None,
    name: str = "Keripik Pisang",
    price: int = 10_000,
    tiers: dict[int, int] | None = None,
    stock: int | None = None,
    eligible_until: date | None = date(2099, 12, 31),
    **given: Any,
) -> Variant:
    """A variant of a listed product at one price, not counted unless `stock` says how many there are."""
    maker = maker or make_maker(session)
    number = next(numbers)
    category = Category(code=f"c{number}", name="Keripik")
    session.add(category)
    session.flush()
    product = Product(
        slug=f"barang-{number}",
        producer_id=maker.id,
        category_id=category.id,
        name=name,
        state=APPROVED,
        eligible_until=eligible_until,
        created_at=NOW,
    )
    session.add(product)
    session.flush()
    revision = ProductRevision(
        product_id=product.id,
        number=1,
        category_id=product.category_id,
        name=name,
        written_by=None,
        written_at=NOW,
    )
    variant = Variant(
        **{"product_id": product.id, "producer_id": maker.id, "sku": f"SKU{number}", "unit": "BKS"} | given
    )
    session.add_all([revision, variant])
    session.flush()
    pack = asdict(Pack.of(variant))
    session.add(RevisionVariant(revision_id=revision.id, variant_id=variant.id, **pack))
    product.approved_number = 1
    for quantity, each in (tiers or {1: price}).items():
        set_tier(session, variant, each, from_quantity=quantity)
    if stock is not None:
        session.add(StockItem(variant_id=variant.id, on_hand=stock))
    if stock:
        session.add(
            StockMovement(
                variant_id=variant.id, quantity=stock, reason="count", source="", moved_by=None, moved_at=NOW
            )
        )
    session.commit()
    return variant


def set_tier(
    session: Session,
    variant: Variant,
    price: int,
    *,
    from_quantity: int = 1,
    from_on: date = date(2026, 1, 1),
) -> None:
    session.add(
        PriceTier(variant_id=variant.id, from_quantity=from_quantity, price=Rupiah(price), from_on=from_on)
    )
    session.commit()


def make_basket(session: Session, *lines: tuple[Variant, int], price: int = 10_000) -> Outlet:
    """An outlet of a partner who may order, with these variants and quantities in its basket."""
    outlet = make_outlet(session, make_partner(session))
    for variant, quantity in lines:
        session.add(
            BasketLine(
                outlet_id=outlet.id,
                variant_id=variant.id,
                quantity=quantity,
                price_seen=Rupiah(price),
                added_at=NOW,
            )
        )
    session.commit()
    return outlet


def make_order(
    session: Session,
    *,
    quantity: int = 10,
    variant: Variant | None = None,
    outlet: Outlet | None = None,
    placed_by: UserId | None = None,
    **given: Any,
) -> Order:
    """A placed order of one variant at Rp10.000; counted stock is held for it."""
    variant = variant or make_goods(session)
    outlet = outlet or make_outlet(session, make_partner(session))
    number = next(numbers)
    group = OrderGroup(
        partner_id=outlet.partner_id,
        outlet_id=outlet.id,
        idempotency_key=f"key-{number}",
        placed_by=placed_by,
        placed_at=NOW,
    )
    session.add(group)
    session.flush()
    item = session.get(StockItem, variant.id)
    if item is not None:
        item.reserved += quantity
    line = an_order_line(variant, quantity, reserved=quantity if item is not None else 0)
    order = Order(
        **{
            "number": f"{number:04}/PO/XI/2026",
            "group_id": group.id,
            "partner_id": outlet.partner_id,
            "outlet_id": outlet.id,
            "producer_id": variant.producer_id,
            "state": PLACED,
            "answer_by": ANSWER_BY,
            "placed_at": NOW,
            "lines": [line],
        }
        | given
    )
    session.add(order)
    session.commit()
    return order


def an_order_line(variant: Variant, quantity: int = 10, **given: Any) -> OrderLine:
    """A line of an order that is about to be written; it holds no stock."""
    known = {
        "variant_id": variant.id,
        "product_id": variant.product_id,
        "name": "Keripik Pisang",
        "unit": "BKS",
        "quantity": quantity,
        "unit_price": Rupiah(10_000),
        "eligible": "ok",
        "local": True,
    }
    return OrderLine(**known | given)


def make_handover(
    session: Session, *, brought: int = 10, order: Order | None = None, **given: Any
) -> Handover:
    """A sent handover of a confirmed order of one variant, ten at Rp10.000."""
    order = order or make_order(session, state=CONFIRMED)
    state, how = given.pop("state", SENT), given.pop("agreed_how", AgreedHow.ACCOUNT)
    handover = Handover(
        **{
            "number": f"{next(numbers):04}/SJ/XI/2026",
            "order_id": order.id,
            "producer_id": order.producer_id,
            "issuer_id": order.producer_id,
            "partner_id": order.partner_id,
            "outlet_id": order.outlet_id,
            "prepared_by": None,
            "prepared_at": NOW,
            "sent_at": NOW,
            "answer_by": ANSWER_BY,
            "lines": [
                HandoverLine(
                    order_line_id=line.id,
                    variant_id=line.variant_id,
                    name=line.name,
                    unit=line.unit,
                    unit_price=line.unit_price,
                    brought=brought,
                )
                for line in order.lines
            ],
        }
        | given
    )
    session.add(handover)
    session.flush()
    handover.state = state  # an agreed one takes no lines
    if state is AGREED:
        handover.agreed_how, handover.agreed_at = how, handover.agreed_at or NOW
    session.commit()
    return handover


def cancel_late(uow: UnitOfWork) -> int:
    """What the jobs of a day do about orders that nobody answered, in one go; returns how many lapsed."""
    return sum(cancel_unanswered(uow, one) for one in late_orders(uow, most=100))


def agree_late(uow: UnitOfWork) -> int:
    """The same about handovers; returns how many count as agreed."""
    return sum(agree_unanswered(uow, one) for one in late_handovers(uow, most=100))


def make_term(
    session: Session,
    maker: Producer,
    outlet: Outlet,
    *,
    model: TradeModel = TradeModel.CONSIGNMENT,
    answer: TermAnswer | None = TermAnswer.AGREED,
    **given: Any,
) -> TradeTerm:
    """Consignment, to be paid after a week; the maker wrote it and bears what is lost, and the shop agreed."""
    term = TradeTerm(
        **{
            "producer_id": maker.id,
            "outlet_id": outlet.id,
            "model": model,
            "days_to_pay": 7,
            "loss_on": Side.MAKER,
            "written_for": maker.id,
            "written_by": None,
            "written_at": NOW,
        }
        | given
    )
    session.add(term)
    session.flush()
    if answer is not None:
        session.add(TermReply(term_id=term.id, answer=answer, answered_by=None, answered_at=NOW))
    session.commit()
    return term


def consign(
    session: Session,
    variant: Variant,
    outlet: Outlet,
    balance: int,
    *,
    price: int = 10_000,
    loss_on: Side = Side.MAKER,
) -> Consigned:
    """So many units lie there on consignment, because a delivery was agreed; the terms say so too."""
    make_alone(
        session, variant, outlet, brought=balance, price=price, accepted=balance,
        state=AGREED, trade=TradeModel.CONSIGNMENT, loss_on=loss_on,
    )  # fmt: skip
    make_term(session, session.get_one(Producer, variant.producer_id), outlet, loss_on=loss_on)
    row = Consigned(
        producer_id=variant.producer_id,
        outlet_id=outlet.id,
        variant_id=variant.id,
        balance=balance,
        unit_price=Rupiah(price),
        moved_at=NOW,
    )
    session.add(row)
    session.commit()
    return row


def make_alone(
    session: Session,
    variant: Variant,
    outlet: Outlet,
    *,
    brought: int = 10,
    price: int = 10_000,
    accepted: int | None = None,
    line: dict[str, Any] | None = None,
    **given: Any,
) -> Handover:
    """A sent handover of one variant without an order."""
    state = given.pop("state", SENT)
    rejected = None if accepted is None else brought - accepted
    figures = {"brought": brought, "accepted": accepted, "rejected": rejected} | (line or {})
    handover = Handover(
        **{
            "number": f"{next(numbers):04}/SJ/XI/2026",
            "kind": HandoverKind.DELIVERY,
            "producer_id": variant.producer_id,
            "issuer_id": variant.producer_id,
            "partner_id": outlet.partner_id,
            "outlet_id": outlet.id,
            "state": PREPARED,
            "prepared_by": None,
            "prepared_at": NOW,
            "sent_at": NOW,
            "answer_by": ANSWER_BY,
            "lines": [
                HandoverLine(
                    variant_id=variant.id,
                    name="Keripik Pisang",
                    unit="BKS",
                    unit_price=Rupiah(price),
                    **figures,
                )
            ],
        }
        | given
    )
    session.add(handover)
    session.flush()
    handover.state = state
    if state is AGREED:
        handover.agreed_how, handover.agreed_at = AgreedHow.ACCOUNT, handover.agreed_at or NOW
    session.commit()
    return handover


def make_evidence(session: Session, organisation_id: int) -> Attachment:
    """A photo of something that went wrong; its bytes are nowhere."""
    photo = Attachment(
        organisation_id=organisation_id,
        kind=AttachmentKind.EVIDENCE,
        name="foto.jpg",
        media_type="image/jpeg",
        size=10,
        sha256=f"{next(numbers):064}",
        uploaded_by=None,
        uploaded_at=NOW,
    )
    session.add(photo)
    session.commit()
    return photo
