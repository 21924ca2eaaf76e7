"""Every example of every identifier: what is right is read, what is wrong is refused with the field and the fix."""

import csv
from pathlib import Path

import pytest

from marketplace.adapters import identifiers, numbers
from marketplace.certification.kinds.base import KINDS
from marketplace.kernel.errors import Refused

EXAMPLES = Path(__file__).parents[1] / "data" / "identifiers_examples.csv"
CERTIFICATES = {
    "pirt": "pirt",
    "halal": "halal",
    "bpom_food": "bpom_md",
    "bpom_traditional": "bpom_traditional",
    "bpom_cosmetic": "bpom_cosmetic",
    "trademark": "merek",
}
NUMBERS = {
    "nib": numbers.NIB,
    "npwp": numbers.NPWP,
    "nik": numbers.NIK,
    "nitku": numbers.NITKU,
    "kbli": numbers.KBLI,
    "sni": numbers.SNI,
    "gtin13": numbers.GTIN,
    "postal": numbers.POSTAL,
    "phone": numbers.PHONE,
    "region": numbers.REGION,
}
STORED_AS_TYPED = (
    "phone",
    "region",
)  # the examples ask whether this is the stored form, not whether we can read it


def examples():
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        return [(row["kind"], row["value"], row["valid"] == "1") for row in csv.DictReader(file)]


def read(kind, value):
    if kind in CERTIFICATES:
        return KINDS[CERTIFICATES[kind]].read(value)
    return NUMBERS[kind].read(value, field="number")


def test_there_are_54_and_each_kind_has_a_rule():
    assert len(examples()) == 54
    assert {kind for kind, _, _ in examples()} == {*CERTIFICATES, *NUMBERS}


@pytest.mark.parametrize(("kind", "value", "valid"), examples())
def test_an_example_is_judged_as_it_says(kind, value, valid):
    if kind in STORED_AS_TYPED:
        assert (read(kind, value) == value) == valid
    elif valid and not value.startswith("ML"):  # imported food is well formed, and never local
        assert read(kind, value)
    else:
        with pytest.raises(Refused) as no:
            read(kind, value)
        assert no.value.field == "number"


WRONG = [(kind, value) for kind, value, valid in examples() if not valid and kind not in STORED_AS_TYPED]


@pytest.mark.parametrize(("kind", "value"), WRONG)
def test_a_wrong_number_is_told_what_was_typed_and_what_would_be_right(kind, value):
    with pytest.raises(Refused) as no:
        read(kind, value)
    sentence = str(no.value.sentence)

    if kind in NUMBERS and NUMBERS[kind].personal:
        assert value not in sentence.replace(NUMBERS[kind].example, "")
        assert str(NUMBERS[kind].name) in sentence
    else:
        assert value in sentence or value[-4:] in sentence
    assert any(character.isdigit() for character in sentence) or "Cocokkan" in sentence


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        (
            "nib",
            "123456789012",
            "NIB harus 13 angka, misalnya 1234567890123; Anda mengisi 12 angka: 123456789012.",
        ),
        (
            "pirt",
            "9061872010123-30",
            "SPP-IRT: angka pertama adalah jenis kemasan, 1 sampai 8; Anda mengisi 9: 9061872010123-30.",
        ),
        (
            "pirt",
            "2991872010123-30",
            "SPP-IRT: angka kedua dan ketiga adalah jenis pangan, 01 sampai 16; Anda mengisi 99: 2991872010123-30.",
        ),
        (
            "npwp",
            "091234568000000",
            "NPWP: angka pemeriksanya tidak cocok, jadi ada angka yang keliru. Cocokkan dengan kartunya.",
        ),
        (
            "nik",
            "187201",
            "NIK harus 16 angka, misalnya 1872014508900001; Anda mengisi 6 angka. Periksa lagi.",
        ),
        ("kbli", "", "KBLI harus 5 angka, misalnya 10794."),
        (
            "sni",
            "keripik",
            "Nomor standar harus SNI, nomor dan tahunnya, misalnya SNI 2973:2022; Anda mengisi: keripik.",
        ),
    ],
)
def test_the_sentence_reads(kind, typed, sentence):
    with pytest.raises(Refused) as no:
        read(kind, typed)

    assert str(no.value.sentence) == sentence


@pytest.mark.parametrize("key", [key for key, number in NUMBERS.items()])
def test_every_number_reads_its_own_example_and_nothing_of_a_hundred_thousand_digits(key):
    assert NUMBERS[key].read(NUMBERS[key].example, field="x")
    with pytest.raises(Refused) as no:
        NUMBERS[key].read("8" * 100_000, field="x")
    assert len(str(no.value.sentence)) < 300


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("187204", "18.72.04"), ("18.72.04.1003", "18.72.04.1003"), ("1872", "18.72"), ("187", None)],
)
def test_a_region_gets_its_dots(typed, stored):
    assert identifiers.region(typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("82,5", "82,5"),
        ("82.50 %", "82,50"),
        ("100", "100"),
        ("0", "0"),
        ("101", None),
        ("-1", None),
        ("12,345", None),
    ],
)
def test_a_percentage_is_between_0_and_100(typed, stored):
    assert identifiers.percentage(typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("sni  2973:2022", "SNI 2973:2022"), ("SNI 01-2973-1992", "SNI 01-2973-1992"), ("SNI 2973", None)],
)
def test_a_standard_is_cited_in_one_way(typed, stored):
    assert identifiers.sni(typed) == stored
