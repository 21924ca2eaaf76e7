"""What a maker and a shop agreed: either side reads and writes it on its own pages."""

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.kernel.roles import OWNER, STAFF
from marketplace.ordering.models.terms import TradeTerm
from marketplace.ordering.states import Side, TradeModel
from tests.factories.ordering import make_maker, make_term
from tests.factories.partners import make_outlet, make_partner

CONSIGNS = {
    "model": "consignment",
    "margin": "12,5",
    "days_to_pay": "7",
    "loss_on": "shop",
    "invoicing": "by_hand",
}


@pytest.fixture
def outlet(session):
    return make_outlet(session, make_partner(session, name="Toko Way Sekampung"), name="Imopuro")


@pytest.fixture
def maker(session):
    return make_maker(session, name="Keripik Bu Tini")


@pytest.fixture
def paths(session, maker, outlet):
    code = session.get(Organisation, maker.id).public_id
    return {
        "producer": f"/producer/terms/{outlet.public_id}",
        "partner": f"/partner/terms/{outlet.public_id}/{code}",
    }


@pytest.fixture
def path(paths, door):
    return paths[door]


@pytest.fixture
def people(as_seat, maker, outlet):
    return {"producer": as_seat(STAFF, at=maker.id), "partner": as_seat(STAFF, at=outlet.partner_id)}


@pytest.fixture
def writer(people, door):
    return people[door]


def newest(session):
    session.rollback()
    return session.scalars(select(TradeTerm).order_by(TradeTerm.id.desc())).first()


def test_without_any_the_usual_holds_and_is_said(writer, door, path):
    assert "dibeli putus dan dibayar dalam 14 hari" in writer.open(f"/{door}/terms").text
    page = writer.open(path).text

    assert 'value="outright" checked' in page
    assert 'name="days_to_pay"' in page and 'value="14"' in page


@pytest.mark.parametrize(
    "fields, term, words",
    [
        (
            CONSIGNS,
            (TradeModel.CONSIGNMENT, 1250, 7, Side.SHOP),
            "Titip jual · bagian toko 12,50\u00a0% · dibayar dalam 7 hari · barang hilang ditanggung toko",
        ),
        (
            CONSIGNS | {"margin": "20", "days_to_pay": "0", "loss_on": "maker", "invoicing": "fri"},
            (TradeModel.CONSIGNMENT, 2000, 0, Side.MAKER),
            "Titip jual · bagian toko 20\u00a0% · dibayar tunai · barang hilang ditanggung pembuat"
            " · nota terbit sendiri, seminggu sekali: Jumat",
        ),
    ],
)
def test_what_is_proposed_holds_once_the_other_side_agrees_and_both_read_it(
    writer, door, path, paths, people, session, fields, term, words
):
    answer = writer.send(path, fields)

    assert answer.headers["Location"] == path
    written = newest(session)
    assert (written.model, written.margin, written.days_to_pay, written.loss_on) == term
    assert written.written_for == writer.actor.at
    other = {"producer": "partner", "partner": "producer"}[door]
    assert "mengusulkan ketentuan baru" in people[other].open(f"/{other}/").text
    assert "Usul Anda menunggu jawaban" in writer.open(path).text
    page = people[other].open(paths[other]).text
    assert "ketentuan lama tetap berlaku" in page and "Berlaku sekarang" not in page
    people[other].send(
        f"{paths[other]}/answer", {"term_id": str(written.id), "act": "agree"}, page=paths[other]
    )
    author = {"producer": "Keripik Bu Tini", "partner": "Toko Way Sekampung"}[door]
    for reader in paths:
        page = people[reader].open(f"/{reader}/terms").text
        assert words in page and f'href="{paths[reader]}"' in page
        page = people[reader].open(paths[reader]).text
        assert f"Berlaku sekarang:</b> {words}" in page and f"ditulis {author}" in page


def test_a_no_may_say_why_and_changes_nothing(writer, door, path, paths, people, session):
    writer.send(path, CONSIGNS)
    other = {"producer": "partner", "partner": "producer"}[door]
    fields = {"term_id": str(newest(session).id), "act": "decline", "reason": "terlalu lama"}
    answer = people[other].send(f"{paths[other]}/answer", fields, page=paths[other])

    assert answer.headers["Location"] == paths[other]
    page = writer.open(path).text
    assert "Ditolak: “terlalu lama”" in page and "Berlaku sekarang" not in page


def test_the_history_keeps_what_held_before_and_who_wrote_it(writer, maker, outlet, path, session):
    make_term(session, maker, outlet, days_to_pay=30, written_for=outlet.partner_id)
    writer.send(path, CONSIGNS)

    page = writer.open(path).text

    assert page.index("dibayar dalam 7 hari") < page.index("dibayar dalam 30 hari")
    assert "ditulis Toko Way Sekampung" in page


@pytest.mark.parametrize(
    "box, typed, says",
    [
        ("margin", "100", "paling banyak 99,99"),
        ("margin", "sepuluh", "bukan jumlah"),
        ("days_to_pay", "366", "paling banyak 365"),
        ("days_to_pay", "banyak", "bukan bilangan bulat"),
        ("days_to_pay", "", "wajib diisi"),
        ("loss_on", "", "wajib diisi"),
        ("model", "pinjam", "pilih dari yang ditawarkan"),
    ],
)
def test_what_is_wrong_is_told_and_kept(writer, path, session, box, typed, says):
    answer = writer.send(path, CONSIGNS | {box: typed})

    assert answer.status_code == 422
    assert says in answer.text
    assert newest(session) is None


class TestOfTheMaker:
    def test_whoever_starts_at_another_shop_proposes_consignment_to_it_first(self, people, outlet, paths):
        maker, path = people["producer"], paths["producer"]
        assert "Cari tokonya" in maker.open("/producer/terms/new?for=titip").text
        found = maker.open("/producer/terms/new?for=titip&q=sekampung").text
        assert f'href="{path}?for=titip"' in found

        assert 'value="consignment" checked' in maker.open(f"{path}?for=titip").text
        answer = maker.send(f"{path}?for=titip", CONSIGNS)
        assert answer.headers["Location"] == path

    def test_a_search_without_a_find_says_so(self, people):
        assert "Tidak ada toko yang cocok" in people["producer"].open("/producer/terms/new?q=zzz").text

    def test_what_others_agreed_there_stays_theirs(self, as_seat, maker, outlet, paths, session):
        make_term(session, maker, outlet, days_to_pay=33)
        other = as_seat(OWNER, at=make_maker(session).id)

        assert "33 hari" not in other.open(paths["producer"]).text
        assert "33 hari" not in other.open("/producer/terms").text
        assert other.open("/producer/terms/zzzzzzzzzzzz").status_code == 404


class TestOfTheShop:
    def test_a_maker_and_an_outlet_are_chosen_first(self, people, paths):
        shop, path = people["partner"], paths["partner"]
        outlet, maker = path.split("/")[-2:]

        answer = shop.send("/partner/terms/new", {"outlet": outlet, "maker": maker})
        assert answer.headers["Location"] == path
        assert shop.send("/partner/terms/new", {"outlet": "zzz", "maker": maker}).status_code == 422

    def test_another_shops_outlet_is_not_there(self, as_seat, people, paths, session):
        other, path = as_seat(OWNER, at=make_partner(session).id), paths["partner"]

        assert other.open(path).status_code == 404
        assert other.send(path, CONSIGNS, page="/partner/terms/new").status_code == 404
        outlet, _ = path.split("/")[-2:]
        assert people["partner"].open(f"/partner/terms/{outlet}/zzzzzzzzzzzz").status_code == 404
