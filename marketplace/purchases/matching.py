"""Rows held against what counts already: new, the same, a change to ask about, or evidence for a handover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import PartnerId, PurchaseId
from marketplace.kernel.labels import _l
from marketplace.purchases.documents import Line, LiveLine, held_documents, live_lines

KNOWN = _l(
    "Nota ini sudah tercatat. Buka catatan yang ada, atau centang “ini pembelian lain” bila memang pembelian lain."
)


class KnownDocument(Refused):
    """The ledger has this document with the same goods, or on another day: recorded beside it only when `apart`.

    `purchase_id` is what counts of it; it can be replaced instead.
    """

    def __init__(self, purchase_id: PurchaseId) -> None:
        super().__init__(KNOWN, field="apart")
        self.purchase_id = purchase_id


@dataclass(frozen=True)
class New:
    """`adds` says that its document is known with other items."""

    adds: bool = False


@dataclass(frozen=True)
class Same:
    live: LiveLine

    @property
    def purchase_id(self) -> PurchaseId:
        return self.live.purchase_id


@dataclass(frozen=True)
class Changed:
    """A person answers whether it replaces `live`, or comes beside it.

    `live` is None where another item stands on the document, on another day; `document` has what does.
    """

    live: LiveLine | None
    document: LiveLine

    @property
    def purchase_id(self) -> PurchaseId:
        return self.document.purchase_id


@dataclass(frozen=True)
class Evidence:
    """A handover holds its document; what that wrote, where it wrote anything."""

    purchase_id: PurchaseId | None


Outcome = New | Same | Changed | Evidence


def compared(session: Session, partner_id: PartnerId, lines: Sequence[Line]) -> list[Outcome]:
    """`match` with what the ledger has of their documents."""
    documents = {line.document for line in lines}
    live = live_lines(session, partner_id, documents)
    return match(lines, live, held_documents(session, partner_id, documents))


def match(
    lines: Sequence[Line],
    live: Mapping[str, Sequence[LiveLine]],
    held: Mapping[tuple[str, int], PurchaseId | None],
    *,
    claimed: Collection[PurchaseId | None] = (),
) -> list[Outcome]:
    """What each of these rows of one file or one entry is, beside what counts of its document.

    A line that counts answers for one row only. Equal rows find each other first, so that a document which repeats an
    item finds itself again; then rows of the same item. What is `claimed`, which the file repeats, answers for none.
    """
    found: dict[int, Outcome] = {}
    by_document: defaultdict[str, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        if line.maker is not None and (line.document, line.maker) in held:
            found[place] = Evidence(held[line.document, line.maker])
        elif line.document in live:
            by_document[line.document].append(place)
    for document, places in by_document.items():
        found |= _of_document([(place, lines[place]) for place in places], live[document], claimed)
    return [found.get(place) or New() for place in range(len(lines))]


def _of_document(
    rows: Iterable[tuple[int, Line]], live: Sequence[LiveLine], claimed: Collection[PurchaseId | None]
) -> dict[int, Outcome]:
    found: dict[int, Outcome] = {}
    left = [one for one in live if one.purchase_id not in claimed]
    open_rows = []
    for place, row in rows:
        one = _take(left, row, row.equals) if row.is_numbered else None
        if one is not None:
            found[place] = Same(one)
        else:
            open_rows.append((place, row))
    unclaimed = tuple(left)
    for place, row in open_rows:
        one = _take(left, row, row.shares_item if row.is_numbered else row.costs_the_same)
        days = {other.line.day for other in live if row.shares_seller(other.line)}
        moved = row.is_numbered and row.day not in days
        about = one or next((other for other in unclaimed if moved and row.shares_seller(other.line)), None)
        if about is not None:
            found[place] = Changed(one, about)
        else:
            found[place] = New(adds=row.is_numbered and bool(days))
    return found


def _take(left: list[LiveLine], row: Line, alike: Callable[[Line], bool]) -> LiveLine | None:
    """The line that counts and is like the row, of the same day before another; nobody else gets it."""
    like = [one for one in left if row.shares_seller(one.line) and alike(one.line)]
    if not like:
        return None
    chosen = min(like, key=lambda one: one.line.day != row.day)
    left.remove(chosen)
    return chosen
