"""The total that a month's files come to: pure, whatever the order."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.imports.reasons import RowReason
from marketplace.imports.registers.reader import read_register
from marketplace.imports.totals import FileOfMonth, RefusedAmount, TotalFound, file_of_month, offered_total
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month, MonthSpan
from marketplace.ports.sheets import Book, Sheet

JULY = Month(2026, 7)
HEADINGS = ("Tanggal", "No Faktur", "Nama Supplier", "Nama Barang", "Qty", "Satuan", "Harga Beli", "Jumlah")


def file(key, printed=None, refused=(), **rows):
    nets = {ref: Rupiah(net) for ref, net in rows.items()}
    asked = [RefusedAmount(place, net) for place, net in enumerate(refused)]
    return FileOfMonth(key, f"{key}.csv", None if printed is None else Rupiah(printed), nets, asked)


def totals_in_any_order(*files):
    return {offered_total(order).total for order in permutations(files)}


def test_a_files_own_total_is_offered_not_the_rows_that_were_taken():
    offer = offered_total([file("juli", printed=132_059_287, a=64_990_750)])

    assert (offer.total, offer.files[0].found) == (132_059_287, TotalFound.PRINTED)
    assert not offer.refused


def test_without_its_own_total_the_rows_are_offered_and_the_refused_ones_are_asked_about():
    offer = offered_total([file("juli", refused=[Rupiah(7), None], a=10)])

    assert (offer.total, offer.files[0].found) == (10, TotalFound.ROWS)
    assert (len(offer.refused), offer.refused_net, offer.unread) == (2, 7, 1)


def test_two_halves_of_a_month_are_both_in_its_total():
    assert totals_in_any_order(file("awal", printed=30, a=30), file("akhir", printed=50, b=50)) == {80}


def test_rows_that_two_files_share_count_once():
    one, two = file("awal", printed=30, a=10, b=20), file("akhir", printed=70, b=20, c=50)

    assert totals_in_any_order(one, two) == {80}
    assert offered_total([one, two]).files[1].shared == 20


@pytest.mark.parametrize("beyond", [0, 7])
def test_three_files_that_overlap_each_other_come_to_the_same_in_every_order(beyond):
    """Each brings a row of the other two, one of its own, and one that all of them have."""
    shared = {"all": 1, "ab": 2, "bc": 4, "ca": 8}
    rows = {
        "a": {"all", "ab", "ca"},
        "b": {"all", "ab", "bc"},
        "c": {"all", "bc", "ca"},
    }
    files = [
        file(name, printed=sum(own.values()) + beyond, **own)
        for place, name in enumerate("abc")
        for own in [{one: shared[one] for one in rows[name]} | {f"own{name}": 100 * 10**place}]
    ]
    assert totals_in_any_order(*files) == {15 + 11_100 + 3 * beyond}


@pytest.mark.parametrize("again", [{"a": 10, "b": 20}, {"a": 10, "b": 20, "c": 102}])
def test_a_file_sent_again_whole_or_mended_does_not_count_beside_the_first(again):
    first, second = file("juli", printed=132, a=10, b=20), file("juli-baru", printed=132, **again)

    assert totals_in_any_order(first, second) == {132}
    assert offered_total([first, second]).twice == 0


def test_the_same_bytes_count_once_even_where_no_row_was_taken():
    assert offered_total([file("juli", printed=9), file("juli", printed=9)]).total == 9


def test_what_two_files_may_both_speak_of_is_told():
    first, rest = file("juli", printed=132, a=65), file("sisa", b=60)

    assert offered_total([first, rest]).twice == 60
    assert offered_total([first]).twice == 0


def test_no_file_comes_to_nothing():
    assert (offered_total([]).total, offered_total([]).files) == (0, [])


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(-9, 99), min_size=1), st.data())
def test_however_a_month_is_split_into_files_its_total_is_that_of_its_rows(rows, data):
    parts = data.draw(st.lists(st.sets(st.sampled_from(sorted(rows))), min_size=1, max_size=5))
    parts.append(set(rows) - set().union(*parts))
    files = [
        file(f"f{place}", printed=sum(rows[ref] for ref in part), **{ref: rows[ref] for ref in part})
        for place, part in enumerate(data.draw(st.permutations(parts)))
    ]

    assert offered_total(files).total == sum(rows.values())


def read(*rows, period="2026-07"):
    return read_register(Book("csv", [Sheet("", [HEADINGS, *rows])]), period=MonthSpan.parse(period))


def spoken(register, month=JULY):
    refs = [str(place) for place in range(len(register.rows))]
    return file_of_month(register, refs, month, key="k", name="juli.csv")


def row(day="02/07/2026", net="10.000", quantity="1", item="Abon"):
    return day, "F1", "Grosir Rekayasa", item, quantity, "PCS", "10.000", net


TOTAL = (None, None, None, "TOTAL", None, None, None, "30.000")


def test_a_register_of_one_month_says_its_printed_total():
    found = spoken(read(row(), row(item=""), TOTAL))

    assert (found.printed, found.taken) == (30_000, 10_000)
    assert [bad.net for bad in found.refused] == [10_000]


def test_a_total_of_several_months_is_a_months_only_where_it_is_the_sum_of_the_rows():
    june = row(day="30/06/2026", net="20.000", quantity="2")

    assert spoken(read(june, row(), TOTAL, period="2026-06..2026-07")).printed == 10_000
    assert spoken(read(row(), TOTAL, period="2026-06..2026-07")).printed is None


def test_refused_rows_are_asked_about_in_their_own_month_and_never_twice():
    register = read(
        row(day="30/06/2026", item=""), row(day="31/06/2026"), row(item=""), period="2026-06..2026-07"
    )

    july, june = spoken(register), spoken(register, Month(2026, 6))
    assert [bad.net for bad in july.refused] == [None, 10_000]  # an unreadable day may be either month's
    assert [bad.net for bad in june.refused] == [10_000, None]


def test_a_row_of_another_month_is_not_asked_about():
    register = read(row(day="30/06/2026"), row())

    assert [bad.reason for bad in register.bad] == [RowReason.OUT_OF_PERIOD]
    assert spoken(register).refused == []
