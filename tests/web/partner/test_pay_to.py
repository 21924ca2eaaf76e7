"""Where a shop pays a maker: whole on the pay page of what it owes, and nowhere else."""

import io
from datetime import date, timedelta

import pytest

from marketplace.kernel import clock
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PRODUCER, VIEWER
from marketplace.producers.services.sealing import Payment, write_payment
from tests.conftest import NOW
from tests.factories.billing import make_due
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.files.pictures import jpeg

GROUPED = "0012 3456 7890"


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def maker(session):
    return make_maker(session, name="Keripik Bu Tini", whatsapp="+6281277770001")


@pytest.fixture
def outlet(session):
    return make_outlet(session, make_partner(session, whatsapp="+6281277770002"), name="Gerai Pasar")


@pytest.fixture
def due(session, maker, outlet):
    return make_due(session, maker=maker, outlet=outlet, due_on=date(2026, 11, 27))


@pytest.fixture
def says(app, work, maker):
    def say(number, now=NOW):
        payment = Payment(bank_name="Bank Misal", bank_holder="Tini", account=number)
        with work(OWNER, at=maker.id, kind=PRODUCER, now=now) as uow:
            write_payment(uow, maker.id, payment, sealer=app.extensions["tools"].sealer)

    return say


def test_the_shop_reads_and_copies_it_where_it_pays_and_asks_the_maker(as_seat, outlet, due, says):
    shop, address = as_seat(OWNER, at=outlet.partner_id), f"/partner/money/dues/{due.public_id}"
    assert "belum menulis rekening" in shop.open(address).text
    says("001234567890")
    page = shop.open(address).text
    assert GROUPED in page and 'data-copy="001234567890"' in page and "Bank Misal, a.n. Tini" in page
    assert "Tetap sejak 24 Nov 2026" in page and "https://wa.me/6281277770001?text=" in page
    assert "001234567890" not in page.partition("wa.me/")[2].partition('"')[0]
    assert "7890" not in shop.open("/partner/money").text


def test_of_one_that_changed_lately_it_is_warned_and_asked_once_more(as_seat, outlet, due, says):
    says("001234567890", NOW - timedelta(days=90))
    says("998877665544", NOW - timedelta(days=2))
    page = as_seat(OWNER, at=outlet.partner_id).open(f"/partner/money/dues/{due.public_id}").text
    assert "9988 7766 5544" in page and GROUPED not in page
    assert "Berubah 22 Nov 2026" in page and "data-sure=" in page and "Tetap sejak" not in page


def test_nobody_else_reads_account_or_qris(session, as_seat, maker, outlet, due):
    own, shop = as_seat(OWNER, at=maker.id), as_seat(OWNER, at=outlet.partner_id)
    stranger = as_seat(OWNER, at=make_partner(session).id)
    officials = [as_seat(role) for role in (AUDITOR, OFFICER, VIEWER)]
    where, qris = "/producer/onboarding/payment", (io.BytesIO(jpeg()), "qris.jpg")
    typed = {"bank_name": "Bank Misal", "bank_holder": "Tini", "account": "001234567890", "qris": qris}
    assert own.send(where, typed).status_code == 302
    file = own.open(where).text.partition('href="/files/')[2].partition('"')[0]
    page = shop.open(f"/partner/money/dues/{due.public_id}").text
    assert f"/files/{file}" in page and GROUPED in page
    opened = [one.open(f"/files/{file}").status_code for one in (own, shop, stranger, *officials)]
    assert opened == [200, 200, 404, 200, 404, 404]
    assert stranger.open(f"/partner/money/dues/{due.public_id}").status_code == 404
    assert GROUPED not in own.open(f"/producer/money/dues/{due.public_id}").text
