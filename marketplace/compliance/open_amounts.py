"""What is undecided of a partner's month, and how the month reads once it is decided the other way. Pure.

Today's figures leave out whatever is open; each open amount says what its decision could put in. Amounts are stored
with the inputs of a judgement, so that a report is computed anew with what was open then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from marketplace.kernel.labels import Labelled, _l
from marketplace.uptake.lines import Grade, LedgerLine, Path, Total


class OpenKind(Labelled):
    """The words stand in the annexes of reports."""

    OBJECTION = "objection", _l("Keberatan mitra")
    REFUSAL = "refusal", _l("Pertanyaan auditor")
    CLAIM = "claim", _l("Pembelian yang dibantah pembuat")
    SALE = "sale", _l("Penjualan yang dibantah toko")
    HANDOVER = "handover", _l("Serah terima yang diperselisihkan")
    DIFFERENCE = "difference", _l("Selisih serah terima")
    SELLERS = "sellers", _l("Nama penjual yang belum dikenali")
    GOODS = "goods", _l("Nama barang yang belum dikenali")
    IMPORT = "import", _l("Berkas impor yang belum dicatat")
    TOTAL = "total", _l("Total belanja yang diturunkan")
    MISSING = "missing", _l("Total belanja yang belum dinyatakan")


@dataclass(frozen=True, kw_only=True)
class OpenAmount:
    """One undecided thing.

    `lines` are refused or disputed rows of the ledger that would count; `rupiah` is what would come beside them, or
    the maker's own figure for a disputed row; below zero for goods given back. `count` is how many names wait.
    `total` is the lowered total that waits. An objection or a file without `rupiah` could come to anything.
    """

    kind: OpenKind
    day: date
    lines: tuple[int, ...] = ()
    rupiah: int | None = None
    maker: int | None = None
    kelurahan: str | None = None
    categories: Path = ()
    count: int = 1
    total: Total | None = None

    @property
    def unbounded(self) -> bool:
        return self.kind in (OpenKind.OBJECTION, OpenKind.IMPORT) and self.rupiah is None

    @property
    def turns(self) -> bool:
        """Whether its decision can change a figure that there is: a total that was never declared leaves none."""
        return self.kind is not OpenKind.MISSING


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """What a partner's month is judged by, as far as something open can change it."""

    lines: tuple[LedgerLine, ...]
    totals: tuple[Total, ...]


def decided(ledger: Ledger, amounts: Sequence[OpenAmount], *, anything: Path, room: int | None) -> Ledger:
    """The ledger with these amounts in.

    What has no category may be of any, `anything`. What somebody says is missing comes to at most `room`, the rupiah
    by which the declared total is above what counts.
    """
    lines, totals = list(ledger.lines), list(ledger.totals)
    for place, one in enumerate(amounts, 1):
        if one.kind in (OpenKind.REFUSAL, OpenKind.CLAIM):
            lines = [_cleared(line, one) for line in lines]
        elif one.kind is OpenKind.SELLERS:
            lines = _recognised(lines, one, anything)
        elif one.kind is OpenKind.GOODS:
            lines = [_certified(line) if line.producer_id == one.maker else line for line in lines]
        elif one.total is not None:
            totals = [total for total in totals if total.month != one.total.month] + [one.total]
        elif one.rupiah:
            lines.append(_added(one, place, anything, room))
    return Ledger(lines=tuple(lines), totals=tuple(totals))


def _cleared(line: LedgerLine, one: OpenAmount) -> LedgerLine:
    """A row that counts again, with what came back of it."""
    if line.id not in one.lines and line.returns not in one.lines:
        return line
    if one.kind is OpenKind.REFUSAL:
        return line._replace(refused=False, net=line.on_paper, recorded=None)
    own = one.rupiah if line.id in one.lines else None
    return line._replace(disputed=False, net=line.net if own is None else max(line.net, own))


def _recognised(lines: Sequence[LedgerLine], one: OpenAmount, anything: Path) -> list[LedgerLine]:
    """Rows of sellers that nobody knows, as if all of these were makers of Metro: as many as there are names."""
    unknown = [line.id for line in lines if not line.seller_known and line.producer_id is None]
    makers = {number: -1 - place % one.count for place, number in enumerate(unknown)}
    return [
        line._replace(
            producer_id=makers[line.id],
            kelurahan=f"?{makers[line.id]}",
            categories=line.categories or anything,
            local=True,
            certified=True,
            seller_known=True,
            product_known=True,
        )
        if line.id in makers
        else line
        for line in lines
    ]


def _certified(line: LedgerLine) -> LedgerLine:
    return line if line.product_known else line._replace(certified=True, product_known=True)


def _added(one: OpenAmount, place: int, anything: Path, room: int | None) -> LedgerLine:
    claimed = one.kind in (OpenKind.OBJECTION, OpenKind.IMPORT)
    net = one.rupiah or 0
    return LedgerLine(
        id=-place,
        day=one.day,
        net=min(net, max(room, 0)) if claimed and room is not None else net,
        producer_id=one.maker or -1_000_000 - place,
        kelurahan=one.kelurahan or f"?open-{place}",
        item=f"open:{place}",
        categories=one.categories or anything,
        grade=Grade.A,
        local=True,
        certified=True,
        refused=False,
        disputed=False,
    )
