from datetime import date, timedelta

import pytest

from marketplace.billing.models import DueKind
from marketplace.kernel.money import Rupiah
from marketplace.ordering.ageing import DueWhen, aged, by_when, debtors, sunday_of, when_of
from marketplace.ordering.money import Age, DueRow, age_of
from marketplace.ordering.states import HandoverKind

TODAY = date(2026, 11, 24)  # a Tuesday


def a_due(left=100_000, *, late=0, paid=0, shop="a", outlet=1, claimed=0, owed_on=TODAY):
    return DueRow(
        id=1,
        public_id="d",
        amount=Rupiah(left + paid),
        paid=Rupiah(paid),
        deducted=Rupiah(0),
        claimed=Rupiah(claimed),
        owed_on=owed_on,
        due_on=TODAY - timedelta(days=late),
        handover="0001/SJ/XI/2026",
        handover_public_id="h",
        kind=HandoverKind.DELIVERY,
        invoicing=None,
        of_what=DueKind.GOODS,
        partner=f"Toko {shop}",
        partner_public_id=shop,
        outlet_id=outlet,
        outlet=f"Gerai {outlet}",
        maker="Bu Tini",
        maker_public_id="m",
        merged=False,
        day=TODAY,
    )


@pytest.mark.parametrize(
    ("late", "age"),
    [
        (-1, Age.NOT_YET),
        (0, Age.NOT_YET),
        (1, Age.DAYS),
        (7, Age.DAYS),
        (8, Age.WEEKS),
        (30, Age.WEEKS),
        (31, Age.LONG),
    ],
)
def test_a_debt_has_an_age(late, age):
    assert age_of(TODAY - timedelta(days=late), TODAY) is age


def test_a_week_begins_on_monday():
    assert sunday_of(TODAY) == date(2026, 11, 29)
    assert sunday_of(date(2026, 11, 29)) == date(2026, 11, 29)
    assert sunday_of(date(2026, 11, 30)) == date(2026, 12, 6)


@pytest.mark.parametrize(
    ("day", "when"),
    [
        (date(2026, 11, 23), DueWhen.OVERDUE),
        (TODAY, DueWhen.THIS_WEEK),
        (date(2026, 11, 29), DueWhen.THIS_WEEK),
        (date(2026, 11, 30), DueWhen.LATER),
    ],
)
def test_what_is_due_this_week(day, when):
    assert when_of(day, TODAY) is when


def test_returns_are_no_debt_of_any_age():
    rows = [a_due(50_000, late=3), a_due(20_000, late=40), a_due(-30_000, late=2), a_due(5_000)]

    assert aged(rows, TODAY) == {Age.NOT_YET: 5_000, Age.DAYS: 50_000, Age.WEEKS: 0, Age.LONG: 20_000}
    assert {when: len(some) for when, some in by_when(rows, TODAY).items()} == {
        DueWhen.OVERDUE: 2,
        DueWhen.THIS_WEEK: 1,
        DueWhen.LATER: 0,
    }


def test_who_owes_is_told_by_outlet_the_first_to_pay_on_top():
    rows = [
        a_due(10_000, shop="b", late=-5),
        a_due(20_000, shop="a", late=-2, owed_on=date(2026, 11, 1)),
        a_due(30_000, shop="a", outlet=2, late=9, claimed=30_000),
        a_due(-4_000, shop="a", late=1),
        a_due(-1_000, shop="c", late=90),
    ]

    found = debtors(rows, TODAY)

    assert [(one.partner_public_id, one.outlet) for one in found] == [
        ("a", "Gerai 2"),
        ("a", "Gerai 1"),
        ("b", "Gerai 1"),
        ("c", "Gerai 1"),
    ]
    first, second, _, last = found
    assert (first.overdue, first.claimed, first.owed) == (30_000, 30_000, 30_000)
    assert (second.owed, second.returns, second.overdue) == (20_000, 4_000, 0)
    assert (second.since, second.due_on) == (date(2026, 11, 1), date(2026, 11, 26))
    assert (last.owed, last.returns, last.payable) == (0, 1_000, [])


def test_what_nobody_said_is_paid_is_left_to_say():
    assert a_due(100_000, claimed=60_000).to_say == 40_000
    assert a_due(-100_000).to_say == 0
