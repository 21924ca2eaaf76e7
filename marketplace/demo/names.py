"""Names on receipts: wholesalers that shops said are no makers, nicknames that wait, and one that a shop recognised."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from marketplace.compliance.queries import published_months
from marketplace.db.uow import UnitOfWork
from marketplace.demo import ledger, registers
from marketplace.demo.city import City
from marketplace.demo.lists import Shop
from marketplace.kernel.ids import PartnerId, ProducerId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.quantity import Quantity
from marketplace.purchases.known import plainly
from marketplace.purchases.models import Source
from marketplace.purchases.naming import NameMeaning, answer_name
from marketplace.purchases.open_names import open_names
from marketplace.purchases.services import NewLine, NewPurchase, record_purchase

WHOLESALERS = {plainly(name) for name in (*ledger.ELSEWHERE, *(row[0] for row in registers.ELSEWHERE))}
ASKED_LATER = plainly("Toko Borongan Umpama")  # nobody has been asked about it yet
NICKNAMES = {  # shop -> who is meant, as the receipt has it, goods, rupiah
    "T01": ("M01", "Bu Tini kripik", "Keripik Pisang Cokelat 200 g", 11_750),
    "T03": ("M02", "Mbak Sari dapur", "Brownies Kukus 1 loyang", 42_000),
}
RECOGNISED = "T03"


class Names:
    def __init__(self, city: City) -> None:
        self.city = city

    def plan(self, shop: Shop) -> None:
        person = self.city.people[shop.ref]
        self.city.plan(person, self.city.ago(2), self._tell_wholesalers, hour=20)
        if shop.ref in NICKNAMES:
            for days, times in ((8, 12), (4, 8)):
                log = partial(self._log, shop, self.city.ago(days), times)
                self.city.plan(person, self.city.ago(days), log, hour=18)
        if shop.ref == RECOGNISED:
            self.city.plan(person, self.city.ago(1), partial(self._recognise, shop), hour=20)

    def _tell_wholesalers(self, uow: UnitOfWork) -> None:
        mine = PartnerId(uow.actor.organisation)
        for name in open_names(uow.session, uow.today, mine):
            if name.maker_id is None and name.same in WHOLESALERS - {ASKED_LATER}:
                answer_name(uow, [mine], name.question, name.text, NameMeaning(), closed=())

    def _log(self, shop: Shop, day: date, times: int, uow: UnitOfWork) -> None:
        _, seller, item, price = NICKNAMES[shop.ref]
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

    def _recognise(self, shop: Shop, uow: UnitOfWork) -> None:
        maker, text, *_ = NICKNAMES[shop.ref]
        meant = ProducerId(self.city.people[maker].at)
        question = None, plainly(text)
        closed = published_months(uow.session)
        answer_name(
            uow,
            [PartnerId(uow.actor.organisation)],
            question,
            text,
            NameMeaning(producer_id=meant),
            closed=closed,
        )
