"""An officer acts on behalf of a maker, through the pages."""

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Organisation, Seat
from marketplace.journal.models import JournalEntry
from marketplace.journal.queries import verify
from marketplace.kernel.roles import PARTNER, PRODUCER
from marketplace.partners.models import Partner, PartnerKind
from marketplace.producers.models import Producer, Scale

WHY = "diminta lewat telepon"


@pytest.fixture
def business(unit, people):
    """Tini's business with its record; returns the code in addresses."""
    with unit() as uow:
        organisation = uow.find(Organisation, kind=PRODUCER)
        uow.add(
            Producer(
                id=organisation.id, slug="bu-tini", nib="9120001234567", scale=Scale.MICRO, kbli_code="10794"
            )
        )
        shop = uow.find(Organisation, kind=PARTNER)
        uow.add(Partner(id=shop.id, kind=PartnerKind.SHOP))
        return organisation.public_id


@pytest.fixture
def budi(browser, business):
    """The officer, on behalf of the business."""
    petugas = officer(browser)
    petugas.send(f"/office/representing/{business}", {"reason": WHY})
    return petugas


def officer(browser):
    petugas = browser()
    petugas.sign_in("petugas@contoh.id")
    petugas.enter_code()
    return petugas


def test_it_begins_at_the_page_of_the_business(browser, business):
    petugas = officer(browser)
    assert f"/office/representing/{business}" in petugas.open(f"/office/producers/{business}").text
    assert petugas.open(f"/office/representing/{business}").status_code == 200
    before = petugas.cookie

    answer = petugas.send(f"/office/representing/{business}", {"reason": WHY})

    assert (answer.status_code, answer.location) == (302, "/producer/")
    assert petugas.cookie != before


def test_without_a_reason_it_does_not(browser, business):
    petugas = officer(browser)
    answer = petugas.send(f"/office/representing/{business}", {"reason": "  "})
    assert answer.status_code == 422
    assert petugas.open("/office/").status_code == 200


def test_nobody_acts_on_behalf_of_an_office(browser, business, unit):
    with unit() as uow:
        office = uow.get(Organisation, 1).public_id
    assert officer(browser).open(f"/office/representing/{office}").status_code == 404


def test_every_page_says_so_while_it_lasts(budi):
    for path in ("/producer/", "/producer/profile", "/producer/products", "/help", "/nowhere"):
        page = budi.open(path)
        assert "Anda bertindak atas nama Keripik Bu Tini sampai pukul" in page.text, path
        assert "/account/representing/stop" in page.text
        assert "<small>Keripik Bu Tini</small>" in page.text
    assert "bertindak atas nama Anda pada" not in budi.open("/producer/").text, "whoever did it knows"


def test_meanwhile_the_office_and_ones_own_account_are_closed(budi, caplog):
    for path in ("/office/", "/office/journal", "/account/", "/account/password", "/account/sessions"):
        answer = budi.open(path)
        assert answer.status_code == 403, path
        assert "Ini tidak dapat dilakukan atas nama usaha" in answer.text


def test_stopping_leads_back_to_the_business_in_the_office(budi, business):
    answer = budi.send("/account/representing/stop", page="/producer/")
    assert (answer.status_code, answer.location) == (302, f"/office/producers/{business}")
    page = budi.open(answer.location)
    assert page.status_code == 200
    assert "/account/representing/stop" not in page.text
    assert budi.open("/producer/").status_code == 403


def test_it_stops_by_itself_after_an_hour(browser, business, turn):
    petugas = officer(browser)
    petugas.send(f"/office/representing/{business}", {"reason": WHY})
    for _ in range(2):
        turn(minutes=20)
        assert petugas.open("/producer/").status_code == 200
    turn(minutes=20)
    assert petugas.open("/producer/").status_code == 403
    assert petugas.open("/office/").status_code == 200


def test_an_officer_who_is_one_no_more_stands_for_nobody(budi, unit, people):
    with unit() as uow:
        for seat in uow.session.scalars(select(Seat).filter_by(user_id=people["petugas"])):
            seat.until_at = uow.now
    assert budi.open("/producer/").status_code == 403


def test_whoever_has_stopped_cannot_stop_again(browser, business):
    petugas = officer(browser)
    answer = petugas.send("/account/representing/stop", page="/office/")
    assert answer.status_code == 403


def test_the_maker_is_told_and_sees_what_was_done(budi, browser, unit, whole_app):
    budi.send("/account/representing/stop", page="/producer/")

    tini = browser()
    tini.sign_in()
    home = tini.open("/producer/").text
    assert "Petugas Budi bertindak atas nama Anda pada" in home
    assert "/producer/representations" in home
    text = tini.open("/producer/representations").text
    assert WHY in text
    assert "Budi" in text

    (letter,) = whole_app.extensions["tools"].mail.letters
    assert letter.to == "tini@contoh.id"
    assert "/producer/representations" in letter.body
    with unit() as uow:
        assert verify(uow.session).whole


def test_both_names_stand_in_the_journal(budi, browser, unit, people):
    answer = budi.send("/account/language", {"locale": "en"}, page="/producer/")
    assert answer.status_code == 303
    with unit() as uow:
        done = uow.session.query(JournalEntry).filter(JournalEntry.on_behalf_of.is_not(None)).all()
        assert {entry.user_id for entry in done} == {people["petugas"]}
    tini = browser()
    tini.sign_in()
    assert "Budi (petugas) atas nama Keripik Bu Tini" in tini.open("/producer/representations").text
