"""When two rows speak of one document, and which rows of the ledger count for it.

A document is (partner, seller, number as normalised); without a number, the purchases of one day.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import repeat
from typing import Any, NamedTuple

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from marketplace.db.bulk import SLICE, insert_columns
from marketplace.kernel.ids import PartnerId, PurchaseId
from marketplace.kernel.names import plain_letters, same_name
from marketplace.kernel.slicing import in_slices
from marketplace.producers.models import Producer
from marketplace.purchases.models.ledger import HeldDocument, LiveItem, Purchase, PurchaseLine, Source

LEADING = re.compile(
    r"^(?:(?:faktur|fak|fkt|nota|no|nomor|nmr|num|number|inv|invoice|kwitansi|kuitansi|kwt|bon|struk|bukti|dok)"
    r"[^a-z0-9]+)+(?=.*\d)"
)
APART = re.compile(r"[^a-z0-9]+")
BETWEEN_KINDS = re.compile(r"(?<=[a-z])-(?=\d)|(?<=\d)-(?=[a-z])")
LONGEST = 80
plainly = lru_cache(50_000)(same_name)  # registers say the same names over and over


@lru_cache(50_000)
def number_key(number: str) -> str:
    """A document's number, however it is written: case, spaces, punctuation and leading words do not count.

    Between two digits, and between two letters, what separates them does count: 1/23 is not 12/3. Empty for what has
    no digit, which is no number ("-", "tanpa nota").
    """
    key = APART.sub("-", LEADING.sub("", _without_accents(number).strip(" .:#-/"))).strip("-")
    if not any(map(str.isdigit, key)):
        return ""
    key = BETWEEN_KINDS.sub("", key)
    return key if len(key) <= LONGEST else _short(key)


@lru_cache(50_000)
def document_key(number: str | None, day: date) -> str:
    """What rows of one document have in common, beside the partner and the seller."""
    return (number and number_key(number)) or f"@{day.isoformat()}"


def item_key(producer_id: int | None, seller: str, item: str) -> str:
    """Of an item of a seller: the maker when known, else the seller's text."""
    key = f"#{producer_id} {plainly(item)}" if producer_id else f"{plainly(seller)} {plainly(item)}"
    return key if len(key) <= LONGEST else _short(key)


def _without_accents(number: str) -> str:
    return "".join(sign for sign in plain_letters(number) if not unicodedata.combining(sign))


def _short(words: str) -> str:
    return hashlib.blake2b(words.encode(), digest_size=12).hexdigest()


class Line(NamedTuple):
    """A row as far as it says whether another is the same; names as `same_name` has them, `maker` the kept one."""

    document: str
    maker: int | None
    seller: str
    day: date
    item: str
    product_id: int | None
    quantity: int
    net: int

    @property
    def is_numbered(self) -> bool:
        return not self.document.startswith("@")

    def shares_seller(self, other: Line) -> bool:
        if self.maker is not None and self.maker == other.maker:
            return True
        return bool(self.seller) and self.seller == other.seller

    def shares_item(self, other: Line) -> bool:
        return self.item == other.item or (
            self.product_id is not None and self.product_id == other.product_id
        )

    def equals(self, other: Line) -> bool:
        return self.quantity == other.quantity and self.costs_the_same(other)

    def costs_the_same(self, other: Line) -> bool:
        return (self.day, self.net) == (other.day, other.net) and self.shares_item(other)


class LiveLine(NamedTuple):
    """A line of the ledger that counts, and where it came from."""

    purchase_id: PurchaseId
    source: Source
    source_ref: str
    batch_id: int | None
    line: Line


def wait_for_documents(session: Session, partner_id: PartnerId) -> None:
    """Of two transactions that compare rows with a partner's documents, the second waits for the first to end.

    On SQLite there is one writer anyway.
    """
    if session.connection().dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(hashtext('purchase documents'), :partner)")
        session.execute(lock, {"partner": partner_id})


