"""Against the gateway itself: messages in any order, lost, doubled or strange, and a gateway that dies half-way."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.billing.models import PaymentMade
from marketplace.billing.queries import left_of
from marketplace.checkouts.applying import apply_event
from marketplace.checkouts.asking import close, reconcile, waits
from marketplace.checkouts.models import Checkout, GatewayEvent, GatewayEventState, UnclearBecause
from marketplace.checkouts.news import clear_event, take_news
from marketplace.checkouts.services import ask_checkout, ask_refund
from marketplace.checkouts.states import APPLIED, ASKED, LAPSED, OPEN, PAID, UNCLEAR
from marketplace.db.transact import transact
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import OFFICER
from marketplace.ports.gateways import GatewayDown
from tests.checkouts.conftest import BASE
from tests.conftest import NOW
from tests.factories.checkouts import OTHERS
from tests.servers.gateways import signed

LATER = NOW + timedelta(minutes=11)


@pytest.fixture
def opened(asks, checkout):
    return asks.page(checkout)


@pytest.fixture
def hear(session, work, asks, gateway):
    """Post messages as the gateway does, and do the job of each that is stored: hear(news, …)."""

    def one(told):
        news = gateway.read(*signed(told, NOW.timestamp()), NOW)
        asks.write(lambda uow: take_news(uow, "stripe", news))
        event = session.scalars(select(GatewayEvent).filter_by(event=told["id"])).one()
        apply_event(work(), asks.write, {"stripe": gateway}, event.id, BASE)
        return session.get(GatewayEvent, event.id, populate_existing=True)

    return lambda *news: [one(told) for told in news]


@pytest.fixture
def messages(gateway_process):
    """What the gateway has to tell of a checkout, by kind."""

    def of(checkout):
        mine = [news for news in gateway_process.news() if _names(news, checkout)]
        return {news["type"]: news for news in mine}

    return of


def _names(news, checkout):
    about = news["data"]["object"]
    return checkout.public_id in str(about) or about.get("payment_intent") == checkout.intent is not None


def at(session, checkout):
    return session.get(Checkout, checkout.id, populate_existing=True)


def refund(gateway, checkout, amount):
    facts = gateway.look(checkout.account, checkout.session)
    gateway.refund(checkout.account, facts.intent, amount, key=checkout.public_id)


def test_refunded_before_succeeded_and_all_twice_has_one_effect(
    session, gateway, gateway_process, opened, hear, messages, dues
):
    gateway_process.pay(opened.session)
    refund(gateway, opened, 50_000)
    told = messages(opened)
    paid, back = told["checkout.session.completed"], told["charge.refunded"]

    states = [event.state for event in hear(back, paid, back, paid)]
    assert states == [APPLIED] * 4
    assert at(session, opened).state is PAID
    amounts = session.scalars(select(PaymentMade.amount).order_by(PaymentMade.id)).all()
    assert amounts == [150_000, -50_000]
    assert sum(left_of(session, [due.id for due in dues]).values()) == 50_000
    assert len(session.scalars(select(GatewayEvent)).all()) == 2


def test_a_dispute_of_a_payment_that_we_have_not_heard_of_is_placed(
    session, gateway, gateway_process, opened, hear
):
    gateway_process.pay(opened.session)
    intent = gateway.look(opened.account, opened.session).intent
    gateway_process.dispute(intent, "needs_response")
    gateway_process.dispute(intent, "lost")
    created, closed = gateway_process.news()[-2:]
    assert [event.state for event in hear(closed, created)] == [APPLIED, APPLIED]
    assert at(session, opened).dispute.value == "lost"
    assert sum(session.scalars(select(PaymentMade.amount))) == 0


@pytest.mark.parametrize(
    "change, because",
    [
        (lambda told, about: about.update(amount_total=15_000_100), UnclearBecause.MONEY),
        (lambda told, about: about.update(amount_total=15_000_050), UnclearBecause.MONEY),
        (lambda told, about: about.update(currency="usd"), UnclearBecause.MONEY),
        (lambda told, about: told.update(account=OTHERS), UnclearBecause.ACCOUNT),
        (lambda told, about: about.update(id="cs_unknown"), UnclearBecause.UNKNOWN),
        (lambda told, about: about.update(id="cs_x", metadata={}), UnclearBecause.UNKNOWN),
    ],
)
def test_what_is_signed_and_strange_is_kept_for_an_officer(
    session, work, gateway_process, opened, hear, messages, change, because
):
    gateway_process.pay(opened.session)
    told = messages(opened)["checkout.session.completed"]
    told["id"] = f"evt_{because.value}"
    change(told, told["data"]["object"])
    (event,) = hear(told)
    assert (event.state, event.because) == (UNCLEAR, because)
    assert session.scalars(select(PaymentMade)).all() == []

    with pytest.raises(Refused, match="Tulis"), work(OFFICER, at=1) as uow:
        clear_event(uow, event.id, note=" ")
    with pytest.raises(Forbidden), work() as uow:
        clear_event(uow, event.id, note="uji coba")
    with work(OFFICER, at=1) as uow:
        assert clear_event(uow, event.id, note="uji coba").state is GatewayEventState.CLEARED


def test_killed_after_making_the_session_and_before_answering(
    session, work, asks, gateway, gateway_process, checkout, as_shop, invoice
):
    gateway_process.turn(die="session made")
    with pytest.raises(GatewayDown):
        asks.page(checkout)
    assert at(session, checkout).state is ASKED
    gateway_process.revive()

    with as_shop() as uow:  # the shop presses again
        assert ask_checkout(uow, invoice.id, "stripe").id == checkout.id
    assert waits(session, LATER) and not waits(session, NOW)
    reconcile(work(now=LATER), asks.write, {"stripe": gateway}, BASE)
    opened = at(session, checkout)
    assert opened.state is OPEN
    assert sum(checkout.public_id in str(one) for one in gateway_process.sessions()) == 1
    gateway_process.pay(opened.session)
    assert asks.look(checkout).state is PAID


def test_killed_after_the_payment_and_before_its_message(
    session, work, asks, gateway, gateway_process, opened
):
    gateway_process.turn(die="paid")
    with pytest.raises(OSError):
        gateway_process.pay(opened.session)
    with pytest.raises(GatewayDown):
        reconcile(work(now=LATER), asks.write, {"stripe": gateway}, BASE)
    gateway_process.revive()
    reconcile(work(now=LATER), asks.write, {"stripe": gateway}, BASE)
    assert at(session, opened).state is PAID
    assert session.scalars(select(PaymentMade.amount)).all() == [150_000]


def test_one_that_never_came_to_be_is_given_up_in_the_end(session, asks, checkout):
    late = NOW + timedelta(days=1)
    assert asks.look(checkout, now=late).state is LAPSED


def test_the_shop_takes_it_back_unless_it_has_just_paid(
    session, work, asks, gateway, gateway_process, opened
):
    gateway_process.pay(opened.session)
    close(work(), asks.write, gateway, opened.id, BASE)
    assert at(session, opened).state is PAID


def test_closed_it_makes_room_for_another(session, work, asks, gateway, as_shop, invoice, opened):
    close(work(), asks.write, gateway, opened.id, BASE)
    assert at(session, opened).state is LAPSED
    with as_shop() as uow:
        assert ask_checkout(uow, invoice.id, "stripe").id != opened.id


def test_money_that_the_gateway_tells_otherwise_is_noted_once(session, asks, gateway_process, opened):
    gateway_process.charge_otherwise(opened.session, 15_000_100)
    for _ in range(2):
        asks.look(opened)
    (event,) = session.scalars(select(GatewayEvent)).all()
    assert (event.state, event.because, event.kind) == (UNCLEAR, UnclearBecause.MONEY, "look")


def test_the_maker_asks_for_no_more_back_than_is_left(
    session, as_maker, as_shop, asks, gateway_process, opened
):
    gateway_process.pay(opened.session)
    paid = asks.look(opened)
    with pytest.raises(Refused, match="tinggal Rp0"), as_maker() as uow:
        ask_refund(uow, paid.payment_id, 1, paid.id)
    with pytest.raises(Forbidden), as_shop() as uow:
        ask_refund(uow, paid.payment_id, 1, paid.id)


def test_the_same_message_twenty_times_at_once_is_one_payment(
    session, engine, gateway, gateway_process, opened, messages
):
    gateway_process.pay(opened.session)
    told = messages(opened)["checkout.session.completed"]
    news, id_, faults = gateway.read(*signed(told, NOW.timestamp()), NOW), opened.id, []
    session.commit()

    def unit():
        return UnitOfWork(Session(engine), actor=SYSTEM, now=NOW, bus=Bus({}), queue=MemoryQueue())

    def write(act):
        return transact(unit, act)

    def once():
        try:
            write(lambda uow: take_news(uow, "stripe", news))
            reading = unit()
            stored = reading.session.scalars(select(GatewayEvent.id)).one()
            apply_event(reading, write, {"stripe": gateway}, stored, BASE)
            reading.session.close()
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=once) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert at(session, opened).state is PAID and opened.id == id_
    assert session.scalars(select(PaymentMade.amount)).all() == [150_000]
    assert session.scalars(select(GatewayEvent.state)).all() == [APPLIED]
