from datetime import date

import pytest

from marketplace.inventory.models import StockItem
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.ordering.models.orders import OrderGroup
from marketplace.ordering.services.proposing import ProposedLine, propose_changes
from marketplace.ordering.states import CANCELLED, CONFIRMED, Ending
from tests.factories.ordering import make_goods, make_order


@pytest.fixture
def order(session):
    return make_order(session, variant=make_goods(session, name="Keripik Talas"))


@pytest.fixture
def buyer(as_seat, order):
    return as_seat(STAFF, at=order.partner_id)


def test_an_order_says_who_must_act_and_by_when(buyer, order):
    page = buyer.open(f"/partner/orders/{order.public_id}").text

    assert "Keripik Pisang" in page
    assert "Rp100.000" in page
    assert "Menunggu jawaban" in page
    assert "27 Nov 2026 pukul 17.00 WIB" in page


def test_who_was_silent_is_said_in_the_language_of_the_page(buyer, order, session):
    order.state, order.ending = CANCELLED, Ending.SHOP_SILENT
    session.commit()

    for language, words in (("id", "Tidak dijawab toko"), ("en", "Not answered by the shop")):
        buyer.client.set_cookie("lang", language)
        for page in ("", f"/{order.public_id}"):
            assert f"{words}</" in buyer.open(f"/partner/orders{page}").text


class TestProposal:
    @pytest.fixture
    def proposed(self, order, session, work):
        with work(STAFF, at=order.producer_id) as uow:
            line = order.lines[0]
            propose_changes(
                uow,
                order.id,
                changes={line.id: ProposedLine(8, 9_500)},
                promised_on=date(2026, 11, 30),
                note="Pisang sedang sedikit",
            )
        return order

    def test_old_and_new_stand_side_by_side_and_one_tap_accepts(self, buyer, proposed, session):
        address = f"/partner/orders/{proposed.public_id}"
        assert "1 usulan pembuat menunggu jawaban Anda" in buyer.open("/partner/").text
        page = buyer.open(address).text
        for words in ("10 bungkus × Rp10.000", "8 bungkus × Rp9.500", "Kurang 2", "Rp76.000", "30 Nov 2026"):
            assert words in page, words
        assert "Pisang sedang sedikit" in page
        assert "Setujui usulan" in page

        assert buyer.send(f"{address}/accept", page=address).location == address

        session.rollback()
        assert (proposed.state, proposed.total) == (CONFIRMED, 76_000)
        page = buyer.open(address).text
        assert "Setujui usulan" not in page
        assert "10 bungkus × Rp10.000" in page  # both versions are kept
        assert "Toko menyetujui usulan" in page
        assert "Keripik Pisang: 10 → 8" in page

    def test_it_may_be_called_off_instead(self, buyer, proposed, session):
        address = f"/partner/orders/{proposed.public_id}"

        buyer.send(f"{address}/end", {"reason": "terlalu sedikit"}, page=address)

        session.rollback()
        assert proposed.state is CANCELLED

    def test_stock_that_is_gone_is_told_on_the_spot(self, buyer, proposed, session, work):
        item = StockItem(variant_id=proposed.lines[0].variant_id, on_hand=10, reserved=10)
        session.add(item)
        proposed.lines[0].reserved = 10
        session.commit()
        with work(STAFF, at=proposed.producer_id) as uow:
            line = proposed.lines[0]
            propose_changes(uow, proposed.id, changes={line.id: ProposedLine(15, 9_000)})
        address = f"/partner/orders/{proposed.public_id}"

        answer = buyer.send(f"{address}/accept", page=address)

        assert answer.status_code == 422
        assert "tinggal 0" in answer.text

    def test_what_was_not_proposed_cannot_be_accepted(self, buyer, order):
        address = f"/partner/orders/{order.public_id}"

        assert buyer.send(f"{address}/accept", page=address).status_code in (409, 422)


def test_a_press_shows_its_orders_and_only_to_its_shop(buyer, as_seat, order, session):
    group = session.get(OrderGroup, order.group_id)
    address = f"/partner/orders/groups/{group.public_id}"

    page = buyer.open(address).text
    assert order.number in page
    assert "27 Nov 2026 pukul 17.00 WIB" in page
    stranger = as_seat(OWNER, at=make_order(session).partner_id)
    assert stranger.open(address).status_code == 404


@pytest.mark.parametrize("way", ["", "/end", "/accept"])
def test_another_partners_order_is_not_there(as_seat, order, session, way):
    stranger = as_seat(OWNER, at=make_order(session).partner_id)
    address = f"/partner/orders/{order.public_id}{way}"

    answer = (
        stranger.send(address, {"reason": "iseng"}, page="/partner/profile")
        if way
        else stranger.open(address)
    )

    assert answer.status_code == 404


def test_the_maker_and_officials_come_by_other_doors(as_seat, order):
    address = f"/partner/orders/{order.public_id}"

    for visitor in (as_seat(OWNER, at=order.producer_id), as_seat(OFFICER)):
        assert visitor.open(address).status_code == 403
