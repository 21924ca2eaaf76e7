"""What a maker asks for bringing goods to a shop: by a rule of its own, from a day on. Amounts are whole rupiah.

A shop is shown what its order would pay before it orders, and each order keeps that: a new rule changes no order.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.billing import policies
from marketplace.billing.events import DeliveryRuleStated
from marketplace.billing.models import DeliveryRule
from marketplace.billing.policies import NOBODY, Debt
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah


def state_delivery_rule(
    uow: UnitOfWork, producer_id: ProducerId, *, since: date, fee: Rupiah, free_from: Rupiah | None
) -> DeliveryRule:
    """The maker says what bringing an order costs from a day on, today or later. Orders of before stay as they are."""
    uow.demand(policies.CONFIRM, Debt(producer_id, NOBODY))
    if since < uow.today:
        raise Refused(_l("Aturan baru berlaku mulai hari ini atau sesudahnya."), field="since")
    if fee < 0:
        raise Refused(_l("Ongkos kirim paling sedikit Rp0."), field="fee")
    if free_from is not None and free_from <= 0:
        raise Refused(_l("Isi lebih dari Rp0, atau kosongkan bila tidak pernah gratis."), field="free_from")
    rule = uow.add(
        DeliveryRule(
            producer_id=producer_id,
            since=since,
            fee=fee,
            free_from=free_from,
            stated_by=uow.actor.user_id,
            stated_at=uow.now,
        )
    )
    uow.emit(
        DeliveryRuleStated(
            rule_id=rule.id, producer_id=producer_id, since=since, fee=fee, free_from=free_from
        )
    )
    return rule


def delivery_rules(session: Session, producer_id: ProducerId) -> Sequence[DeliveryRule]:
    """The newest first: of several for a day the last one holds."""
    query = select(DeliveryRule).filter_by(producer_id=producer_id)
    return session.scalars(query.order_by(DeliveryRule.since.desc(), DeliveryRule.id.desc())).all()


def delivery_fee(goods: Rupiah, fee: Rupiah | None, free_from: Rupiah | None) -> Rupiah:
    """What bringing an order of so much costs by the figures of a rule; Rp0 without one."""
    free = not fee or (free_from is not None and goods >= free_from)
    return Rupiah(0 if free else fee or 0)
