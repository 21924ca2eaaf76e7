import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from marketplace.inventory.models import StockBatch, StockItem, StockMovement, Why
from marketplace.inventory.services import move_stock, reserve
from marketplace.kernel import clock
from marketplace.kernel.roles import OWNER, STAFF
from tests.factories.ordering import make_goods, make_maker

STOCK = "/producer/stock"


@pytest.fixture
def goods(session):
    return make_goods(session, name="Keripik Talas")


@pytest.fixture
def counted(session, goods):
    """Ten of no batch."""
    session.add(StockItem(variant_id=goods.id, on_hand=10))
    session.add(
        StockMovement(
            variant_id=goods.id, quantity=10, reason="count", source="", moved_by=None, moved_at=clock.now()
        )
    )
    session.commit()
    return goods


@pytest.fixture
def maker(as_seat, goods):
    return as_seat(STAFF, at=goods.producer_id)


@pytest.fixture
def today(app):
    return clock.day_of(clock.now())


def at(goods, act=""):
    return f"{STOCK}/{goods.public_id}/{act}".rstrip("/")


def stock(session, goods):
    session.rollback()
    item = session.get(StockItem, goods.id)
    return item and (item.on_hand, item.reserved)


def held(session, goods):
    session.rollback()
    rows = session.scalars(select(StockBatch).filter_by(variant_id=goods.id).order_by(StockBatch.id))
    return {row.code: row.on_hand for row in rows}


