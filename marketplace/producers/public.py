"""Makers that have a page for everybody, for who lists them all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from marketplace.db.slices import Slice, slices_with
from marketplace.kernel.review import APPROVED
from marketplace.producers.models import Producer
from marketplace.producers.queries import is_held


def slices_of_makers(session: Session, day: date, size: int) -> Sequence[Slice]:
    return slices_with(session, select(Producer.id).where(_is_public(day)), size)


def slugs_in(session: Session, piece: Slice, day: date) -> Sequence[str]:
    query = select(Producer.slug).where(piece.holds(Producer.id), _is_public(day))
    return session.scalars(query.order_by(Producer.id)).all()


def _is_public(day: date) -> ColumnElement[bool]:
    return and_(Producer.state == APPROVED, ~is_held(Producer.id, day), Producer.merged_into_id.is_(None))
