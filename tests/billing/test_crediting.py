import pytest
from sqlalchemy import func, select

from marketplace.billing.crediting import refund, take_deposit, use_credit
from marketplace.billing.events import CreditGiven, CreditRefunded
from marketplace.billing.methods.base import PAYMENT_METHODS, check_method, ways_for
from marketplace.billing.models import PaidBy, PaymentKind, PaymentMade
from marketplace.billing.queries import credits_of, left_of
from marketplace.billing.reversing import take_back
from marketplace.billing.services import claim_payment, settle_dues
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.purchases.models.ledger import Purchase
from tests.factories.billing import TODAY, make_due

CASH = {"paid_on": TODAY, "paid_by": PaidBy.CASH}


@pytest.fixture
def due(session, maker, outlet):
    return make_due(session, maker=maker, outlet=outlet)


@pytest.fixture
def over(as_maker, due):
    """Rp150.000 for a due of Rp100.000."""
    with as_maker() as uow:
        receipts = settle_dues(
            uow, [due.id], received=150_000, received_on=TODAY, paid_by=PaidBy.TRANSFER, beyond=True
        )
    return receipts[0]


def credit(session, due):
    return sum(one.left for one in credits_of(session, PaymentMade.payer_id == due.payer_id))


def first(session):
    return session.scalars(select(PaymentMade).order_by(PaymentMade.id)).first()


def test_more_than_is_owed_is_refused_until_the_maker_says_that_it_came(as_maker, due, session):
    with pytest.raises(Refused, match="tinggal Rp100.000"), as_maker() as uow:
        settle_dues(uow, [due.id], received=150_000, received_on=TODAY, paid_by=PaidBy.CASH)
    assert credit(session, due) == 0


def test_what_is_beyond_is_credit_that_pays_what_comes_later(
    session, as_maker, maker, outlet, due, over, heard
):
    assert (credit(session, due), left_of(session, [due.id])) == (50_000, {due.id: 0})
    payment = first(session)
    assert CreditGiven(payment_id=payment.id, payer_id=due.payer_id, amount=50_000) in heard

    later = [make_due(session, amount, maker=maker, outlet=outlet) for amount in (30_000, 40_000)]
    with as_maker() as uow:
        use_credit(uow, payment.id, [one.id for one in later])
    assert [*left_of(session, [one.id for one in later]).values()] == [0, 20_000]
    assert credit(session, due) == 0
    with pytest.raises(Refused, match="sudah terpakai"), as_maker() as uow:
        use_credit(uow, payment.id, [later[1].id])


def test_a_payment_is_taken_back_with_all_that_it_paid(session, as_maker, maker, outlet, due, over):
    later = make_due(session, 30_000, maker=maker, outlet=outlet)
    with as_maker() as uow:
        use_credit(uow, first(session).id, [later.id])
    with as_maker() as uow:
        take_back(uow, over.id, reason="transfernya batal")

    assert left_of(session, [due.id, later.id]) == {due.id: 100_000, later.id: 30_000}
    assert session.scalar(select(func.sum(PaymentMade.amount))) == credit(session, due) == 0


def test_the_shop_says_that_it_has_money_back_never_the_maker(session, as_maker, as_shop, due, over, heard):
    payment = first(session)
    with pytest.raises(Forbidden), as_maker() as uow:
        refund(uow, payment.id, amount=50_000, note="lebih", **CASH)
    with pytest.raises(Refused, match="tinggal Rp50.000"), as_shop() as uow:
        refund(uow, payment.id, amount=50_001, note="lebih", **CASH)
    with as_shop() as uow:
        back = refund(uow, payment.id, amount=20_000, note="lebih", **CASH)

    assert (back.kind, back.amount, credit(session, due)) == (PaymentKind.REFUNDED, -20_000, 30_000)
    assert heard[-1] == CreditRefunded(payment_id=payment.id, refund_id=back.id, amount=20_000, left=30_000)
    with pytest.raises(Refused, match="sudah dikembalikan"), as_maker() as uow:
        take_back(uow, over.id, reason="salah")


def test_a_deposit_is_money_and_no_purchase(session, as_maker, as_shop, maker, outlet, due):
    given = {"amount": 80_000, "note": "pesanan 0007/PO/XI/2026", **CASH}
    with pytest.raises(Forbidden), as_shop() as uow:
        take_deposit(uow, maker.id, outlet.partner_id, **given)
    for wrong, says in (({"amount": 0}, "Isi jumlah"), ({"note": " "}, "untuk apa")):
        with pytest.raises(Refused, match=says), as_maker() as uow:
            take_deposit(uow, maker.id, outlet.partner_id, **given | wrong)
    with as_maker() as uow:
        payment = take_deposit(uow, maker.id, outlet.partner_id, **given)

    assert credit(session, due) == 80_000
    assert session.scalar(select(func.count()).select_from(Purchase)) == 0
    with as_maker() as uow:
        use_credit(uow, payment.id, [due.id])
    assert left_of(session, [due.id]) == {due.id: 20_000}


@pytest.mark.parametrize("key", list(PAYMENT_METHODS))
def test_each_method_is_of_one_way_and_says_what_stands_for_it(key):
    method = PAYMENT_METHODS[key]
    assert method.evidence
    assert [one.way for one in PAYMENT_METHODS.values()].count(method.way) == 1
    if method.by_hand:
        check_method(method.way, method.most or 50_000_000)


def test_a_printed_qris_carries_ten_million_at_once(session, as_shop, maker, outlet):
    assert ways_for(10_000_000) == [PaidBy.CASH, PaidBy.TRANSFER, PaidBy.QRIS]
    assert PaidBy.QRIS not in ways_for(10_000_001)
    large = make_due(session, 11_000_000, maker=maker, outlet=outlet)
    with pytest.raises(Refused, match="QRIS paling banyak Rp10.000.000"), as_shop() as uow:
        claim_payment(uow, large.id, amount=10_000_001, paid_on=TODAY, paid_by=PaidBy.QRIS)
