from datetime import date

from marketplace.billing.models import PaidBy, Receipt
from marketplace.billing.reached import ReachedMakers, all_together, reached_makers
from marketplace.kernel.period import Month, MonthSpan
from tests.conftest import NOW
from tests.factories.billing import TODAY, make_due, make_payment
from tests.factories.partners import make_outlet, make_partner

AUGUST = MonthSpan.of(Month(2026, 8))


def test_dues_of_the_month_count_with_what_makers_confirmed_whenever_it_came(session):
    shop, other = make_partner(session), make_partner(session)
    due = make_due(session, 250_000, owed_on=date(2026, 8, 31), outlet=make_outlet(session, shop))
    make_due(session, 70_000, owed_on=date(2026, 8, 1), outlet=make_outlet(session, shop))
    make_due(session, 40_000, owed_on=date(2026, 8, 9), outlet=make_outlet(session, other))
    make_due(session, 90_000, owed_on=date(2026, 9, 1), outlet=make_outlet(session, shop))
    for act, received, deducted in (("one", 100_000, 0), ("two", 80_000, 20_000)):
        make_payment(session, due, received, act=act)
        session.add(
            Receipt(
                due_id=due.id,
                received=received,
                deducted=deducted,
                deducted_because="listing",
                received_on=TODAY,
                paid_by=PaidBy.CASH,
                act=act,
                confirmed_by=None,
                confirmed_at=NOW,
            )  # fmt: skip
        )
    session.commit()
    found = reached_makers(session, AUGUST)
    assert found == {shop.id: ReachedMakers(320_000, 180_000, 20_000), other.id: ReachedMakers(40_000, 0, 0)}
    assert all_together(found).left == 360_000 - 200_000


def test_a_month_without_dues_has_nothing(session):
    assert reached_makers(session, AUGUST) == {} and all_together({}).owed == 0
