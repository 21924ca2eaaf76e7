from urllib.parse import parse_qs, urlsplit

import pytest

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.uow import UnitOfWork
from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.events import Bus, TransactionEvents
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER
from marketplace.notices.kinds import order_placed
from marketplace.notices.telling import settle, tell
from marketplace.ordering.events import OrderConfirmed
from tests.conftest import NOW
from tests.factories.ordering import make_maker
from tests.factories.producers import make_person, make_seat
from tests.web.account.test_inbox import PLACED

ABOUT = OrderConfirmed(order_id=7)


@pytest.fixture
def told(session, monkeypatch):
    """Two owners of one maker, one of them without an address; both are told of an order."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    maker = make_maker(session)
    phoned = make_person(session, name="Darto", email=None, phone="+6281234")
    for person in (phoned, make_person(session, name="Rina")):
        make_seat(session, person, maker)
    with UnitOfWork(session, actor=SYSTEM, now=NOW, bus=Bus(), queue=MemoryQueue()) as uow:
        tell(uow, order_placed.LETTER, {maker.id: PLACED}, ABOUT)
    return maker, phoned


def place(page):
    return page.split('action="/office/send/')[1].split('"')[0].partition("/")[0]


def test_an_officer_sends_word_in_one_tap_and_marks_it(told, as_seat):
    officer = as_seat(OFFICER)
    answer = officer.open("/office/send")
    assert "Darto" in answer.text and "Rina" not in answer.text
    assert "form-action 'self' https://wa.me" in answer.headers["Content-Security-Policy"]
    which = place(answer.text)
    there = urlsplit(officer.send(f"/office/send/{which}", page="/office/send").location)
    (text,) = parse_qs(there.query)["text"]
    assert (there.hostname, there.path) == ("wa.me", "/6281234")
    assert text.startswith("Halo Darto, ada kabar dari MB2: Pesanan baru 0001/PO/XI/2026 dari Toko Rukun.")
    assert text.endswith(f"/account/inbox/{which}")
    assert "WhatsApp dibuka" in officer.open("/office/send").text
    officer.send(f"/office/send/{which}/told", page="/office/send")
    assert "Darto" not in officer.open("/office/send").text
    assert "Darto" in officer.open("/office/send?told=1").text


def test_the_link_opens_for_its_reader_alone(told, as_seat, stranger):
    maker, phoned = told
    reader = as_seat(OWNER, at=maker.id, user_id=phoned.id)
    colleague, officer = as_seat(OWNER, at=maker.id), as_seat(OFFICER)
    which = place(officer.open("/office/send").text)
    assert stranger.open(f"/account/inbox/{which}").status_code == 302
    assert colleague.open(f"/account/inbox/{which}").status_code == 404
    assert officer.open(f"/account/inbox/{which}").status_code == 404
    assert "Rp30.000" in reader.open(f"/account/inbox/{which}").text
    reader.send(f"/account/inbox/{which}")
    assert "Darto" not in officer.open("/office/send").text


def test_nobody_is_sent_word_of_what_was_done_meanwhile(told, as_seat, session):
    with UnitOfWork(session, actor=SYSTEM, now=NOW, bus=Bus(), queue=MemoryQueue()) as uow:
        settle(uow, TransactionEvents([ABOUT]))
    assert "Darto" not in as_seat(OFFICER).open("/office/send").text
    assert as_seat(AUDITOR).open("/office/send").status_code == 403
