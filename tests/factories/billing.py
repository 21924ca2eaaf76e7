"""Dues for tests: of an agreed handover, Rp100.000, due in a week."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.billing.models import Due, DueKind, PaidBy, PaymentMade
from marketplace.kernel.money import Rupiah
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.states import AGREED, CONFIRMED
from marketplace.partners.models import Outlet
from marketplace.producers.models import Producer
from tests.conftest import NOW
from tests.factories.ordering import make_goods, make_handover, make_order

TODAY = date(2026, 11, 24)


def make_due(
    session: Session,
    amount: int = 100_000,
    *,
    maker: Producer | None = None,
    outlet: Outlet | None = None,
    **given: Any,
) -> Due:
    order = make_order(session, variant=make_goods(session, maker=maker), outlet=outlet, state=CONFIRMED)
    handover = make_handover(session, order=order, state=AGREED)
    due = Due(
        **{
            "handover_id": handover.id,
            "payee_id": order.producer_id,
            "payer_id": order.partner_id,
            "outlet_id": order.outlet_id,
            "amount": Rupiah(amount),
            "owed_on": TODAY,
            "due_on": date(2026, 12, 1),
        }
        | given
    )
    session.add(due)
    session.commit()
    return due


def owe_delivery(session: Session, due: Due, fee: int) -> Due:
    """For bringing the order of these goods, as it would have been ordered."""
    order_id = session.execute(select(Handover.order_id).filter_by(id=due.handover_id)).scalar_one()
    session.get_one(Order, order_id).delivery_fee = Rupiah(fee)
    session.flush()
    owed = Due(
        handover_id=due.handover_id, payee_id=due.payee_id, payer_id=due.payer_id, outlet_id=due.outlet_id,
        amount=Rupiah(fee), owed_on=due.owed_on, due_on=due.due_on, kind=DueKind.DELIVERY,
    )  # fmt: skip
    session.add(owed)
    session.commit()
    return owed


def make_payment(session: Session, due: Due, amount: int, *, act: str, **given: Any) -> PaymentMade:
    """Money of the shop of this due for its maker, which receipts of the same `act` share out."""
    payment = PaymentMade(
        **{
            "amount": Rupiah(amount),
            "act": act,
            "payee_id": due.payee_id,
            "payer_id": due.payer_id,
            "paid_on": TODAY,
            "paid_by": PaidBy.CASH,
            "confirmed_by": None,
            "confirmed_at": NOW,
        }
        | given
    )
    session.add(payment)
    session.flush()
    return payment
