"""The page of a visit without any script: it says what to mend, counts after one press, and sends once."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from marketplace.kernel import clock
from marketplace.kernel.roles import OWNER, STAFF
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.terms import Consigned
from marketplace.ordering.states import (
    AGREED,
    CONTESTED,
    PREPARED,
    AgreedHow,
    HandoverKind,
    Side,
    TakeBackReason,
    TradeModel,
)
from marketplace.producers.models import Producer
from tests.factories.consignment import lay_down
from tests.factories.ordering import make_alone, make_goods, make_maker, make_term
from tests.factories.partners import make_outlet, make_partner

TODAY = clock.day_of(clock.now())


@pytest.fixture
def outlet(session):
    partner = make_partner(session, name="Toko Oleh-Oleh Way Sekampung")
    return make_outlet(session, partner, name="Imopuro", address="Jl. Contoh 12")


@pytest.fixture
def chips(session, outlet):
    """24 packs of banana chips at Rp12.500 lie at the outlet."""
    goods = make_goods(session, name="Keripik Pisang")
    make_term(session, maker_of(session, goods), outlet)
    lay_down(session, goods, outlet, 24)
    return goods


@pytest.fixture
def cassava(session, outlet, chips):
    """12 packs more, of which none was sold twice."""
    goods = make_goods(session, maker=maker_of(session, chips), name="Keripik Singkong")
    lay_down(session, goods, outlet, 12, price=9_000, unsold=2)
    return goods


@pytest.fixture
def maker(as_seat, chips):
    return as_seat(STAFF, at=chips.producer_id)


@pytest.fixture
def path(outlet):
    return f"/producer/rounds/{outlet.public_id}"


def maker_of(session, goods):
    return session.get(Producer, goods.producer_id)


def filled(goods, **boxes):
    return {f"{name}_{goods.id}": str(value) for name, value in boxes.items()}


def visit(goods, **boxes):
    return {"act": "send", "client_id": "a" * 32} | filled(goods, **boxes)


def rounds(session):
    session.rollback()
    return session.scalars(select(Handover).filter_by(kind=HandoverKind.ROUND)).all()


def agree(session):
    """As the shop's answer leaves it, for lists that ask nothing else."""
    session.rollback()
    for handover in session.scalars(select(Handover).filter_by(kind=HandoverKind.ROUND)):
        for line in handover.lines:
            line.sold, line.accepted, line.rejected = line.sold_so, line.brought, 0
        session.flush()
        handover.state, handover.agreed_how, handover.agreed_at = AGREED, AgreedHow.ACCOUNT, clock.now()
    session.commit()


class TestTheList:
    def test_it_shows_what_lies_where_and_what_does_not_sell(self, maker, cassava, path):
        page = maker.open("/producer/rounds").text

        assert "Toko Oleh-Oleh Way Sekampung, Imopuro" in page
        assert "36 satuan, Rp408.000 di rak" in page
        assert "1 barang tidak laku, paling lama 2 kunjungan" in page
        assert f'href="{path}"' in page

    def test_who_was_visited_longest_ago_comes_first(self, maker, chips, session, path):
        other = make_outlet(session, make_partner(session, name="Kopi Contoh"))
        make_term(session, maker_of(session, chips), other)
        maker.send(path, visit(chips, counted=20))
        agree(session)

        page = maker.open("/producer/rounds").text

        assert page.index("Kopi Contoh, ") < page.index("Way Sekampung, Imopuro")
        assert "Belum pernah dikunjungi" in page

    def test_without_any_it_leads_to_a_first_shop(self, as_seat, session):
        page = as_seat(OWNER, at=make_maker(session).id).open("/producer/rounds").text

        assert "Belum ada barang titipan" in page
        assert "/producer/terms/new?for=titip" in page

    def test_another_makers_shelf_is_not_on_it(self, as_seat, chips, session):
        assert "Way Sekampung" not in as_seat(OWNER, at=make_maker(session).id).open("/producer/rounds").text


