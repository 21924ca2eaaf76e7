import pytest

from marketplace.catalog.models import Synonyms
from marketplace.catalog.synonyms import (
    add_synonyms,
    change_synonyms,
    read_words,
    remove_synonyms,
    synonym_line,
    synonym_lines,
    synonyms,
)
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.roles import APPROVER


@pytest.fixture
def bare(session):
    """Without the examples that every city begins with."""
    assert len(session.query(Synonyms).all()) > 50
    session.query(Synonyms).delete()
    session.commit()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Kripik, keripik; CRIPING", ["kripik", "keripik", "criping"]),
        (" gula  aren ,gula-merah\ngula aren", ["gula aren", "gula merah"]),
        ("t-shirt, kaos", ["t shirt", "kaos"]),
    ],
)
def test_words_are_read_as_they_are_looked_up(typed, expected):
    assert read_words(typed) == expected


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("keripik", "dua kata"),
        ("keripik, Keripik", "dua kata"),
        (", ,", "dua kata"),
        ("kopi, satu dua tiga empat", "“satu dua tiga empat” tidak dapat dipakai"),
        ("kopi, !!", "“!!” tidak dapat dipakai"),
        ("kopi, " + "k" * 41, "tidak dapat dipakai"),
        (", ".join(f"kata {number}" for number in range(21)), "Paling banyak 20"),
    ],
)
def test_what_cannot_be_looked_up_is_refused_with_the_way_to_mend_it(typed, says):
    with pytest.raises(Refused, match=says):
        read_words(typed)


def test_each_word_knows_what_else_it_may_be_called(session, work, bare, heard):
    with work() as uow:
        line = add_synonyms(uow, ["keripik", "kripik", "criping"])
        add_synonyms(uow, ["gula aren", "gula merah"])
    with work() as uow:
        change_synonyms(uow, line.id, ["keripik", "kripik"])
        change_synonyms(uow, line.id, ["keripik", "kripik"])  # nothing new, nothing said

    assert synonyms(session) == {
        "keripik": ["kripik"],
        "kripik": ["keripik"],
        "gula aren": ["gula merah"],
        "gula merah": ["gula aren"],
    }
    assert [one.text for one in synonym_lines(session)] == ["gula aren, gula merah", "keripik, kripik"]
    assert [type(event).__name__ for event in heard] == ["SynonymsAdded", "SynonymsAdded", "SynonymsChanged"]


def test_two_lines_with_a_word_in_common_that_were_written_at_one_moment_are_one(session, bare):
    session.add_all(Synonyms(words=words) for words in (["kopi", "coffee"], ["kopi", "kahwa"]))
    session.flush()

    assert synonyms(session) == {"kopi": ["coffee", "kahwa"], "coffee": ["kopi"], "kahwa": ["kopi"]}


def test_lines_are_looked_for_by_how_their_words_begin(session, bare):
    session.add_all(Synonyms(words=words) for words in (["kopi", "coffee"], ["gula merah", "palm sugar"]))
    session.flush()

    def found(text):
        return [line.text for line in synonym_lines(session, text)]

    assert found("Mer") == found("zzz SUGAR") == ["gula merah, palm sugar"]
    assert found("k g") == found("") == ["gula merah, palm sugar", "kopi, coffee"]
    assert found("erah") == found("!") == []


def test_a_word_stands_on_one_line_only(work, bare):
    with work() as uow:
        add_synonyms(uow, ["keripik", "kripik"])
        other = add_synonyms(uow, ["kopi", "coffee"])
        for act in (
            lambda: add_synonyms(uow, ["chips", "kripik"]),
            lambda: change_synonyms(uow, other.id, ["kopi", "kripik"]),
        ):
            with pytest.raises(Refused, match="“kripik” sudah ada pada baris: keripik, kripik"):
                act()


def test_what_is_removed_is_gone_and_only_officers_keep_the_list(session, work, bare, heard):
    with work() as uow:
        line = add_synonyms(uow, ["kopi", "coffee"])
    with pytest.raises(Forbidden), work(APPROVER, at=1) as uow:
        remove_synonyms(uow, line.id, reason="salah")
    with work() as uow:
        remove_synonyms(uow, line.id, reason="salah")

    assert synonyms(session) == {}
    assert heard[-1].reason == "salah"
    with pytest.raises(NotFound):
        synonym_line(session, line.id)
