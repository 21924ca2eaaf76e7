"""Two records of a maker become one: its papers go with it, and what may be listed is worked out anew."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from marketplace.certification.models import Certificate
from marketplace.certification.services.refreshing import refresh_maker
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProducerId
from marketplace.producers.events import ProducerMergeUndone, ProducersMerged
from marketplace.producers.models import ProducerMerge

CERTIFICATES = "certificates"


def move_certificates(uow: UnitOfWork, event: ProducersMerged) -> None:
    """All of them, also those that ended: what was sold under them is asked about for years."""
    merge = uow.get(ProducerMerge, event.merge_id)
    theirs = select(Certificate.id).where(Certificate.producer_id == event.merged_id).order_by(Certificate.id)
    ids = list(uow.session.scalars(theirs))
    merge.moved = merge.moved | {CERTIFICATES: ids}
    _belong(uow, ids, event, ProducerId(event.producer_id))


def return_certificates(uow: UnitOfWork, event: ProducerMergeUndone) -> None:
    merge = uow.get(ProducerMerge, event.merge_id)
    _belong(uow, merge.moved[CERTIFICATES], event, ProducerId(event.merged_id))


def _belong(
    uow: UnitOfWork, ids: Sequence[int], event: ProducersMerged | ProducerMergeUndone, to: ProducerId
) -> None:
    """By statement, not through the rows: their version is the makers' and stays as it is."""
    uow.session.execute(update(Certificate).where(Certificate.id.in_(ids)).values(producer_id=to))
    for one in (event.producer_id, event.merged_id):
        refresh_maker(uow, ProducerId(one))
