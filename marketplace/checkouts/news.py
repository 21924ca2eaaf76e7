"""What gateways tell: stored once, applied by a job, and put before an officer where nobody can place it."""

from __future__ import annotations

from sqlalchemy import select

from marketplace.checkouts import policies
from marketplace.checkouts.events import GatewayEventCleared, GatewayEventUnclear
from marketplace.checkouts.models import Checkout, GatewayEvent, GatewayEventState, UnclearBecause
from marketplace.checkouts.states import APPLY, CLEAR, DOUBT, WAITING
from marketplace.db.inserting import INSERT
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import new_public_id
from marketplace.kernel.labels import _l
from marketplace.ports.gateways import GatewayNews


def take_news(uow: UnitOfWork, gateway: str, news: GatewayNews) -> None:
    """Keep a signed message and have it applied; the same one again changes nothing, however often it comes."""
    insert = INSERT[uow.session.get_bind().dialect.name](GatewayEvent)
    row = {
        "public_id": new_public_id(),
        "gateway": gateway,
        "event": news.event,
        "kind": news.kind,
        "account": news.account,
        "session": news.session,
        "intent": news.intent,
        "reference": news.reference,
        "amount": news.amount,
        "wrong": news.wrong,
        "happened_at": news.happened_at,
        "received_at": uow.now,
        "state": WAITING,
        "note": "",
    }
    once = insert.values(row).on_conflict_do_nothing(index_elements=["gateway", "event"])
    new_id = uow.session.scalar(once.returning(GatewayEvent.id))
    if new_id is not None:
        uow.later("apply_gateway_event", event_id=new_id)


def mark_applied(uow: UnitOfWork, event_id: int) -> None:
    event = uow.get(GatewayEvent, event_id, lock=True)
    if event.state is WAITING:
        event.state = APPLY(event.state)


def mark_unclear(uow: UnitOfWork, event_id: int, because: UnclearBecause) -> None:
    event = uow.get(GatewayEvent, event_id, lock=True)
    if event.state is WAITING:
        event.state, event.because = DOUBT(event.state), because
        uow.emit(GatewayEventUnclear(event_id=event.id, because=because.value))


def note_unclear(uow: UnitOfWork, checkout_id: int, because: UnclearBecause) -> None:
    """Something that looking at the gateway found, and no message told; once for each checkout and reason."""
    checkout = uow.get(Checkout, checkout_id, lock=True)
    checkout.look_at = None
    told = f"look-{checkout.public_id}-{because.value}"
    known = select(GatewayEvent.id).filter_by(gateway=checkout.gateway, event=told)
    if uow.session.scalar(known) is not None:
        return
    event = uow.add(
        GatewayEvent(
            gateway=checkout.gateway,
            event=told,
            kind="look",
            account=checkout.account,
            session=checkout.session,
            intent=checkout.intent,
            reference=checkout.public_id,
            amount=checkout.amount,
            wrong="",
            happened_at=uow.now,
            received_at=uow.now,
        )
    )
    mark_unclear(uow, event.id, because)


def clear_event(uow: UnitOfWork, event_id: int, *, note: str) -> GatewayEvent:
    """An officer has looked at it, with the maker and at the gateway; the note says what came of it.

    No money moves by it: what is to be written is written by whoever was paid.
    """
    event = uow.get(GatewayEvent, event_id, lock=True)
    uow.demand(policies.CLEAR, event)
    if not note.strip():
        raise Refused(_l("Tulis apa yang ditemukan."), field="note")
    if event.state is not GatewayEventState.UNCLEAR:
        raise Refused(_l("Kabar ini sudah dilihat; muat ulang halamannya."))
    event.state, event.note = CLEAR(event.state), note.strip()
    event.cleared_by, event.cleared_at = uow.actor.user_id, uow.now
    uow.emit(GatewayEventCleared(event_id=event.id, note=event.note))
    return event
