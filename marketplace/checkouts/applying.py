"""A message says that something happened; what is written is what the gateway answers when it is then asked.

So it does not matter in which order messages come, how often, or which of them are lost.
"""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.checkouts.asking import Write, look
from marketplace.checkouts.models import Checkout, GatewayEvent, UnclearBecause
from marketplace.checkouts.news import mark_applied, mark_unclear
from marketplace.checkouts.queries import checkout_of
from marketplace.checkouts.settling import Unclear
from marketplace.checkouts.states import WAITING
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.ports.gateways import Gateway, GatewayDown


def apply_event(
    uow: UnitOfWork, write: Write, gateways: Mapping[str, Gateway], event_id: int, base_url: str
) -> None:
    """Raises GatewayDown; the second time nothing is left to do."""
    event = uow.session.get(GatewayEvent, event_id)
    if event is None or event.state is not WAITING:
        return
    gateway = gateways.get(event.gateway)
    if gateway is None:
        raise GatewayDown(f"{event.gateway} has no keys")
    try:
        look(uow, write, gateway, _placed(uow, gateway, event), base_url)
    except Unclear as unclear:
        because = unclear.because
        write(lambda uow: mark_unclear(uow, event_id, because))
        return
    write(lambda uow: mark_applied(uow, event_id))


def _placed(uow: UnitOfWork, gateway: Gateway, event: GatewayEvent) -> int:
    """The checkout that it is of. Raises Unclear for money that does not fit, too."""
    checkout = checkout_of(uow.session, event) or _by_payment(uow, gateway, event)
    if checkout is None:
        raise Unclear(UnclearBecause.UNKNOWN)
    if event.account != checkout.account:
        raise Unclear(UnclearBecause.ACCOUNT)
    if event.wrong or event.amount not in (None, checkout.amount):
        raise Unclear(UnclearBecause.MONEY)
    if event.session and checkout.session not in (None, event.session):
        raise Unclear(UnclearBecause.UNKNOWN)
    return checkout.id


def _by_payment(uow: UnitOfWork, gateway: Gateway, event: GatewayEvent) -> Checkout | None:
    """A refund or a dispute names a payment of which we may not have heard yet: the gateway knows whose it is."""
    account, intent = event.account, event.intent
    uow.session.rollback()
    reference = gateway.reference_of(account, intent) if intent else None
    if reference is None:
        return None
    try:
        return uow.find(Checkout, public_id=reference)
    except NotFound:
        return None
