"""People of both sides press at one moment: each reads what came of it, and nobody an error page."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from marketplace.accounts.hashing import hash_of
from marketplace.accounts.models import User
from marketplace.journal.models import JournalEntry
from marketplace.ordering.states import CONFIRMED
from tests.factories.ordering import make_goods, make_handover, make_order
from tests.factories.partners import make_outlet, make_partner
from tests.factories.people import owner_of
from tests.whole import PASSWORD, Browser

both_engines = pytest.mark.parametrize(
    "server", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
ACTS = ("HandoverAgreed", "HandoverContested", "HandoverWithdrawn")
DONE, GONE, TAKEN, REFUSED = 302, 404, 409, 422


def at_once(*presses):
    """What each of them is answered; none is sent before all are ready."""
    gate = Barrier(len(presses))

    def one(press):
        gate.wait(timeout=60)
        return press().status_code

    with ThreadPoolExecutor(len(presses)) as pool:
        return [*pool.map(one, presses)]


@pytest.fixture
def signed_in(whole_app, session):
    """Opens browsers of the owner of a business, who signed in once."""

    def of(organisation_id):
        person = session.get_one(User, owner_of(session, organisation_id))
        person.password_hash, email = hash_of(PASSWORD, not_like=()), person.email
        session.commit()
        first = Browser(whole_app)
        first.sign_in(email)
        cookie = first.cookie

        def another():
            browser = Browser(whole_app)
            browser.client.set_cookie("mb2", cookie)
            return browser

        return another

    return of


def press(browser, address, page, **fields):
    return lambda: browser.send(address, fields, page=page)


@both_engines
def test_of_agreeing_contesting_and_withdrawing_at_once_each_reads_what_came_of_it(session, signed_in):
    """Ten times three who meet: who comes later is told what the others did, with what was typed."""
    outlet, goods = make_outlet(session, make_partner(session)), make_goods(session, stock=200)
    handovers = [
        make_handover(session, order=make_order(session, variant=goods, outlet=outlet, state=CONFIRMED))
        for _ in range(10)
    ]
    session.commit()
    addresses = [(handover.id, f"handovers/{handover.public_id}") for handover in handovers]
    maker, shop = signed_in(goods.producer_id), signed_in(outlet.partner_id)

    for number, address in addresses:
        theirs = f"/partner/{address}"
        answers = at_once(
            press(shop(), theirs, theirs),
            press(shop(), f"{theirs}/contest", theirs, reason="tidak datang"),
            press(maker(), f"/producer/{address}/withdraw", f"/producer/{address}"),
        )

        assert {*answers} <= {DONE, GONE, TAKEN, REFUSED}, answers
        session.rollback()
        entries = select(func.count()).where(JournalEntry.action.in_(ACTS), JournalEntry.subject_id == number)
        assert session.scalar(entries) == answers.count(DONE) >= 1


@both_engines
def test_of_two_who_register_one_number_at_once_one_does(whole_app, session):
    for number in range(12):
        said = {"name": "Sari", "contact": f"0812-3456-78{number:02}", "business": f"Usaha {number}"}
        passwords = (PASSWORD, PASSWORD if number % 2 else "lain sama sekali ya")
        one, other = (
            press(Browser(whole_app), "/account/register", None, **said, password=password)
            for password in passwords
        )

        expected = [DONE, DONE] if number % 2 else [DONE, REFUSED]
        assert sorted(at_once(one, other)) == expected

    assert session.scalar(select(func.count()).select_from(User)) == 12
