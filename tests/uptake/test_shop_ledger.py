"""A shop's lines as its page, its sums and its file have them."""

from datetime import date

import pytest

from marketplace.accounts.models import Organisation
from marketplace.circulars.queries import excluded_goods
from marketplace.compliance.queries import evaluate_month
from marketplace.db.keyset import PageStart
from marketplace.kernel.errors import NotFound
from marketplace.kernel.period import Month
from marketplace.producers.models import Locality, LocalityBasis
from marketplace.purchases.models.answers import Answer
from marketplace.purchases.models.ledger import Source
from marketplace.uptake.line_status import LineStatus
from marketplace.uptake.lines import Grade
from marketplace.uptake.shop_ledger import (
    ShopLedger,
    choices_of,
    ledger_sums,
    line_story,
    newest_month,
    with_returns,
)
from tests.factories.catalog import make_category
from tests.factories.circulars import make_circular
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import lines_in, make_purchase, make_refusal

AUGUST = Month(2026, 8)


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def maker(session):
    return make_maker(session, name="Keripik Bu Tini")


def public_id(session, one):
    return session.get_one(Organisation, one.id).public_id


def nets(session, shop, **filters):
    return [row.net for row in ShopLedger(partner_id=shop.id, **filters).rows(session)]


@pytest.fixture
def ledger(session, shop, maker):
    """One line of each standing, told apart by its rupiah."""
    far = make_maker(session, name="Pabrik Jauh", local=False)
    make_purchase(session, shop, maker, 1, document_number="F-77", answer=Answer.CONFIRMED)
    make_purchase(session, shop, None, 2)
    make_purchase(session, shop, far, 4)
    make_purchase(session, shop, maker, 8, answer=Answer.DISPUTED)
    make_refusal(session, lines_in(session, make_purchase(session, shop, maker, 16))[0])
    make_refusal(session, lines_in(session, make_purchase(session, shop, maker, 64))[0], audited_net=48)
    wrong = make_purchase(session, shop, maker, 32)
    make_purchase(session, shop, maker, -32, reverses_id=wrong.id)
    make_purchase(session, make_partner(session), maker, 999)
    return far


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (LineStatus.COUNTED, [1]),
        (LineStatus.NO_MAKER, [2]),
        (LineStatus.NOT_LOCAL, [4]),
        (LineStatus.DISPUTED, [8]),
        (LineStatus.REFUSED, [16]),
        (LineStatus.PARTLY, [64]),
        (LineStatus.TAKEN_BACK, [-32, 32]),
    ],
)
def test_every_line_counts_or_says_why_not(session, shop, ledger, status, found):
    rows = ShopLedger(partner_id=shop.id, status=status).rows(session)

    assert sorted(row.net for row in rows) == found
    assert {row.stands for row in rows} == {status.label}


def test_sums_equal_the_rows_under_every_filter(session, shop, maker, ledger):
    for filters in (
        {},
        {"grade": Grade.B},
        {"status": LineStatus.COUNTED},
        {"maker": public_id(session, maker)},
        {"words": "f-77"},
        {"origin": Source.IMPORT},
    ):
        listing = ShopLedger(partner_id=shop.id, month=AUGUST, **filters)
        rows, sums = listing.rows(session), ledger_sums(session, listing)
        assert sums.lines == len(rows) == listing.count(session)
        assert sums.net == sum(row.net for row in rows)
        assert sums.counted == sum(row.counted_net for row in rows)


def test_of_a_row_that_was_refused_in_part_what_was_found_counts(session, shop, ledger):
    [row] = ShopLedger(partner_id=shop.id, status=LineStatus.PARTLY).rows(session)
    assert (row.net, row.counted_net, row.counts) == (64, 48, True)
    assert ledger_sums(session, ShopLedger(partner_id=shop.id, month=AUGUST)).counted == 1 + 48


def test_it_is_narrowed_by_what_people_remember(session, shop, maker, ledger):
    outlet = make_outlet(session, shop, name="Gerai Pasar")
    goods = make_goods(session, maker=maker)
    line = {"text": "Keripik Talas", "net": 64, "variant_id": goods.id}
    make_purchase(session, shop, maker, 7, outlet_id=outlet.id, lines=[line], source=Source.API)

    assert sorted(nets(session, shop, outlet=outlet.public_id)) == [7, 64]
    assert nets(session, shop, words="TALAS") == [64]
    assert nets(session, shop, words="jauh") == [4]  # the seller's name
    assert sorted(nets(session, shop, origin=Source.API)) == [7, 64]
    assert nets(session, shop, maker=public_id(session, ledger)) == [4]
    assert nets(session, shop, grade=Grade.B) == [1]
    row = ShopLedger(partner_id=shop.id, words="talas").one(session)
    story = line_story(session, shop.id, row.id)
    assert row.outlet == "Gerai Pasar"
    assert nets(session, shop, product=story.product) == [64]


def test_a_merged_makers_lines_are_the_kept_ones(session, shop, maker):
    old = make_maker(session)
    make_purchase(session, shop, old, 5)
    old.merged_into_id = maker.id
    session.commit()

    assert nets(session, shop, maker=public_id(session, maker)) == [5]
    choices = choices_of(session, shop.id, AUGUST)
    assert choices.makers == [(public_id(session, maker), "Keripik Bu Tini")]
    assert choices_of(session, shop.id, None).makers == []


