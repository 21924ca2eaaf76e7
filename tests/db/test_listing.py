import pytest
from sqlalchemy import func
from sqlalchemy.orm import aliased, outerjoin

from marketplace.accounts.models import Organisation
from marketplace.db.exports import table_of
from marketplace.db.keyset import PageStart
from marketplace.db.listing import (
    Listing,
    Row,
    by,
    cell,
    col,
    contains,
    maybe,
    required,
    where,
)
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.paging import PastTheEnd
from marketplace.places.models import Region
from marketplace.ports.sheets import Column

Above = aliased(Region)


class Level(Labelled):
    KELURAHAN = "kelurahan", _l("Kelurahan")


class VillageRow(Row):
    public_id = col(Region.code, Column("Kode"))
    name = col(Region.name)
    parent = maybe(Above.name, Column("Kecamatan"))
    seen_on = col(lambda listing: func.coalesce(listing.day, ""))
    length = col(func.length(Region.name), Column("Panjang", "number"), summed=True)

    @cell(Column("Tingkat"))
    def level(self):
        return Level.KELURAHAN


class VillageList(Listing[VillageRow]):
    source = outerjoin(Region, Above, Above.code == Region.parent_code)
    sort = by(Region.code)

    level: str = required(Region.level)
    code: str | None = where(Region.code, own=True)
    words: str = where(lambda words: contains(words, Region.name), default="")
    day: str = ""
    short: bool = where(lambda _: func.length(Region.name) < 7, default=False)
    starts: str = ""

    def more(self):
        if self.starts:
            yield Region.name.startswith(self.starts)


class FromOneTable(VillageList):
    base = Region
    most_counted = 20


VILLAGES = VillageList(level="kelurahan")


@pytest.fixture
def codes(session):
    return [row.public_id for row in VILLAGES.rows(session)]


def shown(page):
    return [row.public_id for row in page], page.first, page.last


class TestRows:
    def test_values_are_found_by_name_and_by_the_filters_they_need(self, session):
        (row,) = VillageList(level="kelurahan", words="ganjar AGUNG", day="2026-11-24").rows(session)

        assert (row.name, row.parent, row.length, row.seen_on) == (
            "Ganjar Agung",
            "Metro Barat",
            12,
            "2026-11-24",
        )
        assert row == VillageRow(**vars(row)) and hash(row) == hash(VillageRow(**vars(row)))
        assert "name='Ganjar Agung'" in repr(row)

    def test_none_is_made_without_all_of_them(self):
        with pytest.raises(TypeError, match="public_id, name, parent"):
            VillageRow(name="Ganjar Agung")

    def test_what_is_outer_joined_may_be_missing(self, session):
        assert {row.parent for row in VillageList(level="city").rows(session)} <= {None}


class TestFilters:
    def test_none_empty_and_false_narrow_nothing(self, session):
        every = VillageList(level="kelurahan", code=None, words="", short=False, starts="")
        assert len(every.rows(session)) == every.count(session) == 22

    def test_they_are_columns_functions_or_conditions_of_several(self, session):
        for given in ({"code": "18.72.02.1001"}, {"words": "banjarSARI"}, {"starts": "Banjars"}):
            assert [row.name for row in VillageList(level="kelurahan", **given).rows(session)] == [
                "Banjarsari"
            ]
        assert all(row.length < 7 for row in VillageList(level="kelurahan", short=True).rows(session))

    def test_whose_list_it_is_must_be_said(self):
        with pytest.raises(TypeError):
            VillageList()

    def test_one_is_one_or_none(self, session):
        assert VillageList(level="kelurahan", code="18.72.02.1001").one(session).name == "Banjarsari"
        assert VillageList(level="kelurahan", code="x").one(session) is VILLAGES.one(session) is None

    def test_more_conditions_another_order_and_a_limit_are_given_to_rows(self, session):
        rows = VILLAGES.rows(session, Region.name < "G", by=by(Region.name, Region.code, down=True), limit=1)
        assert [row.name for row in rows] == ["Banjarsari"]


