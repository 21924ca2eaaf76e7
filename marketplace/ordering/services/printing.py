"""Every print is written down: an organisation's first is its original, the later ones are copies."""

from __future__ import annotations

from sqlalchemy import func, select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.ordering import policies
from marketplace.ordering.events import PaperPrinted
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.models.papers import Paper, Print
from marketplace.ordering.papers import theirs
from marketplace.ordering.queries import readers_of


def print_paper(uow: UnitOfWork, paper_id: int) -> Print:
    """For the actor's organisation. What the other side only prepared is not there yet."""
    paper = uow.get(Paper, paper_id, lock=True)  # whoever prints at the same moment waits here
    _demand(uow, paper)
    organisation_id = uow.actor.organisation
    last = select(func.max(Print.copy)).filter_by(paper_id=paper.id, organisation_id=organisation_id)
    printed = uow.add(
        Print(
            paper_id=paper.id,
            organisation_id=organisation_id,
            copy=(uow.session.scalar(last) or 0) + 1,
            printed_by=uow.actor.user_id,
            printed_at=uow.now,
        )
    )
    uow.emit(PaperPrinted(paper_id=paper.id, organisation_id=organisation_id, copy=printed.copy))
    return printed


def _demand(uow: UnitOfWork, paper: Paper) -> None:
    of = (
        uow.get(Order, paper.order_id) if paper.order_id is not None else uow.get(Handover, paper.handover_id)
    )
    uow.demand(policies.SEE, readers_of(uow.session, of))
    if not theirs(uow, of):
        raise NotFound(f"paper {paper.id} is not sent yet")