class TestTheForm:
    def test_it_shows_the_balance_and_leaves_every_box_blank(self, maker, cassava, path):
        page = maker.open(path).text

        assert "Saldo titip <b>24</b> · Rp12.500 per bungkus" in page
        assert "tidak laku 2 kunjungan" in page
        assert not re.search(r'name="(counted|taken_back|brought)_\d+"[^>]* value="[^"]', page)
        assert 'Terjual <b data-n="sold">–</b>' in page

    def test_one_press_counts_without_sending(self, maker, chips, session, path):
        fields = filled(chips, counted=7, taken_back=2, brought=20)

        answer = maker.send(path, {"act": "count"} | fields)

        assert answer.status_code == 200
        assert 'data-n="sold">15</b>' in answer.text
        assert 'data-n="balance">27</span>' in answer.text
        assert 'data-n="all-due">Rp187.500</output>' in answer.text
        assert 'value="7"' in answer.text
        assert rounds(session) == []

    def test_counting_says_what_is_still_uncounted(self, maker, chips, cassava, path):
        answer = maker.send(path, {"act": "count"} | filled(chips, counted=7))

        assert re.search(r'data-missing>.*data-n="missing">1</span> belum dihitung', answer.text)
        assert "Satu hal perlu diperbaiki" not in answer.text

    def test_each_lot_is_paid_by_the_terms_it_came_under(self, maker, chips, session, outlet, path):
        """Of 24 at Rp12.500 the maker bears what is lost; of six at Rp9.000 the shop does."""
        came = {"accepted": 6, "brought": 6, "price": 9_000, "loss_on": Side.SHOP, "agreed_at": clock.now()}
        make_alone(session, chips, outlet, state=AGREED, trade=TradeModel.CONSIGNMENT, **came)
        session.scalars(select(Consigned)).one().balance = 30
        session.commit()

        page = maker.send(path, {"act": "count"} | filled(chips, counted=2, lost=3)).text
        assert 'data-n="all-due">Rp336.000</output>' in page  # 24 sold of the first; one sold and three lost
        assert "24 × Rp12.500, 6 × Rp9.000" in page
        assert 'data-lots="24:12500:maker 6:9000:shop "' in page

    def test_a_new_good_has_the_price_less_the_shops_share(self, maker, chips, session, outlet, path):
        make_term(session, maker_of(session, chips), outlet, margin=2000)
        make_goods(session, maker=maker_of(session, chips), name="Sale Pisang", retail_price=15_000)

        page = maker.open(path).text

        assert "Tambah barang lain" in page
        assert "Rp12.000 per bungkus" in page

    def test_where_goods_are_bought_outright_it_leads_to_the_terms(self, maker, chips, session):
        other = make_outlet(session, make_partner(session))

        page = maker.open(f"/producer/rounds/{other.public_id}").text

        assert "belum titip jual" in page
        assert f"/producer/terms/{other.public_id}?for=titip" in page
        assert "data-round" not in page

    def test_a_shelf_elsewhere_or_unknown_is_not_there(self, maker):
        assert maker.open("/producer/rounds/zzzzzzzzzzzz").status_code == 404


