"""On which account of its own a maker is paid through a gateway: dated rows, as its bank account is."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.checkouts import policies
from marketplace.checkouts.events import GatewayAccountWritten
from marketplace.checkouts.models import GatewayAccount
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProducerId
from marketplace.ports.sealing import Sealer


def newest_gateway_account(session: Session, producer_id: ProducerId, gateway: str) -> GatewayAccount | None:
    query = select(GatewayAccount).filter_by(producer_id=producer_id, gateway=gateway)
    return session.scalars(query.order_by(GatewayAccount.id.desc()).limit(1)).one_or_none()


def account_at(session: Session, producer_id: ProducerId, gateway: str) -> str:
    """Empty where the maker has none there, or no longer."""
    newest = newest_gateway_account(session, producer_id, gateway)
    return newest.account if newest else ""


def state_gateway_account(
    uow: UnitOfWork, producer_id: ProducerId, gateway: str, account: str, *, sealer: Sealer
) -> GatewayAccount | None:
    """The maker is paid on this account from now on, on none where it is empty; checkouts made before keep theirs.

    Only the owner says so, and nobody on their behalf; the page asks their password, and the gateway has said that the
    account is connected. None where nothing changes.
    """
    uow.demand(policies.STATE_ACCOUNT, producer_id)
    before = newest_gateway_account(uow.session, producer_id, gateway)
    if account == (before.account if before else ""):
        return None
    row = uow.add(
        GatewayAccount(
            producer_id=producer_id,
            gateway=gateway,
            account=account,
            written_by=uow.actor.user_id,
            written_at=uow.now,
        )
    )
    uow.emit(
        GatewayAccountWritten(
            account_id=row.id,
            producer_id=producer_id,
            gateway=gateway,
            before_id=before.id if before else None,
            before=sealer.mark(f"paid at {gateway}/{before.account}") if before else None,
            after=sealer.mark(f"paid at {gateway}/{account}"),
        )
    )
    return row
