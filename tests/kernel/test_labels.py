import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.labels import Label, Labelled


class Taste(Labelled):
    SWEET = "sweet", Label("Manis")
    SALTY = "salty", Label("Asin")
    PLAIN = "plain"


def test_a_label_is_its_text_and_remembers_what_to_look_up():
    label = Label("%(count)d pesanan dari %(shop)s", count=3, shop="Toko Tini")
    assert label == "3 pesanan dari Toko Tini"
    assert label.template == "%(count)d pesanan dari %(shop)s"
    assert label.values == {"count": 3, "shop": "Toko Tini"}


def test_a_percent_sign_stays_one_unless_values_are_given():
    assert Label("15% belanja") == "15% belanja"
    assert Label("15%% dari %(what)s", what="belanja") == "15% dari belanja"


@given(shop=st.text())
def test_what_people_wrote_is_never_taken_for_a_place_to_fill(shop):
    assert Label("Toko %(shop)s tutup", shop=shop) == f"Toko {shop} tutup"


def test_a_label_that_lacks_a_value_is_noticed_where_it_is_written():
    with pytest.raises(KeyError, match="shop"):
        Label("%(count)d dari %(shop)s", count=3)


def test_a_label_inside_another_stays_one_to_translate():
    outer = Label("%(move)s ditolak", move=Label("Kirim"))
    assert outer == "Kirim ditolak"
    assert outer.values["move"].template == "Kirim"


def test_a_word_is_found_by_what_is_stored_and_says_what_people_read():
    assert Taste("sweet") is Taste.SWEET
    assert Taste.SWEET.value == "sweet" == str(Taste.SWEET)
    assert [taste.label for taste in Taste] == ["Manis", "Asin", ""]


def test_a_word_that_is_none_finds_no_member():
    with pytest.raises(ValueError, match="bitter"):
        Taste("bitter")


@pytest.mark.parametrize("taste", Taste)
def test_a_word_survives_being_put_away(taste):
    assert pickle.loads(pickle.dumps(taste)) is taste
