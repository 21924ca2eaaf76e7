"""What the auditor doubted: one line answered with its receipt, others that wait for the shop's word; and an audit."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from sqlalchemy import exists, func, select

from marketplace.adapters.pictures.papers import draw_paper
from marketplace.audits.casework import check_document, hand_in, open_case
from marketplace.audits.findings import FindingDetails, answer_finding, issue_finding
from marketplace.audits.models.cases import CheckOutcome
from marketplace.audits.models.plans import AuditItem
from marketplace.audits.planning import PlanDetails, draw_sample, plan_audit
from marketplace.audits.populating import read_population
from marketplace.circulars.models import Circular
from marketplace.circulars.states import APPROVED
from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import City
from marketplace.demo.office import Office
from marketplace.demo.studio import Studio
from marketplace.files.services import store_attachment
from marketplace.kernel.ids import AttachmentId, PartnerId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.purchases.audits import answer_refusal, decide_answer, refuse_line
from marketplace.purchases.models.answers import AnswerRuling, Refusal
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, Source

DOUBT = "Nomor nota pada foto tidak terbaca; mohon foto ulang atau kuitansi pembuatnya."
CHEAPER = "Harga pada nota kertas lebih rendah daripada yang dicatat; selisihnya mohon dijelaskan."
BLURRED = "Tanggalnya terbaca, jumlah barangnya belum; foto ulang bagian bawah nota."
WORD = "Nota aslinya kami foto ulang; nomor dan tanggalnya terlihat."

HANDED_IN = "Nota asli bulan itu, difoto bersama buku pengembalian."
COPIED = "Salinan nota sudah kami minta kepada pembuatnya."
ASKED = "Nota asli pembelian bulan itu dan buku pengembalian."
FINDING = {
    "found": "Satu nota pembelian tidak ditemukan di toko.",
    "criterion": "Surat edaran contoh butir 4a: yang dihitung adalah barang yang diterima toko.",
    "reason": "Nota tidak disimpan setelah dicatat.",
    "effect": "Belanja lokal bulan itu belum dapat dibuktikan sebesar",
    "advice": "Minta salinan nota kepada pembuatnya dan simpan nota satu tahun.",
}


class Audits:
    def __init__(self, city: City, office: Office, studio: Studio) -> None:
        self.city, self.office, self.studio = city, office, studio

    def plan(self) -> None:
        last = self.city.months.last
        self._doubt("T01", last.previous.previous, self.city.ago(48), answers=2)
        self._doubt("T01", last.previous, self.city.ago(7))
        self._doubt("T03", last.previous, self.city.ago(7), part=True)
        self._doubt("T02", last.previous, self.city.ago(12), answers=1)

        for ref in ("T01", "T02"):
            self._audit(ref, last.previous)

    def _audit(self, ref: str, month: Month) -> None:
        """A sample of what a shop bought, its case opened, a document checked, a finding told and answered."""
        day = self.city.workday(self.city.ago(9))

        def plan(uow: UnitOfWork) -> None:
            circulars = select(Circular.id).where(Circular.state == APPROVED).order_by(Circular.id)
            details = PlanDetails(
                first=month,
                last=month,
                partner_id=PartnerId(self.city.people[ref].at),
                circular_id=uow.session.scalars(circulars).first(),
                basis="butir 4a",
                method="monetary_unit",
                confidence=9000,
                tolerable=1200,
                expected=0,
            )
            draw = partial(self._draw, ref, plan_audit(uow, details).id)
            self.city.plan(self.office.auditor, day, draw, hour=14)

        self.city.plan(self.office.auditor, day, plan, hour=11)

    def _draw(self, ref: str, plan_id: int, uow: UnitOfWork) -> None:
        read = read_population(uow.session, plan_id)
        if not read.documents:
            return
        draw_sample(uow, self.studio, plan_id, read)
        item = uow.session.scalars(
            select(AuditItem).filter_by(plan_id=plan_id).order_by(AuditItem.place)
        ).first()
        if item is None:
            return
        due_on = self.city.workday(uow.today + timedelta(days=14))
        case = open_case(uow, plan_id, item.partner_id, asked=ASKED, due_on=due_on)
        check_document(uow, item.id, outcome=CheckOutcome.MISSING, note="Dicari bersama penjaga toko")
        finding = issue_finding(uow, case.id, FindingDetails(**FINDING, amount=item.net, due_on=due_on))
        answer = partial(self._answer_audit, case.id, finding.id)
        self.city.plan(
            self.city.people[ref], self.city.workday(uow.today + timedelta(days=3)), answer, hour=17
        )

    def _answer_audit(self, case_id: int, finding_id: int, uow: UnitOfWork) -> None:
        hand_in(uow, case_id, text=HANDED_IN, file_id=self._photo(uow, "NOTA DAN BUKU PENGEMBALIAN"))
        answer_finding(uow, finding_id, text=COPIED, evidence_id=self._photo(uow, "SALINAN NOTA"))

    def _doubt(self, ref: str, month: Month, day: date, *, answers: int = 0, part: bool = False) -> None:
        """Of several answers the last one is enough; of a line that is doubted in part three quarters were found."""
        day = self.city.workday(day)

        def doubt(uow: UnitOfWork) -> None:
            line_id = self._weakest(uow, ref, month)
            if line_id is None:
                return
            reason, audited = DOUBT, None
            if part:
                reason, audited = CHEAPER, Rupiah(uow.get(PurchaseLine, line_id).net * 3 // 4)
            refusal_id = refuse_line(uow, line_id, reason=reason, audited=audited).id
            if answers:
                self._plan_answer(ref, refusal_id, day, answers)

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

    def _plan_answer(self, ref: str, refusal_id: int, day: date, answers: int) -> None:
        answer = partial(self._answer, ref, refusal_id, answers)
        self.city.plan(self.city.people[ref], self.city.workday(day + timedelta(days=3)), answer, hour=18)

    def _answer(self, ref: str, refusal_id: int, answers: int, uow: UnitOfWork) -> None:
        photo = self._photo(uow, "NOTA, FOTO ULANG")
        answer_id = answer_refusal(uow, refusal_id, text=WORD, evidence_id=photo).id
        day = self.city.workday(uow.today + timedelta(days=6))

        def decide(uow: UnitOfWork) -> None:
            if answers == 1:
                decide_answer(uow, answer_id, ruling=AnswerRuling.ACCEPTED)
                return
            decide_answer(uow, answer_id, ruling=AnswerRuling.REFUSED, reason=BLURRED)
            self._plan_answer(ref, refusal_id, day, answers - 1)

        self.city.plan(self.office.auditor, day, decide, hour=11)

    def _photo(self, uow: UnitOfWork, title: str) -> AttachmentId:
        sheet = draw_paper(title, ["Nomor dan tanggal terbaca.", f"Difoto {uow.today:%d-%m-%Y}"])
        kept = store_attachment(
            uow, self.studio, content=sheet, name="nota-foto-ulang.jpg", picture=self.studio.sealed(sheet)
        )
        return kept.id
