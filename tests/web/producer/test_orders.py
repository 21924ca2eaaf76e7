from datetime import date

import pytest

from marketplace.kernel.roles import OWNER, STAFF
from marketplace.ordering.models.orders import OrderGroup
from marketplace.ordering.states import CANCELLED, CONFIRMED, PLACED, SENT
from tests.factories.ordering import make_goods, make_handover, make_order


@pytest.fixture
def order(session):
    return make_order(session, note="Lewat pintu belakang")


@pytest.fixture
def maker(as_seat, order):
    return as_seat(STAFF, at=order.producer_id)


@pytest.fixture
def address(order):
    return f"/producer/orders/{order.public_id}"


def test_it_is_confirmed_with_two_taps_from_home(maker, order, address, session):
    home = maker.open("/producer/").text
    assert "1 pesanan menunggu jawaban Anda" in home
    assert f'href="{address}"' in home
    page = maker.open(address).text
    assert "Konfirmasi pesanan" in page
    assert "Lewat pintu belakang" in page

    assert maker.send(f"{address}/confirm", page=address).location == address

    session.rollback()
    assert order.state is CONFIRMED
    page = maker.open(address).text
    assert "Siapkan kiriman" in page
    assert "Pesanan dikonfirmasi" in page  # its history
    home = maker.open("/producer/").text
    assert "menunggu jawaban" not in home
    assert f"Kirim pesanan {order.number}" in home


def test_home_leads_to_the_nearest_deadline_and_a_page_to_the_next(as_seat, session):
    goods = make_goods(session)
    later = make_order(session, variant=goods)
    sooner = make_order(session, variant=goods)
    sooner.answer_by = sooner.placed_at
    session.commit()
    maker = as_seat(OWNER, at=goods.producer_id)

    home = maker.open("/producer/").text
    assert "2 pesanan menunggu jawaban Anda" in home
    assert f"/producer/orders/{sooner.public_id}" in home

    first = f"/producer/orders/{sooner.public_id}"
    maker.send(f"{first}/confirm", page=first)
    assert f"/producer/orders/{later.public_id}" in maker.open(first).text


def test_a_second_confirmation_is_told_what_happened(maker, order, address, session):
    order.state = CANCELLED
    session.commit()

    answer = maker.send(f"{address}/confirm", page=address)

    assert answer.status_code in (409, 422)
    assert "Dibatalkan" in answer.text


def test_a_confirmation_may_name_the_day(maker, order, address, session):
    late = maker.send(f"{address}/confirm", {"promised_on": "2020-01-01"}, page=address)
    assert late.status_code == 422
    assert "paling awal" in late.text

    maker.send(f"{address}/confirm", {"promised_on": "2099-01-05"}, page=address)

    session.rollback()
    assert (order.state, order.promised_on) == (CONFIRMED, date(2099, 1, 5))
    assert "5 Jan 2099" in maker.open(address).text


@pytest.mark.parametrize(
    "fields, words",
    [
        ({"why": "stock"}, "Barang habis"),
        ({"why": "busy", "reason": "Sampai Desember"}, "Produksi sedang penuh. Sampai Desember"),
        ({"why": "other", "reason": "Anak sakit"}, "Anak sakit"),
    ],
)
def test_it_is_declined_with_a_quick_reason_or_own_words(maker, order, address, session, fields, words):
    assert maker.send(f"{address}/decline", fields, page=address).location == address

    session.rollback()
    assert (order.state, order.cancelled_because, order.cancelled_by) == (CANCELLED, words, order.producer_id)
    page = maker.open(address).text
    assert "Pesanan ditolak pembuat" in page
    assert "Tolak pesanan" not in page


@pytest.mark.parametrize("fields, words", [({}, "wajib diisi"), ({"why": "other"}, "Tulis alasannya")])
def test_a_decline_without_a_reason_is_mended(maker, order, address, fields, words):
    answer = maker.send(f"{address}/decline", fields, page=address)

    assert answer.status_code == 422
    assert words in answer.text


def test_another_makers_order_of_the_same_press_is_not_there(maker, order, session):
    beside = make_order(session)
    beside.group_id, beside.partner_id = order.group_id, order.partner_id
    session.get(OrderGroup, order.group_id)
    session.commit()
    address = f"/producer/orders/{beside.public_id}"

    assert beside.number not in maker.open("/producer/orders").text
    assert maker.open(address).status_code == 404
    assert maker.open(f"{address}/propose").status_code == 404
    for way in ("confirm", "decline", "propose", "end", "handover"):
        answer = maker.send(
            f"{address}/{way}",
            {"reason": "iseng", "why": "stock"},
            page=f"/producer/orders/{order.public_id}",
        )
        assert answer.status_code == 404
    session.rollback()
    assert beside.state is PLACED


class TestDelivering:
    @pytest.fixture
    def confirmed(self, order, session):
        order.state = CONFIRMED
        session.commit()
        return order

    @pytest.mark.day("2026-11-24T09:00")
    def test_the_note_is_filled_in_and_sent(self, maker, confirmed, address, session):
        line = confirmed.lines[0].id
        page = maker.open(f"{address}/handover").text
        assert f'name="brought_{line}"' in page
        assert 'value="10"' in page

        fields = {f"brought_{line}": "8", f"best_before_{line}": "2027-03-18"}
        sent = maker.send(f"{address}/handover", fields)

        page = maker.open(sent.location).text
        assert "Menunggu toko menerima barang" in page
        assert "18 Mar 2027" in page
        assert "Ubah jumlah" not in page
        assert "2" in maker.open(address).text

    def test_it_may_be_kept_and_sent_later(self, maker, confirmed, address):
        line = confirmed.lines[0].id
        kept = maker.send(f"{address}/handover", {f"brought_{line}": "8", "act": "keep"})
        page = maker.open(kept.location).text
        assert "Toko belum melihatnya" in page
        assert "Ubah jumlah" in page

        maker.send(f"{kept.location}/send", page=kept.location)

        assert "Menunggu toko menerima barang" in maker.open(kept.location).text

    @pytest.mark.parametrize(
        "typed, words", [("11", "paling banyak 10"), ("banyak", "bukan bilangan"), ("0", "sekurangnya satu")]
    )
    def test_what_is_wrong_is_told_and_kept(self, maker, confirmed, address, typed, words):
        answer = maker.send(f"{address}/handover", {f"brought_{confirmed.lines[0].id}": typed})

        assert answer.status_code == 422
        assert words in answer.text
        assert f'value="{typed}"' in answer.text

    def test_nothing_is_left_when_all_is_underway(self, maker, confirmed, address, session):
        make_handover(session, order=confirmed, brought=10, state=SENT)

        assert "Tidak ada sisa" in maker.open(f"{address}/handover").text
        assert "Siapkan kiriman" not in maker.open(address).text

    def test_another_makers_note_is_not_there(self, maker, session):
        other = make_handover(session)
        at = f"/producer/handovers/{other.public_id}"

        assert other.number not in maker.open("/producer/handovers").text
        assert maker.open(at).status_code == 404
        assert maker.send(f"{at}/send", page="/producer/orders").status_code == 404
