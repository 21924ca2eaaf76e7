"""Lists of handovers: what an address narrows them to, and the spreadsheet of exactly what is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, request

from marketplace.db.keyset import ListPage
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OrganisationId, OutletId
from marketplace.kernel.labels import _l
from marketplace.ordering.handover_list import HandoverList, HandoverRow
from marketplace.ordering.states import HandoverKind, HandoverState
from marketplace.ordering.trading import outlets_of_trade
from marketplace.web.lists import exported as listed
from marketplace.web.lists import from_args, page_of


@dataclass(frozen=True)
class HandoverFilters:
    """What stands in the address; an outlet that this side has nothing to do with narrows to nothing."""

    kind: HandoverKind | None
    state: HandoverState | None
    outlet: str
    from_on: date | None
    until_on: date | None
    outlets: Sequence[tuple[OutletId, str, str, str]]
    own: Mapping[str, Any]  # whose handovers, as keywords of the list

    @property
    def is_filtered(self) -> bool:
        return any((self.kind, self.state, self.outlet, self.from_on, self.until_on))

    def page(self) -> ListPage[HandoverRow]:
        return page_of(self.listing())

    def listing(self) -> HandoverList:
        return HandoverList(
            kind=self.kind,
            state=self.state,
            outlet_id=self._outlet_id,
            from_on=self.from_on,
            until_on=self.until_on,
            **self.own,
        )

    @property
    def _outlet_id(self) -> OutletId | None:
        if not self.outlet:
            return None
        return next((id for id, public_id, *_ in self.outlets if public_id == self.outlet), OutletId(-1))


def filters_from_args(
    uow: UnitOfWork, *, reader: OrganisationId | None = None, **own: Any
) -> HandoverFilters:
    """`own` names the maker or the shop whose handovers and outlets these are, `reader` who looks."""
    given = from_args(HandoverList)
    return HandoverFilters(
        kind=given.kind,
        state=given.state,
        outlet=request.args.get("outlet", ""),
        from_on=given.from_on,
        until_on=given.until_on,
        outlets=outlets_of_trade(uow.session, **own),
        own=own | {"reader": reader},
    )


def exported(uow: UnitOfWork, filters: HandoverFilters) -> Response:
    """All of it, however many pages. Refused beyond so many lines."""
    return listed(filters.listing(), _l("serah-terima-%(day)s", day=uow.today))
