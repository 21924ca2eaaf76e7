"""What a partner bought, as plain values: rows of the ledger with what held on their day, and declared totals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple, Self

from marketplace.kernel.labels import Labelled, _l

Path = tuple[str, ...]  # category codes from the root down


class Grade(Labelled):
    """How well a purchase is proven; the first letter is the best.

    A hand log needs its photo to be a document; with a number alone it is D until its maker confirms it. So is what is
    counted for a maker or a product by a name that only the shop recognised.
    """

    A = "A", _l("Serah terima disepakati kedua pihak")
    B = "B", _l("Dokumen dan pembenaran pembuat")
    C = "C", _l("Dokumen saja, atau serah terima sepihak")
    D = "D", _l("Pengakuan saja")


class LedgerLine(NamedTuple):
    """One row of the ledger. `net` is the rupiah without VAT that count of it, below zero for a return.

    Of a row that an auditor refused in part that is what was found, and `recorded` what its paper says; so of returns
    of such a row, as far as more came back than was found.

    `local` and `certified` say what held on `day`. `item` tells products apart: the product where it is known, else
    the maker with the text on the document. Its seller is known when it is a maker, or somebody said that it is none
    of Metro's; its product when it is one of the maker's: whether any other was certified nobody can tell. A return
    has what held for the purchase it `returns`, which is that line's number; an `orphan` found none. Returns in reports
    from before returns pointed at purchases are neither. `outlet` is where it was bought, None where nobody said.
    """

    id: int
    day: date
    net: int
    producer_id: int | None
    kelurahan: str | None
    item: str
    categories: Path
    grade: Grade
    local: bool
    certified: bool
    refused: bool  # all of it, by an auditor, and no answer accepted yet
    disputed: bool  # by the maker, unless an officer let it stand
    seller_known: bool = True  # so reports that were frozen before names could be asked read as they did
    product_known: bool = True
    returns: int | None = None
    orphan: bool = False
    outlet: int | None = None  # where the partner bought it, as far as that was told
    recorded: int | None = None

    @property
    def on_paper(self) -> int:
        return self.net if self.recorded is None else self.recorded


class LinePart(NamedTuple):
    categories: Path
    rupiah: int


@dataclass(frozen=True)
class Total:
    """All a partner declared to have bought in a month, and what it could split by category.

    `filed_on` is the day on which a total of this month was sent first; None in reports from before it was read.
    """

    month: str
    rupiah: int
    parts: tuple[LinePart, ...] = ()
    filed_on: date | None = None


class PartnerBefore(NamedTuple):
    """What a partner was up to and on a day; `staff` is None where it was not known then."""

    until: date
    kind: str
    staff: int | None
    head: int | None


class OrderedLine(NamedTuple):
    """Goods that their maker agreed to bring by `due`: rupiah at the order's price, and what was taken in by then."""

    due: date
    ordered: int
    in_time: int


PAYING_TERM = timedelta(days=15)  # after the goods and their bill: Permendag 70/2013, for small suppliers


class Bill(NamedTuple):
    """Goods of one handover that a maker is to be paid for, in rupiah before tax: `id` is its due's number.

    `since` is the later of the days of handover and invoice; `paid_on` that of the last payment, once its maker
    confirmed that all of it came; `claimed_on` that of one which its maker has not answered.
    """

    id: int
    since: date
    rupiah: int
    paid_on: date | None
    claimed_on: date | None

    @property
    def payable_by(self) -> date:
        return self.since + PAYING_TERM


class JudgedOutlet(NamedTuple):
    id: int
    name: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, kw_only=True)
class JudgedPartner:
    """What a judgement needs to know of who is judged: as it was on the month's first day, and `before`, oldest first.

    `head` is the partner at the top of its chain; None for a head and for one without a chain. `since` is the day on
    which it was registered; None in reports from before it was read.
    """

    id: int
    public_id: str
    name: str
    kind: str
    staff: int | None = None
    under_mou: bool = False
    head: int | None = None
    before: tuple[PartnerBefore, ...] = ()
    since: date | None = None

    def on(self, day: date) -> Self:
        """The same as it was that day. A number of staff that was told first holds for the time before, too."""
        then = [one for one in self.before if one.until >= day]
        if not then:
            return self
        staff = next((one.staff for one in then if one.staff is not None), self.staff)
        return replace(self, kind=then[0].kind, staff=staff, head=then[0].head, before=())
