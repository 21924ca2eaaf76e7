"""Goods that a maker brings without an order: agreed with the day they came, or at a price that nobody agreed to."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import THE_SYSTEM, City
from marketplace.demo.titip import outlet_of
from marketplace.demo.trade import offered_on
from marketplace.kernel.clock import day_of
from marketplace.kernel.ids import HandoverId
from marketplace.kernel.money import Rupiah
from marketplace.ordering.deadlines import answer_by
from marketplace.ordering.services.delivering import BroughtItem, prepare_alone, send_handover
from marketplace.ordering.services.receiving import agree_handover, agree_unanswered

MAKER, SHOP = "M10", "T05"
UNITS, ABSURD = 3, 590  # times the list price
SHELF_LIFE = timedelta(days=60)


class Unordered:
    def __init__(self, city: City) -> None:
        self.city = city

    def plan(self) -> None:
        """The first waits for a yes, asked once more when its days were over; the second came a day after it left."""
        for back, times in ((5, ABSURD), (2, 1)):
            day = self.city.workday_before(self.city.today, back)
            self.city.plan(self.city.people[MAKER], day, partial(self._bring, times), hour=9, minute=15)

    def _bring(self, times: int, uow: UnitOfWork) -> None:
        theirs = [pair for pair in offered_on(uow, ()) if pair[0].producer_id == uow.actor.organisation]
        items = [
            BroughtItem(
                variant_id=variant.id,
                brought=UNITS,
                unit_price=Rupiah(price * times),
                best_before=uow.today + SHELF_LIFE,
            )
            for variant, price in theirs[:1]
        ]
        if not items:
            return  # sold out just then
        sent = send_handover(uow, prepare_alone(uow, outlet_of(uow, self.city.people[SHOP]), items).id)
        if times > 1:
            silent = partial(agree_unanswered, handover_id=sent.id)
            self.city.plan(THE_SYSTEM, day_of(answer_by(uow)), silent, hour=17, minute=5)
        else:
            came = self.city.workday_before(self.city.today, 1)
            self.city.plan(
                self.city.people[SHOP], came, partial(self._take, sent.id, came), hour=9, minute=20
            )

    def _take(self, handover_id: HandoverId, came: date, uow: UnitOfWork) -> None:
        agree_handover(uow, handover_id, goods_on=came)
