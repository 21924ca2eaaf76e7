"""On a phone: a shop copies a maker's account where it pays, and a maker shares what went live with one tap."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from marketplace.accounts.models import Organisation, Seat, User
from marketplace.catalog.models import Product
from marketplace.kernel import clock
from marketplace.partners.models import Outlet
from marketplace.producers.models import Producer, ProducerAccount
from tests.browser.seeding import within
from tests.browser.test_the_shop_window import SMALL, WIDE
from tests.factories.billing import make_due

STUBBED = """navigator.share = (what) => { window.shared = what.text; return Promise.resolve(); };
Object.defineProperty(navigator, "clipboard", {value: {writeText: async (text) => { window.copied = text; }}});"""


def seat_of(session, email):
    return session.scalars(select(Seat.organisation_id).join(User).where(User.email == email)).first()


@pytest.fixture
def owed(bare):
    """What the shop owes the maker, who has an account."""
    with within(bare) as (uow, tools):
        maker = uow.get(Producer, seat_of(uow.session, "produsen@mb2.test"))
        outlet = uow.session.scalars(
            select(Outlet).filter_by(partner_id=seat_of(uow.session, "mitra@mb2.test"))
        ).first()
        maker.whatsapp = "+6281277770001"
        uow.add(
            ProducerAccount(
                producer_id=maker.id,
                bank_name="Bank Misal",
                bank_holder="Tini",
                account_sealed=tools.sealer.seal("001234567890"),
                account_mark=tools.sealer.mark("001234567890"),
                ending="7890",
                qris_id=None,
                written_by=None,
                written_at=clock.now(),
            )
        )
        due = make_due(uow.session, maker=maker, outlet=outlet)
        product = uow.session.scalars(select(Product).filter_by(producer_id=maker.id)).first()
        return due.public_id, product.public_id, uow.get(Organisation, maker.id).name


def test_one_tap_copies_and_one_shares(bare, owed, phone, accessible):
    due, product, maker = owed
    shop = phone(bare, person="mitra@mb2.test")
    shop.add_init_script(STUBBED)
    shop.goto(f"/partner/money/dues/{due}")
    assert shop.locator(".mb-account b").inner_text() == "0012 3456 7890"
    shop.get_by_role("button", name="Salin").click()
    expect(shop.locator(".mb-account [aria-live]")).to_have_text("Tersalin")
    assert shop.evaluate("window.copied") == "001234567890"
    assert "wa.me/6281277770001" in shop.get_by_role("link", name="WhatsApp").get_attribute("href")

    own = phone(bare, person="produsen@mb2.test")
    own.add_init_script(STUBBED)
    own.goto(f"/producer/products/{product}/live")
    assert "https://wa.me/?text=" in own.get_by_role("link", name="Bagikan lewat WA").get_attribute("href")
    own.get_by_role("button", name="Bagikan lewat aplikasi lain").click()
    assert "/catalog/" in own.wait_for_function("window.shared").json_value()
    for page in (shop, own):
        assert page.evaluate(WIDE) == 360 and page.evaluate(SMALL) == []
        accessible(page)
