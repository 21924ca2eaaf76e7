"""What a gateway witnesses: paid once, credit when late, and owed again when the money goes back."""

import pytest
from sqlalchemy import func, select

from marketplace.billing.crediting import take_deposit
from marketplace.billing.models import PaidBy, PaymentKind, PaymentMade, Receipt
from marketplace.billing.queries import credits_of, last_way, left_of, unanswered
from marketplace.billing.reversing import take_back
from marketplace.billing.services import claim_payment, settle_dues
from marketplace.checkouts.events import CheckoutPaid, CheckoutRefunded, DisputeLost
from marketplace.checkouts.models import Checkout, CheckoutDispute, UnclearBecause
from marketplace.checkouts.services import ask_checkout, is_outdated
from marketplace.checkouts.settling import Unclear, settle
from marketplace.checkouts.states import LAPSED, PAID
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.ports.gateways import CheckoutFacts, CheckoutStatus, DisputeStatus
from tests.factories.billing import TODAY

WHOLE = 150_000


@pytest.fixture
def told(work, checkout, session):
    """told(refunded=…): the gateway says that it is paid, and so on."""

    def say(status=CheckoutStatus.PAID, *, of=None, **facts):
        said = {"session": "cs_1", "amount": WHOLE, "intent": "pi_1"} | facts
        with work() as uow:
            settle(uow, (of or checkout).id, CheckoutFacts(status=status, **said))
        return session.get(Checkout, (of or checkout).id, populate_existing=True)

    return say


@pytest.fixture
def left(session, dues):
    return lambda: [*left_of(session, [due.id for due in dues]).values()]


@pytest.fixture
def credit(session, outlet):
    return lambda: sum(one.left for one in credits_of(session, PaymentMade.payer_id == outlet.partner_id))


def came(session):
    return session.scalar(select(func.sum(PaymentMade.amount)))


def test_it_pays_the_invoice_once_however_often_it_is_told(session, told, left, credit, heard, dues):
    paid = told()
    assert told().payment_id == paid.payment_id and paid.state is PAID
    assert (left(), credit(), came(session)) == ([0, 0], 0, WHOLE)
    assert [event for event in heard if isinstance(event, CheckoutPaid)] == [
        CheckoutPaid(checkout_id=paid.id, payment_id=paid.payment_id, amount=WHOLE, beyond=0)
    ]
    receipt = session.scalars(select(Receipt)).first()
    assert (receipt.confirmed_by, receipt.paid_by) == (None, PaidBy.STRIPE)
    assert last_way(session, dues[0]) is PaidBy.CASH  # nothing that anybody writes down


def test_what_lapsed_or_was_paid_otherwise_meanwhile_is_credit(as_maker, told, left, credit, dues):
    assert told(CheckoutStatus.EXPIRED).state is LAPSED
    with as_maker() as uow:
        settle_dues(
            uow, [due.id for due in dues], received=120_000, received_on=TODAY, paid_by=PaidBy.TRANSFER
        )
    assert told().state is PAID
    assert (left(), credit()) == ([0, 0], 120_000)
    assert told(CheckoutStatus.EXPIRED).state is PAID  # never back


def test_a_part_that_goes_back_is_owed_again_credit_first(session, as_maker, told, left, credit, heard, dues):
    with as_maker() as uow:
        settle_dues(uow, [dues[0].id], received=30_000, received_on=TODAY, paid_by=PaidBy.CASH)
    told()
    assert (left(), credit()) == ([0, 0], 30_000)

    told(refunded=20_000)
    told(refunded=20_000)
    assert (left(), credit()) == ([0, 0], 10_000)
    told(refunded=70_000)
    assert (sum(left()), credit(), came(session)) == (40_000, 0, 30_000 + WHOLE - 70_000)
    told(refunded=WHOLE)
    assert (left(), came(session)) == ([70_000, 50_000], 30_000)
    amounts = [event.amount for event in heard if isinstance(event, CheckoutRefunded)]
    assert amounts == [20_000, 50_000, 80_000]


