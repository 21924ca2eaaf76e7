import pytest
from sqlalchemy import func, select

from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.returns import Lot, returnable
from marketplace.ordering.services.delivering import withdraw_handover
from marketplace.ordering.services.returning import ReturnItem, send_return
from marketplace.ordering.states import (
    AGREED,
    CONTESTED,
    SENT,
    HandoverKind,
    TakeBackReason,
    TradeModel,
)
from marketplace.producers.models import Producer
from tests.factories.ordering import consign, make_alone, make_goods
from tests.factories.partners import make_outlet, make_partner

DAMAGED, EXPIRED = TakeBackReason.DAMAGED, TakeBackReason.EXPIRED


@pytest.fixture
def shop(session):
    return make_outlet(session, make_partner(session))


@pytest.fixture
def bring(session, shop):
    """An agreed delivery of goods that the shop bought."""

    def agreed(goods, units, *, price=10_000):
        return make_alone(session, goods, shop, brought=units, accepted=units, price=price, state=AGREED)

    return agreed


@pytest.fixture
def give_back(work, shop):
    def send(goods, units, *more, at=None, role=STAFF, note=""):
        items = [ReturnItem(variant_id=goods.id, units=units, reason=DAMAGED), *more]
        with work(role, at=at or shop.partner_id) as uow:
            return send_return(uow, producer_id=goods.producer_id, outlet_id=shop.id, items=items, note=note)

    return send


class TestSendReturn:
    def test_what_was_bought_comes_off_what_is_owed(self, session, bring, give_back):
        goods = make_goods(session)
        bring(goods, 10, price=12_000)

        handover = give_back(goods, 3, note=" segel terbuka ")

        (line,) = handover.lines
        assert (handover.kind, handover.trade, handover.state) == (
            HandoverKind.RETURN,
            TradeModel.OUTRIGHT,
            SENT,
        )
        assert (handover.number, handover.note) == ("0001/RT/XI/2026", "segel terbuka")
        assert (line.taken_back, line.take_back_reason, line.brought, line.accepted) == (3, DAMAGED, 0, None)
        assert (handover.issuer_id, handover.answerer_id) == (handover.partner_id, handover.producer_id)
        assert handover.value == -36_000

    def test_the_maker_writes_one_too_and_then_the_shop_answers(self, session, bring, give_back):
        goods = make_goods(session)
        bring(goods, 10)

        handover = give_back(goods, 3, at=goods.producer_id)

        assert (handover.issuer_id, handover.answerer_id) == (goods.producer_id, handover.partner_id)

    def test_never_more_than_was_accepted_there_and_not_given_back(self, session, bring, give_back):
        goods = make_goods(session)
        bring(goods, 6)
        bring(goods, 4)
        give_back(goods, 7)

        with pytest.raises(Refused, match="yang dapat diretur 3") as no:
            give_back(goods, 4)
        assert no.value.field == f"units_{goods.id}"
        assert give_back(goods, 3)
        with pytest.raises(Refused, match="tidak pernah diterima"):
            give_back(goods, 1)

    def test_what_another_outlet_accepted_is_not_given_back_here(self, session, give_back):
        goods = make_goods(session)
        elsewhere = make_outlet(session, make_partner(session))
        make_alone(session, goods, elsewhere, brought=9, accepted=9, state=AGREED)

        with pytest.raises(Refused, match="tidak pernah diterima"):
            give_back(goods, 1)

    def test_what_is_only_on_its_way_was_not_accepted(self, session, shop, give_back):
        goods = make_goods(session)
        make_alone(session, goods, shop)

        with pytest.raises(Refused, match="tidak pernah diterima"):
            give_back(goods, 1)

    def test_each_pack_goes_back_at_the_price_it_came_for_the_last_first(self, session, bring, give_back):
        goods = make_goods(session)
        bring(goods, 10, price=1_000)
        bring(goods, 2, price=2_000)

        handover = give_back(goods, 5)

        assert [(line.unit_price, line.taken_back) for line in handover.lines] == [(2_000, 2), (1_000, 3)]
        assert handover.value == -7_000

    def test_consigned_goods_go_back_without_money(self, session, shop, give_back):
        goods = make_goods(session)
        consign(session, goods, shop, 8)

        handover = give_back(goods, 8)

        assert (handover.trade, handover.value) == (TradeModel.CONSIGNMENT, 0)
        with pytest.raises(Refused, match="yang dapat diretur 0"):
            give_back(goods, 1)

    def test_not_while_a_round_waits_for_its_answer(self, session, shop, give_back):
        goods = make_goods(session)
        consign(session, goods, shop, 8)
        visit = make_alone(
            session, goods, shop, kind=HandoverKind.ROUND, trade=TradeModel.CONSIGNMENT, state=CONTESTED
        )

        with pytest.raises(Refused, match=f"Kunjungan {visit.number} di gerai ini belum disepakati"):
            give_back(goods, 1)

    def test_consigned_and_bought_goods_go_back_on_papers_of_their_own(self, session, shop, bring, give_back):
        goods = make_goods(session)
        consign(session, goods, shop, 8)
        bought = make_goods(session, maker=session.get(Producer, goods.producer_id))
        bring(bought, 4)

        with pytest.raises(Refused, match="sendiri-sendiri"):
            give_back(goods, 1, ReturnItem(variant_id=bought.id, units=1, reason=EXPIRED))

    def test_one_that_was_withdrawn_is_written_anew_under_its_number(
        self, session, work, bring, give_back, shop
    ):
        goods = make_goods(session)
        bring(goods, 10)
        first = give_back(goods, 10)
        with work(STAFF, at=shop.partner_id) as uow:
            withdraw_handover(uow, first.id)

        again = give_back(goods, 9)

        assert (again.id, again.number, again.lines[0].taken_back) == (first.id, first.number, 9)
        assert session.scalar(select(func.count()).select_from(Handover).filter_by(kind="return")) == 1

    @pytest.mark.parametrize("units", [-1, 0])
    def test_not_nothing(self, session, bring, give_back, units):
        goods = make_goods(session)
        bring(goods, 10)

        with pytest.raises(Refused):
            give_back(goods, units)

    def test_only_by_one_of_the_two_sides(self, session, bring, give_back):
        goods = make_goods(session)
        bring(goods, 10)

        for role, at in ((OFFICER, 1), (OWNER, make_goods(session).producer_id)):
            with pytest.raises(Forbidden):
                give_back(goods, 1, role=role, at=at)


def test_what_can_be_given_back_is_listed_with_its_prices(session, shop, bring):
    goods, other = make_goods(session), make_goods(session)
    bring(goods, 10, price=1_000)
    bring(goods, 2, price=2_000)
    bring(other, 5)

    (row,) = returnable(session, goods.producer_id, shop.id).values()
    assert (row.variant_id, row.name, row.unit, row.consigned) == (goods.id, "Keripik Pisang", "BKS", False)
    assert (row.units, list(row.lots)) == (12, [Lot(2_000, 2), Lot(1_000, 10)])
    consign(session, goods, shop, 3, price=1_500)
    (row,) = returnable(session, goods.producer_id, shop.id).values()
    assert (row.consigned, row.units) == (True, 3)