def live_lines(
    session: Session, partner_id: PartnerId, documents: Collection[str]
) -> Mapping[str, Sequence[LiveLine]]:
    """What counts of each of these documents, whoever sold it; without handovers, and claims without a day."""
    found: defaultdict[str, list[LiveLine]] = defaultdict(list)
    maker = func.coalesce(Producer.merged_into_id, Purchase.producer_id)
    for some in in_slices(sorted(documents), SLICE):
        query = (
            select(
                Purchase.id,
                Purchase.source,
                Purchase.source_ref,
                Purchase.batch_id,
                Purchase.document_number,
                Purchase.bought_on,
                maker,
                Purchase.seller_text,
                PurchaseLine.text,
                PurchaseLine.product_id,
                PurchaseLine.quantity_milli,
                PurchaseLine.net,
            )
            .join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id)
            .outerjoin(Producer, Producer.id == Purchase.producer_id)
            .where(
                Purchase.id.in_(
                    select(LiveItem.purchase_id).where(
                        LiveItem.partner_id == partner_id, LiveItem.document.in_(some)
                    )
                ),
                Purchase.source != Source.UNDATED,
            )
            .order_by(PurchaseLine.id)
        )
        for purchase_id, source, ref, batch_id, number, day, maker_id, seller, item, *rest in session.execute(
            query
        ):
            line = Line(document_key(number, day), maker_id, plainly(seller), day, plainly(item), *rest)
            found[line.document].append(LiveLine(purchase_id, source, ref, batch_id, line))
    return found


def held_documents(
    session: Session, partner_id: PartnerId, documents: Collection[str]
) -> Mapping[tuple[str, int], PurchaseId | None]:
    """(document, maker) of those that handovers hold, with what the newest of them wrote into the ledger."""
    found: dict[tuple[str, int], PurchaseId | None] = {}
    maker = func.coalesce(Producer.merged_into_id, Producer.id)
    for some in in_slices(sorted(documents), SLICE):
        query = (
            select(HeldDocument.document, maker, HeldDocument.purchase_id)
            .join(Producer, Producer.id == HeldDocument.producer_id)
            .where(HeldDocument.partner_id == partner_id, HeldDocument.document.in_(some))
            .order_by(func.coalesce(HeldDocument.purchase_id, 0))
        )
        found |= {
            (document, maker_id): purchase_id for document, maker_id, purchase_id in session.execute(query)
        }
    return found


def write_live(
    session: Session,
    partner_id: PartnerId,
    purchase_ids: Iterable[PurchaseId],
    documents: Sequence[str],
    items: Sequence[str],
) -> None:
    """Each item of a document takes its next occurrence. The database refuses one that another wrote meanwhile."""
    times = _times(session, partner_id, set(documents))
    occurrences: Iterable[int] = repeat(1)
    keys = list(zip(documents, items, strict=True))
    if times or len(set(keys)) < len(keys):
        occurrences = _occurrences(keys, times)
    columns: dict[str, Iterable[Any]] = {
        "partner_id": repeat(partner_id),
        "document": documents,
        "item": items,
        "occurrence": occurrences,
        "purchase_id": purchase_ids,
    }
    insert_columns(session, LiveItem, columns)


def _occurrences(keys: Iterable[tuple[str, str]], times: dict[tuple[str, str], int]) -> list[int]:
    """Of each item the next after those that there are."""
    found = []
    for key in keys:
        times[key] = occurrence = times.get(key, 0) + 1
        found.append(occurrence)
    return found


def erase_live(session: Session, purchase_ids: Sequence[PurchaseId]) -> None:
    """What is taken back does not count any more. By document, so that the table needs no second index."""
    for some in in_slices(purchase_ids, SLICE):
        query = select(Purchase.partner_id, Purchase.document_number, Purchase.bought_on)
        found = session.execute(query.where(Purchase.id.in_(some))).all()
        session.execute(
            delete(LiveItem).where(
                LiveItem.partner_id.in_({partner_id for partner_id, *_ in found}),
                LiveItem.document.in_({document_key(number, day) for _, number, day in found}),
                LiveItem.purchase_id.in_(some),
            )
        )


def _times(session: Session, partner_id: PartnerId, documents: Collection[str]) -> dict[tuple[str, str], int]:
    times: dict[tuple[str, str], int] = {}
    for some in in_slices(sorted(documents), SLICE):
        query = (
            select(LiveItem.document, LiveItem.item, func.max(LiveItem.occurrence))
            .where(LiveItem.partner_id == partner_id, LiveItem.document.in_(some))
            .group_by(LiveItem.document, LiveItem.item)
        )
        times |= {(document, item): most for document, item, most in session.execute(query)}
    return times