def plain(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class TestCounting:
    def test_the_first_count_begins_the_counting(self, maker, goods, session):
        assert "Mulai hitung" in maker.open(STOCK).text

        answer = maker.send(at(goods, "count"), {"on_hand": "40", "note": "awal"})

        assert answer.location == at(goods)
        assert "Bebas 40 Ditahan 0 Di rak, bungkus 40" in plain(maker.open(STOCK).text)
        assert stock(session, goods) == (40, 0)
        assert "awal" in maker.open(at(goods)).text

    @pytest.mark.parametrize(
        "typed, words", [("4", "menahan 6"), ("banyak", "bukan bilangan bulat"), ("", "wajib")]
    )
    def test_what_is_wrong_is_told_at_its_field(self, maker, counted, session, work, typed, words):
        with work() as uow:
            reserve(uow, counted.id, 6)

        answer = maker.send(at(counted, "count"), {"on_hand": typed})

        assert answer.status_code == 422
        assert words in answer.text
        assert f'value="{typed}"' in answer.text
        assert stock(session, counted) == (10, 6)

    def test_every_batch_has_its_field(self, maker, counted, session, work):
        with work() as uow:
            move_stock(uow, counted.id, 5, why=Why.PRODUCED, code="P1")
        batch = session.scalar(select(StockBatch.id))
        page = maker.open(at(counted, "count")).text
        assert re.search(rf'name="batch_{batch}"[^>]*value="5"', page)
        assert re.search(r'name="on_hand"[^>]*value="10"', page)

        maker.send(at(counted, "count"), {f"batch_{batch}": "3", "on_hand": "8"})

        assert (stock(session, counted), held(session, counted)) == ((11, 0), {"P1": 3})

    def test_a_field_that_is_missing_is_told(self, maker, counted, session, work):
        with work() as uow:
            move_stock(uow, counted.id, 5, why=Why.PRODUCED, code="P1")
        assert maker.send(at(counted, "count"), {"on_hand": "8"}).status_code == 422


class TestAdding:
    def test_what_was_made_is_added_with_its_day(self, maker, counted, session, today):
        day = (today + timedelta(days=30)).isoformat()
        answer = maker.send(at(counted, "add"), {"quantity": "24", "best_before": day, "why": "produced"})

        assert answer.location == at(counted)
        page = plain(maker.open(at(counted)).text)
        assert "Di rak, bungkus 34" in page
        assert "24 batch" in page
        assert "10 tanpa batch" in page
        assert stock(session, counted) == (34, 0)

    @pytest.mark.parametrize(
        "fields, says",
        [
            ({"quantity": "0", "why": "produced"}, "paling sedikit 1"),
            ({"quantity": "", "why": "produced"}, "wajib"),
            ({"quantity": "5", "why": "other"}, "Tulis sebabnya"),
            ({"quantity": "5", "why": "handover"}, "pilih dari yang ditawarkan"),
            ({"quantity": "5", "why": "produced", "best_before": "kemarin"}, "kemarin"),
        ],
    )
    def test_what_is_wrong_is_told(self, maker, counted, session, fields, says):
        answer = maker.send(at(counted, "add"), fields)
        assert answer.status_code == 422
        assert says in answer.text
        assert stock(session, counted) == (10, 0)

    def test_stock_that_nobody_counts_cannot_grow(self, maker, goods):
        answer = maker.send(at(goods, "add"), {"quantity": "5", "why": "produced"})
        assert answer.status_code == 422
        assert "belum dihitung" in answer.text


class TestSpoiling:
    def test_what_spoiled_leaves(self, maker, counted, session):
        maker.send(at(counted, "spoil"), {"quantity": "3", "why": "spoiled", "note": "jatuh"})
        assert stock(session, counted) == (7, 0)
        page = plain(maker.open(at(counted)).text)
        assert "Rusak atau kedaluwarsa" in page
        assert "jatuh" in page
        assert "−3" in page

    def test_what_orders_hold_stays(self, maker, counted, session, work):
        with work() as uow:
            reserve(uow, counted.id, 8)
        answer = maker.send(at(counted, "spoil"), {"quantity": "3", "why": "spoiled"})
        assert answer.status_code == 422
        assert "bebas tinggal 2" in answer.text

    def test_a_batch_past_its_day_is_pointed_out_and_written_off(self, maker, counted, session, work, today):
        with work() as uow:
            yesterday = today - timedelta(days=1)
            move_stock(uow, counted.id, 4, why=Why.PRODUCED, code="L 1", best_before=yesterday)
            move_stock(uow, counted.id, 6, why=Why.PRODUCED, code="L 2", best_before=today)
        assert "4 stok lewat masa simpan" in maker.open("/producer/").text
        page = maker.open(STOCK).text
        assert page.count("Kedaluwarsa</span>") == 1
        assert page.count("Segera habis masanya</span>") == 1
        link = re.search(r'href="([^"]+batch=[^"]+)"', page)[1]

        form = maker.open(link).text
        assert re.search(r'name="code" value="L 1" checked', form)
        assert re.search(r'name="quantity"[^>]*value="4"', form)
        maker.send(link, {"quantity": "4", "code": "L 1", "why": "spoiled"})

        assert held(session, counted) == {"L 1": 0, "L 2": 6}
        assert "lewat masa simpan" not in maker.open("/producer/").text
        assert "Kedaluwarsa</span>" not in maker.open(STOCK).text

    def test_what_is_of_no_batch_can_be_chosen_too(self, maker, counted, session, work):
        with work() as uow:
            move_stock(uow, counted.id, 4, why=Why.PRODUCED, code="P1")
        maker.send(at(counted, "spoil"), {"quantity": "2", "code": "", "why": "spoiled"})
        assert (stock(session, counted), held(session, counted)) == ((12, 0), {"P1": 4})
        answer = maker.send(at(counted, "spoil"), {"quantity": "2", "code": "entah", "why": "spoiled"})
        assert answer.status_code == 422


class TestStopping:
    def test_it_says_what_will_happen_and_does_it(self, maker, counted, session):
        assert "Jumlah 10 bungkus dihapus dari catatan" in maker.open(at(counted)).text
        assert maker.send(at(counted, "stop"), page=at(counted)).location == STOCK
        assert stock(session, counted) is None
        assert "Mulai hitung" in maker.open(at(counted)).text

    def test_not_while_orders_hold_some(self, maker, counted, session, work):
        with work() as uow:
            reserve(uow, counted.id, 8)
        maker.send(at(counted, "stop"), page=at(counted))
        assert "masih menahan 8" in maker.open(at(counted)).text
        assert stock(session, counted) == (10, 8)


class TestCard:
    def test_the_history_has_pages_and_says_what_lay_there_after(self, maker, counted, work):
        for _ in range(30):
            with work() as uow:
                move_stock(uow, counted.id, 1, why=Why.PRODUCED)
        first = maker.open(at(counted)).text
        second = maker.open(unescape(re.search(r'rel="next" href="([^"]+)"', first)[1])).text
        assert "+1 40 Sistem" in plain(first)
        assert "Dihitung ulang +10 10 Sistem" in plain(second)
        assert 'rel="next"' not in second

    def test_what_was_never_counted_has_no_history(self, maker, goods):
        assert "Belum ada yang datang atau pergi" in maker.open(at(goods)).text

    def test_a_maker_without_products_is_told_where_to_begin(self, as_seat, session):
        nobody = as_seat(OWNER, at=make_maker(session).id)
        assert "Belum ada produk" in nobody.open(STOCK).text

    @pytest.mark.parametrize("act", ["", "count", "add", "spoil", "stop"])
    def test_another_makers_stock_is_not_there(self, maker, session, act):
        other = make_goods(session, stock=10)
        if act != "stop":
            assert maker.open(at(other, act)).status_code == 404
        if act:
            fields = {"on_hand": "1", "quantity": "1", "why": "produced"}
            assert maker.send(at(other, act), fields, page="/producer/products/new").status_code == 404
        assert other.public_id not in maker.open(STOCK).text
        assert stock(session, other) == (10, 0)
