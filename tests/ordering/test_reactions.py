import pytest
from sqlalchemy import select

from marketplace.db.outbox import Outbox
from marketplace.kernel.errors import Refused
from marketplace.ordering.events import HandoverAgreed
from marketplace.ordering.reactions import bill_each, refuse_while_under_way, under_way
from marketplace.ordering.states import (
    AGREED,
    CANCELLED,
    CLOSED,
    HandoverState,
    Invoicing,
    OrderState,
)
from marketplace.producers.events import ProducersMerged
from tests.factories.ordering import consign, make_alone, make_goods, make_handover, make_order
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


@pytest.mark.parametrize("how, jobs", [(None, 0), (Invoicing.EACH, 1), (Invoicing.MONDAY, 0)])
def test_a_handover_is_billed_by_a_job_where_its_terms_say_each(session, work, how, jobs):
    handover = make_handover(session, state=AGREED, invoicing=how)
    fact = HandoverAgreed(
        handover_id=handover.id, order_id=None, how="account", one_sided=False, accepted=1, rejected=0,
        taken_back=0, lost=0, sold=0, amount=10_000, changed=(),
    )  # fmt: skip
    with work() as uow:
        bill_each(uow, fact)
    found = session.scalars(select(Outbox)).all()
    assert [row.job for row in found] == ["issue_invoice"] * jobs
    if found:
        assert found[0].payload == {
            "payee_id": handover.producer_id, "payer_id": handover.partner_id, "how": "each",
        }  # fmt: skip