def test_pages_go_by_day_and_line_and_meet_at_their_ends(session, shop, maker):
    for day in (12, 3, 12, 30):
        make_purchase(session, shop, maker, day, day + 100, bought_on=date(2026, 8, day))
    listing, seen = ShopLedger(partner_id=shop.id, month=AUGUST), []
    page = listing.page(session, size=3)
    while True:
        seen += [row.net for row in page]
        if page.last:
            break
        page = listing.page(session, PageStart(after=str(page.after)), size=3)

    assert seen == [row.net for row in listing.rows(session)] == [130, 30, 112, 12, 112, 12, 103, 3]


def test_a_line_tells_who_answered_and_what_took_it_back(session, shop, maker):
    purchase = make_purchase(session, shop, maker, 5, answer=Answer.CONFIRMED)
    mirror = make_purchase(session, shop, maker, -5, reverses_id=purchase.id)
    (line,), (undone,) = lines_in(session, purchase), lines_in(session, mirror)

    story = line_story(session, shop.id, line.id)
    assert (story.answer, story.reversal, story.original) == (Answer.CONFIRMED, mirror.public_id, None)
    assert line_story(session, shop.id, undone.id).original == purchase.public_id
    with pytest.raises(NotFound):
        line_story(session, make_partner(session).id, line.id)


def test_the_month_it_opens_with_is_the_newest_one(session, shop, maker):
    assert newest_month(session, shop.id) is None
    make_purchase(session, shop, maker, bought_on=date(2026, 7, 31))
    make_purchase(session, shop, maker)

    assert newest_month(session, shop.id) == AUGUST


def test_outlets_to_choose_from_are_all_of_the_shop_by_name(session, shop):
    make_outlet(session, make_partner(session), name="Gerai lain")
    for name in ("Gerai dua", "Gerai baru"):
        make_outlet(session, shop, name=name)
    assert [name for _, name in choices_of(session, shop.id, AUGUST).outlets] == ["Gerai baru", "Gerai dua"]


class TestReturns:
    @pytest.fixture
    def lapsed(self, session):
        """Local until the end of August."""
        maker = make_maker(session, local=False)
        days = {"from_on": None, "until_on": date(2026, 8, 31)}
        session.add(Locality(producer_id=maker.id, basis=LocalityBasis.CITY_LIST, verified_by=None, **days))
        session.commit()
        return maker

    @pytest.fixture
    def september(self, session, shop, lapsed):
        """A return of a proven purchase, one without a known purchase, and one of a disputed purchase."""
        make_purchase(session, shop, lapsed, 100, document_number="F-1")
        make_purchase(session, shop, lapsed, -40, bought_on=date(2026, 9, 4))
        make_purchase(session, shop, lapsed, -900, bought_on=date(2026, 9, 5))
        maker = make_maker(session)
        make_purchase(session, shop, maker, 30, answer=Answer.DISPUTED)
        make_purchase(session, shop, maker, -10, bought_on=date(2026, 9, 6))

        def ledger(**filters):
            return with_returns(session, ShopLedger(partner_id=shop.id, month=Month(2026, 9), **filters))

        return ledger

    def test_a_return_has_the_grade_and_the_standing_of_its_purchase(self, session, september):
        found = {row.net: (row.grade, row.status) for row in september().rows(session)}
        assert found == {
            -40: ("C", LineStatus.COUNTED),
            -900: ("D", LineStatus.ORPHAN),
            -10: ("D", LineStatus.DISPUTED),
        }

    def test_filters_and_sums_go_by_it_as_the_judgement_does(self, session, shop, september):
        assert [row.net for row in september(grade=Grade.C).rows(session)] == [-40]
        assert [row.net for row in september(status=LineStatus.COUNTED).rows(session)] == [-40]
        [judged] = evaluate_month(session, Month(2026, 9), partner_ids=[shop.id]).partners
        assert ledger_sums(session, september()).counted == judged.local == -40

    def test_the_story_and_a_list_of_all_months_say_the_same(self, session, shop, september):
        [row] = september(grade=Grade.C).rows(session)
        assert line_story(session, shop.id, row.id).line == row
        every = with_returns(session, ShopLedger(partner_id=shop.id), [row.id])
        assert {one.grade for one in every.rows(session) if one.id == row.id} == {"C"}


def test_goods_that_a_circular_excludes_do_not_count_in_its_months(session, shop, maker):
    above = make_category(session, code="food")
    sweets = make_category(session, code="sweets", parent_id=above.id)
    make_circular(session, from_on=date(2026, 7, 20), excluded=["food"])
    for day in (date(2026, 7, 31), date(2026, 8, 1)):
        lines = [{"net": 7, "category_id": sweets.id}]
        make_purchase(session, shop, maker, 100, lines=lines, bought_on=day)
    listing = ShopLedger(partner_id=shop.id, excluded=excluded_goods(session))
    assert [(row.net, row.stands) for row in listing.rows(session) if not row.counts] == [
        (7, LineStatus.EXCLUDED.label)
    ]
    assert ledger_sums(session, listing).counted == 207
