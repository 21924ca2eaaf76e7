"""A browser that was switched on is told the title of each notice, as mail is, and only for its reader."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select, update

from marketplace.accounts.models import Seat
from marketplace.accounts.services.erasing import erase_person
from marketplace.accounts.services.signing_in import end_sessions, open_session
from marketplace.adapters.push.web_push import WebPush
from marketplace.adapters.sealing import FernetSealer
from marketplace.db.outbox import Outbox
from marketplace.jobs.kinds.send_push import send_push
from marketplace.kernel.errors import NotFound
from marketplace.kernel.roles import OWNER, PRODUCER
from marketplace.notices.devices import own_devices, switch_off, switch_on
from marketplace.notices.digest import send_digests
from marketplace.notices.kinds import order_placed, order_proposal_accepted
from marketplace.notices.models import MailWay, Notice, PushDevice
from marketplace.notices.passing_on import UnreachedList
from marketplace.notices.preferences import choose
from marketplace.notices.telling import quiet_end, tell
from tests.conftest import NOW
from tests.factories.producers import make_person, make_producer, make_seat
from tests.letters import TRANSLATOR
from tests.notices.test_inbox import ABOUT, CONFIRMED, NIGHT, PLACED
from tests.push_service import push_service


@pytest.fixture
def service():
    with push_service() as service:
        yield service


@pytest.fixture
def tools(tmp_path, service):
    push = WebPush(tmp_path / "push-key.pem", "mailto:dinas@contoh.test", service.origin)
    return SimpleNamespace(push=push, sealer=FernetSealer(tmp_path / "sealing-key"), translator=TRANSLATOR)


@pytest.fixture
def maker(session):
    return make_producer(session)


@pytest.fixture
def tini(session, maker):
    person = make_person(session, name="Tini", email=None, phone="+628123")
    make_seat(session, person, maker)
    return person


@pytest.fixture
def as_tini(work, maker, tini):
    return lambda now=NOW: work(OWNER, at=maker.id, kind=PRODUCER, user_id=tini.id, now=now)


@pytest.fixture
def browser(service, tools, as_tini):
    browser = service.browser()
    with as_tini() as uow:
        switch_on(uow, browser.address, name="Chrome, Android", sign_in_id=None, sealer=tools.sealer)
    return browser


@pytest.fixture
def telling(work, maker):
    def tell_maker(letter=order_placed.LETTER, figures=PLACED, now=NOW):
        with work(now=now) as uow:
            tell(uow, letter, {maker.id: figures}, ABOUT)

    return tell_maker


def posted(session):
    query = select(Outbox.payload, Outbox.next_try_at).where(Outbox.job == "send_push").order_by(Outbox.id)
    return session.execute(query).all()


@pytest.fixture
def deliver(session, work, tools):
    def deliver(now=NOW):
        for payload, _ in posted(session):
            send_push(work(now=now), tools, **payload)

    return deliver


def received(service, browser):
    return [json.loads(browser.read(body)) for *_, body in service.took]


def test_what_the_browser_decrypts_is_the_title_and_the_way_and_nothing_else(
    session, service, browser, telling, deliver
):
    telling()
    deliver()
    notice = session.scalars(select(Notice)).one()
    assert received(service, browser) == [
        {
            "title": "Pesanan baru 0001/PO/XI/2026 dari Toko Rukun",
            "link": f"/account/inbox/{notice.public_id}",
            "tag": notice.public_id,
        }
    ]
    assert notice.mail is MailWay.PUSH
    assert UnreachedList(now=NOW, waits=True).rows(session) == []  # no officer has to send it


def test_address_and_keys_are_sealed(session, browser):
    row = session.scalars(select(PushDevice)).one()
    assert browser.address.auth not in row.sealed and "http" not in row.sealed + row.mark


def test_muted_kinds_quiet_hours_and_the_digest_hold(
    session, service, browser, as_tini, telling, deliver, work
):
    with as_tini() as uow:
        choose(uow, digest=False, quiet=True, muted=[])
    telling(order_proposal_accepted.LETTER, CONFIRMED, now=NIGHT)
    telling(now=NIGHT)  # it has a deadline
    assert [after for _, after in posted(session)] == [quiet_end(NIGHT), None]
    with as_tini() as uow:
        choose(uow, digest=False, quiet=False, muted=["order_proposal_accepted"])
    telling(order_proposal_accepted.LETTER, CONFIRMED)
    assert len(posted(session)) == 2
    with as_tini() as uow:
        choose(uow, digest=True, quiet=False, muted=[])
    telling(order_proposal_accepted.LETTER, CONFIRMED)
    telling(order_proposal_accepted.LETTER, CONFIRMED)
    assert len(posted(session)) == 2
    with work(now=NOW + timedelta(hours=9)) as uow:
        send_digests(uow)
    assert [*session.execute(select(Notice.mail).distinct().order_by(Notice.mail)).scalars()] == [
        MailWay.MUTED,
        MailWay.PUSH,
    ]
    deliver()
    assert received(service, browser)[-1] == {
        "title": "2 kabar dari MB2",
        "link": "/account/inbox",
        "tag": "digest",
    }


def test_whoever_sits_there_no_longer_or_has_read_it_is_not_told(
    session, service, browser, tini, telling, deliver
):
    telling()
    session.execute(update(Seat).where(Seat.user_id == tini.id).values(until_at=NOW))
    session.commit()
    deliver()
    assert service.took == []


def test_a_service_that_says_gone_ends_it_and_an_officer_sends_word_again(
    session, service, browser, telling, deliver
):
    service.answer = 410
    telling()
    deliver()
    assert session.query(PushDevice).count() == 0
    assert session.scalars(select(Notice.mail)).one() is MailWay.NONE
    assert len(UnreachedList(now=NOW, waits=True).rows(session)) == 1


def test_a_service_that_is_ill_is_tried_again(session, service, browser, telling, deliver):
    service.answer = 500
    telling()
    with pytest.raises(OSError, match="500"):
        deliver()
    assert session.query(PushDevice).count() == 1


def test_a_session_that_was_ended_hears_nothing(session, service, tools, as_tini, tini, telling, work):
    with as_tini() as uow:
        here = open_session(uow, tini.id, device="Chrome", address="")
        switch_on(uow, service.browser().address, name="", sign_in_id=here.sign_in_id, sealer=tools.sealer)
    with work() as uow:
        end_sessions(uow, tini.id)
    telling()
    assert posted(session) == [] and own_devices(as_tini()) == []


def test_it_belongs_to_whoever_switched_it_on_last_and_nobody_else_ends_it(
    session, service, tools, browser, maker, as_tini, work, telling
):
    sari = make_person(session, name="Sari")
    (device,) = own_devices(as_tini())
    with pytest.raises(NotFound), work(OWNER, at=maker.id, kind=PRODUCER, user_id=sari.id) as uow:
        switch_off(uow, device.public_id)
    with work(OWNER, at=maker.id, kind=PRODUCER, user_id=sari.id) as uow:
        switch_on(uow, browser.address, name="", sign_in_id=None, sealer=tools.sealer)
    assert own_devices(as_tini()) == []
    telling()  # Tini's, who sits there; the browser is Sari's now
    assert posted(session) == []


def test_it_goes_with_the_account(session, browser, maker, as_tini, tini):
    other = make_person(session, name="Sari")
    make_seat(session, other, maker)
    with as_tini() as uow:
        erase_person(uow)
    assert session.query(PushDevice).count() == 0
