"""What a register would write, before it does: every complaint at the cell it is about, and sums that add up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from marketplace.imports.mappings.base import MAPPINGS
from marketplace.imports.plans import RegisterPlan
from marketplace.imports.reasons import RowReason, Warn
from marketplace.imports.registers.cells import read_amount
from marketplace.imports.registers.columns import columns_said
from marketplace.imports.registers.headings import Field
from marketplace.imports.registers.rows import BadRow, PurchaseRegister, RegisterRow
from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.names import same_name
from marketplace.ports.sheets import Cell, Sheet
from marketplace.purchases.known import plainly
from marketplace.sheets.cells import text_of
from marketplace.sheets.refused import Ref

FIRST = 20  # rows that are shown as they were read
MOST = 200  # rows to look at on the page; the file of bad rows has them all

ABOUT: Mapping[RowReason | Warn, Field] = {  # where a complaint belongs; any other at the goods
    RowReason.MISSING_PRODUCT: Field.ITEM,
    RowReason.MISSING_SUPPLIER: Field.SELLER,
    RowReason.BAD_DATE: Field.DAY,
    RowReason.OUT_OF_PERIOD: Field.DAY,
    RowReason.BAD_QTY: Field.QUANTITY,
    RowReason.UNKNOWN_UNIT: Field.QUANTITY,
    RowReason.BAD_PRICE: Field.PRICE,
    RowReason.TOTAL_MISMATCH: Field.TOTAL,
    RowReason.MISSING_SHOP: Field.SELLER,  # the page has no column for shops
    RowReason.DUPLICATE: Field.ITEM,
    Warn.BARCODE_CHECK_DIGIT: Field.ITEM,
    Warn.TOTAL_COMPUTED: Field.TOTAL,
    Warn.PRICE_PER_PACK: Field.PRICE,
    Warn.PRICE_TINY: Field.PRICE,
    Warn.TAX_UNREAD: Field.TOTAL,
    Warn.CONTINUED: Field.DAY,
}
NO_DOCUMENT = _l("Tanpa nomor nota: buktinya paling lemah.")


class PreviewState(Labelled):
    READY = "ready", _l("Siap")
    NOTED = "noted", _l("Siap, ada catatan")
    UNNAMED = "unnamed", _l("Perlu nama")
    CHANGED = "changed", _l("Mengubah catatan")
    EVIDENCE = "evidence", _l("Bukti serah terima")
    THERE = "there", _l("Sudah tercatat")
    REFUSED = "refused", _l("Ditolak")


COUNTED = (PreviewState.READY, PreviewState.NOTED, PreviewState.UNNAMED, PreviewState.CHANGED)


@dataclass(frozen=True)
class PreviewRow:
    """A row of the file; a refused one has its cells as they were typed, the others values."""

    ref: Ref
    state: PreviewState
    cells: Mapping[Field, object]
    remarks: Mapping[Field, Sequence[Label]]


@dataclass(frozen=True)
class Tally:
    rows: int
    total: Rupiah


@dataclass(frozen=True)
class UnknownName:
    """A seller whom nobody has recognised yet, as the file writes the name first."""

    text: str
    rows: int
    total: Rupiah


@dataclass(frozen=True)
class Preview:
    """The tallies are all rows of the file that are a purchase; `unread` refused rows have no rupiah.

    Rows that need a name are written too, under the name they have.
    """

    register: PurchaseRegister
    tallies: Mapping[PreviewState, Tally]
    unread: int
    refused: Sequence[PreviewRow]
    noted: Sequence[PreviewRow]  # those that are taken and about which something is remarked
    first: Sequence[PreviewRow]
    names: Sequence[UnknownName]  # the most rupiah first
    warned: Mapping[Label, int]  # how many rows each warning of the reader is about
    total: Rupiah  # of the rows that can be read

    @property
    def rows(self) -> int:
        return sum(tally.rows for tally in self.tallies.values())

    @property
    def new(self) -> int:
        return self._sum(*COUNTED).rows

    @property
    def ready(self) -> Tally:
        """What is taken and has a seller who is known, remarks or not."""
        return self._sum(PreviewState.READY, PreviewState.NOTED)

    @property
    def taken(self) -> Rupiah:
        """Rupiah that committing would add."""
        return self._sum(*COUNTED).total

    @property
    def good(self) -> int:
        return self.rows - self.tallies[PreviewState.REFUSED].rows

    @property
    def off(self) -> Rupiah | None:
        """By how much the file's own total row differs from the rows that are taken."""
        printed = self.register.printed_total
        return None if printed is None else Rupiah(printed - self.total)

    def _sum(self, *states: PreviewState) -> Tally:
        tallies = [self.tallies[state] for state in states]
        return Tally(sum(one.rows for one in tallies), Rupiah(sum(one.total for one in tallies)))


