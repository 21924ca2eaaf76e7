"""An auditor who finds less than was written down lowers figures and never raises one; a yes restores them exactly."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.compliance.open_amounts import Ledger, OpenAmount, OpenKind, decided
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.roles import AUDITOR
from marketplace.purchases.audits import decide_answer, refuse_line
from marketplace.purchases.models.answers import AnswerRuling
from marketplace.uptake.counting import local_of
from marketplace.uptake.ledger import lines_of
from marketplace.uptake.lines import Grade
from marketplace.uptake.measures.base import MEASURES, Basis
from marketplace.uptake.returns import TradedLine, follow_returns
from tests.factories.evaluating import a_line
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import lines_in, make_answer, make_purchase, make_refusal

AUGUST = MonthSpan.of(Month(2026, 8))
RAISED_BY_ROWS = ("local_spend", "local_share", "local_producers", "local_skus", "local_kelurahan")


def traded(net, found, day, maker, item, grade):
    line = a_line(net=net, day=day, producer_id=maker, item=item, grade=grade, local=True, certified=True)
    return TradedLine(line, 1000 if net > 0 else -1000, "PCS"), found


ROWS = st.lists(
    st.builds(
        traded,
        st.integers(-50, 90).filter(bool),
        st.none() | st.integers(1, 90),
        st.dates(date(2026, 8, 1), date(2026, 8, 9)),
        st.integers(1, 2),
        st.sampled_from(["a", "b"]),
        st.sampled_from(Grade),
    ),
    max_size=9,
)


def audited(rows):
    """As an auditor left them who found less of some."""
    return [
        row._replace(line=row.line._replace(net=found, recorded=row.line.net))
        if found and found < row.line.net
        else row
        for row, found in rows
    ]


def figures(rows):
    counted = local_of(follow_returns(rows))
    basis = Basis(total=1_000_000, span=AUGUST)
    return {key: MEASURES[key]().measure(counted, basis).numerator for key in RAISED_BY_ROWS}


@given(rows=ROWS)
def test_no_figure_is_raised_and_no_purchase_counts_below_nothing(rows):
    plain, lowered = [row for row, _ in rows], audited(rows)
    before, after = figures(plain), figures(lowered)
    assert all(after[key] <= before[key] for key in before)
    read = follow_returns(lowered)
    for line in read:
        if line.net > 0:
            back = [one.net for one in read if one.returns == line.id and not one.refused]
            assert line.net + sum(back) >= 0


@given(rows=ROWS)
def test_what_a_yes_gives_back_is_what_there_was(rows):
    """Of the lines as a judgement holds them with the matter open."""
    plain = follow_returns([row for row, _ in rows])
    lines = follow_returns(audited(rows))
    open_ones = [
        OpenAmount(kind=OpenKind.REFUSAL, day=line.day, lines=(line.id,), maker=line.producer_id)
        for line in lines
        if line.recorded is not None and line.net > 0
    ]
    ledger = Ledger(lines=tuple(lines), totals=())
    read = decided(ledger, open_ones, anything=(), room=None).lines
    # Of two purchases that say the same a return may give back either.
    assert [line._replace(returns=None) for line in read] == [line._replace(returns=None) for line in plain]


class TestInTheBooks:
    @pytest.fixture
    def shop(self, session):
        return make_partner(session)

    @pytest.fixture
    def rows(self, session, shop):
        """A purchase of 100,000, of which 80,000 came back, and another one."""
        maker = make_maker(session)
        bought = make_purchase(session, shop, maker, 100_000, bought_on=date(2026, 8, 3))
        make_purchase(session, shop, maker, -80_000, bought_on=date(2026, 8, 9))
        other = make_purchase(session, shop, make_maker(session), 50_000)
        return [lines_in(session, one)[0].id for one in (bought, other)]

    def spend(self, session, shop):
        session.expire_all()
        return sum(line.net for line in local_of(lines_of(session, AUGUST).get(shop.id, ())))

    def test_a_row_counts_with_what_was_found_and_again_after_a_yes(self, session, work, shop, rows):
        before = lines_of(session, AUGUST)
        with work(AUDITOR, at=1) as uow:
            refusal = refuse_line(uow, rows[0], reason="Lebih sedikit", audited=Rupiah(90_000))
        assert self.spend(session, shop) == 60_000
        answer = make_answer(session, refusal)
        with work(AUDITOR, at=1) as uow:
            decide_answer(uow, answer.id, ruling=AnswerRuling.ACCEPTED)
        assert lines_of(session, AUGUST) == before and self.spend(session, shop) == 70_000

    def test_more_that_came_back_than_was_found_leaves_nothing(self, session, work, shop, rows):
        with work(AUDITOR, at=1) as uow:
            refuse_line(uow, rows[0], reason="Lebih sedikit", audited=Rupiah(30_000))
        assert self.spend(session, shop) == 50_000

    def test_the_order_of_events_does_not_matter(self, session, shop, rows):
        acts = (
            lambda: make_refusal(session, lines[0], audited_net=Rupiah(90_000)),
            lambda: make_refusal(session, lines[1], answered=True, ruling=AnswerRuling.REFUSED),
            lambda: make_purchase(session, shop, maker, -1_000, bought_on=date(2026, 8, 20)),
        )
        found = set()
        for order in permutations(acts):
            maker = make_maker(session)
            bought = make_purchase(session, shop, maker, 100_000, 40_000, bought_on=date(2026, 8, 3))
            lines = lines_in(session, bought)
            before = self.spend(session, shop)
            for act in order:
                act()
            found.add(self.spend(session, shop) - before)
        assert found == {-10_000 - 40_000 - 1_000}
