"""Messages that nobody can place: a task of officers, who write what they found and move nothing."""

import pytest

from marketplace.checkouts.models import GatewayEvent, GatewayEventState, UnclearBecause
from marketplace.kernel.roles import AUDITOR, OFFICER
from tests.conftest import NOW


@pytest.fixture
def event(session):
    event = GatewayEvent(
        gateway="stripe",
        event="evt_1",
        kind="checkout.session.completed",
        account="acct_1",
        session="cs_1",
        intent=None,
        reference="tidakada",
        amount=99_000,
        wrong="",
        happened_at=NOW,
        received_at=NOW,
        state=GatewayEventState.UNCLEAR,
        because=UnclearBecause.UNKNOWN,
    )
    session.add(event)
    session.commit()
    return event


def test_an_officer_looks_and_says_what_came_of_it(session, as_seat, event):
    officer, page = as_seat(OFFICER), f"/office/gateway-events/{event.public_id}"
    assert "1 kabar pembayaran perlu dilihat" in officer.open("/office/").text
    assert "tidak dikenal" in officer.open("/office/gateway-events").text
    assert officer.send(page, {"note": ""}).status_code == 422
    assert officer.send(page, {"note": "Penjualan pembuat sendiri"}).status_code == 302
    session.rollback()
    session.refresh(event)
    assert (event.state, event.note) == (GatewayEventState.CLEARED, "Penjualan pembuat sendiri")
    assert "Tidak ada yang perlu dilihat" in officer.open("/office/gateway-events").text
    assert "evt_1" in officer.open(page).text


def test_an_auditor_reads_and_clears_nothing(as_seat, event):
    auditor, page = as_seat(AUDITOR), f"/office/gateway-events/{event.public_id}"
    assert auditor.open(page).status_code == 200
    assert auditor.send_blindly(page, {"note": "x"}).status_code in (400, 403)
    assert auditor.open("/office/gateway-events/tidakada").status_code == 404
