"""Sales that a maker told because the shop had not recorded them: confirmed, denied and decided, and one that waits."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import City
from marketplace.demo.office import Office
from marketplace.kernel.ids import PartnerId, ProducerId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.quantity import Quantity
from marketplace.partners.models import Outlet
from marketplace.purchases.claims import DECIDED_WITHIN
from marketplace.purchases.models.told import SaleRuling, ToldSale
from marketplace.purchases.telling import NewSale, confirm_sale, decide_sale, deny_sale, tell_sale

MAKER, SHOP = "M05", "T04"
GOODS, PRICE = "Sambal Bawang Botol", 19_900
NEVER_CAME = "Barang ini tidak pernah sampai ke toko kami."
NO_NOTE = "Tidak ada nota yang ditandatangani toko."


class Telling:
    def __init__(self, city: City, office: Office) -> None:
        self.city, self.office = city, office

    def plan(self) -> None:
        maker, shop = self.city.people[MAKER], self.city.people[SHOP]
        denied, confirmed, waits = (self.city.workday_ago(days) for days in (30, 9, 2))
        for day, times in ((denied, 6), (confirmed, 12), (waits, 18)):
            self.city.plan(maker, day, partial(self._tell, day, times), hour=17, minute=5)
        self.city.plan(shop, confirmed, partial(self._answer, confirmed, yes=True), hour=18, minute=5)
        self.city.plan(shop, denied, partial(self._answer, denied, yes=False), hour=18, minute=5)
        decided = self.city.workdays_after(denied + timedelta(days=1), DECIDED_WITHIN)
        self.city.plan(self.office.officer_2, decided, partial(self._decide, denied), hour=14)

    def _tell(self, day: date, times: int, uow: UnitOfWork) -> None:
        shop = PartnerId(self.city.people[SHOP].at)
        outlets = select(Outlet.id).filter_by(partner_id=shop).order_by(Outlet.id)
        tell_sale(
            uow,
            ProducerId(uow.actor.organisation),
            NewSale(
                partner_id=shop,
                outlet_id=uow.session.scalars(outlets).first(),
                sold_on=day,
                item=GOODS,
                quantity=Quantity.of(times),
                unit="PCS",
                net=Rupiah(PRICE * times),
                client_id=f"contoh-{day}",
                document_number=f"SB-{day:%d%m}",
            ),
        )

    def _answer(self, day: date, uow: UnitOfWork, *, yes: bool) -> None:
        number = uow.find(ToldSale, client_id=f"contoh-{day}").id
        if yes:
            confirm_sale(uow, number)
        else:
            deny_sale(uow, number, reason=NEVER_CAME)

    def _decide(self, day: date, uow: UnitOfWork) -> None:
        number = uow.find(ToldSale, client_id=f"contoh-{day}").id
        decide_sale(uow, number, ruling=SaleRuling.NOT_COUNTED, reason=NO_NOTE)
