import re

import pytest
from sqlalchemy import select

from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.partners.models import Partner
from marketplace.purchases.models.answers import Answer, PurchaseAnswer
from marketplace.purchases.models.ledger import Source
from marketplace.purchases.models.told import MakerFigure
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import make_purchase

LIST = "/producer/confirmations"


@pytest.fixture
def claim(session, maker):
    return make_purchase(session, make_partner(session, name="Toko Berkah"), maker, 75_000)


def page(claim, *more):
    return "/".join((LIST, claim.public_id, *more))


def answers(session):
    session.rollback()
    return [(row.answer, row.reason) for row in session.scalars(select(PurchaseAnswer))]


def test_what_waits_is_shown_and_what_is_answered_is_behind_a_tab(session, owner, maker, claim):
    make_purchase(session, make_partner(session, name="Toko Lain"), maker, 30_000, answer=Answer.CONFIRMED)

    waiting, every = owner.open(LIST).text, owner.open(f"{LIST}?all=1").text
    assert "Toko Berkah" in waiting
    assert "Rp75.000" in waiting
    assert "Toko Lain" not in waiting
    assert "Toko Lain" in every


def test_it_is_confirmed_with_two_taps_from_home(session, owner, claim):
    home = owner.open("/producer/").text
    assert f'href="{LIST}"' in home
    answer = owner.send(page(claim, "confirm"), page=LIST)

    assert answer.location == LIST
    assert answers(session) == [(Answer.CONFIRMED, "")]
    left = owner.open(LIST).text
    assert "Pembelian dibenarkan" in left
    assert "Tidak ada yang menunggu" in left


def test_a_shops_month_is_ticked_and_confirmed_and_nothing_is_ticked_before(session, owner, maker, claim):
    outlet = make_outlet(session, session.get(Partner, claim.partner_id), name="Gerai Pasar")
    make_purchase(session, session.get(Partner, claim.partner_id), maker, 5_000, outlet_id=outlet.id)
    shown = owner.open(LIST).text
    [group] = re.findall(r'name="group" value="([^"]+)" form="pick"', shown)
    assert "checked" not in shown
    assert "Rp80.000" in shown
    assert "Gerai Pasar" in shown
    narrow = group.split(".")
    assert "Toko Berkah" in owner.open(f"{LIST}?shop={narrow[0]}&month={narrow[1]}").text
    assert "Toko Berkah" not in owner.open(f"{LIST}?shop={narrow[0]}&month=2026-07").text

    assert owner.send(LIST, {"group": [group]}).location == LIST
    assert answers(session) == [(Answer.CONFIRMED, "")] * 2
    assert "2 pembelian dibenarkan, Rp80.000." in owner.open(LIST).text
    assert owner.send(LIST, {"group": [group]}, page="/producer/products/new").location == LIST
    assert "2 lainnya sudah dijawab" in owner.open(LIST).text


def test_nothing_ticked_confirms_nothing(session, owner, claim):
    assert owner.send(LIST, {}).location == LIST
    assert "Pilih dahulu" in owner.open(LIST).text
    assert answers(session) == []


def test_it_is_disputed_with_a_reason(session, owner, claim):
    answer = owner.send(page(claim, "dispute"), {"reason": "Hanya 5 bungkus"}, page=page(claim))

    assert answer.location == LIST
    assert answers(session) == [(Answer.DISPUTED, "Hanya 5 bungkus")]
    assert "Dibantah" in owner.open(page(claim)).text


def test_it_is_disputed_with_the_makers_own_figure(session, owner, claim):
    own = {"reason": "Hanya 60 ribu", "own_amount": "60.000", "own_number": "N-9"}
    assert owner.send(page(claim, "dispute"), own, page=page(claim)).location == LIST

    assert answers(session) == [(Answer.DISPUTED, "Hanya 60 ribu")]
    figure = session.get(MakerFigure, claim.id)
    assert (figure.net, figure.document_number, figure.quantity_milli) == (60_000, "N-9", 1_000)
    shown = owner.open(page(claim)).text
    assert all(word in shown for word in ("Dua angka", "Rp60.000", "Rp75.000", "N-9"))


def test_a_figure_that_differs_in_nothing_is_refused(session, owner, claim):
    same = {"reason": "Lain", "own_amount": "75.000"}
    answer = owner.send(page(claim, "dispute"), same, page=page(claim))
    assert answer.status_code == 422
    assert "sama dengan catatan toko" in answer.text
    assert answers(session) == []


def test_without_a_reason_it_is_not_disputed(session, owner, claim):
    answer = owner.send(page(claim, "dispute"), {"reason": " "}, page=page(claim))

    assert answer.status_code == 422
    assert "Apa yang tidak benar wajib diisi" in answer.text
    assert answers(session) == []


def test_an_answer_is_given_once(session, owner, claim):
    owner.send(page(claim, "confirm"), page=LIST)
    again = owner.send(page(claim, "confirm"), page="/producer/products/new")
    disputed = owner.send(page(claim, "dispute"), {"reason": "x"}, page="/producer/products/new")

    assert again.status_code == 409
    assert disputed.status_code == 422
    assert "sudah Anda jawab" in disputed.text
    assert len(answers(session)) == 1


def test_what_was_handed_over_asks_for_no_answer(session, owner, maker):
    handed = make_purchase(session, make_partner(session), maker, source=Source.HANDOVER)

    assert "Benar, sesuai" not in owner.open(page(handed)).text
    assert owner.send(page(handed, "confirm"), page="/producer/products/new").status_code == 409


def test_another_makers_claim_is_not_there(session, owner):
    theirs = make_purchase(session, make_partner(session), make_maker(session))

    assert owner.open(page(theirs)).status_code == 404
    for act in ("confirm", "dispute"):
        assert (
            owner.send(page(theirs, act), {"reason": "x"}, page="/producer/products/new").status_code == 404
        )
    assert answers(session) == []


def test_others_may_not(session, stranger, as_seat, claim, maker):
    shop = as_seat(OWNER, at=claim.partner_id)

    assert as_seat(STAFF, at=maker.id).open(LIST).status_code == 200
    assert stranger.open(LIST).location.startswith("/account/sign-in")
    for visitor in (shop, as_seat(OFFICER)):
        assert visitor.open(page(claim)).status_code == 403
