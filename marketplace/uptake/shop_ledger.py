"""A shop's own ledger, line by line: what it bought, how that is proven, and whether it counts as local."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, case, cast, false, func, literal, or_, select
from sqlalchemy.orm import Session, aliased, join

from marketplace.accounts.models import Organisation, User
from marketplace.catalog.models import Product, Variant
from marketplace.db.listing import MOST_COUNTED, Listing, Row, by, cell, col, contains, maybe, required, where
from marketplace.files.models import Attachment
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.kernel.quantity import Quantity
from marketplace.partners.models import Outlet
from marketplace.ports.sheets import Column
from marketplace.purchases.counted import COUNTED_NET
from marketplace.purchases.models.answers import Answer, PurchaseAnswer
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, Source
from marketplace.uptake.counting import ExcludedGoods
from marketplace.uptake.ledger import (
    GRADE,
    MAKER,
    Record,
)
from marketplace.uptake.line_status import COUNTING, LineStatus, standing_of, status_of
from marketplace.uptake.lines import Grade
from marketplace.uptake.read_returns import ReadReturn, as_read, read_returns
from marketplace.uptake.refusals import ToldRefusal, refusals_of

LINES = (  # what filters and sums need
    join(PurchaseLine, Purchase, Purchase.id == PurchaseLine.purchase_id)
    .outerjoin(Record, Record.id == Purchase.producer_id)
    .outerjoin(PurchaseAnswer, PurchaseAnswer.purchase_id == Purchase.id)
)


def _of_product(public_id: str) -> Any:
    product = select(Product.id).where(Product.public_id == public_id).scalar_subquery()
    return or_(
        PurchaseLine.product_id == product,
        PurchaseLine.variant_id.in_(select(Variant.id).where(Variant.product_id == product)),
    )


def _says(words: str) -> Any:
    named = MAKER.in_(select(Organisation.id).where(contains(words, Organisation.name)))
    return or_(
        contains(words, PurchaseLine.text, Purchase.document_number, Purchase.seller_text),
        named,
    )


class ShopLine(Row):
    """`purchase`, `evidence` and `reference` are public ids: of the document, a photo or paper, and a handover."""

    id = col(PurchaseLine.id)
    purchase = col(Purchase.public_id)
    bought_on = col(Purchase.bought_on, Column(_l("Tanggal"), "day", width=12))
    document_number = maybe(Purchase.document_number, Column(_l("Nomor nota"), width=20))
    outlet = maybe(Outlet.name, Column(_l("Gerai"), width=22))
    seller = col(func.coalesce(Organisation.name, Purchase.seller_text), Column(_l("Penjual"), width=28))
    item = col(PurchaseLine.text, Column(_l("Barang"), width=30))
    quantity = col(PurchaseLine.quantity_milli)
    unit = col(PurchaseLine.unit, Column(_l("Satuan"), width=10))

    @cell(Column(_l("Banyaknya"), width=12))
    def amount(self) -> str:
        return Quantity(self.quantity).text

    unit_price = col(PurchaseLine.unit_price, Column(_l("Harga satuan"), "rupiah", width=14))
    net = col(PurchaseLine.net, Column(_l("Nilai tanpa PPN"), "rupiah", width=16), summed=True)
    counted_net: int = col(
        lambda ledger: ledger.counted, Column(_l("Nilai terhitung lokal"), "rupiah", width=18), summed=True
    )
    source = col(Purchase.source, Column(_l("Asal"), width=16))
    grade: str = col(lambda ledger: ledger.graded, Column(_l("Tingkat bukti"), width=10))
    status: str = col(lambda ledger: ledger.judged)

    @cell(Column(_l("Terhitung"), width=28))
    def stands(self) -> Label:
        return LineStatus(self.status).label

    reference = col(Purchase.source_ref)
    evidence = maybe(Attachment.public_id)
    answer = maybe(PurchaseAnswer.answer)

    @property
    def counts(self) -> bool:
        return self.status in COUNTING

    @property
    def proof(self) -> Grade:
        return Grade(self.grade)


class ShopLedger(Listing[ShopLine]):
    """Lines of one shop, newest first. What was taken back is there with its mirror image, so that sums agree.

    `returns` are those among them as judgements read them, and `excluded` what circulars leave out.
    """

    source = (
        LINES.outerjoin(Outlet, Outlet.id == Purchase.outlet_id)
        .outerjoin(Organisation, Organisation.id == MAKER)
        .outerjoin(Attachment, Attachment.id == Purchase.evidence_id)
    )
    base = LINES
    sort = by(Purchase.bought_on, PurchaseLine.id, down=True)
    sheet = _l("Pembelian")
    most_counted = MOST_COUNTED
    too_many = _l("Lebih dari %(most)s baris; pilih satu bulan atau saring, lalu unduh lagi.")

    partner_id: PartnerId = required(Purchase.partner_id)
    month: Month | None = where(lambda month: Purchase.bought_on.between(month.first_day, month.last_day))
    number: int | None = where(PurchaseLine.id)
    outlet: str | None = where(
        lambda code: Purchase.outlet_id.in_(select(Outlet.id).where(Outlet.public_id == code)), arg="outlet"
    )
    maker: str | None = where(
        lambda code: MAKER.in_(select(Organisation.id).where(Organisation.public_id == code)), arg="maker"
    )
    product: str | None = where(_of_product, arg="product")
    origin: Source | None = where(Purchase.source, arg="source")
    grade: Grade | None = where(None, arg="grade")
    status: LineStatus | None = where(None, arg="status")
    words: str | None = where(_says, arg="q")
    returns: Mapping[int, ReadReturn] = field(default_factory=dict)
    excluded: Sequence[ExcludedGoods] = ()

    @property
    def graded(self) -> Any:
        return as_read(GRADE, ((number, one.line.grade.value) for number, one in self.returns.items()))

    @property
    def judged(self) -> Any:
        said = ((number, standing_of(one).value) for number, one in self.returns.items())
        return as_read(status_of(self.excluded), said)

    @property
    def counted(self) -> Any:
        """Rupiah that count as local: of a line that was refused in part those that an auditor found."""
        said = [(number, one.line.net if one.counts else 0) for number, one in self.returns.items()]
        own = status_of(self.excluded).in_(COUNTING)
        return as_read(case((own, COUNTED_NET), else_=0), said)

    def more(self) -> Iterator[ColumnElement[bool]]:
        if self.grade:
            yield self.graded == self.grade.value
        if self.status:
            yield self.judged == self.status.value


def with_returns(session: Session, listing: ShopLedger, shown: Sequence[int] = ()) -> ShopLedger:
    """The same list with the returns of its month as judgements read them; of all months, those that are `shown`."""
    mine, month = Purchase.partner_id == listing.partner_id, listing.month
    narrowed = PurchaseLine.id.in_([listing.number, *shown] if listing.number else shown)
    if month is not None:
        narrowed = Purchase.bought_on.between(month.first_day, month.last_day)
    found = read_returns(session, mine, narrowed, excluded=listing.excluded)
    wanted = {number: one for number, one in found.items() if month is None or one.line.day in month}
    return replace(listing, returns=wanted)


class LedgerSums(NamedTuple):
    """Of all lines of a list, not of a page: how many, their rupiah, and the rupiah that count as local."""

    lines: int
    net: Rupiah
    counted: Rupiah


def ledger_sums(session: Session, listing: ShopLedger) -> LedgerSums:
    """One aggregate over what the list's filters let through; ask it of a month."""
    query = (
        select(
            func.count(),
            cast(func.coalesce(func.sum(PurchaseLine.net), 0), BigInteger),
            cast(func.coalesce(func.sum(listing.counted), 0), BigInteger),
        )
        .select_from(LINES)
        .where(*listing.rules())
    )
    lines, net, local = session.execute(query).one()
    return LedgerSums(lines, Rupiah(net), Rupiah(local))