@pytest.mark.parametrize("listing", [VillageList, FromOneTable])
class TestPages:
    def test_they_follow_one_another_both_ways(self, session, codes, listing):
        def page(**place):
            return shown(listing(level="kelurahan").page(session, PageStart(**place), size=10))

        assert page() == (codes[:10], True, False)
        assert page(after=codes[9]) == (codes[10:20], False, False)
        assert page(after=codes[19]) == (codes[20:], False, True)
        assert page(end=True) == (codes[-10:], False, True)
        assert page(before=codes[12]) == (codes[2:12], False, False)
        assert page(before=codes[10]) == (codes[:10], True, False)

    def test_before_a_row_that_is_gone_or_too_near_the_top_stands_the_first_page(
        self, session, codes, listing
    ):
        for place in (PageStart(before="gone"), PageStart(after="gone"), PageStart(before=codes[3])):
            page = listing(level="kelurahan").page(session, place, size=10)
            assert shown(page) == (codes[:10], True, False)
            assert (page.before, page.after) == (codes[0], codes[9])

    def test_a_row_that_is_narrowed_out_still_says_where_it_was_but_not_one_of_others(
        self, session, codes, listing
    ):
        narrowed = listing(level="kelurahan", starts="M")
        first, *rest = [row.public_id for row in narrowed.rows(session)]
        place = PageStart(after=next(one for one in codes if one > first and one not in rest))

        assert shown(narrowed.page(session, place)) == (rest, False, True)
        assert listing(level="kecamatan").page(session, place).first

    def test_behind_the_last_row_stands_the_last_page(self, session, codes, listing):
        page = listing(level="kelurahan").page(session, PageStart(after=codes[-1]), size=10)
        assert shown(page) == (codes[-10:], False, True)
        none = listing(level="kelurahan", words="takada").page(session, PageStart(after=codes[-1]))
        assert (shown(none), none.total) == (([], True, True), 0)

    def test_however_many_there_are_they_take_two_statements(self, session, listing, statements):
        for size in (1, 10, 100):
            assert len(statements(lambda: listing(level="kelurahan").page(session, size=size))) == 2  # noqa: B023


def test_pages_for_strangers_have_numbers_and_there_is_none_beyond_the_last(session, codes):
    page = VILLAGES.numbered(session, 2, size=10)
    assert (len(page.rows), page.number, page.total, page.size) == (10, 2, 22, 10)
    assert [row.public_id for row in page] == codes[10:20]
    assert len(VILLAGES.numbered(session, 3, size=10).rows) == 2
    with pytest.raises(PastTheEnd) as refused:
        VILLAGES.numbered(session, 4, size=10)
    assert refused.value.last == 3


def test_a_list_is_counted_up_to_its_bound(session):
    page = FromOneTable(level="kelurahan").page(session)
    assert (page.total, page.beyond, len(page.rows)) == (20, True, 22)
    assert (VILLAGES.page(session).total, VILLAGES.page(session).beyond) == (22, False)


def test_a_row_that_has_only_a_number_is_named_by_it(session):
    class Numbered(Row):
        id = col(Organisation.id)

    class Organisations(Listing[Numbered]):
        sort = by(Organisation.id)

    assert Organisations.named_by == "id"
    for name in ("0", "x", "-1", "²", "9" * 30):
        assert Organisations().page(session, PageStart(after=name), size=1).first


def test_a_table_has_the_columns_with_a_head_in_their_order_and_their_sums(session):
    rows = VillageList(level="kelurahan", words="banjarsari").rows(session)

    table = table_of(VillageRow, rows, "Kelurahan")
    assert [column.title for column in table.columns] == ["Kode", "Kecamatan", "Panjang", "Tingkat"]
    assert list(table.rows) == [["18.72.02.1001", "Metro Utara", 10, "Kelurahan"]]
    assert table.totals == ["Jumlah", None, 10, None]
    few = table_of(VillageRow, rows, "Kelurahan", without=["public_id", "length"])
    assert [column.title for column in few.columns] == ["Kecamatan", "Tingkat"]


@pytest.mark.parametrize("nobody", [None, ""])
def test_a_list_that_is_nobodys_has_no_rows(session, nobody):
    listing = VillageList(level=nobody)

    assert listing.rows(session) == listing.page(session).rows == []
    assert listing.count(session) == 0
