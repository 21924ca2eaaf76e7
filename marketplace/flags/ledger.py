"""What flags read: documents and lines of a month with those of two months before, each read at most once.

A purchase that was taken back never happened: neither it nor its mirror image is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Product
from marketplace.files.models import Attachment, PhotoMark
from marketplace.kernel.clock import day_of
from marketplace.kernel.period import Month
from marketplace.producers.models import Producer
from marketplace.purchases.documents import document_key, number_key, plainly
from marketplace.purchases.models.answers import PurchaseAnswer
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, Source
from marketplace.purchases.queries import NET, TAKEN_BACK

Shop, Maker, Record = aliased(Organisation), aliased(Organisation), aliased(Producer)
MAKER_ID = func.coalesce(Record.merged_into_id, Purchase.producer_id)


class BoughtDocument(NamedTuple):
    """A purchase as its document has it: `net` is rupiah without VAT, `maker_id` the record that was kept."""

    id: int
    partner_id: int
    shop: str
    maker_id: int | None
    maker: str | None
    seller_text: str
    day: date
    number: str | None
    source: Source
    answered: bool
    net: int

    @property
    def seller(self) -> str:
        return self.maker or self.seller_text

    @property
    def seller_key(self) -> str:
        return f"#{self.maker_id}" if self.maker_id else plainly(self.seller_text)

    @property
    def number_key(self) -> str:
        """Empty for what has no number."""
        return number_key(self.number) if self.number else ""

    @property
    def paper(self) -> tuple[int, str, str]:
        """Shop, seller and number: what purchases of one sheet of paper have in common."""
        return self.partner_id, self.seller_key, document_key(self.number, self.day)


class BoughtLine(NamedTuple):
    """A line of a known product. `quantity` is in thousandths of `unit`, `net` rupiah without VAT."""

    id: int
    purchase_id: int
    partner_id: int
    shop: str
    maker_id: int
    maker: str
    day: date
    product_id: int
    product: str
    product_since: date
    quantity: int
    unit: str
    net: int


class EvidenceFile(NamedTuple):
    """What was handed in as evidence of a purchase, whenever; `mark` is its perceptual hash as hexadecimal."""

    document: BoughtDocument
    sha256: str
    mark: str | None


class MonthLedger:
    """The ledger around a month, up to `today`."""

    def __init__(self, session: Session, month: Month, today: date) -> None:
        self.session, self.month, self.today = session, month, today
        self.first_day = month.previous.previous.first_day

    def within(self, day: date) -> bool:
        return self.month.first_day <= day <= self.month.last_day

    @cached_property
    def recent(self) -> Sequence[BoughtDocument]:
        """Documents of three months, in the order in which they were recorded."""
        query = _documents(Purchase.bought_on.between(self.first_day, self.month.last_day))
        return [_document(*row) for row in self.session.execute(query)]

    @cached_property
    def documents(self) -> Sequence[BoughtDocument]:
        """Those of the month."""
        return [one for one in self.recent if self.within(one.day)]

    @cached_property
    def recent_lines(self) -> Sequence[BoughtLine]:
        query = _lines(Purchase.bought_on.between(self.first_day, self.month.last_day))
        return [_line(*row) for row in self.session.execute(query)]

    @cached_property
    def lines(self) -> Sequence[BoughtLine]:
        return [one for one in self.recent_lines if self.within(one.day)]

    @cached_property
    def evidence(self) -> Sequence[EvidenceFile]:
        """Of every purchase up to the month's end, in the order in which they were recorded."""
        query = (
            _documents(Purchase.bought_on <= self.month.last_day)
            .add_columns(Attachment.sha256, PhotoMark.phash)
            .join(Attachment, Attachment.id == Purchase.evidence_id)
            .outerjoin(PhotoMark, PhotoMark.attachment_id == Attachment.id)
        )
        return [EvidenceFile(_document(*row[:-2]), row[-2], row[-1]) for row in self.session.execute(query)]


def _documents(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Purchase.id,
            Purchase.partner_id,
            Shop.name,
            MAKER_ID,
            Maker.name,
            Purchase.seller_text,
            Purchase.bought_on,
            Purchase.document_number,
            Purchase.source,
            PurchaseAnswer.purchase_id.is_not(None),
            NET,
        )
        .join(Shop, Shop.id == Purchase.partner_id)
        .outerjoin(Record, Record.id == Purchase.producer_id)
        .outerjoin(Maker, Maker.id == MAKER_ID)
        .outerjoin(PurchaseAnswer, PurchaseAnswer.purchase_id == Purchase.id)
        .where(~TAKEN_BACK, *conditions)
        .order_by(Purchase.id)
    )


def _document(*values: Any) -> BoughtDocument:
    row = BoughtDocument(*values)  # the sum is a Decimal on PostgreSQL
    return row._replace(answered=bool(row.answered), net=int(row.net or 0))


def _lines(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            PurchaseLine.id,
            Purchase.id,
            Purchase.partner_id,
            Shop.name,
            MAKER_ID,
            Maker.name,
            Purchase.bought_on,
            Product.id,
            Product.name,
            Product.created_at,
            PurchaseLine.quantity_milli,
            PurchaseLine.unit,
            PurchaseLine.net,
        )
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .join(Product, Product.id == PurchaseLine.product_id)
        .join(Shop, Shop.id == Purchase.partner_id)
        .join(Record, Record.id == Purchase.producer_id)
        .join(Maker, Maker.id == MAKER_ID)
        .where(~TAKEN_BACK, *conditions)
        .order_by(PurchaseLine.id)
    )


def _line(*values: Any) -> BoughtLine:
    row = BoughtLine(*values)
    since: datetime = values[9]
    return row._replace(product_since=day_of(since))
