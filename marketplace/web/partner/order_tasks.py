"""Deliveries to receive and those under dispute, as tasks on the shop's home."""

from __future__ import annotations

from marketplace.db.uow import UnitOfWork
from marketplace.ordering.queries import basket_size


def in_basket(uow: UnitOfWork) -> int:
    """How many lines wait in the basket, for the menu."""
    return basket_size(uow.session, uow.actor.organisation)
