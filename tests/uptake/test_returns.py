"""A return gives back one purchase, and has what held for it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.period import Month, MonthSpan
from marketplace.producers.models import Locality, LocalityBasis
from marketplace.purchases.models.answers import Answer
from marketplace.purchases.models.ledger import Purchase
from marketplace.uptake.ledger import lines_of
from marketplace.uptake.lines import Grade
from marketplace.uptake.returns import TradedLine, follow_back, follow_returns, origins_of
from tests.factories.evaluating import a_line
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import lines_in, make_purchase, make_refusal

AUGUST, SEPTEMBER = MonthSpan.of(Month(2026, 8)), MonthSpan.of(Month(2026, 9))
LATER = date(2026, 9, 4)


def traded(net, quantity=None, unit="PCS", **given):
    sign = 1 if net > 0 else -1
    return TradedLine(a_line(net=net, **given), sign * 1000 if quantity is None else quantity, unit)


def origin_of(back, *bought):
    found = origins_of([*bought, back])
    return found[back.line.id].line.id if back.line.id in found else None


class TestTheNewestWithEnoughLeft:
    first, second = (traded(100, day=date(2026, 8, day)) for day in (3, 9))

    def test_the_newest_purchase_is_the_one_given_back(self):
        assert origin_of(traded(-40, 1, day=LATER), self.first, self.second) == self.second.line.id

    def test_not_one_that_was_bought_after_the_return(self):
        assert origin_of(traded(-40, day=date(2026, 8, 8)), self.first, self.second) == self.first.line.id

    def test_not_one_that_came_back_already(self):
        gone = traded(-100, day=date(2026, 8, 20))
        assert origin_of(traded(-1, 1, day=LATER), self.first, self.second, gone) == self.first.line.id

    @pytest.mark.parametrize(("net", "quantity"), [(-101, -1000), (-100, -1001)])
    def test_not_one_that_was_smaller_in_rupiah_or_in_pieces(self, net, quantity):
        assert origin_of(traded(net, quantity, day=LATER), self.first, self.second) is None

    @pytest.mark.parametrize("other", [{"producer_id": 8}, {"item": "product:8"}, {"unit": "DUS"}])
    def test_not_another_makers_or_other_goods_or_another_unit(self, other):
        assert origin_of(traded(-40, day=LATER, **other), self.first, self.second) is None

    def test_a_purchase_of_a_seller_nobody_knows_is_not_looked_for(self):
        unknown = {"producer_id": None, "item": "None:keripik"}
        assert origin_of(traded(-4, day=LATER, **unknown), traded(9, **unknown)) is None


def test_what_held_for_the_purchase_holds_for_its_return_and_the_rest_stays_its_own():
    bought = traded(
        100, grade=Grade.A, local=True, certified=True, refused=True, disputed=True, categories=("food",)
    )
    back = traded(-40, day=LATER, grade=Grade.D, local=False, certified=False, categories=())
    [line] = follow_returns([back], [bought])
    own = {"id": back.line.id, "day": LATER, "net": -40, "returns": bought.line.id}
    assert line == bought.line._replace(**own)
    assert follow_returns([back]) == [back.line._replace(orphan=True)]


def partly(row, found):
    """As an auditor refused it who found so many rupiah; whole where that is no less, and for a return."""
    if row.line.net <= found:
        return row
    return row._replace(line=row.line._replace(net=found, recorded=row.line.net))


class TestAPurchaseThatCountsInPart:
    bought = partly(traded(100, 5, day=date(2026, 8, 3)), 60)

    def read(self, *nets):
        backs = [traded(net, 1, day=date(2026, 8, 10 + at)) for at, net in enumerate(nets)]
        return follow_returns([self.bought, *backs])

    def test_no_more_comes_back_of_it_than_was_found(self):
        _, *backs = self.read(-45, -30, -20)
        assert [(one.net, one.recorded, one.refused) for one in backs] == [
            (-45, None, False), (-15, -30, False), (-20, None, True),
        ]  # fmt: skip

    def test_it_is_found_by_what_its_paper_says(self):
        _, back = self.read(-90)
        assert (back.net, back.recorded, back.returns) == (-60, -90, self.bought.line.id)
        assert self.read(-101)[1].orphan


some_lines = st.lists(
    st.builds(
        lambda net, found, *given, **more: partly(traded(net, *given, **more), found),
        st.integers(-40, 60).filter(bool),
        st.integers(1, 90),
        st.integers(1, 5),
        day=st.dates(date(2026, 7, 30), date(2026, 8, 3)),
        producer_id=st.integers(1, 2),
        item=st.sampled_from(["a", "b"]),
        grade=st.sampled_from(Grade),
        local=st.booleans(),
        refused=st.booleans(),
    ),
    max_size=10,
)


def plain(lines):
    """What is read, whatever number each line was given."""
    return sorted(str(line._replace(id=0, returns=line.returns is not None)) for line in lines)


def renumbered(lines, dice):
    """The same, recorded in another order."""
    numbers = dice.sample(range(10 * len(lines)), len(lines))
    anew = [
        row._replace(line=row.line._replace(id=number)) for row, number in zip(lines, numbers, strict=True)
    ]
    dice.shuffle(anew)
    return anew


@given(lines=some_lines, dice=st.randoms())
def test_the_order_of_recording_changes_nothing(lines, dice):
    assert plain(follow_returns(renumbered(lines, dice))) == plain(follow_returns(lines))


def test_of_two_returns_that_fit_one_purchase_the_earlier_has_it_whichever_was_recorded_first():
    """Each finds it alone, so one has to give way: were it the one recorded last, the order would decide."""
    bought = traded(100, day=date(2026, 8, 3))
    early, late = (traded(-60, day=date(2026, 8, day)) for day in (9, 20))
    assert origin_of(early, bought) == origin_of(late, bought) == bought.line.id
    for rows in ([bought, late, early], [early, late, bought]):
        assert origins_of(rows).keys() == {early.line.id}


@given(lines=some_lines, day=st.dates(date(2026, 7, 30), date(2026, 8, 3)))
def test_a_month_finds_the_same_purchases_as_the_quarter(lines, day):
    before = [row for row in lines if row.line.day < day]
    since = [row for row in lines if row.line.day >= day]
    assert plain([*follow_returns(before), *follow_returns(since, before)]) == plain(follow_returns(lines))


@given(lines=some_lines, dice=st.randoms())
def test_no_more_is_read_back_than_it_takes(lines, dice):
    """Over two years: what is found among the last purchases is what is found among all of them."""
    spread = {
        number: date(2026, 8, 3) - timedelta(days=dice.choice([0, 3, 40, 300, 700])) for number in range(10)
    }
    rows = [row._replace(line=row.line._replace(day=spread[number])) for number, row in enumerate(lines)]
    first = date(2026, 8, 1)
    before, since = ([row for row in rows if (row.line.day >= first) == late] for late in (False, True))

    def read(pairs, begin, end):
        asked = [
            row
            for row in before
            if (1, row.line.producer_id) in pairs and (begin or date.min) <= row.line.day < end
        ]
        return {1: asked}

    assert follow_back({1: since}, first, read) == {1: follow_returns(since, before)}


@given(lines=some_lines)
def test_no_purchase_comes_back_more_than_it_was(lines):
    read = {line.id: line for line in follow_returns(lines)}
    left = {number: line.net for number, line in read.items() if line.net > 0}
    for line in read.values():
        if line.returns is not None:
            left[line.returns] += line.net
    assert all(net >= 0 for net in left.values())


class TestInTheBooks:
    @pytest.fixture
    def shop(self, session):
        return make_partner(session)

    @pytest.fixture
    def maker(self, session):
        return make_maker(session, local=False)

    @pytest.fixture
    def bought(self, session, shop, maker):
        """Of a maker who was local until the day after."""
        last = date(2026, 8, 13)
        row = {"producer_id": maker.id, "from_on": None, "until_on": last}
        session.add(Locality(**row, basis=LocalityBasis.SITE_VISIT, verified_by=None))
        return make_purchase(session, shop, maker, 100_000, document_number="F-1")

    def returned(self, session, shop, maker, **given):
        make_purchase(session, shop, maker, -40_000, bought_on=LATER, **given)
        [line] = lines_of(session, SEPTEMBER, partner_ids=[shop.id])[shop.id]
        return line

    def test_a_return_after_a_lapse_lowers_what_was_bought_before_it(self, session, shop, maker, bought):
        line = self.returned(session, shop, maker)
        assert (line.local, line.grade) == (True, Grade.C)
        assert line.returns == lines_in(session, bought)[0].id

    def test_a_refused_purchase_takes_its_return_with_it(self, session, shop, maker, bought):
        make_refusal(session, lines_in(session, bought)[0])
        assert self.returned(session, shop, maker).refused

    def test_a_disputed_return_still_lowers_its_purchase(self, session, shop, maker, bought):
        assert not self.returned(session, shop, maker, answer=Answer.DISPUTED).disputed

    def test_a_purchase_recorded_after_its_return_is_found(self, session, shop, maker):
        assert self.returned(session, shop, maker).orphan
        bought = make_purchase(session, shop, maker, 100_000)
        [line] = lines_of(session, SEPTEMBER, partner_ids=[shop.id])[shop.id]
        assert line.returns == lines_in(session, bought)[0].id

    def test_a_purchase_that_was_taken_back_is_not_found(self, session, shop, maker, bought):
        make_purchase(session, shop, maker, -100_000, reverses_id=bought.id)
        assert self.returned(session, shop, maker).orphan

    def test_another_shops_purchase_is_not_found(self, session, maker, bought):
        assert self.returned(session, make_partner(session), maker).orphan

    @pytest.mark.parametrize(
        ("day", "selects"), [(date(2026, 9, 1), 1), (date(2026, 8, 5), 2), (date(2026, 1, 5), 3), (None, 4)]
    )
    def test_returns_however_many_take_selects_by_how_far_back_they_came_from(
        self, session, shop, statements, day, selects
    ):
        for _ in range(3):
            maker = make_maker(session)
            make_purchase(session, shop, maker, -5, bought_on=LATER)
            if day:
                make_purchase(session, shop, maker, 9, bought_on=day)
        seen = statements(lambda: lines_of(session, SEPTEMBER))
        assert len([one for one in seen if Purchase.__tablename__ in one]) == selects
