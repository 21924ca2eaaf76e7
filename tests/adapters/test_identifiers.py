"""The traps beside the examples, which certification/test_every_identifier.py goes through."""

import pytest

from marketplace.adapters import identifiers


def test_the_old_and_the_new_form_of_a_tax_number_are_one():
    forms = ["091234567000000", "09.123.456.7-000.000", "0091234567000000", " 0091 2345 6700 0000 "]
    assert {identifiers.npwp(form) for form in forms} == {"0091234567000000"}


def test_a_person_pays_tax_by_their_nik():
    assert identifiers.npwp("1872014508900001") == "1872014508900001"
    assert identifiers.npwp("9972011708900001") is None


def test_a_barcode_of_a_shop_itself_is_told_apart():
    assert identifiers.is_in_store("2000000001234")
    assert identifiers.is_in_store("0200000001234")
    assert not identifiers.is_in_store("8999990001000")


@pytest.mark.parametrize(
    "text", ["", "abc", "899999000100", "8999990001000x", "٨٩٩٩٩٩٠٠٠١٠٠٠", "8" * 100_000]
)
def test_what_is_no_number_is_none(text):
    assert identifiers.gtin(text) is None
    assert identifiers.npwp(text) is None
    assert identifiers.nik(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "081234567890",
        "0812-3456-7890",
        "+62 812 3456 7890",
        "6281234567890",
        "+62 (0)812 3456 7890",
        "(0812) 34567890",
    ],
)
def test_a_mobile_number_has_one_form(text):
    assert identifiers.phone(text) == "+6281234567890"


@pytest.mark.parametrize("text", ["0725123456", "(0725) 123456", "+62 725 123456", "62725-123456"])
def test_a_landline_of_metro_has_one_form(text):
    assert identifiers.phone(text) == "+62725123456"


@pytest.mark.parametrize("text", ["", "halo", "123", "0812", "08123456789012345", "0812345678 ext. 12"])
def test_what_cannot_be_called_is_none(text):
    assert identifiers.phone(text) is None


def test_a_number_of_another_country_keeps_its_country():
    assert identifiers.phone("+65 6123 4567") == "+6561234567"
