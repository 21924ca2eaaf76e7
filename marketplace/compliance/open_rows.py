"""What is open of purchases: rows that auditors refused or makers dispute, and sales that shops deny."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Product
from marketplace.compliance.open_amounts import OpenAmount, OpenKind
from marketplace.compliance.open_matter import MatterTurn, OpenMatter, is_over
from marketplace.kernel.clock import day_of
from marketplace.kernel.period import MonthSpan
from marketplace.places.calendar import workdays_after
from marketplace.producers.models import Locality, Producer
from marketplace.purchases.audits import ANSWERED_WITHIN, DECIDED_WITHIN
from marketplace.purchases.claims import DECIDED_WITHIN as CLAIM_DECIDED_WITHIN
from marketplace.purchases.models.answers import (
    Answer,
    ClaimDecision,
    PurchaseAnswer,
    Refusal,
    RefusalAnswer,
    RefusalDecision,
)
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from marketplace.purchases.models.told import MakerFigure, SaleAnswer, SaleDecision, SaleReply, ToldSale
from marketplace.uptake.ledger import LOCAL_THAT_DAY, MAKER, TAKEN_BACK, Record, category_paths

Bought = tuple[Any, ...]


def _local_lines(span: MonthSpan, *columns: Any) -> Select[*Bought]:
    """Rows of local makers that were not taken back, with these columns before those every row has."""
    return (
        select(
            *columns,
            PurchaseLine.id,
            PurchaseLine.text,
            PurchaseLine.net,
            Purchase.bought_on,
            Purchase.public_id,
            MAKER,
            Organisation.id,
            Organisation.name,
        )
        .select_from(PurchaseLine)
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .join(Record, Record.id == Purchase.producer_id)
        .join(Organisation, Organisation.id == Purchase.partner_id)
        .where(
            ~TAKEN_BACK,
            Purchase.bought_on.between(span.first_day, span.last_day),
            exists().where(LOCAL_THAT_DAY),
        )
        .order_by(PurchaseLine.id)
    )


def refusals_open(session: Session, span: MonthSpan, today: date | None) -> Iterator[OpenMatter]:
    """Refused rows whose answer waits for the auditor, or that the shop may still answer in its days.

    What was decided is not open: another answer makes it so. Nor is an answer without evidence one.
    """
    query = (
        _local_lines(span, Refusal.refused_at, RefusalAnswer.answered_at, Refusal.audited_net)
        .join(Refusal, Refusal.line_id == PurchaseLine.id)
        .outerjoin(
            RefusalAnswer,
            and_(RefusalAnswer.refusal_id == Refusal.id, RefusalAnswer.evidence_id.is_not(None)),
        )
        .outerjoin(RefusalDecision, RefusalDecision.answer_id == RefusalAnswer.id)
        .where(RefusalDecision.answer_id.is_(None))
    )
    for refused_at, answered_at, audited, line, item, net, day, _, maker, shop_id, shop in session.execute(
        query
    ):
        if answered_at is None:
            due = workdays_after(session, day_of(refused_at), ANSWERED_WITHIN)
            if is_over(due, today):
                continue
        else:
            due = workdays_after(session, day_of(answered_at), DECIDED_WITHIN)
        yield OpenMatter(
            partner_id=shop_id,
            partner=shop,
            turn=MatterTurn.SHOP if answered_at is None else MatterTurn.AUDITOR,
            due=due,
            amounts=(OpenAmount(kind=OpenKind.REFUSAL, day=day, lines=(line,), maker=maker),),
            record=str(line),
            about=item,
            net=int(net - audited),
        )


def claims_undecided(session: Session, span: MonthSpan) -> Iterator[OpenMatter]:
    """Purchases that their maker disputes and no officer decided; the maker's own figure may come instead."""
    query = (
        _local_lines(span, PurchaseAnswer.answered_at, MakerFigure.net)
        .join(PurchaseAnswer, PurchaseAnswer.purchase_id == Purchase.id)
        .outerjoin(MakerFigure, MakerFigure.purchase_id == Purchase.id)
        .outerjoin(ClaimDecision, ClaimDecision.purchase_id == Purchase.id)
        .where(PurchaseAnswer.answer == Answer.DISPUTED, ClaimDecision.purchase_id.is_(None))
    )
    for disputed_at, own, line, item, net, day, code, maker, shop_id, shop in session.execute(query):
        figure = None if own is None else int(own)
        yield OpenMatter(
            partner_id=shop_id,
            partner=shop,
            turn=MatterTurn.OFFICER,
            due=workdays_after(session, day_of(disputed_at), CLAIM_DECIDED_WITHIN),
            amounts=(OpenAmount(kind=OpenKind.CLAIM, day=day, lines=(line,), maker=maker, rupiah=figure),),
            record=code,
            about=item,
            net=max(int(net), figure or 0),
        )


Told = aliased(Producer)
TOLD_MAKER = func.coalesce(Told.merged_into_id, Told.id)
TOLD_WHEN_LOCAL = and_(
    Locality.producer_id == TOLD_MAKER,
    or_(Locality.from_on.is_(None), Locality.from_on <= ToldSale.sold_on),
    or_(Locality.until_on.is_(None), Locality.until_on >= ToldSale.sold_on),
)


def _denied_sales(span: MonthSpan) -> Select[*Bought]:
    return (
        select(
            ToldSale.public_id, ToldSale.item, ToldSale.net, ToldSale.sold_on, SaleReply.replied_at,
            TOLD_MAKER, Producer.kelurahan_code, Product.category_id, Organisation.id, Organisation.name,
        )
        .join(SaleReply, SaleReply.sale_id == ToldSale.id)
        .outerjoin(SaleDecision, SaleDecision.sale_id == ToldSale.id)
        .join(Told, Told.id == ToldSale.producer_id)
        .join(Producer, Producer.id == TOLD_MAKER)
        .join(Organisation, Organisation.id == ToldSale.partner_id)
        .outerjoin(Product, Product.id == ToldSale.product_id)
        .where(
            SaleReply.answer == SaleAnswer.DENIED,
            SaleDecision.sale_id.is_(None),
            ToldSale.sold_on.between(span.first_day, span.last_day),
            exists().where(TOLD_WHEN_LOCAL),
        )
        .order_by(ToldSale.id)
    )  # fmt: skip


def sales_undecided(session: Session, span: MonthSpan) -> Iterator[OpenMatter]:
    """Sales that a local maker told, the shop denied, and no officer decided."""
    rows = session.execute(_denied_sales(span)).all()
    paths = {number: path for number, _, path in category_paths(session)} if rows else {}
    for code, item, net, day, denied_at, maker, kelurahan, category, shop_id, shop in rows:
        amount = OpenAmount(
            kind=OpenKind.SALE,
            day=day,
            rupiah=int(net),
            maker=maker,
            kelurahan=kelurahan,
            categories=paths.get(category, ()),
        )
        yield OpenMatter(
            partner_id=shop_id,
            partner=shop,
            turn=MatterTurn.OFFICER,
            due=workdays_after(session, day_of(denied_at), CLAIM_DECIDED_WITHIN),
            amounts=(amount,),
            record=code,
            about=item,
        )
