"""Kinds of partner that order without a memorandum, because a circular binds them: public offices."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import update

from marketplace.db.uow import UnitOfWork
from marketplace.partners.models import NEED_NO_MOU, BoundKind, PartnerKind


def bind_kinds(
    uow: UnitOfWork,
    *,
    circular_number: str,
    kinds: Collection[PartnerKind],
    from_on: date,
    until_on: date | None,
) -> None:
    """A circular that was just signed binds these kinds (none named: every kind) from its first to its last day.

    A step of the signing, which asked who may and tells the fact. Only kinds that need no memorandum are noted.
    """
    for kind in NEED_NO_MOU:
        if not kinds or kind in kinds:
            uow.add(BoundKind(circular_number=circular_number, kind=kind, from_on=from_on, until_on=until_on))


def end_binding(uow: UnitOfWork, *, circular_number: str, until_on: date) -> None:
    """Another circular takes its place: this one binds nobody after that day."""
    uow.session.execute(
        update(BoundKind).where(BoundKind.circular_number == circular_number).values(until_on=until_on)
    )
