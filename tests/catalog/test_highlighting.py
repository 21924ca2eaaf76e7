import pytest

from marketplace.catalog.highlighting import WIDE, marked, snippet

LONG = (
    "Dibuat dari singkong pilihan dari kebun sendiri di Metro, digoreng dengan minyak kelapa sampai kering. "
    "Komposisi: singkong, minyak kelapa, cabai merah, gula aren, garam dan daun jeruk segar pilihan petani."
)


def shown(parts):
    return "".join(f"[{text}]" if hit else text for text, hit in parts)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Keripik Pisang Cokelat", {"pisang", "keripik"}, "[Keripik] [Pisang] Cokelat"),
        ("Café Crème 250g", {"cafe", "250"}, "[Café] Crème [250]g"),
        ("Kopi", {"teh"}, "Kopi"),
        ("Kopi-Kopi", {"kopi"}, "[Kopi]-[Kopi]"),
        ("<b>Kopi</b> & teh", {"kopi", "b"}, "<[b]>[Kopi]</[b]> & teh"),
        ("", {"kopi"}, ""),
    ],
)
def test_what_was_looked_for_is_marked_as_it_is_written(text, words, expected):
    assert shown(marked(text, words)) == expected


def test_nothing_of_the_text_is_lost():
    assert "".join(text for text, _ in marked(LONG, {"singkong", "daun"})) == LONG


def test_a_snippet_shows_the_stretch_with_most_of_the_words():
    assert shown(snippet(LONG, {"singkong", "cabai", "jeruk"})).startswith("…Komposisi: [singkong]")


def test_a_snippet_is_short_and_says_where_it_is_cut():
    found = shown(snippet(LONG, {"kelapa"}))

    assert found.startswith("…") and found.endswith("…")
    assert len(found) < WIDE + 10
    assert shown(snippet("Kopi bubuk murni.", {"murni"})) == "Kopi bubuk [murni]"
    assert shown(snippet("x" * 400 + " kopi", {"kopi"})) == "…[kopi]"


def test_where_nothing_of_it_stands_there_is_no_snippet():
    assert snippet(LONG, {"teh"}) == []
    assert snippet("", {"teh"}) == []
