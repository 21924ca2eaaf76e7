import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.names import same_name, slug_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Keripik Bu Tini", "KERIPIK  BU TINI"),
        ("CV. Maju-Jaya", "CV Maju Jaya"),
        ("Kopi Café", "kopi cafe\u0301"),
        ("P-IRT 2061/872", "PIRT 2061872"),
        ("\uff2b\uff4f\uff50\uff49", "Kopi"),
    ],
)
def test_two_spellings_of_one_name_are_one(one, other):
    assert same_name(one) == same_name(other)


@pytest.mark.parametrize(("one", "other"), [("Toko 1", "Toko 2"), ("Bu Tini", "Bu Tina"), ("A", "AA")])
def test_different_names_stay_apart(one, other):
    assert same_name(one) != same_name(other)


@given(name=st.text())
def test_comparing_what_was_compared_changes_nothing(name):
    once = same_name(name)
    assert same_name(unicodedata.normalize("NFC", once)) == same_name(once)
    assert all(character.isalnum() for character in once)


@given(name=st.text(alphabet=st.characters(max_codepoint=127)))
def test_plain_letters_are_compared_alike_on_the_short_way_and_on_the_long(name):
    long_way = "".join(filter(str.isalnum, unicodedata.normalize("NFKD", name).casefold()))
    assert same_name(name) == long_way


@given(name=st.text(max_size=200))
def test_a_slug_stands_in_an_address_as_it_is(name):
    slug = slug_of(name, otherwise="produk")
    assert re.fullmatch(r"[a-z0-9-]{1,80}", slug)
    assert not slug.startswith("-")


def test_a_slug_reads_as_the_name_does():
    assert slug_of("Keripik Pisang Cokelat 200 g", otherwise="x") == "keripik-pisang-cokelat-200-g"
    assert slug_of("  Kopi Café & Susu!! ", otherwise="x") == "kopi-cafe-susu"


@pytest.mark.parametrize("name", ["", "---", "咖啡", "☕ ☕"])
def test_a_name_without_letters_gets_the_other_slug(name):
    assert slug_of(name, otherwise="produk-7") == "produk-7"


def test_a_long_name_gives_a_slug_of_eighty_letters():
    assert slug_of("a" * 300, otherwise="x") == "a" * 80
