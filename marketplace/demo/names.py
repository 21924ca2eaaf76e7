"""Names on receipts: wholesalers that shops said are no makers, and a maker's nickname that waits."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from marketplace.db.uow import UnitOfWork
from marketplace.demo import ledger, registers
from marketplace.demo.city import City
from marketplace.demo.lists import Shop
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.quantity import Quantity
from marketplace.purchases.known import plainly
from marketplace.purchases.models.ledger import Source
from marketplace.purchases.naming import NameMeaning, answer_name
from marketplace.purchases.services import NewLine, NewPurchase, record_purchase

WHOLESALERS = sorted({*ledger.ELSEWHERE, *(row[0] for row in registers.ELSEWHERE)})
NICKNAMES = {  # shop -> the seller as the receipt has it, goods, rupiah
    "T03": ("Bu Tini kripik", "Keripik Pisang Cokelat 200 g", 11_750),
}


class Names:
    def __init__(self, city: City) -> None:
        self.city = city

    def plan(self, shop: Shop) -> None:
        person = self.city.people[shop.ref]
        self.city.plan(person, self.city.ago(2), self._tell_wholesalers, hour=6)
        if shop.ref in NICKNAMES:
            for days, times in ((8, 12), (4, 8)):
                log = partial(self._log, shop, self.city.ago(days), times)
                self.city.plan(person, self.city.ago(days), log, hour=18)

    def _tell_wholesalers(self, uow: UnitOfWork) -> None:
        mine = PartnerId(uow.actor.organisation)
        for name in WHOLESALERS:
            answer_name(uow, [mine], (None, plainly(name)), name, NameMeaning(), closed=())

    def _log(self, shop: Shop, day: date, times: int, uow: UnitOfWork) -> None:
        seller, item, price = NICKNAMES[shop.ref]
        line = NewLine(
            text=item,
            quantity=Quantity.of(times),
            unit="PCS",
            unit_price=Rupiah(price),
            net=Rupiah(price * times),
        )
        record_purchase(
            uow,
            NewPurchase(
                source=Source.MANUAL,
                source_ref=f"contoh-nama-{uow.actor.organisation}-{day}",
                partner_id=PartnerId(uow.actor.organisation),
                seller_text=seller,
                bought_on=day - timedelta(days=1),
                lines=[line],
            ),
        )
