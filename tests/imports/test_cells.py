import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.imports.reasons import Fault, RowReason
from marketplace.imports.registers.cells import (
    Measured,
    read_amount,
    read_measure,
    read_percent,
)
from marketplace.kernel.quantity import Quantity
from marketplace.kernel.units import Unit


@pytest.mark.parametrize(
    ("cell", "unit_cell", "exact", "unit"),
    [
        ("24 pcs", None, "24", "PCS"),
        ("20pouch", None, "20", "PCH"),
        ("2 lusin", None, "24", None),
        ("2 dus @24", None, "48", None),
        ("2dus@24", None, "48", None),
        ("2 dus @ 24 btl", None, "48", "BTL"),
        ("2 karung isi 10 bks", None, "20", "BKS"),
        ("1,5 kg", None, "3/2", "KG"),
        ("1/2 kg", None, "1/2", "KG"),
        ("1 1/2 Kg.", None, "3/2", "KG"),
        ("½ kg", None, "1/2", "KG"),
        ("500 gr", None, "1/2", "KG"),
        ("5 ons", None, "1/2", "KG"),
        ("-2 pcs", None, "-2", "PCS"),
        ("(2) pcs", None, "-2", "PCS"),
        ("2- pcs", None, "-2", "PCS"),
        ("1.250 lbr", None, "1250", "LBR"),
        ("36 ", "PCS", "36", "PCS"),
        (36.0, "lembar", "36", "LBR"),
        (2, "dus @24", "48", None),
        (2, "DUS isi 12 btl", "24", "BTL"),
        (2, "dus", "2", "DUS"),
        (24, None, "24", None),
        ("24", "-", "24", None),
        ("24 pcs", "DUS", "24", "PCS"),
    ],
)
def test_quantities_and_units_are_read(cell, unit_cell, exact, unit):
    measured = read_measure(cell, unit_cell)
    assert isinstance(measured, Measured)
    assert (measured.quantity.exact, measured.unit) == (exact, unit)


@pytest.mark.parametrize(
    ("cell", "unit_cell", "reason"),
    [
        ("secukupnya", None, RowReason.BAD_QTY),
        ("dua lusin?", "PCS", RowReason.BAD_QTY),
        ("habis", "PCS", RowReason.BAD_QTY),
        ("3 karung", None, RowReason.UNKNOWN_UNIT),
        (3, "keranjang", RowReason.UNKNOWN_UNIT),
        ("0 pcs", None, RowReason.BAD_QTY),
        ("2 dus @0", None, RowReason.BAD_QTY),
        ("1/3 kg", None, RowReason.BAD_QTY),
        ("0,5 gr", None, RowReason.BAD_QTY),
        ("--2 pcs", None, RowReason.BAD_QTY),
        (None, "PCS", RowReason.BAD_QTY),
        (True, "PCS", RowReason.BAD_QTY),
    ],
)
def test_what_cannot_be_counted_is_refused(cell, unit_cell, reason):
    fault = read_measure(cell, unit_cell)
    assert isinstance(fault, Fault)
    assert fault.reason is reason
    assert "misalnya" in fault.note or "nol" in fault.note


@given(
    milli=st.integers(-(10**9), 10**9).filter(bool),
    unit=st.sampled_from(Unit),
    gap=st.sampled_from(["", " ", "  "]),
)
def test_what_we_write_we_read(milli, unit, gap):
    written = f"{Quantity(milli).text}{gap}{unit.lower()}"
    assert read_measure(written) == Measured(Quantity(milli), unit)


@given(count=st.integers(1, 10**6), content=st.integers(1, 999))
def test_packs_are_multiplied(count, content):
    packs = Quantity.of(count) if content > 1 else None
    assert read_measure(f"{count} dus @{content}") == Measured(Quantity.of(count * content), None, packs)


@given(
    cell=st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.none(), st.booleans()),
    unit=st.text(max_size=8),
)
def test_no_cell_makes_it_stumble(cell, unit):
    assert isinstance(read_measure(cell, unit), Measured | Fault)
    assert read_amount(cell) is None or isinstance(read_amount(cell), int | Fault)


@pytest.mark.parametrize("cell", ["", "-", "–", None, "   "])
def test_a_dash_is_nothing(cell):
    assert read_amount(cell) is None
    assert read_percent(cell) is None