def preview(register: PurchaseRegister, plan: RegisterPlan, strangers: Collection[str] = ()) -> Preview:
    """Of a register that was just read, and what committing it would do.

    `strangers` are sellers, plainly written, of whom the shop said that they are no makers of Metro.
    """
    remarks = Remarks(register)
    planned = _planned(plan)
    states = [_state(row, remarks, planned, strangers) for row in register.rows]
    read = list(zip(register.rows, states, strict=True))
    columns = _columns(register)
    refused, unread = _rupiah_refused(register, columns)
    remarked = (pair for pair in read if pair[1] in COUNTED and remarks.any_of(pair[0]))
    return Preview(
        register=register,
        tallies=_tallies(states, register) | {PreviewState.REFUSED: refused},
        unread=unread,
        refused=[_refused_line(row, columns) for row in islice(register.bad, MOST)],
        noted=[_good_line(row, state, remarks) for row, state in islice(remarked, MOST)],
        first=[_good_line(row, state, remarks) for row, state in islice(read, FIRST)],
        names=_names(row for row, state in read if state is PreviewState.UNNAMED),
        warned=dict(Counter(warning.label for _, warning in register.warnings)),
        total=register.net_total,
    )


def needs_name(row: RegisterRow, strangers: Collection[str]) -> bool:
    """Nobody has said yet who sold it: neither a maker, nor one of the strangers."""
    return row.maker is None and plainly(row.seller) not in strangers


class Remarks:
    """What is told of a row that is taken."""

    def __init__(self, register: PurchaseRegister) -> None:
        self._warnings: defaultdict[Ref, list[Warn]] = defaultdict(list)
        for ref, warning in register.warnings:
            self._warnings[ref].append(warning)

    def any_of(self, row: RegisterRow) -> bool:
        return next(self._sentences(row), None) is not None

    def of(self, row: RegisterRow) -> Mapping[Field, Sequence[Label]]:
        remarks: defaultdict[Field, list[Label]] = defaultdict(list)
        for field, sentence in self._sentences(row):
            remarks[field].append(sentence)
        return dict(remarks)

    def _sentences(self, row: RegisterRow) -> Iterator[tuple[Field, Label]]:
        for warning in self._warnings.get(row.ref, ()):
            yield ABOUT.get(warning, Field.ITEM), warning.label
        if row.maker is None:
            return
        name = row.maker.names[0]
        if same_name(row.seller) != same_name(name):
            yield Field.SELLER, _l("Dikenali sebagai %(name)s.", name=name)
        if row.is_local and not row.document:
            yield Field.DOCUMENT, NO_DOCUMENT


def _planned(plan: RegisterPlan) -> Mapping[Ref, PreviewState]:
    """Of the rows that are not simply new."""
    return (
        {row.ref: PreviewState.THERE for row in plan.same}
        | {row.ref: PreviewState.EVIDENCE for (_, row), _ in plan.evidence}
        | {row.ref: PreviewState.CHANGED for (_, row), _ in plan.changed}
    )


def _state(
    row: RegisterRow, remarks: Remarks, planned: Mapping[Ref, PreviewState], strangers: Collection[str]
) -> PreviewState:
    if row.ref in planned:
        return planned[row.ref]
    if needs_name(row, strangers):
        return PreviewState.UNNAMED
    return PreviewState.NOTED if remarks.any_of(row) else PreviewState.READY


def _good_line(row: RegisterRow, state: PreviewState, remarks: Remarks) -> PreviewRow:
    cells: dict[Field, object] = {
        Field.DAY: row.day,
        Field.DOCUMENT: row.document,
        Field.SELLER: row.seller,
        Field.ITEM: row.item,
        Field.QUANTITY: row.quantity,
        Field.UNIT: row.unit,
        Field.PRICE: row.unit_price,
        Field.TOTAL: row.net,
    }
    return PreviewRow(row.ref, state, cells, remarks.of(row))


def _refused_line(bad: BadRow, columns: Mapping[Field, int]) -> PreviewRow:
    cells: dict[Field, object] = {field: text_of(_cell(bad, columns.get(field))) for field in Field}
    return PreviewRow(bad.ref, PreviewState.REFUSED, cells, {ABOUT.get(bad.reason, Field.ITEM): [bad.note]})


def _columns(register: PurchaseRegister) -> Mapping[Field, int]:
    """Where the bad rows have what."""
    layout, _ = MAPPINGS[register.mapping].find(
        Sheet("", [register.headings]), columns_said(register.in_force)
    )
    return layout.columns if layout else {}


def _rupiah_refused(register: PurchaseRegister, columns: Mapping[Field, int]) -> tuple[Tally, int]:
    """The bad rows with the rupiah that can be read in them, and in how many none can."""
    amounts = [read_amount(_cell(bad, columns.get(Field.TOTAL))) for bad in register.bad]
    read = [amount for amount in amounts if isinstance(amount, int)]
    return Tally(len(amounts), Rupiah(sum(read))), len(amounts) - len(read)


def _cell(bad: BadRow, column: int | None) -> Cell:
    return bad.cells[column] if column is not None and column < len(bad.cells) else None


def _tallies(states: Sequence[PreviewState], register: PurchaseRegister) -> dict[PreviewState, Tally]:
    counts, totals = dict.fromkeys(PreviewState, 0), dict.fromkeys(PreviewState, 0)
    for state, row in zip(states, register.rows, strict=True):
        counts[state] += 1
        totals[state] += row.net
    return {state: Tally(counts[state], Rupiah(totals[state])) for state in PreviewState}


def _names(rows: Iterable[RegisterRow]) -> list[UnknownName]:
    met: dict[str, UnknownName] = {}
    for row in rows:
        key = same_name(row.seller)
        seen = met.get(key, UnknownName(row.seller, 0, Rupiah(0)))
        met[key] = UnknownName(seen.text, seen.rows + 1, Rupiah(seen.total + row.net))
    return sorted(met.values(), key=lambda name: (-abs(name.total), name.text))
