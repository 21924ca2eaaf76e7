"""Delivery notes without an order: an outlet, what is brought, sent or kept."""

from datetime import date

import pytest
from sqlalchemy import select

from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.states import PREPARED, SENT, TradeModel
from tests.factories.ordering import make_alone, make_goods, make_maker, make_term
from tests.factories.partners import make_outlet, make_partner

NEW = "/producer/deliveries/new"


@pytest.fixture
def producer(session):
    return make_maker(session)


@pytest.fixture
def goods(session, producer):
    return [
        make_goods(session, maker=producer, name=name, price=10_000)
        for name in ("Keripik Pisang", "Sale Pisang")
    ]


@pytest.fixture
def outlet(session):
    return make_outlet(session, make_partner(session, name="Toko Sinar"), name="Gerai Pasar")


@pytest.fixture
def maker(as_seat, producer):
    return as_seat(STAFF, at=producer.id)


@pytest.fixture
def address(outlet):
    return f"{NEW}?outlet={outlet.public_id}"


def written(session):
    session.rollback()
    return session.scalars(select(Handover)).one()


class TestChoosing:
    def test_outlets_traded_with_come_first_and_others_only_by_name(self, maker, goods, outlet, session):
        other = make_outlet(session, make_partner(session, name="Hotel Nusantara"))
        make_alone(session, goods[0], other)

        page = maker.open(NEW).text
        assert other.public_id in page
        assert outlet.public_id not in page

        found = maker.open(f"{NEW}?q=sinar pasar").text
        assert outlet.public_id in found
        assert other.public_id not in found

    @pytest.mark.parametrize("text", ["%", "_", "\\\\", "'; DROP TABLE outlets"])
    def test_what_is_typed_is_only_looked_for(self, maker, outlet, text):
        page = maker.open(f"{NEW}?q={text}")

        assert page.status_code == 200
        assert "Tidak ada gerai yang cocok" in page.text

    def test_a_closed_outlet_is_not_offered(self, maker, outlet, session):
        outlet.until_on = date(2026, 11, 1)
        session.commit()

        assert outlet.public_id not in maker.open(f"{NEW}?q=sinar").text

    def test_an_unknown_outlet_is_not_there(self, maker, goods):
        assert maker.open(f"{NEW}?outlet=tidakada").status_code == 404


class TestWriting:
    @pytest.mark.day("2026-11-24T09:00")
    def test_it_is_sent_with_batch_and_best_before(self, maker, goods, address, outlet, session):
        key = goods[0].id
        fields = {f"brought_{key}": "24", f"best_before_{key}": "2027-03-18", f"batch_{key}": "A7"}

        sent = maker.send(address, fields)

        row = written(session)
        assert sent.location == f"/producer/handovers/{row.public_id}"
        (line,) = row.lines
        assert (row.state, row.outlet_id, row.order_id) == (SENT, outlet.id, None)
        assert (line.brought, line.best_before, line.batch) == (24, date(2027, 3, 18), "A7")
        page = maker.open(sent.location).text
        assert "baik sebelum 18 Mar 2027" in page
        assert "batch A7" in page
        assert "Tampilkan QR" in page

    def test_a_price_of_their_own_holds(self, maker, goods, address, session):
        key = goods[0].id

        maker.send(address, {f"brought_{key}": "5", f"price_{key}": "9.500"})

        assert written(session).lines[0].unit_price == 9_500

    def test_kept_for_later_it_opens_filled_in_and_is_written_anew(self, maker, goods, address, session):
        first, second = (good.id for good in goods)
        kept = maker.send(address, {f"brought_{first}": "6", "act": "keep"}).location
        assert written(session).state is PREPARED
        page = maker.open(kept).text
        assert "Toko belum melihatnya" in page
        assert address in page
        session.rollback()

        again = maker.open(address).text
        assert 'value="6"' in again
        maker.send(address, {f"brought_{second}": "4"})

        row = written(session)
        assert (row.state, [line.brought for line in row.lines]) == (SENT, [4])

    @pytest.mark.parametrize(
        "units, words", [("", "sekurangnya satu"), ("-3", "paling sedikit 0"), ("banyak", "bukan bilangan")]
    )
    def test_what_is_wrong_is_told_and_kept(self, maker, goods, address, session, units, words):
        answer = maker.send(address, {f"brought_{goods[0].id}": units, f"batch_{goods[0].id}": "A7"})

        assert answer.status_code == 422
        assert words in answer.text
        assert 'value="A7"' in answer.text
        session.rollback()
        assert session.scalars(select(Handover)).all() == []

    @pytest.mark.day("2026-11-24T09:00")
    def test_goods_that_keep_too_short_are_refused_and_the_page_said_so_before(
        self, maker, goods, address, outlet, session
    ):
        outlet.least_life_days = 30
        session.commit()
        key = goods[0].id
        assert "sekurangnya 30 hari" in maker.open(address).text

        answer = maker.send(address, {f"brought_{key}": "5", f"best_before_{key}": "2026-12-01"})

        assert answer.status_code == 422
        assert "gerai ini meminta sekurangnya 30 hari" in answer.text
        session.rollback()
        assert session.scalars(select(Handover)).all() == []

    def test_on_consignment_it_says_when_it_is_paid(self, maker, goods, producer, address, outlet, session):
        make_term(session, producer, outlet)
        assert "baru dibayar setelah laku" in maker.open(address).text

        maker.send(address, {f"brought_{goods[0].id}": "5"})

        assert written(session).trade is TradeModel.CONSIGNMENT

    def test_only_ones_own_goods_are_offered(self, maker, goods, address, session):
        foreign = make_goods(session, name="Madu Hutan")

        assert "Madu Hutan" not in maker.open(address).text
        fields = {f"brought_{foreign.id}": "5", f"brought_{goods[0].id}": "1"}
        maker.send(address, fields)
        assert [line.variant_id for line in written(session).lines] == [goods[0].id]

    def test_without_approved_products_it_leads_to_them(self, as_seat, address, session):
        new = as_seat(OWNER, at=make_maker(session).id)

        assert "/producer/products" in new.open(address).text


class TestWithdrawing:
    def test_what_nobody_answered_comes_back_to_the_desk(
        self, as_seat, maker, goods, address, outlet, session
    ):
        shop = as_seat(STAFF, at=outlet.partner_id)
        sent = maker.send(address, {f"brought_{goods[0].id}": "5"}).location
        public_id = written(session).public_id
        session.rollback()
        assert shop.open(f"/partner/handovers/{public_id}").status_code == 200

        maker.send(f"{sent}/withdraw", page=sent)

        assert written(session).state is PREPARED
        session.rollback()
        assert shop.open(f"/partner/handovers/{public_id}").status_code == 404
        maker.send(f"{sent}/send", page=sent)
        assert written(session).state is SENT

    def test_what_was_answered_stays(self, as_seat, maker, goods, address, outlet, session):
        shop = as_seat(STAFF, at=outlet.partner_id)
        sent = maker.send(address, {f"brought_{goods[0].id}": "5"}).location
        page = maker.open(sent).text
        assert "Tarik kembali" in page
        shop.send(sent.replace("producer", "partner"))

        assert "Tarik kembali" not in maker.open(sent).text
        answer = maker.send(f"{sent}/withdraw", page="/producer/deliveries/new?outlet=" + outlet.public_id)
        assert answer.status_code == 409


def test_other_people_have_other_doors(as_seat, address, outlet):
    for visitor in (as_seat(OWNER, at=outlet.partner_id), as_seat(OFFICER)):
        assert visitor.open(address).status_code == 403
