import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.terbilang import ONES, in_words, rupiah_in_words

VALUES = {word: number for number, word in enumerate(ONES)}
SIZES = {"puluh": 10, "ratus": 100, "ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (11, "sebelas"),
        (19, "sembilan belas"),
        (100, "seratus"),
        (1_000, "seribu"),
        (1_100, "seribu seratus"),
        (21_000, "dua puluh satu ribu"),
        (1_287_500, "satu juta dua ratus delapan puluh tujuh ribu lima ratus"),
        (1_000_000_001, "satu miliar satu"),
    ],
)
def test_amounts_are_said_as_people_say_them(number, words):
    assert in_words(number) == words


def read(words):
    """The words back to a number."""
    total = group = small = 0
    for word in words.replace("seribu", "satu ribu").replace("seratus", "satu ratus").split():
        if word in VALUES:
            small = VALUES[word]
        elif word == "belas":
            small += 10
        elif word in ("puluh", "ratus"):
            group, small = group + small * SIZES[word], 0
        else:
            total, group, small = total + (group + small) * SIZES[word], 0, 0
    return total + group + small


@given(st.integers(0, 10**15 - 1))
def test_the_words_lead_back_to_the_amount(number):
    assert read(in_words(number)) == number


def test_debts_and_dreams_have_no_words():
    assert rupiah_in_words(5) == "lima rupiah"
    for number in (-1, 10**15):
        with pytest.raises(ValueError, match="no words"):
            in_words(number)
