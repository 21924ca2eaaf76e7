"""C02, C06, C08, C09, C10, C13, C14, C16, C17: figures that partners state beside their receipts.

A figure is judged once all of it is there, of every outlet it is asked of, and an officer has seen its evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from marketplace.kernel.labels import Label, _l
from marketplace.kernel.period import Month, MonthSpan
from marketplace.purchases.figure_kinds import FIGURE_KINDS, CombinedFigure, FigureKind
from marketplace.uptake.lines import LedgerLine
from marketplace.uptake.measures.base import (
    MEASURES,
    PRODUCTS,
    RUPIAH,
    SPACE,
    STAFF,
    Basis,
    Example,
    FigureUnit,
    Gap,
    Measure,
    MeasuredFigure,
    Need,
)

QUARTER = MonthSpan(Month(2026, 7), Month(2026, 9))


class StatedMeasure(Measure):
    """`kind` says what is stated; nothing of the ledger goes into it."""

    kind: ClassVar[FigureKind]
    rows = _l(
        "Tidak memakai baris pembelian: yang dibaca ialah angka yang dinyatakan mitra dengan bukti dan sudah"
        " diverifikasi petugas. Yang belum diverifikasi ditampilkan dan tidak dinilai."
    )

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        """Of several partners their sum, or the highest; without a figure where one of them has none."""
        read = [_read(self.kind, stated, basis.span) for stated in basis.stated]
        parts = [one.numerator for one in read]
        gap = next((one.gap for one in read if one.gap), None)
        whole = sum(one.denominator or 0 for one in read) or None
        return MeasuredFigure(max(parts) if self.kind.greatest else sum(parts), whole, gap)


def _read(kind: FigureKind, stated: Sequence[CombinedFigure], span: MonthSpan | None) -> MeasuredFigure:
    """One partner's figures of whole periods within the span; of cumulative ones the newest."""
    asked = ends_within(kind, span) if span else []
    own = sorted(
        (one for one in stated if one.kind == kind.key and one.last_month in asked),
        key=lambda one: one.last_month,
    )
    if kind.cumulative:
        own = own[-1:]
    if not own or (not kind.cumulative and len(own) < len(asked)):
        return MeasuredFigure(0, None, Gap.NOT_STATED)
    parts = [one.part for one in own]
    return MeasuredFigure(
        max(parts) if kind.greatest else sum(parts),
        sum(one.whole or 0 for one in own) or None,
        _gap(own),
    )


def ends_within(kind: FigureKind, span: MonthSpan) -> list[str]:
    """The last months (2026-09) of the kind's periods that lie in the span whole."""
    return [
        str(month)
        for month in span
        if kind.of.around(month).last == month and kind.of.around(month).first >= span.first
    ]


def _gap(stated: Sequence[CombinedFigure]) -> Gap | None:
    if not all(one.complete for one in stated):
        return Gap.OUTLETS_UNSTATED
    return None if all(one.verified for one in stated) else Gap.NOT_VERIFIED


def _example(
    kind: FigureKind, unit: FigureUnit, whole_unit: FigureUnit, part: int, whole: int | None
) -> Example:
    """One verified figure of the third quarter of 2026."""
    span = kind.of.around(QUARTER.last)
    figure = CombinedFigure(kind.key, str(span.last), part, whole, verified=True, complete=True)
    story = _l("Mitra menyatakan “%(part)s” %(amount)s.", part=kind.part, amount=unit.spell(part))
    says = _l("Hasilnya %(numerator)s.")
    if whole is not None and kind.whole:
        story = _l(
            "Mitra menyatakan “%(part)s” %(amount)s dan “%(whole)s” %(all)s.",
            part=kind.part,
            amount=unit.spell(part),
            whole=kind.whole,
            all=whole_unit.spell(whole),
        )
        says = (
            _l("Hasilnya %(numerator)s untuk %(denominator)s, yaitu %(each)s per pegawai.")
            if kind.per_head
            else _l("Hasilnya %(numerator)s dari %(denominator)s, yaitu %(share)s.")
        )
    return Example(story=story, basis=Basis(span=span, stated=((figure,),)), says=says)


def _definition(kind: FigureKind) -> Label:
    return _l("%(label)s, seperti dinyatakan mitra. %(help)s", label=kind.label, help=kind.help)


def _formula(kind: FigureKind) -> Label:
    return _l("%(part)s ÷ %(whole)s", part=kind.part, whole=kind.whole) if kind.whole else kind.part


EVERY: Sequence[tuple[str, Need, FigureUnit, int, int | None]] = (  # with the two numbers of the example
    ("local_skus", Need.SKUS, PRODUCTS, 18, 120),
    ("shelf_space", Need.SPACE, SPACE, 12, 40),
    ("listing_fee", Need.FEES, RUPIAH, 50_000, None),
    ("trading_terms", Need.FEES, RUPIAH, 1_500_000, 12_000_000),
    ("price_above_cost", Need.COSTS, RUPIAH, 2_500, 10_000),
    ("small_business_plan", Need.BUDGETS, RUPIAH, 480_000_000, 1_000_000_000),
    ("small_business_budget", Need.BUDGETS, RUPIAH, 450_000_000, 1_000_000_000),
    ("small_business_spending", Need.BUDGETS, RUPIAH, 300_000_000, 1_000_000_000),
    ("domestic_spending", Need.BUDGETS, RUPIAH, 700_000_000, 800_000_000),
    ("staff_spending", Need.STAFF_SPENDING, RUPIAH, 6_000_000, 40),
    ("batik_friday", Need.OBSERVED, STAFF, 36, 40),
)


def _measure(kind: FigureKind, need: Need, unit: FigureUnit, part: int, whole: int | None) -> type[Measure]:
    whole_unit = STAFF if kind.per_head else unit
    return type(
        "".join(word.title() for word in kind.key.split("_")),
        (StatedMeasure,),
        {
            "__module__": __name__,
            "kind": kind,
            "label": kind.label,
            "definition": _definition(kind),
            "formula": _formula(kind),
            "unit": unit,
            "whole": kind.whole,
            "whole_unit": whole_unit,
            "needs": (need,),
            "example": _example(kind, unit, whole_unit, part, whole),
        },
    )


for _key, _need, _unit, _part, _whole in EVERY:
    MEASURES.add(f"stated_{_key}")(_measure(FIGURE_KINDS[_key], _need, _unit, _part, _whole))
