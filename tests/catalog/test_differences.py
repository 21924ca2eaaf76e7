"""What changed between two revisions, without a database."""

from dataclasses import replace

import pytest

from marketplace.catalog.differences import (
    LABELS,
    Fate,
    Piece,
    Shown,
    Snapshot,
    compare,
    compare_photos,
    compare_words,
)
from marketplace.catalog.models import Continuity
from marketplace.catalog.revisions import Text

SAME, GONE, NEW = Fate
FRONT, BACK, INSIDE = (Shown(name, f"key-{name}", name) for name in ("depan", "belakang", "isi"))
BEFORE = Snapshot(
    number=1,
    category="Camilan",
    text=Text(name="Keripik Pisang", description="Renyah dan manis.", label_shows=("name", "expiry")),
    photos=[FRONT],
)


def changed(**words):
    return replace(BEFORE, number=2, text=replace(BEFORE.text, **words))


def said(pieces):
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
    assert (said(change.before), said(change.after)) == (before, after)


def test_a_choice_is_changed_as_a_whole_and_fields_come_in_their_order():
    after = replace(changed(composition="Pisang"), category="Camilan Asin", photos=[BACK])
    found = compare(BEFORE, after)

    assert [change.field for change in found] == ["category_id", "composition", "photos"]
    assert said(found[0].before) == [("Camilan", GONE)]


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
    assert [(one.photo.attachment, one.was, one.now, one.said) for one in moves] == found
