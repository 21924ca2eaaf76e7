"""Letters between a shop and a maker about an order: to the owners of the side that did not act, with the next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from marketplace.accounts.models import Organisation
from marketplace.accounts.recipients import owners_of
from marketplace.db.prepared import perform
from marketplace.db.reading import Listing
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import WIB
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import spell
from marketplace.kernel.period import MONTH_NAMES
from marketplace.ordering.events import (
    OrderCancelled,
    OrderConfirmed,
    OrderDeclined,
    OrderPlaced,
    OrderProposalAccepted,
    OrderProposed,
)
from marketplace.ordering.models.orders import Order, OrderLine
from marketplace.ordering.states import Ending
from marketplace.ports.mail import HOME

GREETING = _l("Halo %(name)s,\n\n%(text)s\n\nSalam,\nMB2 Metro Bangga Beli\n")

PLACED_SUBJECT = _l("Pesanan baru %(number)s dari %(partner)s")
PLACED = _l(
    "%(partner)s memesan kepada Anda: pesanan %(number)s, nilai %(total)s. Jawab paling lambat %(deadline)s;"
    " tanpa jawaban, pesanan batal sendiri.\n\nJawab di sini: %(link)s"
)
CONFIRMED_SUBJECT = _l("Pesanan %(number)s dikonfirmasi")
CONFIRMED = _l("%(maker)s mengonfirmasi pesanan %(number)s dan menyiapkan barangnya.\n\nLihat: %(link)s")
PROPOSED_SUBJECT = _l("Usulan perubahan untuk pesanan %(number)s")
PROPOSED = _l(
    "%(maker)s mengusulkan perubahan untuk pesanan %(number)s. Setujui atau batalkan paling lambat %(deadline)s;"
    " tanpa jawaban, pesanan batal sendiri.\n\nLihat dan jawab: %(link)s"
)
ACCEPTED_SUBJECT = _l("Usulan Anda untuk pesanan %(number)s disetujui")
ACCEPTED = _l("%(partner)s menyetujui usulan Anda. Siapkan barangnya, lalu kirim.\n\nLihat: %(link)s")
DECLINED_SUBJECT = _l("Pesanan %(number)s tidak dapat dipenuhi")
DECLINED = _l("%(maker)s tidak dapat memenuhi pesanan %(number)s. Alasan: %(reason)s\n\nLihat: %(link)s")
CANCELLED_SUBJECT = _l("Pesanan %(number)s dibatalkan")
CANCELLED = _l("Pesanan %(number)s dibatalkan. Alasan: %(reason)s\n\nLihat: %(link)s")

BUYER, MAKER = aliased(Organisation), aliased(Organisation)
ABOUT: Listing = (
    select(
        Order.number,
        Order.public_id,
        Order.partner_id,
        Order.producer_id,
        Order.answer_by,
        BUYER.name.label("partner"),
        MAKER.name.label("maker"),
        select(func.sum(OrderLine.quantity * OrderLine.unit_price))
        .where(OrderLine.order_id == Order.id)
        .scalar_subquery()
        .label("total"),
    )
    .join(BUYER, BUYER.id == Order.partner_id)
    .join(MAKER, MAKER.id == Order.producer_id)
    .where(Order.id == bindparam("order"))
)


def in_words(moment: Any) -> str:
    """27 November 2026 pukul 17.00 WIB."""
    there = moment.astimezone(WIB)
    return f"{there.day} {MONTH_NAMES[there.month - 1]} {there.year} pukul {there:%H.%M} WIB"


def address(side: str, kind: str, public_id: str) -> str:
    """A page of ours in a letter; whoever delivers the letter knows where we are."""
    return f"{HOME}/{side}/{kind}/{public_id}"


def write_to_owners(
    uow: UnitOfWork, subject: str, texts: Mapping[OrganisationId, str]
) -> Sequence[OrganisationId]:
    """One letter per owner with an address; returns whom none can be written to: they find the same on their home."""
    owners = owners_of(uow.session, [*texts])
    letters = [
        {"to": one.email, "subject": subject, "body": GREETING % {"name": one.name, "text": texts[there]}}
        for there, found in owners.items()
        for one in found
    ]
    uow.later_each("send_mail", letters)
    return [one for one in texts if one not in owners]


def tell_of_order(uow: UnitOfWork, event: OrderPlaced) -> None:
    _tell(uow, event.order_id, "producer", PLACED_SUBJECT, PLACED)


def tell_of_confirmation(uow: UnitOfWork, event: OrderConfirmed) -> None:
    _tell(uow, event.order_id, "partner", CONFIRMED_SUBJECT, CONFIRMED)


def tell_of_proposal(uow: UnitOfWork, event: OrderProposed) -> None:
    _tell(uow, event.order_id, "partner", PROPOSED_SUBJECT, PROPOSED)


def tell_of_acceptance(uow: UnitOfWork, event: OrderProposalAccepted) -> None:
    _tell(uow, event.order_id, "producer", ACCEPTED_SUBJECT, ACCEPTED)


def tell_of_refusal(uow: UnitOfWork, event: OrderDeclined) -> None:
    _tell(uow, event.order_id, "partner", DECLINED_SUBJECT, DECLINED, reason=event.reason)


def tell_of_end(uow: UnitOfWork, event: OrderCancelled) -> None:
    """The other side; both, where nobody answered or an official called it off."""
    order = uow.get(Order, event.order_id)
    reason = event.reason or str(Ending(event.how).label)
    for side, organisation in (("partner", order.partner_id), ("producer", order.producer_id)):
        if event.by != organisation:
            _tell(uow, event.order_id, side, CANCELLED_SUBJECT, CANCELLED, reason=reason)


def _tell(uow: UnitOfWork, order_id: int, side: str, subject: Label, text: Label, **more: str) -> None:
    order = perform(uow.session, ABOUT, order=order_id).one()
    about = {
        "number": order.number,
        "partner": order.partner,
        "maker": order.maker,
        "total": spell(int(order.total)),
        "deadline": in_words(order.answer_by),
        "link": address(side, "orders", order.public_id),
    } | more
    reader = order.producer_id if side == "producer" else order.partner_id
    write_to_owners(uow, subject % about, {OrganisationId(reader): text % about})
