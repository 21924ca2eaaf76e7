"""One handover as either side, an official, or whoever scanned its QR sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.catalog.queries import photos_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OrganisationId, ProductId
from marketplace.kernel.labels import Label
from marketplace.kernel.money import Rupiah
from marketplace.ordering.differences import LineDiffers, difference_of, lines_that_differ, moves_money
from marketplace.ordering.handover_list import contest_photo, reject_photos, story_of_handover
from marketplace.ordering.models.differences import HandoverDifference
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.queries import Parties, parties_of, products_of
from marketplace.ordering.shelf_life import too_short
from marketplace.ordering.silence import WhyNotDeemed, doubts_about
from marketplace.ordering.states import PREPARED, SENT, HandoverKind, Side
from marketplace.partners.models import Outlet
from marketplace.web.handover_story import Step, story


@dataclass(frozen=True)
class HandoverPage:
    """`side` is who looks; None is an official."""

    handover: Handover
    side: Side | None
    parties: Parties
    outlet: Outlet
    order: Order | None
    products: Mapping[int, ProductId]
    photos: Mapping[ProductId, Sequence[Any]]
    line_photos: Mapping[int, str]
    contest_photo: str | None
    warnings: Mapping[int, Label]  # of lines that keep shorter than the outlet asks
    story: Sequence[Step]
    doubts: Sequence[WhyNotDeemed] = ()  # why it would not count as agreed in silence, while it waits
    difference: HandoverDifference | None = None
    merged: bool = False  # of a record that became part of the maker's that looks

    @property
    def issuer(self) -> Side:
        return Side.MAKER if self.handover.issuer_id == self.handover.producer_id else Side.SHOP

    @property
    def unsettled(self) -> Sequence[LineDiffers]:
        """What both sides say otherwise."""
        return lines_that_differ(self.handover)

    @property
    def unsettled_rupiah(self) -> Rupiah:
        """What hangs on it; consigned goods that come or go back cost nothing yet."""
        lines = (one for one in self.unsettled if moves_money(self.handover, one))
        return Rupiah(sum(one.worth(abs(one.units)) for one in lines))

    @property
    def answers(self) -> bool:
        """Whether this side has to answer it."""
        return self.side is not None and self.side is not self.issuer

    @property
    def writer(self) -> str:
        """The name of the side that wrote it."""
        return self.parties.maker if self.issuer is Side.MAKER else self.parties.partner

    @property
    def objector(self) -> str:
        """Of a rest: the name of the side that wrote what it is a rest of."""
        return self.writer if self.handover.kind is HandoverKind.RETURN else self.parties.maker

    @property
    def answerer(self) -> str:
        return self.parties.partner if self.issuer is Side.MAKER else self.parties.maker


def handover_page(uow: UnitOfWork, handover: Handover, side: Side | None) -> HandoverPage:
    products, outlet = products_of(uow.session, handover), uow.get(Outlet, handover.outlet_id)
    return HandoverPage(
        handover=handover,
        side=side,
        parties=parties_of(uow.session, handover),
        outlet=outlet,
        order=uow.get(Order, handover.order_id) if handover.order_id is not None else None,
        products=products,
        photos=photos_of(uow.session, products.values()),
        line_photos=reject_photos(uow.session, handover),
        contest_photo=contest_photo(uow.session, handover),
        warnings=_warnings(uow, handover, outlet),
        story=story(story_of_handover(uow.session, handover, reader=_reader(handover, side)), handover),
        doubts=doubts_about(uow.session, handover, uow.today) if handover.state is SENT else (),
        difference=difference_of(uow.session, handover),
        merged=side is Side.MAKER and handover.producer_id != uow.actor.organisation,
    )


def _reader(handover: Handover, side: Side | None) -> OrganisationId | None:
    if side is None:
        return None
    return OrganisationId(handover.producer_id if side is Side.MAKER else handover.partner_id)


def _warnings(uow: UnitOfWork, handover: Handover, outlet: Outlet) -> dict[int, Label]:
    """Only while something can still be done about it."""
    if handover.state not in (PREPARED, SENT):
        return {}
    found = {
        line.id: too_short(line.best_before, outlet.least_life_days, uow.today)
        for line in handover.lines
        if line.brought
    }
    return {line_id: one for line_id, one in found.items() if one is not None}
