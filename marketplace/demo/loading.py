"""Loads a demo city into an empty base, and says what is in it afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from marketplace.accounts.hashing import hash_of
from marketplace.accounts.models import Organisation, User
from marketplace.catalog.models import Product
from marketplace.certification.search_documents import every_document
from marketplace.compliance.models import Report
from marketplace.db.base import Base
from marketplace.db.demo_mark import mark_as_demo
from marketplace.db.outbox import Outbox
from marketplace.demo.bare import build_bare
from marketplace.demo.city import THE_SYSTEM, City
from marketplace.demo.office import PASSWORD
from marketplace.demo.small import build_small
from marketplace.flags.ledger import MonthLedger
from marketplace.flags.services import found_in, months_to_flag, write_flags
from marketplace.journal.models import JournalEntry
from marketplace.journal.sealing import seal_unsealed
from marketplace.kernel.errors import Refused
from marketplace.kernel.events import Bus
from marketplace.kernel.labels import _l
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.partners.models import Partner
from marketplace.ports.toolbox import Toolbox
from marketplace.producers.models import Producer
from marketplace.purchases.models.ledger import Purchase, PurchaseLine

SIZES: Mapping[str, Callable[[City], None]] = {"bare": build_bare, "small": build_small}
COUNTED: Mapping[str, type[Base]] = {
    "organisations": Organisation,
    "users": User,
    "producers": Producer,
    "products": Product,
    "partners": Partner,
    "orders": Order,
    "handovers": Handover,
    "purchases": Purchase,
    "purchase_lines": PurchaseLine,
    "reports": Report,
    "journal_entries": JournalEntry,
}


def is_filled(session: Session) -> bool:
    """Somebody has an account already."""
    return session.scalar(select(User.id).limit(1)) is not None


def load_city(
    session: Session, *, bus: Bus, tools: Toolbox, now: datetime, size: str = "small", seed: int = 2026
) -> Mapping[str, int]:
    """Build a city of this size as of now; returns how much is in it. Refused for a filled base.

    Thousands of acts, each a unit of work of its own, in one transaction around them: all of the city or nothing.
    The database is marked as a demo in it.
    The same seed on the same day gives the same city, but for its public ids.
    """
    if is_filled(session):
        raise Refused(_l("Basis data ini sudah berisi; muat kota contoh ke basis data yang kosong."))
    session.rollback()
    hashed = hash_of(PASSWORD)
    engine = session.get_bind().engine
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        inside = Session(connection, join_transaction_mode="create_savepoint")
        city = City(inside, bus=bus, tools=tools, now=now, seed=seed, password_hash=hashed)
        _begin(city)
        SIZES[size](city)
        _finish(city)
    return counts(session)


def counts(session: Session) -> Mapping[str, int]:
    return {
        name: session.scalar(select(func.count()).select_from(model)) or 0 for name, model in COUNTED.items()
    }


def _begin(city: City) -> None:
    """What the migrations wrote is sealed first: from here on every row has its entry."""
    office = city.session.scalars(select(Organisation.created_at).order_by(Organisation.id).limit(1)).one()
    with city.unit(THE_SYSTEM, office) as uow:
        seal_unsealed(uow)


def _finish(city: City) -> None:
    """Search is built once as a whole, and flags are found; what else the past asked for was done in the past."""
    city.tools.search.rebuild(every_document(city.session, city.today))
    with city.unit(THE_SYSTEM, city.now) as uow:
        for month in months_to_flag(uow):
            write_flags(uow, month, list(found_in(MonthLedger(uow.session, month, uow.today))))
        waiting = update(Outbox).where(Outbox.delivered_at.is_(None))
        uow.session.execute(waiting.values(delivered_at=uow.now, payload={}))
        mark_as_demo(uow.session)
