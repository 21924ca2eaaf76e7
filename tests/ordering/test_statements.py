"""The statement of account leads from what was owed before a month to what is owed after it."""

from datetime import date

import pytest

from marketplace.billing.models import PaidBy, PaymentKind, Receipt
from marketplace.kernel.errors import NotFound
from marketplace.kernel.period import Month
from marketplace.ordering.money import Age
from marketplace.ordering.statements import Account, statement_of
from tests.conftest import NOW
from tests.factories.billing import make_due, make_payment
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
END = date(2026, 12, 15)


def make_receipt(session, due, act, received, day, **given):
    session.add(
        Receipt(
            due_id=due.id, act=act, received=received, received_on=day, paid_by=PaidBy.CASH,
            confirmed_by=None, confirmed_at=NOW, **given,
        )
    )  # fmt: skip


@pytest.fixture
def account(session):
    """Rp300.000 in October, of it 100.000 paid then; in November a return, the rest paid with Rp5.000 kept back and
    Rp20.000 beyond, half of which went back."""
    maker, outlet = (
        make_maker(session, name="Bu Tini"),
        make_outlet(session, make_partner(session, name="Rukun")),
    )
    october = {"owed_on": date(2026, 10, 5), "due_on": date(2026, 10, 19)}
    first = make_due(session, 300_000, maker=maker, outlet=outlet, **october)
    late = make_due(
        session, 40_000, maker=maker, outlet=outlet, owed_on=date(2026, 11, 3), due_on=date(2026, 11, 5)
    )
    make_due(session, -15_000, maker=maker, outlet=outlet, owed_on=date(2026, 11, 4))
    make_payment(session, first, 100_000, act="a", paid_on=date(2026, 10, 20))
    make_receipt(session, first, "a", 100_000, date(2026, 10, 20))
    make_payment(session, first, 215_000, act="b", paid_on=date(2026, 11, 9))
    make_receipt(session, first, "b", 195_000, date(2026, 11, 9), deducted=5_000, deducted_because="damaged")
    back = {"kind": PaymentKind.REFUNDED, "note": "lebih", "paid_on": date(2026, 11, 10)}
    make_payment(session, first, -10_000, act="b", **back)
    session.commit()
    return Account(maker.id, late.payer_id)


def test_it_leads_from_before_to_after(session, account):
    found = statement_of(session, account, NOVEMBER, END)
    assert (found.maker, found.shop, found.opening) == ("Bu Tini", "Rukun", 200_000)
    assert [(one.day.day, str(one.what), one.amount, one.balance) for one in found.entries] == [
        (3, "Barang", 40_000, 240_000),
        (4, "Retur", -15_000, 225_000),
        (9, "Pembayaran, Tunai", -215_000, 10_000),
        (9, "Potongan: Barang rusak di toko", -5_000, 5_000),
        (10, "Dikembalikan ke toko, Tunai", 10_000, 15_000),
    ]
    assert found.closing == 15_000 == 40_000 - 15_000 - 10_000
    assert (found.ages[Age.WEEKS], found.returns, found.credit) == (40_000, 15_000, 10_000)
    assert sum(found.ages.values()) - found.returns - found.credit == found.closing


def test_a_month_that_is_past_says_what_was_left_at_its_end(session, account):
    found = statement_of(session, account, OCTOBER, END)
    assert (found.opening, found.closing, found.until) == (0, 200_000, date(2026, 10, 31))
    assert {age: left for age, left in found.ages.items() if left} == {Age.WEEKS: 200_000}


def test_whoever_never_traded_has_none(session, account):
    with pytest.raises(NotFound):
        statement_of(session, Account(make_maker(session).id, account.partner_id), NOVEMBER, END)
