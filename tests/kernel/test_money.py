from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field
from pydantic_core import PydanticCustomError

from marketplace.kernel.money import MILLION, Rupiah, half_up, read_millionths, spell, spell_millionths
from marketplace.kernel.reading import read

WAYS = ["{}", "{},00", "Rp {}", "Rp{},-", "Rp. {},00", "IDR {},00", "rp {}", "{} IDR", " {} ", "Rp {},--"]


@pytest.mark.parametrize("way", WAYS)
@given(amount=st.integers(0, 10**13))
def test_every_way_of_writing_reads_back(way, amount):
    dotted = f"{amount:,}".replace(",", ".")
    assert Rupiah.read(way.format(dotted)) == Rupiah.read(way.format(amount)) == amount


@pytest.mark.parametrize("way", ["-{}", "({})", "{}-", "-Rp {}", "Rp -{}", "Rp ({})", "(Rp{},-)", "−{},00"])
@given(amount=st.integers(1, 10**13))
def test_below_zero_has_as_many_ways(way, amount):
    assert Rupiah.read(way.format(f"{amount:,}".replace(",", "."))) == -amount


@given(amount=st.integers(0, 10**13))
def test_an_english_locale_reads_back(amount):
    assert Rupiah.read(f"IDR {amount:,}.00") == Rupiah.read(f"{amount:,}") == amount


@given(amount=st.integers(-(10**14), 10**14))
def test_what_we_spell_we_read(amount):
    assert Rupiah.read(spell(amount)) == amount


@given(amount=st.integers(-(2**49), 2**49))
def test_numbers_of_a_spreadsheet_are_themselves(amount):
    assert Rupiah.read(amount) == Rupiah.read(float(amount)) == amount


@given(millionths=st.integers(-(10**15), 10**15))
def test_amounts_with_decimals_read_back(millionths):
    text = spell_millionths(millionths)
    decimals = text.partition(",")[2]
    assert len(decimals) == 3 or read_millionths(text) == millionths


def test_three_decimals_after_a_comma_are_english_thousands():
    assert read_millionths("12,500") == 12_500 * MILLION


@pytest.mark.parametrize(
    "cell",
    ["", "-", "gratis", "Rp", "1.25.0", "12.5.000", "--5", "-5-", "(5", "12..500", None, True, float("nan"),
     float("inf"), "1e6", "١٢", "12.500,5,0", "Rp Rp 5"],
)  # fmt: skip
def test_what_is_no_amount_is_refused(cell):
    with pytest.raises(PydanticCustomError) as refused:
        Rupiah.read(cell)
    assert refused.value.type == "rupiah"


@pytest.mark.parametrize("cell", ["12.500,50", "0,1", 12.5, "12.5"])
def test_whole_rupiah_only(cell):
    with pytest.raises(PydanticCustomError):
        Rupiah.read(cell)


@pytest.mark.parametrize("text", ["12.5rb", "1,25 jt", "1,2jt", "3 juta", "500k", "2 Ribu", "1 M"])
def test_short_amounts_are_refused_with_an_example(text):
    class Form(BaseModel):
        price: Rupiah = Field(title="Harga")

    complaints = read(Form, {"price": text}).complaints
    assert complaints == {"price": f"Harga: “{text}” disingkat; tulis lengkap, misalnya 1.250.000."}


@given(numerator=st.integers(-(10**20), 10**20), denominator=st.integers(1, 10**9))
def test_half_up_is_the_nearest_and_mirrors(numerator, denominator):
    rounded = half_up(numerator, denominator)
    assert abs(Fraction(numerator, denominator) - rounded) <= Fraction(1, 2)
    assert half_up(-numerator, denominator) == -rounded


@pytest.mark.parametrize(("numerator", "nearest"), [(5, 3), (-5, -3), (4, 2), (1, 1), (-1, -1), (0, 0)])
def test_a_half_goes_away_from_zero(numerator, nearest):
    assert half_up(numerator, 2) == nearest


def test_a_sum_with_dust_of_floats_is_what_the_spreadsheet_shows():
    assert read_millionths(0.1 + 0.2) == 300_000
    assert read_millionths(11261.26) == 11_261_260_000


def test_amounts_carry_no_dictionary():
    assert not hasattr(Rupiah(5), "__dict__")
