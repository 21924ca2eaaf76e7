import pytest

from marketplace.kernel.labels import Label, _l
from marketplace.kernel.letters import (
    LONGEST_SUBJECT,
    NAMED,
    Letter,
    day,
    listed,
    moment,
    page,
    rupiah,
)


@pytest.fixture
def letter(monkeypatch):
    monkeypatch.setattr("marketplace.kernel.letters.LETTERS", {})
    return Letter(
        "goods-came",
        _l("Kiriman dari %(maker)s"),
        _l("%(maker)s membawa barang senilai %(worth)s pada %(on)s, %(at)s.\n\n%(link)s"),
        worth=rupiah,
        on=day,
        at=moment,
        link=page,
    )


FIGURES = {
    "maker": "Bu Tini",
    "worth": 1_250_000,
    "on": "2026-11-24",
    "at": "2026-11-24T01:20:00+00:00",
    "link": "/partner/orders/abc",
}


def test_the_row_keeps_who_and_the_figures_it_says(letter):
    assert letter.to(7, **FIGURES, other="apa saja") == {
        "letter": "goods-came",
        "to": 7,
        "figures": FIGURES,
    }
    assert letter.to("ani@contoh.id", called="Ani", **FIGURES) == {
        "letter": "goods-came",
        "to": "ani@contoh.id",
        "called": "Ani",
        "language": "id",
        "figures": FIGURES,
    }


def test_a_figure_that_is_missing_is_found_out_when_it_is_written(letter):
    with pytest.raises(KeyError, match="worth"):
        letter.to(7, **{name: value for name, value in FIGURES.items() if name != "worth"})


def test_words_are_put_around_the_figures(letter):
    assert letter.written(str, "Ani", FIGURES) == (
        "Kiriman dari Bu Tini",
        "Halo Ani,\n\nBu Tini membawa barang senilai Rp1.250.000 pada 24 November 2026, 24 November 2026 pukul 08.20"
        " WIB.\n\n{mb2}/partner/orders/abc\n\nSalam,\nMB2 Metro Bangga Beli\n",
    )


def test_a_subject_is_one_line_that_a_telephone_shows(letter):
    subject, _ = letter.written(str, "Ani", FIGURES | {"maker": "Dapur\nBu Tini " * 20})
    assert (len(subject), subject[-1], "\n" in subject) == (LONGEST_SUBJECT, "…", False)


def test_a_long_list_ends_with_how_many_there_are_besides():
    lines = listed(lambda name: Label("produk %(name)s", name=name))([str(n) for n in range(NAMED + 3)])
    first, *_, last = lines.splitlines()
    assert (first, last, len(lines.splitlines())) == ("- produk 0", "- dan 3 lagi", NAMED + 1)


def test_no_two_letters_have_one_name(letter):
    with pytest.raises(LookupError, match="goods-came"):
        Letter(letter.name, _l("Kiriman"), _l("Kiriman datang."))
