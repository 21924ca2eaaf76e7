"""On which account a maker is paid by card: its owner says so, with a password, and the gateway knows it."""

import pytest
from sqlalchemy import select

from marketplace.checkouts.models import GatewayAccount
from marketplace.web import confirming
from tests.factories.checkouts import CLOSED, OTHERS
from tests.web.by_card import app_settings, trade

__all__ = ["app_settings", "trade"]

PAGE = "/producer/gateways/stripe"


@pytest.fixture
def accounts(session):
    def newest_first():
        session.rollback()
        return session.scalars(select(GatewayAccount.account).order_by(GatewayAccount.id.desc())).all()

    return newest_first


@pytest.fixture
def confirmed(monkeypatch):
    monkeypatch.setattr(confirming, "lately_confirmed", lambda: True)


@pytest.mark.usefixtures("confirmed")
def test_the_owner_states_another_and_ends_it(trade, accounts):
    before = accounts()
    assert trade.owner.send(PAGE, {"account": OTHERS}).status_code == 302
    assert "Bayar dengan kartu" in trade.shop.open(trade.path).text
    assert trade.owner.send(PAGE, {"account": ""}).status_code == 302
    assert accounts() == ["", OTHERS, *before]
    assert "Bayar dengan kartu" not in trade.shop.open(trade.path).text
    assert trade.shop.open(trade.pay).status_code == 404


@pytest.mark.usefixtures("confirmed")
@pytest.mark.parametrize("account", [CLOSED, "acct_nobody", "1234"])
def test_one_that_is_not_connected_or_takes_nothing_is_refused(trade, accounts, account):
    before = accounts()
    refused = trade.owner.send(PAGE, {"account": account})
    assert refused.status_code == 422 and "tidak mengenal akun ini" in refused.text
    assert accounts() == before


def test_without_the_password_nothing_is_written_and_staff_see_no_form(trade, accounts):
    before = accounts()
    assert "Kata sandi Anda" in trade.owner.open(PAGE).text
    assert trade.owner.send(PAGE, {"account": OTHERS}).status_code == 422
    assert "Hanya pemilik usaha" in trade.staff.open(PAGE).text
    assert accounts() == before


def test_a_gateway_without_keys_has_no_page(trade):
    assert trade.owner.open("/producer/gateways/another").status_code == 404
    assert "Dibayar dengan kartu" in trade.owner.open("/producer/onboarding/payment").text
