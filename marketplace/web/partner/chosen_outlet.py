"""Which of the partner's outlets a page is about: the one asked for, else the one chosen last, else the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, session

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.partners.queries import OutletRow, outlets_of

REMEMBERED = "outlet"


@dataclass(frozen=True)
class Outlets:
    every: Sequence[OutletRow]
    chosen: OutletRow | None  # None while the partner has no open outlet


def outlets(uow: UnitOfWork) -> Outlets:
    """Open outlets of the actor's organisation. Raises NotFound for one that is not among them."""
    every = outlets_of(uow.session, uow.actor.organisation, day=uow.today)
    known = {outlet.public_id: outlet for outlet in every}
    public_id = request.values.get("outlet")
    if public_id is not None:
        if public_id not in known:
            raise NotFound(f"outlet {public_id}")
        session[REMEMBERED] = public_id
    last = known.get(str(session.get(REMEMBERED)))
    return Outlets(every, last or (every[0] if every else None))


def chosen_outlet(uow: UnitOfWork) -> OutletRow:
    """Raises NotFound while there is none to order for."""
    chosen = outlets(uow).chosen
    if chosen is None:
        raise NotFound("no open outlet")
    return chosen
