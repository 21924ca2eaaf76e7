from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field
from pydantic_core import PydanticCustomError

from marketplace.kernel.money import MILLION, Rupiah
from marketplace.kernel.quantity import Quantity, line_total, price_of
from marketplace.kernel.reading import read

MILLI = st.integers(-(10**12), 10**12)


@given(milli=MILLI)
def test_what_we_spell_we_read(milli):
    quantity = Quantity(milli)
    assert Quantity.read(quantity.text) == quantity


@given(milli=MILLI)
def test_the_exact_text_is_a_fraction_of_units(milli):
    quantity = Quantity(milli)
    assert Fraction(quantity.exact) * 1000 == milli
    assert Quantity.read(quantity.exact) == quantity


@given(milli=st.integers(-(10**9), 10**9))
def test_floats_of_a_spreadsheet_are_exact_to_the_thousandth(milli):
    assert Quantity.read(milli / 1000) == milli


@pytest.mark.parametrize(
    ("cell", "exact", "text"),
    [("12,5", "25/2", "12,5"), ("1/2", "1/2", "0,5"), ("1 1/2", "3/2", "1,5"), ("1½", "3/2", "1,5"),
     ("-2", "-2", "-2"), ("1.000", "1000", "1.000"), ("1,250", "5/4", "1,25"), (24, "24", "24"),
     (0.1 + 0.2, "3/10", "0,3"), ("(3)", "-3", "-3"), ("1,000.5", "2001/2", "1.000,5")],
)  # fmt: skip
def test_quantities_are_read_and_written(cell, exact, text):
    quantity = Quantity.read(cell)
    assert (quantity.exact, quantity.text) == (exact, text)


@pytest.mark.parametrize(
    "cell", ["", "habis", "1/3", "1/0", "dua", None, True, "0,0005", 0.0005, "1,2,3", float("nan")]
)
def test_what_is_no_quantity_is_refused(cell):
    with pytest.raises(PydanticCustomError) as refused:
        Quantity.read(cell)
    assert refused.value.type == "quantity"


def test_a_field_of_a_form_reads_it_or_says_how_to_write_it():
    class Form(BaseModel):
        quantity: Quantity = Field(title="Jumlah", gt=0)

    assert read(Form, {"quantity": "1,5"}).value.quantity == Quantity(1500)
    assert read(Form, {"quantity": "banyak"}).complaints == {
        "quantity": "Jumlah: “banyak” bukan jumlah barang; tulis misalnya 24 atau 12,5."
    }


@given(milli=MILLI, price=st.integers(0, 10**10))
def test_a_line_total_is_the_nearest_rupiah_and_a_return_mirrors_it(milli, price):
    total = line_total(Quantity(milli), Rupiah(price))
    assert abs(Fraction(milli * price, 1000) - total) <= Fraction(1, 2)
    assert line_total(Quantity(-milli), Rupiah(price)) == -total
    assert price_of(milli, price * MILLION) == total


def test_half_a_rupiah_rounds_up():
    assert line_total(Quantity.read("0,5"), Rupiah(10_001)) == 5001


def test_of_counts_whole_units():
    assert Quantity.of(24) == 24_000
