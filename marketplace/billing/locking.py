"""Dues that somebody acts on: locked one after the other, and only for whom they concern."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from marketplace.billing.models import Due
from marketplace.billing.policies import Debt
from marketplace.billing.queries import debt_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.policy import Policy


def locked_dues(uow: UnitOfWork, due_ids: Collection[int], wanted: Policy) -> Sequence[Due]:
    """The dues, the first to fall due first, once the actor may act on each; all of one shop.

    Whoever is paid for several takes returns off them, though of a return alone they are the one who pays.
    """
    dues = lock_dues(uow, due_ids)
    if len(dues) != len(set(due_ids)):
        raise NotFound(f"dues {sorted(due_ids)}")
    for due in dues:
        debt = debt_of(uow.session, due)
        turned = len(dues) > 1 and due.amount < 0
        uow.demand(wanted, Debt(debt.payer_id, debt.payee_id) if turned else debt)
    if len({due.payer_id for due in dues}) > 1:
        raise Refused(_l("Tagihan ini milik beberapa toko; catat satu toko demi satu."), field="dues")
    return sorted(dues, key=lambda due: (due.due_on, due.id))


def lock_dues(uow: UnitOfWork, due_ids: Collection[int]) -> Sequence[Due]:
    """By their number, for whoever acts for nobody: what a gateway has witnessed."""
    query = select(Due).where(Due.id.in_(due_ids)).order_by(Due.id).with_for_update(key_share=True)
    return uow.session.scalars(query.execution_options(populate_existing=True)).all()
