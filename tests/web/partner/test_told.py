"""A shop answers what makers tell: sales it did not record, and another figure for what it did."""

import pytest
from sqlalchemy import select

from marketplace.kernel.roles import OWNER
from marketplace.purchases.models.answers import Answer
from marketplace.purchases.models.ledger import Purchase
from marketplace.purchases.models.told import FigureReply, SaleReply
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import lines_in, make_purchase
from tests.factories.telling import make_figure, make_sale

LIST = "/partner/told"


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def owner(as_seat, shop):
    return as_seat(OWNER, at=shop.id)


@pytest.fixture
def maker(session):
    return make_maker(session, name="Keripik Bu Tini")


@pytest.fixture
def sale(session, shop, maker):
    return make_sale(session, maker, make_outlet(session, shop, name="Gerai Pasar"))


def page(sale, *more):
    return "/".join((LIST, sale.public_id, *more))


def reply_of(session, sale):
    session.rollback()
    found = session.get(SaleReply, sale.id)
    return found and found.answer.value


def test_it_is_confirmed_in_two_taps_from_home(session, owner, sale):
    home = owner.open("/partner/").text
    assert "1 catatan pembuat menunggu jawaban Anda" in home
    assert f'href="{page(sale)}"' in home
    shown = owner.open(page(sale)).text
    assert all(word in shown for word in ("Keripik Bu Tini", "Rp216.000", "F-7", "Gerai Pasar"))

    assert owner.send(page(sale, "confirm"), page=page(sale)).location == LIST
    assert reply_of(session, sale) == "confirmed"
    assert session.scalars(select(Purchase.partner_id)).all() == [sale.partner_id]
    assert "catatan pembuat menunggu" not in owner.open("/partner/").text
    assert owner.send(page(sale, "confirm"), page="/partner/purchases/new").location == page(sale)


def test_it_is_denied_with_a_reason(session, owner, sale):
    assert owner.send(page(sale, "deny"), {"reason": " "}, page=page(sale)).status_code == 422
    assert reply_of(session, sale) is None
    assert owner.send(page(sale, "deny"), {"reason": "Tidak datang"}, page=page(sale)).location == LIST
    assert reply_of(session, sale) == "denied"
    shown = owner.open(page(sale)).text
    assert "Tidak datang" in shown
    assert "Petugas memutuskan sampai" in shown


def test_it_is_recorded_with_the_shops_own_figure(session, owner, sale):
    assert owner.send(page(sale, "otherwise"), {}, page=page(sale)).status_code == 422
    assert owner.send(page(sale, "otherwise"), {"own_quantity": "12"}, page=page(sale)).location == LIST
    assert reply_of(session, sale) == "own-figure"
    [purchase] = session.scalars(select(Purchase)).all()
    assert [line.net for line in lines_in(session, purchase)] == [144_000]


def test_what_it_has_recorded_is_no_task_and_is_matched_with_one_tap(session, owner, shop, maker, sale):
    make_purchase(session, shop, maker, 288_000, document_number="F7")
    assert "catatan pembuat menunggu" not in owner.open("/partner/").text
    assert "Sudah tercatat di toko" in owner.open(LIST).text
    assert owner.send(page(sale, "confirm"), page=page(sale)).location == page(sale)
    assert reply_of(session, sale) is None
    assert owner.send(page(sale, "recorded"), page=page(sale)).location == LIST
    assert reply_of(session, sale) == "recorded"


@pytest.mark.parametrize(("answer", "nets"), [("accepted", [60_000]), ("kept", [100_000])])
def test_another_figure_is_taken_over_or_not(session, owner, shop, maker, answer, nets):
    claim = make_purchase(session, shop, maker, answer=Answer.DISPUTED, document_number="F-1")
    make_figure(session, claim)
    shown = f"/partner/purchases/{claim.public_id}"
    assert f'href="{shown}"' in owner.open("/partner/").text
    assert f'href="{shown}"' in owner.open(LIST).text
    assert all(word in owner.open(shown).text for word in ("Dua angka", "Rp100.000", "Rp60.000"))

    fields = {"answer": answer, "why": "Notanya jelas"}
    sent = owner.send(f"{LIST}/figures/{claim.public_id}", fields, page=shown)
    assert sent.location == shown
    session.rollback()
    reply = session.get(FigureReply, claim.id)
    assert (reply.answer.value, reply.reason) == (answer, "Notanya jelas")
    reversed_ids = set(session.scalars(select(Purchase.reverses_id)))
    live = [one for one in session.scalars(select(Purchase)) if not one.reverses_id]
    assert [line.net for one in live if one.id not in reversed_ids for line in lines_in(session, one)] == nets
    again = owner.send(f"{LIST}/figures/{claim.public_id}", {"answer": answer}, page="/partner/purchases/new")
    assert again.location == shown
    assert session.get(FigureReply, claim.id).answer.value == answer
    assert "catatan pembuat menunggu" not in owner.open("/partner/").text


def test_an_answer_that_is_none_changes_nothing(session, owner, shop, maker):
    claim = make_purchase(session, shop, maker, answer=Answer.DISPUTED)
    make_figure(session, claim)
    where = f"{LIST}/figures/{claim.public_id}"
    assert owner.send(where, {"answer": "x"}, page=f"/partner/purchases/{claim.public_id}").status_code == 302
    session.rollback()
    assert session.get(FigureReply, claim.id) is None


def test_another_shops_are_not_there(session, owner, maker, as_seat):
    theirs = make_sale(session, maker, make_outlet(session, make_partner(session)))
    for path in (page(theirs), *(page(theirs, act) for act in ("confirm", "recorded", "otherwise", "deny"))):
        sent = owner.open(path) if path == page(theirs) else None
        sent = sent or owner.send(path, {"reason": "x", "own_quantity": "1"}, page="/partner/purchases/new")
        assert sent.status_code == 404
    assert reply_of(session, theirs) is None
    assert as_seat(OWNER, at=maker.id).open(LIST).status_code == 403