class TestSending:
    def test_it_is_sent_and_leads_to_its_page(self, maker, chips, session, path):
        fields = visit(
            chips, counted=7, taken_back=2, reason="expired", brought=20, best_before="2099-03-31", batch="B7"
        )

        answer = maker.send(path, fields)

        (handover,) = rounds(session)
        (line,) = handover.lines
        assert answer.headers["Location"] == f"/producer/handovers/{handover.public_id}"
        assert (line.opening, line.counted, line.taken_back, line.brought) == (24, 7, 2, 20)
        assert (line.take_back_reason, line.batch) == (TakeBackReason.EXPIRED, "B7")
        assert line.best_before == date(2099, 3, 31)
        assert "Kunjungan dikirim kepada Toko Oleh-Oleh Way Sekampung" in maker.open(path).text

    def test_sent_again_it_is_the_same_visit(self, maker, chips, session, path):
        first = maker.send(path, visit(chips, counted=7))
        again = maker.send(path, visit(chips, counted=7), page="/producer/rounds")

        assert first.headers["Location"] == again.headers["Location"]
        assert len(rounds(session)) == 1

    def test_sent_again_after_the_shop_agreed_it_is_still_that_visit(self, maker, chips, session, path):
        first = maker.send(path, visit(chips, counted=20))
        agree(session)
        session.get(Consigned, (chips.producer_id, rounds(session)[0].outlet_id, chips.id)).balance = 5
        session.commit()

        assert maker.send(path, visit(chips, counted=20)).headers["Location"] == first.headers["Location"]

    def test_an_untouched_box_does_not_mean_that_nothing_was_sold(self, maker, chips, cassava, session, path):
        answer = maker.send(path, visit(chips, counted=7) | filled(cassava, counted="", brought=5))

        assert answer.status_code == 422
        assert "Keripik Singkong: isi sisa di rak; 12 bila semua masih ada, 0 bila habis." in answer.text
        assert f'id="counted_{cassava.id}-salah"' in answer.text
        assert 'value="5"' in answer.text
        assert rounds(session) == []

    def test_figures_that_do_not_add_up_are_named_at_the_item(self, maker, chips, session, path):
        answer = maker.send(path, visit(chips, counted=23, taken_back=2, reason="damaged"))

        assert answer.status_code == 422
        assert "Keripik Pisang: sisa 23 dan ditarik 2 menjadi 25, padahal saldo titip 24." in answer.text
        assert f'href="#counted_{chips.id}"' in answer.text
        assert rounds(session) == []

    def test_what_is_taken_back_needs_a_reason(self, maker, chips, path):
        answer = maker.send(path, visit(chips, counted=7, taken_back=2))

        assert answer.status_code == 422
        assert "Keripik Pisang: pilih alasan 2 ditarik." in answer.text

    @pytest.mark.parametrize("typed", ["tujuh", "-1", "1,5"])
    def test_what_cannot_be_read_stays_in_its_box(self, maker, chips, path, typed):
        answer = maker.send(path, visit(chips, counted=typed))

        assert answer.status_code == 422
        assert f'value="{typed}"' in answer.text
        assert "Sisa Keripik Pisang" in answer.text

    def test_a_balance_that_moved_meanwhile_is_told(self, maker, chips, session, path):
        answer = maker.send(path, visit(chips, counted=7, opening=30))

        assert answer.status_code == 422
        assert "saldo sekarang 24, tadi 30" in answer.text
        assert rounds(session) == []

    def test_goods_that_keep_too_short_are_refused_by_name(self, maker, chips, outlet, session, path):
        outlet.least_life_days = 60
        session.commit()

        answer = maker.send(path, visit(chips, counted=7, brought=5, best_before=TODAY + timedelta(days=1)))

        assert answer.status_code == 422
        assert "masa simpan tinggal 1 hari, gerai ini meminta sekurangnya 60 hari" in answer.text
        assert f'id="best_before_{chips.id}-salah"' in answer.text

    def test_something_new_is_brought_at_the_price_that_is_named(self, maker, chips, session, path):
        goods = make_goods(session, maker=maker_of(session, chips), name="Sale Pisang")

        maker.send(path, visit(chips, counted=24) | filled(goods, brought=10, price="13.500"))

        (handover,) = rounds(session)
        lines = {line.name: line for line in handover.lines}
        assert (lines["Sale Pisang"].brought, lines["Sale Pisang"].unit_price) == (10, 13_500)
        assert lines["Sale Pisang"].opening is None

    def test_where_goods_are_bought_outright_nothing_is_brought(self, maker, chips, session, outlet, path):
        make_term(session, maker_of(session, chips), outlet, model=TradeModel.OUTRIGHT)

        answer = maker.send(path, visit(chips, counted=24, brought=5))

        assert answer.status_code == 422
        assert "Ubah menjadi titip jual" in answer.text
        assert maker.send(path, visit(chips, counted=24)).status_code == 302


class TestAfterwards:
    def test_the_next_visit_waits_for_the_shop(self, maker, chips, session, path):
        maker.send(path, visit(chips, counted=7))
        (handover,) = rounds(session)

        page = maker.open(path).text

        assert f"Kunjungan {handover.number} menunggu toko" in page
        assert f"/producer/handovers/{handover.public_id}" in page
        assert "data-round" not in page
        assert "Menunggu toko sampai" in maker.open("/producer/rounds").text

    def test_a_contested_one_is_settled_first(self, maker, chips, session, path):
        maker.send(path, visit(chips, counted=7))
        (handover,) = rounds(session)
        handover.state, handover.contested_because = CONTESTED, "Sisa 8"
        session.commit()

        assert "membantah kunjungan" in maker.open(path).text
        assert "Dibantah toko" in maker.open("/producer/rounds").text

    def test_one_that_was_withdrawn_is_there_to_mend(self, maker, chips, session, path):
        maker.send(path, visit(chips, counted=7, taken_back=2, reason="unsold", brought=20))
        (handover,) = rounds(session)
        handover.state, number = PREPARED, handover.number
        session.commit()

        page = maker.open(path).text
        assert re.search(rf'name="counted_{chips.id}"[^>]* value="7"', page)
        assert re.search(r'value="unsold" checked', page)

        maker.send(path, visit(chips, counted=8, brought=20) | {"client_id": "b" * 32})
        (handover,) = rounds(session)
        assert (handover.number, handover.lines[0].counted) == (number, 8)

    def test_the_shelf_of_another_maker_at_the_same_shop_stays_hidden(
        self, as_seat, chips, outlet, session, path
    ):
        other = make_goods(session, name="Kopi Robusta")

        make_term(session, maker_of(session, other), outlet)

        page = as_seat(OWNER, at=other.producer_id).open(path).text

        assert "Keripik Pisang" not in page
        assert "Kopi Robusta" in page

    def test_another_makers_goods_cannot_be_counted(self, as_seat, chips, session, path):
        other = as_seat(OWNER, at=make_goods(session).producer_id)

        answer = other.send(path, visit(chips, counted=7))

        assert answer.status_code == 422
        assert session.scalar(select(Consigned.balance)) == 24
        assert rounds(session) == []
