"""Pages that ask a payment gateway: before and after what they write, never while they write."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

from marketplace.billing.methods.base import way_of
from marketplace.billing.models import Invoice
from marketplace.billing.queries import kept_maker
from marketplace.checkouts import asking
from marketplace.checkouts.accounts import account_at
from marketplace.checkouts.models import Checkout
from marketplace.checkouts.queries import left_to_pay, live_checkout, paid_through
from marketplace.checkouts.services import ask_checkout, ask_refund, is_outdated
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah
from marketplace.ports.gateways import Gateway, GatewayDown, GatewayRefused
from marketplace.web.context import reading, tools, transact

log = logging.getLogger(__name__)
T = TypeVar("T")


class WayToPay(NamedTuple):
    """A gateway that the maker of an invoice is paid through; `live` is the checkout that the shop began."""

    gateway: str
    label: Label
    live: str | None


def ways_to_pay(invoice_id: int) -> list[WayToPay]:
    """None where nothing is left, and none that the maker has no account at."""
    uow, found = reading(), list[WayToPay]()
    if not tools().gateways:
        return found
    invoice = uow.get(Invoice, invoice_id)
    live = live_checkout(uow.session, invoice_id)
    if live is None and not left_to_pay(uow.session, invoice_id):
        return found
    maker = kept_maker(uow.session, invoice.payee_id)
    for name in tools().gateways:
        mine = live is not None and live.gateway == name
        if mine or account_at(uow.session, maker, name):
            found.append(WayToPay(name, way_of(name).label, live.public_id if live and mine else None))
    return found


def gateway_named(name: str) -> Gateway:
    """Raises NotFound for one without keys."""
    gateway = tools().gateways.get(name)
    if gateway is None:
        raise NotFound(f"no gateway {name}")
    return gateway


@contextmanager
def answering() -> Iterator[None]:
    """Where the gateway does not answer, or says no, the visitor reads what that means for them."""
    try:
        yield
    except GatewayDown as down:
        log.warning("a gateway did not answer: %s", down)
        raise Refused(
            _l("Gerbang pembayarannya sedang tidak menjawab. Coba lagi sebentar lagi, atau pakai cara lain.")
        ) from down
    except GatewayRefused as refused:
        log.warning("a gateway refused: %s", refused)
        raise Refused(
            _l("Gerbang pembayarannya menolak. Tidak ada uang yang berpindah; pakai cara lain.")
        ) from refused


def start_checkout(invoice_id: int, name: str) -> Checkout:
    """The checkout with which the visitor pays; one over another amount is closed first. Raises Refused."""
    gateway = gateway_named(name)

    def ask(uow: UnitOfWork) -> tuple[int, bool]:
        checkout = ask_checkout(uow, invoice_id, name)
        return checkout.id, is_outdated(uow, checkout)

    with answering():
        checkout_id, outdated = transact(ask)
        if outdated:
            asking.close(reading(SYSTEM), _write, gateway, checkout_id, tools().base_url)
            checkout_id, _ = transact(ask)
        asking.open_page(reading(SYSTEM), _write, gateway, checkout_id, tools().base_url)
    return reading().get(Checkout, checkout_id)


def look_again(checkout: Checkout) -> None:
    """Ask the gateway how it stands, and write that. Raises Refused."""
    with answering():
        _after(asking.look_or_note, checkout)


def give_up(checkout: Checkout) -> None:
    """The shop does not pay there after all; unless it did already. Raises Refused."""
    with answering():
        _after(asking.close, checkout)


def give_back(payment_id: int, amount: Rupiah) -> None:
    """The maker gives credit back to the payer's card. Raises Refused, and NotFound for other payments."""
    checkout = paid_through(reading().session, payment_id)
    if checkout is None:
        raise NotFound(f"payment {payment_id} was made at no gateway")
    gateway, checkout_id = gateway_named(checkout.gateway), checkout.id
    with answering():
        wanted = transact(lambda uow: ask_refund(uow, payment_id, amount, checkout_id))
        gateway.refund(wanted.account, wanted.intent, wanted.amount, key=wanted.key)
        _after(asking.look_or_note, checkout)


def _after(ask: Callable[..., None], checkout: Checkout) -> None:
    gateway = gateway_named(checkout.gateway)
    ask(reading(SYSTEM), _write, gateway, checkout.id, tools().base_url)


def _write(work: Callable[[UnitOfWork], T]) -> T:
    return transact(work, SYSTEM)
