"""What partners state beside their receipts, with a paper each, and what an officer found when looking at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial

from sqlalchemy import select

from marketplace.adapters.pictures.papers import draw_paper
from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import City
from marketplace.demo.lists import Shop, shops
from marketplace.demo.office import Office
from marketplace.demo.studio import Studio
from marketplace.files.services import store_attachment
from marketplace.kernel.ids import AttachmentId, OutletId
from marketplace.kernel.period import Month
from marketplace.partners.models import Outlet
from marketplace.purchases.declared_figures import NewFigure, declare_figure, review_figure
from marketplace.purchases.figure_kinds import FIGURE_KINDS
from marketplace.purchases.models.declared_figures import FigureFinding

STATED: Mapping[
    str, Mapping[str, tuple[int, int | None]]
] = {  # by kind: the shops, and what each states; without a second number it is the figure alone
    "listing_fee": {"T01": (25_000, None), "T02": (0, None), "T03": (150_000, None), "T04": (10_000, None)},
    "local_skus": {"T01": (64, 410), "T03": (120, 1_850)},
    "staff_spending": {"T10": (1_960_000, 28), "T11": (2_300_000, 46)},
    "small_business_spending": {"T10": (212_000_000, 480_000_000)},
}
REJECTED = "Contoh: surat buktinya menyebut bulan lain; unggah yang benar, lalu nyatakan lagi."
MONTHS = 3  # the last ones; nobody has looked at the newest yet


class Stating:
    """One paper a shop stands for all that it states: pictures take the longest of all that a demo loads."""

    def __init__(self, city: City, office: Office, studio: Studio) -> None:
        self.city, self.office, self.studio = city, office, studio
        self._papers: dict[str, AttachmentId] = {}

    def plan(self) -> None:
        by_ref = {shop.ref: shop for shop in shops()}
        for key, stated in STATED.items():
            kind = FIGURE_KINDS[key]
            for month in list(self.city.months)[-MONTHS:]:
                if kind.of.around(month).last != month:
                    continue
                for ref, (part, whole) in stated.items():
                    self._state(by_ref[ref], key, month, part, whole)

    def _state(self, shop: Shop, key: str, month: Month, part: int, whole: int | None) -> None:
        """In the first days of the next month, or today; an officer looks three working days later, at the newest not
        yet.
        """
        day = month.next.first_day + timedelta(days=1 + shop.number % 4)
        newest = month == self.city.months.last
        rejected = key == "listing_fee" and shop.ref == "T03" and not newest

        def state(uow: UnitOfWork) -> None:
            figure = declare_figure(
                uow,
                uow.actor.organisation,
                NewFigure(
                    kind=FIGURE_KINDS[key],
                    month=month,
                    part=part,
                    whole=whole,
                    outlet_id=next(self._outlets(uow), None) if FIGURE_KINDS[key].by_outlet else None,
                    evidence_id=self._paper(uow, shop),
                    signer=shop.signatory,
                    note="Angka contoh",
                ),
            )
            if not newest:
                finding = FigureFinding.REJECTED if rejected else FigureFinding.VERIFIED
                look = partial(
                    review_figure, figure_id=figure.id, finding=finding, reason=REJECTED if rejected else ""
                )
                self.city.plan(self.office.officer, self.city.workdays_after(day, 3), look, hour=11)

        if day < self.city.today:
            self.city.plan(self.city.people[shop.ref], day, state, hour=16, minute=shop.number)
        else:
            self.city.plan_today(self.city.people[shop.ref], state, tenths=5)

    def _outlets(self, uow: UnitOfWork) -> Iterator[OutletId]:
        mine = select(Outlet.id).where(Outlet.partner_id == uow.actor.organisation).order_by(Outlet.id)
        yield from uow.session.scalars(mine)

    def _paper(self, uow: UnitOfWork, shop: Shop) -> AttachmentId:
        if shop.ref not in self._papers:
            sheet = draw_paper("SURAT CONTOH", [shop.name, "Angka yang dinyatakan (contoh)"])
            kept = store_attachment(
                uow,
                self.studio,
                content=sheet,
                name=f"angka-{shop.ref}.jpg",
                picture=self.studio.sealed(sheet),
            )
            self._papers[shop.ref] = kept.id
        return self._papers[shop.ref]
