import pytest

from marketplace.kernel.units import PACKS, WORDS, Unit, UnitWord, read_unit


@pytest.mark.parametrize("unit", Unit)
def test_every_unit_is_read_from_its_own_code_in_any_case(unit):
    for word in (unit.value, unit.value.lower(), f" {unit.value.title()}. "):
        assert read_unit(word) == UnitWord(unit, 1000)
    assert unit.label


def test_no_word_means_two_units():
    words = [word for some in WORDS.values() for word in some.split()]
    assert len(words) == len(set(words))
    assert set(words) <= set(PACKS)


@pytest.mark.parametrize(
    ("word", "pack"),
    [("lusin", UnitWord(None, 12_000)), ("Kodi", UnitWord(None, 20_000)), ("gross", UnitWord(None, 144_000)),
     ("ons", UnitWord(Unit.KG, 100)), ("gr", UnitWord(Unit.KG, 1)), ("lembar", UnitWord(Unit.LBR, 1000))],
)  # fmt: skip
def test_packs_have_their_content(word, pack):
    assert read_unit(word) == pack


@pytest.mark.parametrize("word", ["karung", "keranjang", "", "@24"])
def test_who_knows_how_much_is_in_a_sack(word):
    assert read_unit(word) is None