def newest_month(session: Session, partner_id: PartnerId) -> Month | None:
    """Of what the shop bought; None while the ledger is empty."""
    found = session.scalar(select(func.max(Purchase.bought_on)).filter_by(partner_id=partner_id))
    return Month.of(found) if found else None


class LedgerChoices(NamedTuple):
    """What a ledger is narrowed to: (public id, name) of each."""

    outlets: Sequence[tuple[str, str]]
    makers: Sequence[tuple[str, str]]


def choices_of(session: Session, partner_id: PartnerId, month: Month | None) -> LedgerChoices:
    """All outlets of the shop, closed ones too, and the makers it bought from in the month; of no month none."""
    outlets = select(literal("outlet"), Outlet.public_id, Outlet.name).where(Outlet.partner_id == partner_id)
    bought = false() if month is None else Purchase.bought_on.between(month.first_day, month.last_day)
    makers = (
        select(literal("maker"), Organisation.public_id, Organisation.name)
        .select_from(Purchase)
        .join(Record, Record.id == Purchase.producer_id)
        .join(Organisation, Organisation.id == MAKER)
        .where(Purchase.partner_id == partner_id, bought)
        .distinct()
    )
    found: dict[str, list[tuple[str, str]]] = {"outlet": [], "maker": []}
    for kind, code, name in session.execute(outlets.union_all(makers)):
        found[kind].append((code, name))
    by_name = itemgetter(1)
    return LedgerChoices(sorted(found["outlet"], key=by_name), sorted(found["maker"], key=by_name))


@dataclass(frozen=True, kw_only=True)
class LineStory:
    """What became of one line. `answered_by` is a person's name; `reversal` and `original` are public ids."""

    line: ShopLine
    answer: Answer | None
    answer_reason: str
    answered_by: str | None
    answered_at: datetime | None
    reversal: str | None
    original: str | None
    product: str | None
    refusals: Sequence[ToldRefusal]


def line_story(
    session: Session, partner_id: PartnerId, number: int, *, excluded: Sequence[ExcludedGoods] = ()
) -> LineStory:
    """Raises NotFound, also for a line of another shop."""
    listing = ShopLedger(partner_id=partner_id, number=number, excluded=excluded)
    line = with_returns(session, listing).one(session)
    if line is None:
        raise NotFound(f"line {number}")
    reversal, original = aliased(Purchase), aliased(Purchase)
    query = (
        select(
            PurchaseAnswer.answer,
            PurchaseAnswer.reason,
            User.name,
            PurchaseAnswer.answered_at,
            reversal.public_id,
            original.public_id,
            Product.public_id,
        )
        .select_from(LINES)
        .outerjoin(User, User.id == PurchaseAnswer.answered_by)
        .outerjoin(reversal, reversal.reverses_id == Purchase.id)
        .outerjoin(original, original.id == Purchase.reverses_id)
        .outerjoin(Variant, Variant.id == PurchaseLine.variant_id)
        .outerjoin(Product, Product.id == func.coalesce(PurchaseLine.product_id, Variant.product_id))
        .where(PurchaseLine.id == number)
    )
    answer, reason, who, when, undone, undoes, product = session.execute(query).one()
    return LineStory(
        line=line,
        answer=answer,
        answer_reason=reason or "",
        answered_by=who,
        answered_at=when,
        reversal=undone,
        original=undoes,
        product=product,
        refusals=refusals_of(session, [number]),
    )