def test_a_dispute_takes_nothing_until_it_is_lost_and_then_for_good(session, told, left, heard):
    told()
    assert told(dispute=DisputeStatus.OPEN, disputed=WHOLE).dispute is CheckoutDispute.OPEN
    assert left() == [0, 0]
    assert told(dispute=DisputeStatus.LOST, disputed=WHOLE).dispute is CheckoutDispute.LOST
    assert (left(), came(session)) == ([100_000, 50_000], 0)
    for later in (DisputeStatus.OPEN, DisputeStatus.WON, DisputeStatus.LOST):
        assert told(dispute=later, disputed=WHOLE).dispute is CheckoutDispute.LOST
    assert [event.amount for event in heard if isinstance(event, DisputeLost)] == [WHOLE]
    kinds = session.scalars(select(PaymentMade.kind).order_by(PaymentMade.id)).all()
    assert kinds == [PaymentKind.PAID, PaymentKind.REVERSED]


@pytest.mark.parametrize(
    "before, facts, because",
    [
        ({}, {"amount": WHOLE + 1}, UnclearBecause.MONEY),
        ({}, {"session": "cs_2"}, UnclearBecause.UNKNOWN),
        ({"refunded": 50_000}, {"refunded": 49_999}, UnclearBecause.LESS_BACK),
        (
            {"refunded": 50_000},
            {"refunded": 50_000, "dispute": DisputeStatus.LOST, "disputed": WHOLE},
            UnclearBecause.MORE_BACK,
        ),
    ],
)
def test_what_does_not_fit_writes_nothing(session, told, left, before, facts, because):
    told(**before)
    stood = left(), came(session)
    with pytest.raises(Unclear) as unclear:
        told(**facts)
    session.rollback()
    assert unclear.value.because is because
    assert (left(), came(session)) == stood


def test_returns_are_taken_off_and_what_was_said_waits_for_its_answer(
    session, as_shop, as_maker, maker, outlet, work, told, dues
):
    with as_shop() as uow:
        notice = claim_payment(uow, dues[0].id, amount=40_000, paid_on=TODAY, paid_by=PaidBy.TRANSFER)
    told()
    assert [one.id for one in unanswered(session, [dues[0].id])] == [notice.id]


def test_only_the_shop_pays_and_only_what_nobody_said_is_paid(
    as_shop, as_maker, work, dues, invoice, checkout, told, session, maker, outlet
):
    with pytest.raises(Forbidden), as_maker() as uow:
        ask_checkout(uow, invoice.id, "stripe")
    with as_shop() as uow:
        assert ask_checkout(uow, invoice.id, "stripe").id == checkout.id
        assert not is_outdated(uow, checkout)
    told(CheckoutStatus.EXPIRED)
    with as_shop() as uow:
        claim_payment(uow, dues[0].id, amount=100_000, paid_on=TODAY, paid_by=PaidBy.TRANSFER)
    with as_shop() as uow:
        second = ask_checkout(uow, invoice.id, "stripe")
    assert second.amount == 50_000
    told(of=second, session="cs_2", intent="pi_2", amount=50_000)
    with pytest.raises(Refused, match="Tidak ada sisa"), as_shop() as uow:
        ask_checkout(uow, invoice.id, "stripe")


def test_without_an_account_of_the_makers_there_is_no_such_way(session, work, as_shop, invoice):
    with pytest.raises(Refused, match="cara lain"), as_shop() as uow:
        ask_checkout(uow, invoice.id, "another")


def test_nobody_writes_it_down_or_takes_it_back_by_hand(
    session, as_shop, as_maker, maker, outlet, told, dues
):
    how = {"paid_on": TODAY, "paid_by": PaidBy.STRIPE}
    with pytest.raises(Refused, match="tercatat sendiri"), as_shop() as uow:
        claim_payment(uow, dues[0].id, amount=1, **how)
    with pytest.raises(Refused, match="tercatat sendiri"), as_maker() as uow:
        take_deposit(uow, maker.id, outlet.partner_id, amount=1, note="pesanan", **how)
    told()
    receipt = session.scalars(select(Receipt)).first()
    with pytest.raises(Refused, match="kembalikan lewat sana"), as_maker() as uow:
        take_back(uow, receipt.id, reason="keliru")
