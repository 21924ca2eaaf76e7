"""A sheet that was filled in for a while: what it repeats, what was changed meanwhile, what both changed."""

from dataclasses import replace

import pytest

from marketplace.catalog.bulk.checking import check
from marketplace.catalog.bulk.columns import title_of
from marketplace.catalog.bulk.current import Readiness
from marketplace.catalog.bulk.reading import lines_of
from marketplace.catalog.bulk.rows import RowAct
from marketplace.catalog.bulk.writing import filled_sheet, rejected_sheet
from marketplace.catalog.models import Availability
from marketplace.catalog.revisions import Text
from marketplace.ports.sheets import Book, Sheet
from tests.catalog.bulk.sheets import changes, complaints, form, known

TEXT = Text(name="Keripik Pisang", description="Renyah.", label_shows=("halal", "name"))


READY = Readiness()


def status(text=TEXT, ready=READY, **given):
    found = known((1, "k1", form(**given), text))
    return replace(found, variants=[replace(found.variants[0], ready=ready)])


def sent(table, **cells):
    """The sheet as it comes back, its first row with other cells."""
    titles = [column.title for column in table.columns]
    [row] = ([*one] for one in table.rows)
    for name, value in cells.items():
        row[titles.index(title_of(name))] = value
    return lines_of(Book("xlsx", [Sheet("P", [titles, row])]))


def acts(outcome):
    return [(one.act, one.left) for one in outcome.rows]


class TestWhatARowOnlyRepeats:
    @pytest.mark.parametrize(
        "odd",
        [
            status(unit="karung", net_content="sekotak", gtin="123"),
            status(replace(TEXT, name="Keripik  Pisang", capacity=900_000_000, description=" Renyah.\r\n")),
            status(ready=Readiness(Availability.TO_ORDER, 120)),
            replace(status(), categories={}),
        ],
    )
    def test_it_is_taken_as_it_stands_however_odd(self, odd):
        assert acts(check(sent(filled_sheet(odd)), odd)) == [(RowAct.SAME, [])]

    def test_what_is_written_into_such_a_cell_is_looked_at(self):
        odd = status(unit="karung")
        assert "unit" in complaints(check(sent(filled_sheet(odd), unit="peti kayu"), odd))[2]


class TestWhatWasChangedMeanwhile:
    NOW = status(
        replace(TEXT, description="Baru."), Readiness(Availability.SOLD_OUT), prices={1: 13_000, 24: 11_500}
    )

    def test_an_old_sheet_takes_nothing_back_and_says_so(self):
        outcome = check(sent(filled_sheet(status())), self.NOW)

        assert acts(outcome) == [(RowAct.SAME, ["Harga grosir", "Ketersediaan", "Tentang produk"])]
        assert not outcome.plans[0].rewritten

    def test_what_its_maker_wrote_elsewhere_in_the_row_is_taken(self):
        outcome = check(sent(filled_sheet(status()), least=12, availability=None), self.NOW)

        assert changes(outcome) == [(2, "changed", [("Pesanan paling sedikit", "6", "12")])]
        assert outcome.rows[0].form.prices == {1: 13_000, 24: 11_500}

    def test_what_both_changed_goes_back_to_its_maker(self):
        lines = sent(filled_sheet(status()), price_1=14_000, description="Baru.")
        outcome = check(lines, self.NOW)
        assert "sudah diubah menjadi “Rp13.000”" in complaints(outcome)[2]["price_1"]

        again = check(sent(rejected_sheet(outcome, self.NOW)), self.NOW)
        assert changes(again) == [(2, "changed", [("Harga grosir", "Rp13.000", "Rp14.000")])]

    def test_without_its_stamp_a_row_is_what_it_says(self):
        outcome = check(sent(filled_sheet(status()), stamp="rusak"), self.NOW)
        assert [change[0] for change in changes(outcome)[0][2]] == [
            "Tentang produk",
            "Harga grosir",
            "Ketersediaan",
        ]


def test_an_outcome_is_another_one_once_something_stands_there_changed():
    table = filled_sheet(status())
    first = check(sent(table, least=12), status())
    assert first.seen == check(sent(table, least=12), status()).seen
    assert first.seen != check(sent(table, least=12), status(least=7)).seen
