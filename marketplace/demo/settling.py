"""An approved maker settles in: products and papers are handed in and looked over; then life goes its way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from marketplace.catalog.reviewing import submit_product
from marketplace.certification.models import Certificate
from marketplace.certification.services.reviewing import (
    approve_certificate,
    reject_certificate,
    return_certificate,
    revoke_certificate,
)
from marketplace.db.uow import UnitOfWork
from marketplace.demo import goods, papers
from marketplace.demo.city import City
from marketplace.demo.lists import Good, Maker
from marketplace.demo.makers import UNAPPROVED
from marketplace.demo.office import Office
from marketplace.demo.studio import Studio
from marketplace.kernel.ids import ProducerId, ProductId
from marketplace.producers.models import Locality
from marketplace.producers.services.locality_and_holds import end_locality, place_hold

Made = dict[Good, ProductId]

CHANGED = {"revised": goods.revise, "sizes": goods.add_size}  # long after it was approved


def middle_of(city: City) -> date:
    """Of the half year; what sets a maker apart for good happens on the next day on which offices work."""
    return city.months.first.next.next.next.first_day + timedelta(days=13)


class Settling:
    """What happens to one maker after its approval, in the order of days. Without one it only writes drafts."""

    def __init__(
        self, city: City, office: Office, studio: Studio, maker: Maker, offered: Sequence[Good]
    ) -> None:
        self.city, self.office, self.studio, self.maker, self.offered = city, office, studio, maker, offered
        self.officer = office.reviewer(maker.number + 1)

    def __call__(self, producer_id: ProducerId, day_of_answer: date) -> None:
        self.producer_id, self.owner = producer_id, self.city.people[self.maker.ref]
        if self.maker.plight in UNAPPROVED:
            self.city.plan(self.owner, day_of_answer, self._draft, hour=12, minute=self.maker.number)
            return
        day = self.city.workday(day_of_answer + timedelta(days=1))
        self.city.plan(self.owner, day, self._open, hour=13, minute=self.maker.number)

    def _draft(self, uow: UnitOfWork) -> None:
        goods.put_up(uow, self.studio, self.maker, self.producer_id, self.offered, hand_in=False)

    def _open(self, uow: UnitOfWork) -> None:
        made = goods.put_up(uow, self.studio, self.maker, self.producer_id, self.offered)
        handed_in = [
            papers.hand_in(uow, self.studio, self.maker, self.producer_id, paper).id
            for paper in papers.papers_of(self.maker, made, came=uow.today, today=self.city.today)
        ]

        def look_over(uow: UnitOfWork) -> None:
            for certificate_id in handed_in:
                approve_certificate(uow, certificate_id)
            for good, product_id in made.items():
                if good.plight not in goods.LATE:
                    goods.look_over(uow, good, product_id)

        day = self.city.workday(uow.today + timedelta(days=2))
        self.city.plan(self.officer, day, look_over, hour=14, minute=self.maker.number)
        self.city.plan(
            self.owner, day + timedelta(days=1), lambda uow: self._tend(uow, made), hour=8, minute=30
        )
        self._plan_plight(made)

    def _tend(self, uow: UnitOfWork, made: Made) -> None:
        for good, product_id in made.items():
            goods.tend(uow, good, product_id)

    def _plan_plight(self, made: Made) -> None:
        """What sets this maker apart, on its day."""
        middle = middle_of(self.city)
        last = self.city.workday(self.city.months.last.first_day + timedelta(days=4))
        match self.maker.plight:
            case "moved":
                self.city.plan(self.officer, self.city.workday(middle), self._move, hour=15)
            case "pirt_revoked":
                self.city.plan(
                    self.officer, self.city.workday(middle + timedelta(days=30)), self._revoke, hour=15
                )
            case "held":
                self.city.plan(self.officer, self.city.ago(12), self._hold, hour=11)
            case "renewed":
                self.city.plan(self.owner, self.city.ago(75), lambda uow: self._renew(uow, made), hour=16)
            case "halal_waiting":
                self.city.plan(self.owner, self.city.ago(4), lambda uow: self._halal(uow, made), hour=16)
            case "halal_returned" | "halal_rejected":
                self.city.plan(self.owner, last, lambda uow: self._halal(uow, made), hour=16)
        for good, product_id in made.items():
            if good.plight in ("submitted", "returned"):
                self._hand_in_lately(good, product_id)
            elif good.plight in CHANGED:
                change = partial(CHANGED[good.plight], good=good, product_id=product_id)
                self.city.plan(self.owner, self.city.ago(2), change, hour=16)

    def _hand_in_lately(self, good: Good, product_id: ProductId) -> None:
        """Some days ago; what is to come back has come back since."""
        answered, back = self.city.workday_ago(5), good.plight == "returned"
        on = answered - timedelta(days=2) if back else self.city.ago(1 + product_id % 4)
        self.city.plan(self.owner, on, partial(submit_product, product_id=product_id), hour=17)
        if back:
            answer = partial(goods.look_over, good=good, product_id=product_id)
            self.city.plan(self.officer, answered, answer, hour=15)

    def _move(self, uow: UnitOfWork) -> None:
        held = uow.session.scalars(select(Locality.id).filter_by(producer_id=self.producer_id)).one()
        end_locality(uow, held, until_on=uow.today, reason="Tempat produksi pindah ke luar kota.")

    def _hold(self, uow: UnitOfWork) -> None:
        place_hold(uow, self.producer_id, reason="Hasil uji contoh: kemasan tidak rapat; menunggu perbaikan.")

    def _revoke(self, uow: UnitOfWork) -> None:
        revoke_certificate(uow, self._certificate(uow, "pirt"), reason="Dicabut penerbitnya (contoh).")

    def _renew(self, uow: UnitOfWork, made: Made) -> None:
        named = [product_id for good, product_id in made.items() if good.category in papers.NEED_PIRT]
        newer = papers.renewed_pirt(self.maker, named, uow.today)
        older = self._certificate(uow, "pirt")
        handed_in = papers.hand_in(uow, self.studio, self.maker, self.producer_id, newer, renews=older).id
        day = self.city.workday(uow.today + timedelta(days=2))
        self.city.plan(self.officer, day, partial(approve_certificate, certificate_id=handed_in), hour=10)

    def _halal(self, uow: UnitOfWork, made: Made) -> None:
        issued = uow.today - timedelta(days=9)
        paper = papers.halal(self.maker, papers.food_of(made), issued)
        handed_in = papers.hand_in(uow, self.studio, self.maker, self.producer_id, paper).id
        day = self.city.workday(uow.today + timedelta(days=3))
        if self.maker.plight == "halal_returned":
            notes = {"scan": "Pindaian terpotong; nomornya tidak terbaca seluruhnya."}
            self.city.plan(
                self.officer, day, partial(return_certificate, certificate_id=handed_in, notes=notes), hour=10
            )
        elif self.maker.plight == "halal_rejected":
            why = "Nomor ini milik usaha lain pada daftar penerbit (contoh)."
            self.city.plan(
                self.officer, day, partial(reject_certificate, certificate_id=handed_in, reason=why), hour=10
            )

    def _certificate(self, uow: UnitOfWork, kind: str) -> int:
        query = select(Certificate.id).filter_by(producer_id=self.producer_id, kind=kind)
        return uow.session.scalars(query.order_by(Certificate.id)).first() or 0
