import pytest

from marketplace.catalog.content import Content, ContentBase, price_per_100, read_content, says_nothing
from marketplace.kernel.money import Rupiah

G, ML, M, PCS = ContentBase


@pytest.mark.parametrize(
    ("written", "amount", "base"),
    [
        ("250 g", 250, G),
        ("250gr", 250, G),
        ("250 GRAM.", 250, G),
        ("1,5 kg", 1500, G),
        ("1.5 kg", 1500, G),
        ("1.500 g", 1500, G),
        ("1/2 kg", 500, G),
        ("1½ kg", 1500, G),
        ("2 ons", 200, G),
        ("Isi bersih: 200 g", 200, G),
        ("netto ± 75 gr", 75, G),
        ("250 g (isi 10)", 250, G),
        ("2 x 50 g", 100, G),
        ("2x50g", 100, G),
        ("10 sachet @ 20 g", 200, G),
        ("25 g x 10", 250, G),
        ("350 ml", 350, ML),
        ("350 cc", 350, ML),
        ("1 L", 1000, ML),
        ("0,6 liter", 600, ML),
        ("2 m", 2, M),
        ("5 sachet", 5, PCS),
        ("isi 10", 10, PCS),
        ("1 lusin", 12, PCS),
        ("1 loyang", 1, PCS),
        ("1 dus isi 24 botol", 24, PCS),
    ],
)
def test_it_reads_what_makers_write(written, amount, base):
    assert read_content(written) == Content(amount * 1000, base)


def test_a_centimetre_and_half_a_gram_are_exact():
    assert read_content("20 cm") == Content(200, M)
    assert read_content("0,5 g") == Content(500, G)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "200",
        "10 x 20",
        "ukuran L",
        "nomor 38",
        "usia 5-8",
        "bebas",
        "0 g",
        "20 cm x 30 cm",
        "250 gx",
        "1/0 g",
    ]
    + ["1.250 kg", "-5 g", "g", "x", "1/" + "9" * 5000 + " g", "٣ g"],
)
def test_it_does_not_guess(written):
    assert read_content(written) is None


def test_the_price_of_100_is_rounded_half_up():
    assert price_per_100(Rupiah(11_750), read_content("200 g")) == 5_875
    assert price_per_100(Rupiah(10_001), read_content("200 g")) == 5_001
    assert price_per_100(Rupiah(15_000), read_content("1,5 L")) == 1_000
    assert price_per_100(Rupiah(15_000), read_content("75 g")) == 20_000


def test_pieces_lengths_and_unread_ones_have_no_price_per_100():
    assert [price_per_100(Rupiah(1000), read_content(text)) for text in ("5 sachet", "2 m", "ukuran L")] == [
        None
    ] * 3


@pytest.mark.parametrize(
    ("written", "nothing"),
    [
        ("0 g", True),
        ("0,00", True),
        ("-5 ml", True),
        ("− 1 pcs", True),
        ("10 g", False),
        ("½ kg", False),
        ("ukuran L", False),
        ("usia 5-8", False),
        ("", False),
    ],
)
def test_a_size_of_zero_or_below_is_none(written, nothing):
    assert says_nothing(written) is nothing
