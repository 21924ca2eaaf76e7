"""Every way to draw: no document twice, the same again from the same seed, and what each promises."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.audits.drawing import Draws
from marketplace.audits.methods.base import METHODS
from marketplace.audits.population import documents_of, population_hash, worth
from marketplace.audits.risks import risk_label, risks_of, weight_of
from tests.audits.ledgers import document

BOOKS = [document(number, 1000 + 37 * number) for number in range(200)]


@pytest.mark.parametrize("key", METHODS)
def test_a_method_draws_so_many_documents_once_and_says_why(key: str) -> None:
    method = METHODS[key]
    sample = method.draw(BOOKS, 40, Draws("seed"))
    assert sample == method.draw(BOOKS, 40, Draws("seed")) != method.draw(BOOKS, 40, Draws("other"))
    places = [one.place for one in sample.chosen]
    assert places == sorted(set(places)) and 38 <= len(places) <= 41
    assert str(method.label) and str(method.explained) and str(method.why(sample.chosen[0].number))


@pytest.mark.parametrize("key", METHODS)
def test_a_small_population_is_checked_whole(key: str) -> None:
    sample = METHODS[key].draw(BOOKS[:40], 40, Draws("seed"))
    assert len(sample.chosen) == 40 and all(one.certain for one in sample.chosen) and sample.interval is None


@given(nets=st.lists(st.integers(1, 10**6), min_size=2, max_size=80), size=st.integers(1, 60), seed=st.text())
def test_every_so_manieth_rupiah_falls_on_the_document_it_names(
    nets: list[int], size: int, seed: str
) -> None:
    books = [document(number, net) for number, net in enumerate(nets)]
    sample = METHODS["monetary_unit"].draw(books, size, Draws(seed))
    if sample.interval is None:
        return
    certain = {one.place for one in sample.chosen if one.certain}
    assert certain == {place for place, net in enumerate(nets) if net >= sample.interval}
    hits = [one for one in sample.chosen if not one.certain]
    for one in hits:
        before = worth(books[: one.place])
        assert before < one.number <= before + nets[one.place]
    assert len({one.number % sample.interval for one in hits}) <= 1
    first = next((one.number % sample.interval for one in hits), None)
    if first is not None:  # none that should be hit is passed
        rupiah = range(first or sample.interval, sum(nets) + 1, sample.interval)
        ends = [worth(books[: place + 1]) for place in range(len(books))]
        hit = {next(place for place, end in enumerate(ends) if one <= end) for one in rupiah}
        assert hit | certain == {one.place for one in sample.chosen}


def test_rupiah_are_drawn_in_proportion() -> None:
    books = [document(1, 100), document(2, 300), document(3, 600)]
    drawn = Counter(
        one.place
        for number in range(900)
        for one in METHODS["monetary_unit"].draw(books, 1, Draws(f"{number}")).chosen
    )
    assert 60 <= drawn[0] <= 120 and 230 <= drawn[1] <= 310 and 490 <= drawn[2] <= 590


def test_risky_documents_are_likelier_and_say_what_points_at_them() -> None:
    plain = [replace(one, net=one.net * 100 + 1) for one in BOOKS]
    risky = [replace(one, proven=False, confirmed=False) if at < 20 else one for at, one in enumerate(plain)]
    drawn = [one for n in range(30) for one in METHODS["risk"].draw(risky, 20, Draws(f"{n}")).chosen]
    pointed = [one for one in drawn if one.place < 20]
    assert 180 <= len(pointed) <= 280 and all(one.risks == ("unproven", "unconfirmed") for one in pointed)
    assert not METHODS["risk"].projects


def test_what_points_at_a_document() -> None:
    one = replace(document(1, 300_000), day=date(2026, 2, 27), proven=False)
    assert risks_of(one) == ("unproven", "round", "month-end")
    assert risks_of(document(1, 300_001)) == ()
    flagged = replace(document(1, 300_001), flags=frozenset({"related", "gone"}))
    assert risks_of(flagged) == ("flag:gone", "flag:related") and weight_of(flagged) == 7
    assert [str(risk_label(one)) for one in ("unproven", "flag:related", "flag:gone")] == [
        *("tanpa foto atau nomor yang cukup", "Pihak berkaitan", "gone")
    ]


def test_the_population_is_documents_with_something_left() -> None:
    bought = [document(2, 500), document(1, 300), document(1, -300), document(3, -50), document(2, -100)]
    found = documents_of(bought)
    assert [(one.document, one.net) for one in found] == [("00002", 400)]
    assert population_hash(found) == population_hash(documents_of(reversed(bought)))
    assert population_hash(found) == (
        "22361febd7d64bf5689a96c687c428fb6e57907b823083907f92884034019168"  # sha256sum of the file
    )
