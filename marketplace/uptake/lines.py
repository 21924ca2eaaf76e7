"""What a partner bought, as plain values: rows of the ledger with what held on their day, and declared totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

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
    """One row of the ledger. `net` is rupiah without VAT, below zero for a return.

    `local` and `certified` say what held on `day`. `item` tells products apart: the product where it is known, else
    the maker with the text on the document. Its seller is known when it is a maker, or somebody said that it is none
    of Metro's; its product when it is one of the maker's: whether any other was certified nobody can tell. A return
    has what held for the purchase it `returns`, which is that line's number; an `orphan` found none. Returns in reports
    from before returns pointed at purchases are neither.
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
    refused: bool  # by an auditor, and no answer accepted yet
    disputed: bool  # by the maker, unless an officer let it stand
    seller_known: bool = True  # so reports that were frozen before names could be asked read as they did
    product_known: bool = True
    returns: int | None = None
    orphan: bool = False


class LinePart(NamedTuple):
    categories: Path
    rupiah: int


@dataclass(frozen=True)
class Total:
    """All a partner declared to have bought in a month, and what it could split by category."""

    month: str
    rupiah: int
    parts: tuple[LinePart, ...] = ()


@dataclass(frozen=True, kw_only=True)
class JudgedPartner:
    """What a judgement needs to know of who is judged."""

    id: int
    public_id: str
    name: str
    kind: str
    staff: int | None = None
    under_mou: bool = False
