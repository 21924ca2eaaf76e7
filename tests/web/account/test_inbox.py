import pytest

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import OWNER
from marketplace.notices.kinds import order_placed
from marketplace.notices.telling import tell
from marketplace.ordering.events import OrderConfirmed
from tests.conftest import NOW
from tests.factories.ordering import make_maker
from tests.factories.producers import make_person, make_seat

LATER = "2100-11-27T10:00:00+00:00"
PLACED = {
    "number": "0001/PO/XI/2026",
    "partner": "Toko Rukun",
    "total": 30_000,
    "deadline": LATER,
    "link": "/producer/orders",
}


@pytest.fixture
def maker(session):
    return make_maker(session)


@pytest.fixture
def tini(session, maker, as_seat):
    person = make_person(session)
    make_seat(session, person, maker)
    with UnitOfWork(session, actor=SYSTEM, now=NOW, bus=Bus(), queue=MemoryQueue()) as uow:
        tell(uow, order_placed.LETTER, {maker.id: PLACED}, OrderConfirmed(order_id=7))
    return as_seat(OWNER, at=maker.id, user_id=person.id)


def test_a_notice_is_opened_in_one_tap_and_then_read(tini):
    page = tini.open("/account/inbox").text
    assert "Pesanan baru 0001/PO/XI/2026 dari Toko Rukun" in page and "is-new" in page
    path = page.split('action="/account/inbox/')[1].split('"')[0]
    assert "nilai Rp30.000" in tini.open(f"/account/inbox/{path}").text
    answer = tini.send(f"/account/inbox/{path}", page="/account/inbox")
    assert answer.location.endswith("/producer/orders")
    assert "is-new" not in tini.open("/account/inbox").text
    assert "Semua sudah dibaca" in tini.open("/account/inbox?unread=1").text


def test_all_are_read_with_one_button(tini):
    tini.send("/account/inbox", page="/account/inbox")
    assert "is-new" not in tini.open("/account/inbox").text


def test_wishes_are_kept_and_a_deadline_is_no_choice(tini):
    page = tini.open("/account/notices").text
    assert 'value="order_proposal_accepted"' in page and 'value="order_placed"' not in page
    assert 'value="order_confirmed"' not in page  # shops are told that
    tini.send("/account/notices", {"digest": "y", "muted": ["order_proposal_accepted"]})
    page = tini.open("/account/notices").text
    assert page.count("checked") == 2


def test_a_stranger_signs_in_first(stranger):
    assert "/account/sign-in" in stranger.open("/account/inbox/k3m9p2q7r4s8").location
