"""On a phone: a shop pays an invoice on the gateway's page and comes back; what gets lost on the way is made up for."""

import pytest
from sqlalchemy import select

from marketplace.billing.models import PaymentMade
from marketplace.checkouts.models import Checkout, CheckoutState
from marketplace.kernel import clock
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.roles import OWNER, PRODUCER
from marketplace.partners.models import Outlet
from marketplace.producers.models import Producer
from tests.browser.live import demo_city, serve
from tests.browser.people import PHONE
from tests.browser.seeding import within
from tests.browser.test_paying_and_sharing import seat_of
from tests.browser.test_the_shop_window import SMALL, WIDE
from tests.factories.billing import make_due
from tests.factories.checkouts import bill, make_gateway_account


@pytest.fixture
def shop_of_cards(shared_folder, tmp_path, gateway_process):
    """A server on a bare city that takes cards, told of everything by the gateway."""
    cards = {f"MB2_{name.upper()}": value for name, value in gateway_process.settings.items()}
    with serve(demo_city(shared_folder, "bare"), tmp_path / "city", **cards) as live:
        now = int(clock.now().timestamp())
        gateway_process.turn(hold=False, die="", target=f"{live.url}/webhooks/stripe", now=now)
        yield live
    gateway_process.turn(hold=True, now=0)


@pytest.fixture
def billed(shop_of_cards):
    """An invoice of Rp100.000 from a maker with an account at the gateway."""
    with within(shop_of_cards) as (uow, _):
        maker = uow.get(Producer, seat_of(uow.session, "produsen@mb2.test"))
        outlet = uow.session.scalars(
            select(Outlet).filter_by(partner_id=seat_of(uow.session, "mitra@mb2.test"))
        ).first()
        due = make_due(uow.session, maker=maker, outlet=outlet)
        make_gateway_account(uow.session, maker.id)
        seats = frozenset({ActorSeat(OWNER, maker.id)})
        uow.actor = Actor(user_id=None, at=maker.id, kind=PRODUCER, seats=seats)
        return bill(uow, due).public_id


def read(live):
    with within(live) as (uow, _):
        checkout = uow.session.scalars(select(Checkout).order_by(Checkout.id.desc())).first()
        return checkout.state, uow.session.scalars(select(PaymentMade.amount)).all()


def test_a_shop_pays_a_bill_by_card_and_comes_back(shop_of_cards, billed, gateway_process, phone, accessible):
    shop = phone(shop_of_cards, person="mitra@mb2.test")
    shop.goto(f"/partner/invoices/{billed}")
    shop.get_by_role("link", name="Bayar dengan kartu").click()
    shop.wait_for_url("**/pay/stripe")
    assert shop.evaluate(WIDE) == 360 and shop.evaluate(SMALL) == []
    accessible(shop)

    shop.get_by_role("button", name="Lanjut ke Stripe").click()
    shop.wait_for_url(f"{gateway_process.url}/**")
    shop.get_by_role("link", name="Kembali").click()
    shop.wait_for_url("**/partner/checkouts/*")
    shop.get_by_role("heading", name="Menunggu kabar Stripe").wait_for()
    assert shop.evaluate(WIDE) == 360 and shop.evaluate(SMALL) == []
    accessible(shop)

    shop.get_by_role("link", name="Lanjutkan membayar").click()
    shop.wait_for_url(f"{gateway_process.url}/**")
    shop.get_by_role("button", name="Bayar").click()
    shop.wait_for_url("**/partner/checkouts/*")
    if shop.get_by_role(
        "button", name="Periksa sekarang"
    ).is_visible():  # the browser was quicker than the message
        shop.get_by_role("button", name="Periksa sekarang").click()
    shop.get_by_role("heading", name="Sudah dibayar").wait_for()
    assert read(shop_of_cards) == (CheckoutState.PAID, [100_000])
    accessible(shop)

    maker = phone(shop_of_cards, person="produsen@mb2.test")
    maker.goto("/account/inbox")
    maker.get_by_text("membayar Rp100.000 dengan kartu").first.wait_for()


def test_without_script_and_without_the_message_it_is_paid_all_the_same(
    shop_of_cards, billed, gateway_process, people
):
    gateway_process.turn(hold=True)
    shop = people.open(shop_of_cards, person="mitra@mb2.test", device={**PHONE, "java_script_enabled": False})
    shop.goto(f"/partner/invoices/{billed}/pay/stripe")
    shop.get_by_role("button", name="Lanjut ke Stripe").click()
    shop.get_by_role("button", name="Bayar").click()
    shop.wait_for_url("**/partner/checkouts/*")
    shop.get_by_text("Stripe belum menyatakan uangnya masuk").wait_for()
    shop.get_by_role("button", name="Periksa sekarang").click()
    shop.get_by_role("heading", name="Sudah dibayar").wait_for()
