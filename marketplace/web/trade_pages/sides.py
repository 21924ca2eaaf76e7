"""Pages that the two sides of a trade share: each view is written once and registered once per side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, update_wrapper
from typing import Any, TypeVar

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import Policy
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.queries import readers_of
from marketplace.ordering.states import PREPARED, Side
from marketplace.web.access import OFFICIAL, PARTNER, PRODUCER, may
from marketplace.web.context import actor

View = Callable[..., ResponseReturnValue]
Document = TypeVar("Document", bound=Order | Handover)


@dataclass(frozen=True)
class TradeSide:
    """Whose page it is: what differs between the pages of the maker, of the shop, and of officials who look on."""

    side: Side | None  # None: officials
    door: str  # its endpoints and the folder of its own templates begin with it
    who: Policy  # who may open its pages
    own_id: str = ""  # the keyword that narrows a list to this side's own

    def own(self) -> dict[str, Any]:
        """The keyword with the visitor's organisation; nothing for officials, who see all."""
        return {self.own_id: actor().organisation} if self.own_id else {}

    def find(self, uow: UnitOfWork, model: type[Document], public_id: str) -> Document:
        """An order or a handover that this side may read.

        Raises NotFound for others', and for a handover that the other side only prepared.
        """
        mine, row = uow.actor.organisation, uow.find(model, public_id=public_id)
        if self.side and readers_of(uow.session, row).of(self.side) != mine:
            raise NotFound(f"{model.__name__} {public_id} of others")
        if isinstance(row, Handover) and row.state is PREPARED and row.issuer_id != mine:
            raise NotFound(f"handover {public_id} is not sent yet")
        return row

    def url(self, page: str, **values: Any) -> str:
        """The address of a page of this side: `url("orders.show", public_id=…)`."""
        return url_for(f"{self.door}_{page}", **values)

    def render(self, template: str, **values: object) -> str:
        """A template that says the words of this side; it is given `side`."""
        return render_template(template, side=self, **values)


MAKER = TradeSide(Side.MAKER, "producer", PRODUCER, "producer_id")
SHOP = TradeSide(Side.SHOP, "partner", PARTNER, "partner_id")
OFFICE = TradeSide(None, "office", OFFICIAL)


class Pages:
    """The views of one family of pages. Each takes the side as its first argument.

    `shop` is the shop's address of a page where it differs from the maker's.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._views: list[tuple[str, str, str, View]] = []

    def get(self, rule: str, *, shop: str = "") -> Callable[[View], View]:
        return self._add("GET", rule, shop or rule)

    def post(self, rule: str, *, shop: str = "") -> Callable[[View], View]:
        return self._add("POST", rule, shop or rule)

    def blueprint(self, side: TradeSide) -> Blueprint:
        """`producer_orders`, `partner_orders`: every view is open to the people of that side alone."""
        bp = Blueprint(f"{side.door}_{self.name}", __name__)
        for method, rule, shop, view in self._views:
            bound = may(side.who)(update_wrapper(partial(view, side), view))
            bp.add_url_rule(shop if side is SHOP else rule, view.__name__, bound, methods=[method])
        return bp

    def _add(self, method: str, rule: str, shop: str) -> Callable[[View], View]:
        def add(view: View) -> View:
            self._views.append((method, rule, shop, view))
            return view

        return add
