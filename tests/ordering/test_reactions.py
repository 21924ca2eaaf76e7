import pytest

from marketplace.kernel.errors import Refused
from marketplace.ordering.reactions import refuse_while_under_way, under_way
from marketplace.ordering.states import (
    AGREED,
    CANCELLED,
    CLOSED,
    HandoverState,
    OrderState,
)
from marketplace.producers.events import ProducersMerged
from tests.factories.ordering import consign, make_alone, make_goods, make_order
from tests.factories.partners import make_outlet, make_partner


@pytest.mark.parametrize("state", OrderState)
def test_an_order_is_under_way_until_it_is_closed_or_called_off(session, work, state):
    goods = make_goods(session)
    make_order(session, variant=goods, state=state)

    assert under_way(work(), goods.producer_id) == (state not in (CLOSED, CANCELLED))


@pytest.mark.parametrize("state", HandoverState)
def test_a_handover_is_under_way_until_it_is_agreed(session, work, state):
    goods = make_goods(session)
    make_alone(session, goods, make_outlet(session, make_partner(session)), state=state)

    assert under_way(work(), goods.producer_id) == (state is not AGREED)


def test_a_record_whose_goods_lie_somewhere_does_not_become_part_of_another(session, work):
    kept, merged = make_goods(session), make_goods(session)
    shop = make_outlet(session, make_partner(session))
    row = consign(session, merged, shop, 3)
    fact = ProducersMerged(
        producer_id=kept.producer_id, merged_id=merged.producer_id, merge_id=1, reason="dobel"
    )

    with pytest.raises(Refused, match="masih punya 1 pesanan, kiriman atau barang titipan"):
        refuse_while_under_way(work(), fact)
    row.balance = 0
    session.commit()
    refuse_while_under_way(work(), fact)
