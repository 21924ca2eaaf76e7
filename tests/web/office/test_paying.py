from datetime import date

import pytest

from marketplace.billing.models import PaidBy
from marketplace.billing.services import confirm_received
from marketplace.kernel import clock
from marketplace.kernel.roles import OWNER, PRODUCER, STAFF, VIEWER
from marketplace.partners.models import PartnerKind
from tests.conftest import NOW
from tests.factories.billing import make_due
from tests.factories.partners import make_outlet, make_partner


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def test_officials_read_it_by_kind_and_a_shop_its_own(session, work, as_seat):
    desk = as_seat(VIEWER)
    assert "Belum ada tagihan yang lunas" in desk.open("/office/paying").text
    outlet = make_outlet(session, make_partner(session, kind=PartnerKind.HOTEL))
    due = make_due(session, outlet=outlet, owed_on=date(2026, 11, 1))
    with work(STAFF, at=due.payee_id, kind=PRODUCER) as uow:
        confirm_received(uow, due.id, received=100_000, received_on=date(2026, 11, 18), paid_by=PaidBy.CASH)

    page = desk.open("/office/paying").text
    assert "Hotel" in page and ">17<" in page
    shop = as_seat(OWNER, at=outlet.partner_id)
    assert "dalam 17 hari" in shop.open("/partner/money").text
    assert (
        "Anda membayar separuh" not in as_seat(OWNER, at=make_partner(session).id).open("/partner/money").text
    )
