"""What changed between two revisions, without a database."""

from dataclasses import replace

import pytest

from marketplace.catalog.differences import (
    LABELS,
    ComparedPhoto,
    Fate,
    Packed,
    Piece,
    Snapshot,
    compare,
    compare_packs,
    compare_photos,
    compare_words,
    pack_names,
)
from marketplace.catalog.models import Continuity
from marketplace.catalog.packs import Pack
from marketplace.catalog.revisions import Text

SAME, GONE, NEW = Fate
FRONT, BACK, INSIDE = (ComparedPhoto(name, f"key-{name}", name) for name in ("depan", "belakang", "isi"))
BEFORE = Snapshot(
    number=1,
    category="Camilan",
    text=Text(name="Keripik Pisang", description="Renyah dan manis.", label_shows=("name", "expiry")),
    photos=[FRONT],
)


def changed(**words):
    return replace(BEFORE, number=2, text=replace(BEFORE.text, **words))


def texts(pieces):
    return [(str(piece.text), piece.fate) for piece in pieces]


def test_nothing_differs_from_itself_nor_from_nothing():
    assert compare(BEFORE, BEFORE) == []
    assert compare(None, BEFORE) == []


@pytest.mark.parametrize(
    ("words", "field", "before", "after"),
    [
        (
            {"name": "Keripik Pisang Madu"},
            "name",
            [("Keripik Pisang", SAME)],
            [("Keripik Pisang", SAME), (" ", SAME), ("Madu", NEW)],
        ),
        ({"storage": "Kering."}, "storage", [], [("Kering.", NEW)]),
        ({"shelf_life_days": 60}, "shelf_life_days", [], [("60 hari", NEW)]),
        ({"capacity": 500}, "capacity", [], [("500 satuan", NEW)]),
        ({"continuity": Continuity.SEASONAL}, "continuity", [], [("Musiman", NEW)]),
        (
            {"label_shows": ("name", "halal")},
            "label_shows",
            [("Nama produk", SAME), ("Tanggal kedaluwarsa", GONE)],
            [("Nama produk", SAME), ("Tanda halal atau keterangan tidak halal", NEW)],
        ),
    ],
)
def test_a_field_that_differs_says_which_words(words, field, before, after):
    (change,) = compare(BEFORE, changed(**words))

    assert (change.field, change.label) == (field, LABELS[field])
    assert (texts(change.before), texts(change.after)) == (before, after)


def test_a_choice_is_changed_as_a_whole_and_fields_come_in_their_order():
    after = replace(changed(composition="Pisang"), category="Camilan Asin", photos=[BACK])
    found = compare(BEFORE, after)

    assert [change.field for change in found] == ["category_id", "composition", "photos"]
    assert texts(found[0].before) == [("Camilan", GONE)]


def test_the_words_of_both_sides_are_all_there_with_their_spaces():
    one, other = "Pisang kepok, gula aren  dan garam.", "Pisang raja, gula\naren dan sedikit garam."
    before, after = compare_words(one, other)

    assert "".join(piece.text for piece in before) == one
    assert "".join(piece.text for piece in after) == other
    assert Piece("kepok,", GONE) in before
    assert Piece("sedikit", NEW) in after


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([FRONT, BACK], [FRONT, BACK], []),
        ([FRONT, BACK], [FRONT, BACK, INSIDE], [("isi", None, 3, None)]),
        ([FRONT, BACK, INSIDE], [BACK, INSIDE], [("depan", 1, None, None)]),
        ([FRONT, BACK, INSIDE], [INSIDE, FRONT, BACK], [("isi", 3, 1, None)]),
        ([FRONT], [FRONT._replace(alt="Dus")], [("depan", 1, 1, "depan")]),
        ([FRONT], [BACK], [("depan", 1, None, None), ("belakang", None, 1, None)]),
    ],
)
def test_photos_come_go_move_and_are_described_anew(before, after, found):
    """One that only closes up after another went has not moved."""
    moves = compare_photos(before, after)
    assert [(one.photo.attachment, one.was, one.now, one.alt_before) for one in moves] == found


ONE, OTHER = (
    Pack(net_content="200 g", unit="PCH"),
    Pack(name="Besar", net_content="1 kg", gtin="8999991870014"),
)


def test_a_pack_differs_field_by_field():
    after = replace(ONE, net_content="180 g", unit="BTL", gtin="8999991870014")
    changes = list(compare_packs([Packed("a", ONE)], [Packed("a", after)]))

    assert [(one.field, one.label) for one in changes] == [
        ("variant-a-net_content", "Isi bersih"),
        ("variant-a-unit", "Satuan jual"),
        ("variant-a-gtin", "Barcode (GTIN)"),
    ]
    content, unit, gtin = ((texts(one.before), texts(one.after)) for one in changes)
    assert content == ([("200", GONE), (" g", SAME)], [("180", NEW), (" g", SAME)])
    assert unit == ([("pouch", GONE)], [("botol", NEW)])
    assert gtin == ([], [("8999991870014", NEW)])


def test_a_pack_among_several_says_which_it_is_and_one_that_comes_or_goes_says_all():
    after = replace(OTHER, gtin=None)
    [change] = compare_packs([Packed("a", ONE), Packed("b", OTHER)], [Packed("a", ONE), Packed("b", after)])
    assert (change.field, change.label) == ("variant-b-gtin", "Besar: Barcode (GTIN)")

    [new] = compare_packs([Packed("a", ONE)], [Packed("a", ONE), Packed("b", OTHER)])
    assert (new.field, new.label, texts(new.before)) == ("variant-b", "Varian baru", [])
    assert [text for text, fate in texts(new.after) if fate is NEW] == [
        "Besar",
        "1 kg",
        "buah",
        "8999991870014",
    ]
    [gone] = compare_packs([Packed("a", ONE), Packed("b", OTHER)], [Packed("a", ONE)])
    assert (gone.field, gone.label, gone.after) == ("variant-b", "Varian tidak dijual lagi", ())


def test_packs_that_nobody_wrote_down_differ_from_nothing():
    assert list(compare_packs([], [Packed("a", ONE)])) == []


def test_packs_have_a_name_for_every_note():
    names = pack_names([Packed("a", ONE), Packed("b", OTHER)])
    assert (names["variant-a"], names["variant-b-unit"]) == ("Varian 200 g", "Besar: Satuan jual")
    assert pack_names([Packed("a", ONE)])["variant-a-unit"] == "Satuan jual"
