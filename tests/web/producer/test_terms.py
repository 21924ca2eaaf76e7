"""What a maker and a shop agreed, from the maker's side."""

import pytest
from sqlalchemy import select

from marketplace.kernel.roles import OWNER, STAFF
from marketplace.ordering.models.terms import TradeTerm
from marketplace.ordering.states import Side, TradeModel
from marketplace.producers.models import Producer
from tests.factories.ordering import make_maker, make_term
from tests.factories.partners import make_outlet, make_partner

CONSIGNS = {"model": "consignment", "margin": "12,5", "days_to_pay": "7", "loss_on": "shop"}


@pytest.fixture
def outlet(session):
    return make_outlet(session, make_partner(session, name="Toko Way Sekampung"), name="Imopuro")


@pytest.fixture
def mine(session):
    return make_maker(session, name="Keripik Bu Tini").id


@pytest.fixture
def maker(as_seat, mine):
    return as_seat(STAFF, at=mine)


@pytest.fixture
def path(outlet):
    return f"/producer/terms/{outlet.public_id}"


def newest(session):
    session.rollback()
    return session.scalars(select(TradeTerm).order_by(TradeTerm.id.desc())).first()


def test_without_any_the_usual_holds_and_is_said(maker, path):
    assert "dibeli putus dan dibayar dalam 14 hari" in maker.open("/producer/terms").text
    page = maker.open(path).text

    assert 'value="outright" checked' in page
    assert 'name="days_to_pay"' in page and 'value="14"' in page


def test_what_is_written_holds_and_is_told_as_a_sentence(maker, path, session):
    answer = maker.send(path, CONSIGNS)

    assert answer.headers["Location"] == path
    term = newest(session)
    assert (term.model, term.margin, term.days_to_pay, term.loss_on) == (
        TradeModel.CONSIGNMENT,
        1250,
        7,
        Side.SHOP,
    )
    said = "Titip jual · bagian toko 12,50\u00a0% · dibayar dalam 7 hari · barang hilang ditanggung toko"
    assert said in maker.open("/producer/terms").text
    assert f"Berlaku sekarang:</b> {said} · ditulis Keripik Bu Tini" in maker.open(path).text


def test_the_history_keeps_what_held_before_and_who_wrote_it(maker, mine, outlet, path, session):
    make_term(session, session.get(Producer, mine), outlet, days_to_pay=30, written_for=outlet.partner_id)
    maker.send(path, CONSIGNS)

    page = maker.open(path).text

    assert page.index("dibayar dalam 7 hari") < page.index("dibayar dalam 30 hari")
    assert "ditulis Toko Way Sekampung" in page


@pytest.mark.parametrize(
    "box, typed, says",
    [
        ("margin", "100", "paling banyak 99,99"),
        ("margin", "sepuluh", "bukan jumlah"),
        ("days_to_pay", "366", "paling banyak 365"),
        ("days_to_pay", "", "wajib diisi"),
        ("loss_on", "", "wajib diisi"),
        ("model", "pinjam", "pilih dari yang ditawarkan"),
    ],
)
def test_what_is_wrong_is_told_and_kept(maker, path, session, box, typed, says):
    answer = maker.send(path, CONSIGNS | {box: typed})

    assert answer.status_code == 422
    assert says in answer.text
    assert newest(session) is None


def test_whoever_starts_at_another_shop_is_led_from_the_choice_to_the_first_visit(maker, outlet, path):
    assert "Cari tokonya" in maker.open("/producer/terms/new?for=titip").text
    found = maker.open("/producer/terms/new?for=titip&q=sekampung").text
    assert f'href="{path}?for=titip"' in found

    assert 'value="consignment" checked' in maker.open(f"{path}?for=titip").text
    answer = maker.send(f"{path}?for=titip", CONSIGNS)
    assert answer.headers["Location"] == f"/producer/rounds/{outlet.public_id}"


def test_a_search_without_a_find_says_so(maker):
    assert "Tidak ada toko yang cocok" in maker.open("/producer/terms/new?q=zzz").text


def test_what_others_agreed_there_stays_theirs(as_seat, maker, mine, outlet, path, session):
    make_term(session, session.get(Producer, mine), outlet, days_to_pay=33)
    other = as_seat(OWNER, at=make_maker(session).id)

    assert "33 hari" not in other.open(path).text
    assert "33 hari" not in other.open("/producer/terms").text
    assert other.open("/producer/terms/zzzzzzzzzzzz").status_code == 404
