"""Rules of flags as functions of rows, at the edges where they begin."""

from datetime import date

import pytest

from marketplace.flags.base import FLAGS
from marketplace.flags.kinds.certificates import PaperFault, ProductPaper, paper_fault
from marketplace.flags.kinds.near_photo import MOST_APART, near_pairs
from marketplace.flags.kinds.price_outlier import FEWEST, outliers, robust_z
from marketplace.flags.kinds.related import Feature, Tie, address_key, ties_between
from marketplace.flags.kinds.same_document import repeated_documents
from marketplace.flags.ledger import BoughtDocument, BoughtLine
from marketplace.purchases.models.ledger import Source

DAY = date(2026, 8, 12)
MIXED = int("5a" * 32, 16)  # half of its 256 bits are set


def a_document(id, number, *, shop=1, maker=9, day=DAY):
    return BoughtDocument(
        id, shop, f"Toko {shop}", maker, "Bu Tini", "", day, number, Source.IMPORT, False, 125_000
    )


def a_line(id, price, *, shop):
    return BoughtLine(id, id, shop, "Toko", 9, "Bu Tini", DAY, 3, "Keripik", DAY, 1000, "BKS", price)


def pairs(*documents):
    return [(known.id, one.id) for known, one in repeated_documents(documents)]


def test_a_number_at_another_shop_or_on_another_day_is_told_and_lines_of_one_sheet_are_not():
    first = a_document(1, "INV-0012")
    assert pairs(first, a_document(2, "inv 0012", shop=2)) == [(1, 2)]
    assert pairs(first, a_document(2, "INV-0012", day=date(2026, 8, 20))) == [(1, 2)]
    assert pairs(first, a_document(2, "INV-0012")) == []
    assert pairs(first, a_document(2, "INV-0012", shop=2, maker=8)) == []
    assert pairs(a_document(1, "12"), a_document(2, "12", shop=2)) == []


@pytest.mark.parametrize(("apart", "told"), [(1, True), (MOST_APART, True), (MOST_APART + 1, False)])
def test_photos_are_near_up_to_sixteen_bits_wherever_these_lie(apart, told):
    for step in (1, 7, 15):
        other = MIXED
        for place in range(apart):
            other ^= 1 << (place * step % 256)
        assert [pair[:2] for pair in near_pairs([MIXED, other])] == ([(0, 1)] if told else [])


def test_a_photo_that_shows_nothing_is_compared_with_none():
    assert list(near_pairs([1 << 255, 1 << 255])) == []


def test_prices_that_are_all_equal_leave_room_for_five_percent():
    z, middle = robust_z(10_500, [10_000] * 5)
    assert (middle, round(z, 4)) == (10_000, 0.6745)


def test_a_price_is_held_against_other_shops_only_and_against_enough_of_them():
    elsewhere = [a_line(number, 10_000, shop=number) for number in range(2, 2 + FEWEST)]
    mine = a_line(1, 13_000, shop=1)
    assert [(one.line.id, one.price, one.usual) for one in outliers([mine, *elsewhere])] == [
        (1, 13_000, 10_000)
    ]
    assert list(outliers([mine._replace(net=12_500), *elsewhere])) == []
    assert list(outliers([mine, *elsewhere[1:]])) == []
    assert list(outliers([mine, *(one._replace(partner_id=1) for one in elsewhere)])) == []


def a_paper(**given):
    return ProductPaper("pirt", "P-1", date(2025, 1, 1), date(2030, 1, 1), date(2025, 2, 1))._replace(**given)


@pytest.mark.parametrize(
    ("papers", "fault"),
    [
        ([a_paper()], None),
        ([], None),
        ([a_paper(issued_on=date(2026, 9, 1))], None),
        ([a_paper(expires_on=date(2026, 8, 11))], PaperFault.EXPIRED),
        ([a_paper(expires_on=DAY)], None),
        ([a_paper(expires_on=date(2026, 8, 11)), a_paper(issued_on=date(2026, 8, 12))], None),
        ([a_paper(since=date(2026, 8, 19))], None),
        ([a_paper(since=date(2026, 8, 20))], PaperFault.LATE),
    ],
)
def test_a_paper_has_run_out_or_came_late_by_the_day_of_the_purchase(papers, fault):
    found = paper_fault(papers, DAY)
    assert (found and found[0]) == fault


def test_what_two_businesses_share_is_named_once_each():
    features = {
        1: {Feature(Tie.PHONE, "+62812"), Feature(Tie.ADDRESS, "gangmawar7")},
        2: {Feature(Tie.PHONE, "+62812"), Feature(Tie.PERSON, "5")},
        3: {Feature(Tie.PERSON, "+62812")},
    }
    assert list(ties_between([(1, 2), (1, 3), (2, 3), (1, 4)], features)) == [(1, 2, [Tie.PHONE])]
    assert address_key("Jl. Kenanga No. 12") == address_key("jl kenanga no 12") != ""
    assert address_key("Metro") == ""


def test_a_month_is_told_with_its_year_once():
    figures = {"count": 6, "of": 8, "month": "2026-08"}
    assert "pada Agustus 2026 bernilai" in str(FLAGS["round_amounts"].sentence(figures))
