"""Ask a gateway and write down what it says. The network is never waited for while others wait to write.

Each function is given a unit of work that it reads with, and `write`, which runs what it is given in a transaction of
its own, as the system: the gateway is the witness of a payment, never who pays. All of them raise GatewayDown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.checkouts.models import Checkout, UnclearBecause
from marketplace.checkouts.news import note_unclear
from marketplace.checkouts.services import note_page
from marketplace.checkouts.settling import Unclear, lapse, settle
from marketplace.checkouts.states import ASKED
from marketplace.db.uow import UnitOfWork
from marketplace.ports.gateways import CheckoutRequest, Gateway, GatewayDown, GatewayRefused, WrongMoney

T = TypeVar("T")
Write = Callable[[Callable[[UnitOfWork], object]], object]

KEYS_KEPT = timedelta(hours=23)  # a gateway remembers for a day what it was asked before
SLICE = 50
PATH = "/partner/checkouts/"


def request_of(checkout: Checkout, base_url: str) -> CheckoutRequest:
    """The same whenever it is asked: a gateway refuses an old name for something else."""
    return CheckoutRequest(
        reference=checkout.public_id,
        account=checkout.account,
        amount=checkout.amount,
        title=checkout.title,
        back=f"{base_url}{PATH}{checkout.public_id}",
    )


def open_page(uow: UnitOfWork, write: Write, gateway: Gateway, checkout_id: int, base_url: str) -> None:
    """The gateway makes the page where this is paid; asked again it finds the one that it made."""
    checkout = uow.get(Checkout, checkout_id)
    wanted, made = request_of(checkout, base_url), checkout.session is not None
    uow.session.rollback()
    if not made:
        page = gateway.open(wanted)
        write(lambda uow: note_page(uow, checkout_id, page))


def look(uow: UnitOfWork, write: Write, gateway: Gateway, checkout_id: int, base_url: str) -> None:
    """How it stands at the gateway is how it stands here. Raises Unclear where that does not fit what we know."""
    checkout = uow.get(Checkout, checkout_id)
    if checkout.session is None and checkout.asked_at < uow.now - KEYS_KEPT:
        write(lambda uow: _give_up(uow, checkout_id))
        return
    try:
        open_page(uow, write, gateway, checkout_id, base_url)
    except GatewayRefused:
        write(lambda uow: _give_up(uow, checkout_id))
        return
    checkout = uow.get(Checkout, checkout_id)
    account, session = checkout.account, checkout.session or ""
    uow.session.rollback()
    try:
        facts = gateway.look(account, session)
    except WrongMoney as wrong:
        raise Unclear(UnclearBecause.MONEY) from wrong
    except GatewayRefused as refused:
        raise Unclear(UnclearBecause.UNKNOWN) from refused
    write(lambda uow: settle(uow, checkout_id, facts))


def look_or_note(uow: UnitOfWork, write: Write, gateway: Gateway, checkout_id: int, base_url: str) -> None:
    """The same; what does not fit is put before an officer, once."""
    try:
        look(uow, write, gateway, checkout_id, base_url)
    except Unclear as unclear:
        because = unclear.because
        write(lambda uow: note_unclear(uow, checkout_id, because))


def close(uow: UnitOfWork, write: Write, gateway: Gateway, checkout_id: int, base_url: str) -> None:
    """Nobody pays it any more, unless somebody just did: then it is paid."""
    checkout = uow.get(Checkout, checkout_id)
    account, session = checkout.account, checkout.session
    uow.session.rollback()
    if session is not None:
        gateway.close(account, session)
    look_or_note(uow, write, gateway, checkout_id, base_url)


def waits(session: Session, now: datetime) -> bool:
    """Whether the time of a checkout has come."""
    return session.scalar(select(Checkout.id).where(Checkout.look_at <= now).limit(1)) is not None


def reconcile(uow: UnitOfWork, write: Write, gateways: Mapping[str, Gateway], base_url: str) -> None:
    """Look after a slice of those whose time has come. One gateway that is down stops no other."""
    query = select(Checkout.id, Checkout.gateway).where(
        Checkout.look_at <= uow.now, Checkout.gateway.in_(gateways)
    )
    found = uow.session.execute(query.order_by(Checkout.look_at, Checkout.id).limit(SLICE)).all()
    uow.session.rollback()
    down = set[str]()
    for checkout_id, name in found:
        if name not in down:
            try:
                look_or_note(uow, write, gateways[name], checkout_id, base_url)
            except GatewayDown:
                down.add(name)
    if down:
        raise GatewayDown(", ".join(sorted(down)))


def _give_up(uow: UnitOfWork, checkout_id: int) -> None:
    """It never came to be at the gateway: nobody can have paid it."""
    checkout = uow.get(Checkout, checkout_id, lock=True)
    if checkout.state is ASKED and checkout.session is None:
        lapse(uow, checkout)
    checkout.look_at = None
