"""What a shop's files say that it bought in a month: the total its declaration is offered. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from marketplace.imports.mappings.base import MAPPINGS
from marketplace.imports.reasons import RowReason
from marketplace.imports.registers.catalogue import Catalogue
from marketplace.imports.registers.cells import Cells, read_amount
from marketplace.imports.registers.columns import columns_said
from marketplace.imports.registers.headings import Field
from marketplace.imports.registers.rows import BadRow, PurchaseRegister
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.ports.sheets import Cell, Sheet
from marketplace.sheets.refused import Ref


class TotalFound(Labelled):
    PRINTED = "printed", _l("Total yang tertulis di berkas")
    ROWS = "rows", _l("Jumlah baris yang diterima")


@dataclass(frozen=True)
class RefusedAmount:
    """A row that was not taken: whether it is a purchase of the month is asked. None where no rupiah can be read."""

    ref: Ref
    net: Rupiah | None


@dataclass(frozen=True)
class FileOfMonth:
    """A register as it speaks of one month, in rupiah without VAT; `key` is the same for the same bytes.

    `printed` is its own total, None where it has none that can be told for this month. `rows` are those it took, by
    their reference in the ledger.
    """

    key: str
    name: str
    printed: Rupiah | None
    rows: Mapping[str, Rupiah]
    refused: Sequence[RefusedAmount] = ()

    @property
    def taken(self) -> Rupiah:
        return Rupiah(sum(self.rows.values()))


@dataclass(frozen=True)
class OfferedFile:
    """`shared` is of its rows that another file has brought before; `refused` are asked about, in or out."""

    name: str
    found: TotalFound
    total: Rupiah
    shared: Rupiah
    refused: Sequence[RefusedAmount]


@dataclass(frozen=True)
class OfferedTotal:
    """`twice` is what two files may both speak of: one's total goes beyond its rows, and another brings more rows."""

    files: Sequence[OfferedFile]
    twice: Rupiah = Rupiah(0)

    @property
    def total(self) -> Rupiah:
        """Without the rows that are asked about."""
        return Rupiah(sum(file.total - file.shared for file in self.files))

    @property
    def refused(self) -> Sequence[RefusedAmount]:
        return [row for file in self.files for row in file.refused]

    @property
    def refused_net(self) -> Rupiah:
        """Of those that can be read."""
        return Rupiah(sum(row.net or 0 for row in self.refused))

    @property
    def unread(self) -> int:
        return sum(row.net is None for row in self.refused)


def offered_total(files: Sequence[FileOfMonth]) -> OfferedTotal:
    """Each file's own total, else the rows it took, less the rows that another file has brought already.

    In the order in which they came, though no other order gives another total. A file whose rows are all in another
    one was sent again, mended or in part, and does not count beside it. Without its own total a file's refused rows
    are in question.
    """
    kept = [file for place, file in enumerate(files) if not _sent_again(place, files)]
    seen: set[str] = set()
    offered, fresh = [], []
    for file in kept:
        shared = sum(net for ref, net in file.rows.items() if ref in seen)
        seen |= file.rows.keys()
        fresh.append(file.taken - shared)
        offered.append(
            OfferedFile(
                name=file.name,
                found=TotalFound.ROWS if file.printed is None else TotalFound.PRINTED,
                total=file.taken if file.printed is None else file.printed,
                shared=Rupiah(shared),
                refused=file.refused if file.printed is None else (),
            )
        )
    return OfferedTotal(offered, _twice(kept, fresh))


def file_of_month(
    register: PurchaseRegister, refs: Sequence[str], month: Month, *, key: str, name: str
) -> FileOfMonth:
    """`refs` are those of its rows in the ledger, in the same order."""
    first, last = month.first_day, month.last_day
    pairs = zip(refs, register.rows, strict=True)
    rows = {ref: row.net for ref, row in pairs if first <= row.day <= last}
    return FileOfMonth(key, name, _printed(register, month), rows, _refused(register, month))


def _printed(register: PurchaseRegister, month: Month) -> Rupiah | None:
    """A total of several months tells one month's only where it is the sum of the rows."""
    if not register.printed_total or register.period.first == register.period.last:
        return register.printed_total or None  # a total of nothing stands over no row
    return register.net_by_month().get(month) if register.printed_total == register.net_total else None


def _refused(register: PurchaseRegister, month: Month) -> list[RefusedAmount]:
    layout, _ = MAPPINGS[register.mapping].find(
        Sheet("", [register.headings]), columns_said(register.in_force)
    )
    columns = layout.columns if layout else {}
    alone, cells = register.period.first == register.period.last, Cells(register.period, Catalogue())
    found = []
    for bad in register.bad:
        day = cells.day(_cell(bad, columns.get(Field.DAY)))
        dated = isinstance(day, date)
        if bad.reason is RowReason.OUT_OF_PERIOD or (isinstance(day, date) and day not in month):
            continue
        net = read_amount(_cell(bad, columns.get(Field.TOTAL)))
        found.append(RefusedAmount(bad.ref, net if isinstance(net, Rupiah) and (alone or dated) else None))
    return found


def _cell(bad: BadRow, column: int | None) -> Cell:
    return bad.cells[column] if column is not None and column < len(bad.cells) else None


def _sent_again(place: int, files: Sequence[FileOfMonth]) -> bool:
    mine = files[place]
    for other_place, other in enumerate(files):
        if other_place == place:
            continue
        later, same = other_place > place, other.rows.keys() == mine.rows.keys()
        if other.key == mine.key and later:
            return True
        if mine.rows and mine.rows.keys() <= other.rows.keys() and (later or not same):
            return True
    return False


def _twice(files: Sequence[FileOfMonth], fresh: Sequence[int]) -> Rupiah:
    beyond = [0 if file.printed is None else max(0, file.printed - file.taken) for file in files]
    return Rupiah(sum(min(own, sum(fresh) - fresh[place]) for place, own in enumerate(beyond) if own))
