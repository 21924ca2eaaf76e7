"""What the auditor doubted: one line answered with its receipt, others that wait for the shop's word."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from sqlalchemy import exists, func, select

from marketplace.adapters.pictures.papers import draw_paper
from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import City
from marketplace.demo.office import Office
from marketplace.demo.studio import Studio
from marketplace.files.services import store_attachment
from marketplace.kernel.period import Month
from marketplace.purchases.audits import answer_refusal, decide_answer, refuse_line
from marketplace.purchases.models.answers import AnswerRuling, Refusal
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, Source

DOUBT = "Nomor nota pada foto tidak terbaca; mohon foto ulang atau kuitansi pembuatnya."
WORD = "Nota aslinya kami foto ulang; nomor dan tanggalnya terlihat."


class Audits:
    def __init__(self, city: City, office: Office, studio: Studio) -> None:
        self.city, self.office, self.studio = city, office, studio

    def plan(self) -> None:
        last = self.city.months.last
        self._doubt("T01", last.previous.previous, self.city.ago(48), answered=True)
        self._doubt("T01", last.previous, self.city.ago(7))
        self._doubt("T03", last.previous, self.city.ago(7))
        self._doubt("T02", last.previous, self.city.ago(12), answered=True)

    def _doubt(self, ref: str, month: Month, day: date, *, answered: bool = False) -> None:
        day = self.city.workday(day)

        def doubt(uow: UnitOfWork) -> None:
            line_id = self._weakest(uow, ref, month)
            if line_id is None:
                return
            refusal_id = refuse_line(uow, line_id, reason=DOUBT).id
            if answered:
                answer = partial(self._answer, refusal_id)
                self.city.plan(
                    self.city.people[ref], self.city.workday(day + timedelta(days=3)), answer, hour=18
                )

        self.city.plan(self.office.auditor, day, doubt, hour=10, minute=int(ref[1:]))

    def _weakest(self, uow: UnitOfWork, ref: str, month: Month) -> int | None:
        """The largest line of a maker's that was bought that month without a handover, and not doubted before."""
        doubted = exists().where(Refusal.line_id == PurchaseLine.id)
        undone = Purchase.id.in_(select(Purchase.reverses_id).where(Purchase.reverses_id.is_not(None)))
        query = (
            select(PurchaseLine.id)
            .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
            .where(
                Purchase.partner_id == self.city.people[ref].at,
                Purchase.producer_id.is_not(None),
                Purchase.bought_on.between(month.first_day, month.last_day),
                Purchase.reverses_id.is_(None),
                PurchaseLine.net > 0,
                ~undone,
                ~doubted,
            )
            .order_by(Purchase.source == Source.HANDOVER, func.abs(PurchaseLine.net).desc(), PurchaseLine.id)
        )
        return uow.session.scalars(query.limit(1)).first()

    def _answer(self, refusal_id: int, uow: UnitOfWork) -> None:
        sheet = draw_paper("NOTA, FOTO ULANG", ["Nomor dan tanggal terbaca.", f"Difoto {uow.today:%d-%m-%Y}"])
        kept = store_attachment(
            uow, self.studio, content=sheet, name="nota-foto-ulang.jpg", picture=self.studio.sealed(sheet)
        )
        answer_refusal(uow, refusal_id, text=WORD, evidence_id=kept.id)
        accept = partial(decide_answer, refusal_id=refusal_id, ruling=AnswerRuling.ACCEPTED)
        self.city.plan(self.office.auditor, self.city.workday(uow.today + timedelta(days=6)), accept, hour=11)
