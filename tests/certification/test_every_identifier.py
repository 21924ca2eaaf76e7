"""Every example of every identifier, read where the program reads it: what is right passes, what is wrong does not."""

import csv
from pathlib import Path

import pytest

from marketplace.adapters import identifiers
from marketplace.certification.kinds.base import KINDS
from marketplace.kernel.errors import Refused
from marketplace.producers import numbers
from marketplace.producers.profile import Profile, read_nib

EXAMPLES = Path(__file__).parents[1] / "data" / "identifiers_examples.csv"


def kbli(text):
    return Profile(name="Keripik", kbli_code=text).read().kbli_code


READ = {  # raise Refused
    "nib": read_nib,
    "kbli": kbli,
    "npwp": numbers.read_npwp,
    "nik": numbers.read_nik,
    "pirt": KINDS["pirt"].read,
    "halal": KINDS["halal"].read,
    "bpom_food": KINDS["bpom_md"].read,
    "bpom_traditional": KINDS["bpom_traditional"].read,
    "bpom_cosmetic": KINDS["bpom_cosmetic"].read,
    "trademark": KINDS["merek"].read,
    "sni": lambda text: KINDS["sni"].describe({"standard": text})["standard"],
}
FOUND = {  # give None
    "nitku": identifiers.nitku,
    "gtin13": identifiers.gtin,
    "postal": identifiers.postal,
    "phone": identifiers.phone,
    "region": identifiers.region,
}
STORED_AS_TYPED = (
    "phone",
    "region",
)  # the examples ask whether this is the stored form, not whether we can read it


def examples():
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        return [(row["kind"], row["value"], row["valid"] == "1") for row in csv.DictReader(file)]


def read(kind, value):
    """The stored form, None where there is none."""
    if kind in FOUND:
        return FOUND[kind](value)
    try:
        return READ[kind](value)
    except Refused:
        return None


def test_there_are_54_and_each_kind_has_a_rule():
    assert len(examples()) == 54
    assert {kind for kind, _, _ in examples()} == {*READ, *FOUND}


@pytest.mark.parametrize(("kind", "value", "valid"), examples())
def test_an_example_is_judged_as_it_says(kind, value, valid):
    if kind in STORED_AS_TYPED:
        assert (read(kind, value) == value) == valid
    else:  # imported food is well formed, and never local
        assert (read(kind, value) is not None) == (valid and not value.startswith("ML"))


WRONG = [(kind, value) for kind, value, valid in examples() if not valid and kind in READ]


@pytest.mark.parametrize(("kind", "value"), WRONG)
def test_a_wrong_number_is_told_what_was_typed_and_at_which_field(kind, value):
    with pytest.raises(Refused) as no:
        READ[kind](value)

    assert value in no.value.sentence or value[-4:] in no.value.sentence
    assert no.value.field


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        (
            "pirt",
            "206187201012-30",
            "SPP-IRT harus 15 angka, misalnya 2061872010123-30; Anda mengisi 14 angka: 206187201012-30.",
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
        ("trademark", "", "Merek harus IDM diikuti 9 angka, misalnya IDM000123456."),
        (
            "sni",
            "keripik",
            "Nomor standar harus SNI, nomor dan tahunnya, misalnya SNI 2973:2022; Anda mengisi: keripik.",
        ),
    ],
)
def test_the_sentence_reads(kind, typed, sentence):
    with pytest.raises(Refused) as no:
        KINDS["sni"].describe({"standard": typed}) if kind == "sni" else READ[kind](typed)

    assert str(no.value.sentence) == sentence


@pytest.mark.parametrize("key", KINDS)
def test_a_hundred_thousand_digits_are_refused_in_a_short_sentence(key):
    with pytest.raises(Refused) as no:
        KINDS[key].read("8" * 100_000)
    assert len(no.value.sentence) < 300


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
