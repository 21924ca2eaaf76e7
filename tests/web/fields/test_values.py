from datetime import date

import pytest

from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.kernel.quantity import Quantity
from marketplace.web.forms import DayField, MonthField, QuantityField, RupiahField, Whole


@pytest.mark.parametrize("typed", ["1250000", "1.250.000", "Rp 1.250.000", "Rp1.250.000,-", " 1.250.000 "])
def test_rupiah_are_read_as_people_write_them(sent, typed):
    field = sent(RupiahField("Harga"), typed)

    assert field.data == Rupiah(1_250_000)
    assert field.errors == []


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("1,25 jt", "Harga: “1,25 jt” disingkat; tulis lengkap, misalnya 1.250.000."),
        ("12rb", "Harga: “12rb” disingkat; tulis lengkap, misalnya 1.250.000."),
        ("12,5", "Harga: “12,5” bukan jumlah rupiah bulat; tulis tanpa sen, misalnya 12.500."),
        ("1250000,50", "Harga: “1250000,50” bukan jumlah rupiah bulat; tulis tanpa sen, misalnya 12.500."),
        ("gratis", "Harga: “gratis” bukan jumlah rupiah; tulis misalnya 12.500."),
        ("-500", "Harga paling sedikit Rp0."),
        ("9999999999999", "Harga paling banyak Rp1.000.000.000.000."),
        ("", "Harga wajib diisi."),
    ],
)
def test_what_is_no_price_is_refused_and_kept(sent, typed, complaint):
    field = sent(RupiahField("Harga"), typed)

    assert field.errors == [complaint]
    assert f'value="{typed}"' in field()


def test_bounds_are_said_in_rupiah(sent):
    assert sent(RupiahField("Harga", least=500), "100").errors == ["Harga paling sedikit Rp500."]


@pytest.mark.parametrize(("typed", "milli"), [("24", 24_000), ("12,5", 12_500), ("½", 500), ("1 1/2", 1500)])
def test_quantities_are_thousandths(sent, typed, milli):
    assert sent(QuantityField("Jumlah"), typed).data == Quantity(milli)


@pytest.mark.parametrize("typed", ["1/3", "banyak", "1.2.3"])
def test_what_is_not_exact_is_refused(sent, typed):
    field = sent(QuantityField("Jumlah"), typed)

    assert field.errors == [f"Jumlah: “{typed}” bukan jumlah barang; tulis misalnya 24 atau 12,5."]
    assert field.data is None


def test_a_quantity_has_bounds_too(sent):
    assert sent(QuantityField("Jumlah", least=1), "0").errors == ["Jumlah paling sedikit 0,001."]


def test_whole_numbers(sent):
    assert sent(Whole("Hari"), "12.500").data == 12_500
    assert sent(Whole("Hari"), "6 bulan").errors == [
        "Hari: “6 bulan” bukan bilangan bulat; tulis angkanya saja, misalnya 30 atau 12.500."
    ]
    assert sent(Whole("Hari", most=30), "31").errors == ["Hari paling banyak 30."]
    assert sent(Whole("Hari", required=False), "").data is None


@pytest.mark.parametrize("typed", ["2026-08-12", "12/08/2026", "12 Agustus 2026", "12-8-26"])
def test_days_are_read_in_the_ways_of_here(sent, typed):
    field = sent(DayField("Tanggal"), typed)

    assert field.data == date(2026, 8, 12)
    assert 'type="date"' in field()
    assert 'value="2026-08-12"' in field()


def test_days_have_bounds_that_may_be_asked_for(sent):
    field = sent(DayField("Tanggal", most=lambda: date(2026, 8, 1)), "2026-08-12")

    assert field.errors == ["Tanggal paling akhir 1 Agu 2026."]
    assert sent(DayField("Tanggal"), "31/02/2026").errors == [
        "Tanggal: “31/02/2026” bukan tanggal; tulis misalnya 31/12/2026."
    ]


def test_months(sent):
    field = sent(MonthField("Bulan"), "2026-07")

    assert field.data == Month(2026, 7)
    assert 'type="month"' in field()
    assert sent(MonthField("Bulan"), "Juli").errors == ["Bulan: “Juli” bukan bulan; tulis misalnya 2026-07."]
    assert sent(MonthField("Bulan", least=Month(2026, 8)), "2026-07").errors == [
        "Bulan paling awal Agustus 2026."
    ]


def test_a_numeric_keyboard_for_numbers(sent):
    assert 'inputmode="numeric"' in sent(RupiahField("Harga"), "1")()
    assert 'inputmode="decimal"' in sent(QuantityField("Jumlah"), "1")()
