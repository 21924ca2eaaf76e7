"""How often people looked at what the makers offer, and left without what was sold out."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from random import Random

from sqlalchemy import exists, select

from marketplace.catalog.demand import count, monday, weeks_up_to
from marketplace.catalog.listing import listed
from marketplace.catalog.models import Availability, DemandSignal, Product, Variant
from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import THE_SYSTEM, City
from marketplace.kernel.ids import ProductId

WEEKS = 13
LOVED, USUAL = 60, 14  # looks in a week at one product of six, and at the others
MISSED_ONE_IN = 14  # weeks in which something that is there ran out for a day


class Attention:
    """Throws dice of its own, so that the rest of the city stays as it is."""

    def __init__(self, city: City, *, seed: int = 812) -> None:
        self.city, self._seed = city, seed

    def plan(self) -> None:
        """On the Sunday of each week; of the running one yesterday."""
        for week in weeks_up_to(self.city.today, WEEKS):
            day = min(week + timedelta(days=6), self.city.ago(1))
            if day >= week:
                self.city.plan(THE_SYSTEM, day, partial(self._look, week), hour=23)

    def _look(self, week: date, uow: UnitOfWork) -> None:
        share = (uow.today - monday(uow.today)).days + 1  # of seven days
        sold_out = exists().where(
            Variant.product_id == Product.id, Variant.availability == Availability.SOLD_OUT
        )
        wishes: dict[tuple[ProductId, DemandSignal], int] = {}
        for product_id, gone in uow.session.execute(select(Product.id, sold_out).where(listed(uow.today))):
            dice = Random(self._seed * product_id + week.toordinal())
            most = LOVED if product_id % 6 == 1 else USUAL
            wishes[product_id, DemandSignal.VIEWED] = dice.randrange(most // 3, most) * share // 7
            missed = dice.randrange(0, 3) if gone else int(dice.randrange(MISSED_ONE_IN) == 0)
            wishes[product_id, DemandSignal.MISSED] = missed
        count(uow, wishes, week=week)
