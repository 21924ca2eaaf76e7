"""A step of every handover that no order stands behind: its number, its sides and its lines."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OrganisationId, ProducerId
from marketplace.kernel.labels import _l
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.services.numbering import take_number, write_numbers
from marketplace.ordering.states import PREPARED, HandoverKind, PaperKind
from marketplace.partners.models import Outlet

PAPERS = {
    HandoverKind.DELIVERY: PaperKind.DELIVERY,
    HandoverKind.ROUND: PaperKind.ROUND,
    HandoverKind.RETURN: PaperKind.RETURN,
}


def draft(
    uow: UnitOfWork,
    kind: HandoverKind,
    producer_id: ProducerId,
    outlet: Outlet,
    *,
    issuer_id: OrganisationId,
    lines: Sequence[HandoverLine],
) -> Handover:
    """A prepared handover; the issuer's one there that is prepared, or was withdrawn, is written anew.

    The outlet's shelf is locked by who calls. Refused without lines.
    """
    if not lines:
        raise Refused(_l("Isi jumlah sekurangnya satu barang."))
    handover = _prepared(uow, kind, producer_id, outlet, issuer_id)
    if handover is None:
        handover = number(
            uow,
            Handover(
                number="",
                kind=kind,
                producer_id=producer_id,
                partner_id=outlet.partner_id,
                outlet_id=outlet.id,
                issuer_id=issuer_id,
                prepared_by=uow.actor.user_id,
                prepared_at=uow.now,
            ),
        )
    handover.prepared_by, handover.prepared_at = uow.actor.user_id, uow.now
    handover.lines.extend(lines)
    uow.session.flush()
    return handover


def number(uow: UnitOfWork, handover: Handover) -> Handover:
    """Give it the next number of its issuer and kind."""
    taken = take_number(uow, PAPERS[handover.kind], handover.issuer_id)
    handover.number = taken.number
    uow.add(handover)
    write_numbers(uow, taken._replace(handover_id=handover.id))
    return handover


def emptied(uow: UnitOfWork, handover: Handover) -> Handover:
    """Without its lines, so that it can be written anew."""
    uow.session.execute(delete(HandoverLine).where(HandoverLine.handover_id == handover.id))
    uow.session.expire(handover, ["lines"])
    return handover


def _prepared(
    uow: UnitOfWork, kind: HandoverKind, producer_id: ProducerId, outlet: Outlet, issuer_id: OrganisationId
) -> Handover | None:
    found = uow.session.scalar(
        select(Handover)
        .filter_by(
            kind=kind,
            producer_id=producer_id,
            outlet_id=outlet.id,
            issuer_id=issuer_id,
            order_id=None,
            state=PREPARED,
        )
        .order_by(Handover.id)
        .limit(1)
        .with_for_update(key_share=True)  # not while somebody sends it
        .execution_options(populate_existing=True)
    )
    return emptied(uow, found) if found is not None else None
