import pytest

from tests.snapshots.differences import compare


@pytest.fixture
def snapshot(tmp_path):
    def make(name, **answers):
        for file, text in answers.items():
            path = tmp_path / name / "mitra" / f"{file}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path / name

    return make


def test_the_same_answers_do_not_differ(snapshot):
    old, new = (snapshot(name, orders="/orders\n200 text/html\nPesanan\n") for name in ("old", "new"))
    assert compare(old, new) == 0


def test_other_words_are_a_difference_shown_once(snapshot, capsys):
    old = snapshot("old", one="/1\n200 text/html\nSelesai\n", two="/2\n200 text/html\nSelesai\n")
    new = snapshot("new", one="/1\n200 text/html\nDitutup\n", two="/2\n200 text/html\nDitutup\n")
    assert compare(old, new) == 1
    shown = capsys.readouterr().out
    assert (shown.count("-Selesai"), shown.count("+Ditutup")) == (1, 1)


def test_an_address_in_one_alone_is_a_difference(snapshot, capsys):
    old, new = snapshot("old", one="/1\n200\n", two="/2\n200\n"), snapshot("new", one="/1\n200\n")
    assert compare(old, new) == 1
    assert "only in" in capsys.readouterr().out


def test_paging_may_differ(snapshot):
    old = snapshot("old", one="/1\n~ 2 3\nUrut </1?page=2&sort=name>\n", two="/1?page=2\n200\n")
    new = snapshot(
        "new", one="/1\n~ Berikutnya\nUrut </1?after=k3m&sort=name>\n", three="/1?after=k3m\n200\n"
    )
    assert compare(old, new) == 0
