"""A name that nobody recognised is answered in two taps, and the next one comes up."""

import re

import pytest

from marketplace.accounts.models import Organisation
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.outreach.models import Candidate
from marketplace.purchases.models.ledger import Purchase, RememberedName
from tests.factories.months import make_period
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import make_purchase

NAMES, OFFICE = "/partner/names", "/office/names"


@pytest.fixture
def shop(session):
    return make_partner(session, name="Swalayan Sumber Murah")


@pytest.fixture
def maker(session):
    maker = make_maker(session, name="Keripik Bu Tini")
    make_goods(session, maker=maker, name="Keripik Pisang")
    return maker


@pytest.fixture
def rows(session, shop, maker):
    make_purchase(session, shop, None, 900_000, seller_text="Bu Tini kripik")
    make_purchase(session, shop, None, 100_000, seller_text="CV Sumber Plastik", lines=[{"text": "Kantong"}])


@pytest.fixture
def buyer(as_seat, shop):
    return as_seat(STAFF, at=shop.id)


def fields(page, **more):
    """What the page sends when its ticked answer is accepted."""
    hidden = dict(re.findall(r'<input type="hidden" name="(same|maker)" value="([^"]*)"', page))
    ticked = re.search(r'name="who" id="[^"]+" value="([^"]+)" checked', page)
    return hidden | ({"who": ticked[1]} if ticked else {}) | more


def fresh(session):
    session.rollback()
    return session


def code_of(session, row):
    return session.get(Organisation, row.id).public_id


def test_a_sign_beside_the_name_ticks_the_answer(session, buyer, rows, maker):
    page = buyer.open(NAMES).text
    for words in ("“Bu Tini kripik”", "Keripik Bu Tini", "menjual Keripik Pisang", "nama mirip", "Rp900.000"):
        assert words in page
    assert fields(page)["who"] == code_of(session, maker)
    answer = buyer.send(NAMES, fields(page))
    page = buyer.open(answer.location).text
    assert "“Bu Tini kripik” = Keripik Bu Tini, 1 baris ikut." in page
    assert "“CV Sumber Plastik”" in page and "Jawaban terakhir" in page  # the next one, and the way back
    named = fresh(session).query(Purchase).filter_by(producer_id=maker.id, reverses_id=None).one()
    assert named.seller_text == "Bu Tini kripik"


def test_a_name_alone_ticks_nothing_and_no_answer_is_asked_for_again(session, buyer, shop, maker):
    make_purchase(session, shop, None, 5_000, seller_text="Bu Tini kripik", lines=[{"text": "Sapu"}])
    page = buyer.open(NAMES).text
    page = buyer.send(NAMES, {"same": "butinikripik", "maker": "", "who": ""}).text
    assert "Pilih salah satu jawaban dahulu." in page
    assert fresh(session).query(RememberedName).count() == 0


def test_who_is_no_maker_asks_no_more_and_is_told_apart(session, buyer, rows):
    buyer.send(NAMES, {"same": "cvsumberplastik", "maker": "", "who": "none"})
    page = buyer.open(NAMES).text
    assert "“CV Sumber Plastik” = <b>bukan pembuat Metro</b>" in page
    listed = buyer.open("/partner/purchases").text
    assert "Bukan pembuat Metro" in listed and "Penjual belum dikenali" in listed
    told = [buyer.open(link).text for link in re.findall(r'href="(/partner/purchases/lines/\d+)"', listed)]
    assert {"Bukan pembuat Metro" in page for page in told} == {False, True}


def test_who_should_join_becomes_a_candidate_once(session, buyer, rows, as_seat, shop):
    make_purchase(session, make_partner(session), None, 1_000, seller_text="CV Sumber Plastik")
    buyer.send(NAMES, {"same": "cvsumberplastik", "maker": "", "who": "lead"})
    as_seat(OFFICER).send(OFFICE, {"same": "cvsumberplastik", "maker": "", "who": "lead"})
    (lead,) = fresh(session).query(Candidate).all()
    assert (lead.business_name, lead.phone, lead.consent_at) == ("CV Sumber Plastik", None, None)


def test_goods_are_named_from_the_makers_list(session, buyer, shop, maker):
    make_purchase(session, shop, maker, lines=[{"text": "kripik 250"}])
    code = code_of(session, maker)
    page = buyer.open(f"{NAMES}?name=kripik250&maker={code}").text
    assert "Produk Keripik Bu Tini yang mana?" in page and "Keripik Pisang" in page
    product = re.search(r'id="who-1" value="([^"]+)"', page)[1]
    buyer.send(f"{NAMES}?name=kripik250&maker={code}", {"same": "kripik250", "maker": code, "who": product})
    assert fresh(session).query(RememberedName).one().maker_id == maker.id


def test_a_search_finds_whom_no_sign_points_to(session, buyer, rows):
    other = make_maker(session, name="Dapur Lain")
    page = buyer.open(f"{NAMES}?name=butinikripik&q=dapur").text
    assert code_of(session, other) in page and "menjual Keripik Pisang" not in page


def test_it_is_undone_from_the_same_page(session, buyer, rows, maker):
    buyer.send(NAMES, fields(buyer.open(NAMES).text))
    said = re.search(r'name="said_as" value="([^"]+)"', buyer.open(NAMES).text)[1]
    page = buyer.open(buyer.send(f"{NAMES}/undo", {"said_as": said}).location).text
    assert "Jawaban diurungkan: 1 baris menunggu lagi." in page and '<h2 id="h-name">“Bu Tini kripik”' in page


def test_rows_of_a_published_month_are_said_to_stay(session, buyer, rows, maker):
    make_period(session, published=True)
    page = buyer.open(NAMES).text
    assert "1 baris ada di bulan yang sudah terbit" in page
    page = buyer.open(buyer.send(NAMES, fields(page)).location).text
    assert "0 baris ikut. 1 baris bulan yang sudah terbit tetap." in page


def test_home_tells_that_names_wait(buyer, rows):
    assert "2 nama belum dikenali" in buyer.open("/partner/").text


def test_the_officers_answer_mends_every_shop_and_a_shops_is_confirmed(session, as_seat, buyer, rows, maker):
    other = make_partner(session, name="Warung Lain")
    make_purchase(session, other, None, 50_000, seller_text="CV SUMBER PLASTIK")
    buyer.send(NAMES, fields(buyer.open(NAMES).text))
    officer = as_seat(OFFICER)
    page = officer.open(OFFICE).text
    assert "1 nama dari toko menunggu Anda" in page and "Swalayan Sumber Murah, Warung Lain" in page
    confirm = re.search(r'action="(/office/names/\d+/confirm)"', page)[1]
    assert "Nama dibenarkan" in officer.open(officer.send(confirm, {}).location).text
    officer.send(OFFICE, {"same": "cvsumberplastik", "maker": "", "who": code_of(session, maker)})
    assert fresh(session).query(Purchase).filter_by(partner_id=other.id, producer_id=maker.id).count() == 1
    assert "Produk Keripik Bu Tini yang mana?" in officer.open(OFFICE).text  # what it sold comes next


def test_another_shops_answer_is_not_undone(session, as_seat, buyer, rows):
    buyer.send(NAMES, fields(buyer.open(NAMES).text))
    said = fresh(session).query(RememberedName).one().said_as
    stranger = as_seat(OWNER, at=make_partner(session).id)
    assert stranger.send(f"{NAMES}/undo", {"said_as": said}).status_code == 403
