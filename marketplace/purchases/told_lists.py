"""Told sales as the pages of makers, shops and officers show them, and whether the ledger has them already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased, join

from marketplace.accounts.models import Organisation
from marketplace.db.listing import Listing, Row, by, col, maybe, where
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.kernel.clock import day_of
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import PartnerId, ProducerId
from marketplace.partners.models import Outlet
from marketplace.places.calendar import workdays_after
from marketplace.producers.models import Producer
from marketplace.purchases import policies
from marketplace.purchases.claims import DECIDED_WITHIN
from marketplace.purchases.documents import Line, document_key, plainly
from marketplace.purchases.matching import Changed, Evidence, New, Same, compared
from marketplace.purchases.models.ledger import Purchase
from marketplace.purchases.models.told import (
    MakerFigure,
    SaleAnswer,
    SaleDecision,
    SaleReply,
    ToldSale,
)
from marketplace.purchases.sellers import Sale, records_of, sale_of

Shop = aliased(Organisation)
Became = aliased(Purchase)
MAKER = func.coalesce(Producer.merged_into_id, ToldSale.producer_id)
Known = Same | Changed | Evidence


class ToldSaleRow(Row):
    """`evidence` and `purchase` are public ids, the latter of the row of the ledger that it became."""

    id = col(ToldSale.id)
    public_id = col(ToldSale.public_id)
    partner_id = col(ToldSale.partner_id)
    maker_id: ProducerId = col(MAKER)
    product_id = maybe(ToldSale.product_id)
    shop = col(Shop.name)
    maker = col(Organisation.name)
    outlet = maybe(Outlet.name)
    sold_on = col(ToldSale.sold_on)
    item = col(ToldSale.item)
    quantity_milli = col(ToldSale.quantity_milli)
    unit = col(ToldSale.unit)
    net = col(ToldSale.net)
    document_number = maybe(ToldSale.document_number)
    evidence = maybe(Attachment.public_id)
    evidence_type = maybe(Attachment.media_type)
    told_at = col(ToldSale.told_at)
    answer = maybe(SaleReply.answer)
    denied_because = maybe(SaleReply.reason)
    replied_at = maybe(SaleReply.replied_at)
    ruling = maybe(SaleDecision.ruling)
    ruled_because = maybe(SaleDecision.reason)
    purchase = maybe(Became.public_id)


class ToldSales(Listing[ToldSaleRow]):
    """Newest first, from the side of the maker or of the shop; denied ones also from the office's."""

    source = (
        join(ToldSale, Shop, Shop.id == ToldSale.partner_id)
        .join(Producer, Producer.id == ToldSale.producer_id)
        .join(Organisation, Organisation.id == MAKER)
        .outerjoin(Outlet, Outlet.id == ToldSale.outlet_id)
        .outerjoin(Attachment, Attachment.id == ToldSale.evidence_id)
        .outerjoin(SaleReply, SaleReply.sale_id == ToldSale.id)
        .outerjoin(SaleDecision, SaleDecision.sale_id == ToldSale.id)
        .outerjoin(Became, Became.id == func.coalesce(SaleReply.purchase_id, SaleDecision.purchase_id))
    )
    sort = by(ToldSale.id, down=True)

    partner_id: PartnerId | None = where(ToldSale.partner_id, own=True)
    producer_id: ProducerId | None = where(
        lambda maker: ToldSale.producer_id.in_(records_of(maker)), own=True
    )
    waiting: bool = where(lambda _: SaleReply.sale_id.is_(None), default=False)
    denied: bool = where(lambda _: SaleReply.answer == SaleAnswer.DENIED, default=False)
    undecided: bool = where(
        lambda _: and_(SaleReply.answer == SaleAnswer.DENIED, SaleDecision.sale_id.is_(None)), default=False
    )
    public_id: str | None = where(ToldSale.public_id)


def told_sale(session: Session, wanted: ToldSales) -> ToldSaleRow:
    """The one that `wanted` names. Raises NotFound when there is none, or it is somebody else's."""
    row = wanted.one(session)
    if row is None:
        raise NotFound(f"told sale {wanted.public_id}")
    return row


def found_in_ledger(session: Session, sale: ToldSale) -> Known | None:
    """What the shop has recorded of its document, by the one rule of all sources; None where that is nothing."""
    maker = session.get_one(Producer, sale.producer_id)
    line = _line(
        maker.merged_into_id or maker.id,
        sale.document_number,
        sale.sold_on,
        sale.item,
        sale.product_id,
        sale.quantity_milli,
        sale.net,
    )
    (found,) = compared(session, sale.partner_id, [line])
    return None if isinstance(found, New) else found


def recorded_sales(session: Session, rows: Sequence[ToldSaleRow]) -> Mapping[int, Known]:
    """Of those that wait, which the ledger has already; a few statements for each shop among them."""
    by_shop: defaultdict[PartnerId, list[ToldSaleRow]] = defaultdict(list)
    for row in rows:
        if row.answer is None:
            by_shop[row.partner_id].append(row)
    known: dict[int, Known] = {}
    for partner_id, some in by_shop.items():
        lines = [
            _line(
                row.maker_id,
                row.document_number,
                row.sold_on,
                row.item,
                row.product_id,
                row.quantity_milli,
                row.net,
            )
            for row in some
        ]
        for row, found in zip(some, compared(session, partner_id, lines), strict=True):
            if not isinstance(found, New):
                known[row.id] = found
    return known


def sales_to_answer(session: Session, partner_id: PartnerId) -> Sequence[ToldSaleRow]:
    """Told sales that a shop has neither answered nor recorded."""
    rows = ToldSales(partner_id=partner_id, waiting=True).rows(session)
    known = recorded_sales(session, rows)
    return [row for row in rows if row.id not in known]


def undecided_sales(session: Session) -> tuple[int, datetime | None]:
    """How many sales that shops denied wait for an officer, and since when the first of them does."""
    waiting = ToldSales(undecided=True).select().order_by(None).subquery()
    count, oldest = session.execute(select(func.count(), func.min(waiting.c.replied_at))).one()
    return count, oldest


def sale_decided_by(session: Session, row: ToldSaleRow) -> date | None:
    """The last day for an officer's decision; None where the shop denied nothing."""
    if row.answer is not SaleAnswer.DENIED or row.replied_at is None:
        return None
    return workdays_after(session, day_of(row.replied_at), DECIDED_WITHIN)


def shows_told_photo(uow: UnitOfWork, attachment: Attachment) -> bool:
    """Both sides and officials see the photo of a told sale, and of a maker's figure."""
    told = select(ToldSale.partner_id, ToldSale.producer_id).where(ToldSale.evidence_id == attachment.id)
    sales = [Sale(*row) for row in uow.session.execute(told)]
    of_figure = (
        select(Purchase)
        .join(MakerFigure, MakerFigure.purchase_id == Purchase.id)
        .where(MakerFigure.evidence_id == attachment.id)
    )
    sales += [sale_of(uow.session, purchase) for purchase in uow.session.scalars(of_figure)]
    return any(uow.allows(policies.SEE, sale) for sale in sales)


def _line(
    maker_id: int,
    number: str | None,
    day: date,
    item: str,
    product_id: int | None,
    quantity: int,
    net: int,
) -> Line:
    return Line(document_key(number, day), maker_id, "", day, plainly(item), product_id, quantity, net)
