"""What shops write down by hand, what makers say to it, and the month's total that each shop declares."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from itertools import count

from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.adapters.pictures.papers import draw_paper
from marketplace.catalog.models import Product, Variant
from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import City
from marketplace.demo.lists import Shop
from marketplace.demo.office import Office
from marketplace.demo.studio import Studio
from marketplace.demo.trade import TASTES, offered_on
from marketplace.files.services import store_attachment
from marketplace.kernel.ids import AttachmentId, PartnerId, PurchaseId
from marketplace.kernel.money import Rupiah, spell
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.quantity import Quantity
from marketplace.partners.models import PartnerKind
from marketplace.purchases.claims import DECIDED_WITHIN, decide_claim
from marketplace.purchases.declarations import (
    decide_declaration,
    declare_spend,
    doubt_about,
    latest_declaration,
)
from marketplace.purchases.models.answers import Answer, ClaimRuling
from marketplace.purchases.models.declarations import Decision
from marketplace.purchases.models.ledger import Purchase, Recognition, Source
from marketplace.purchases.recorded import recorded_spend, usual_total
from marketplace.purchases.services import (
    NewLine,
    NewPurchase,
    answer_purchase,
    record_purchase,
    reverse_purchase,
)
from marketplace.uptake.ledger import lines_of

ELSEWHERE = ("UD Grosir Rekaan Sentosa", "PT Distribusi Misal Nusantara", "Toko Borongan Umpama")
GROCERIES = (  # two of each price; of the second ones there is something local
    (("Beras premium 5 kg", "Sabun cuci piring Khayal 4 L"), 74_000),
    (("Minyak goreng 2 L", "Kopi bubuk Umpama 380 g"), 38_500),
    (("Gula pasir 1 kg", "Keripik kentang Khayal 160 g"), 17_500),
)
RULED = {
    ClaimRuling.STANDS: "Nota bertanda tangan pembuat ada pada berkas toko.",
    ClaimRuling.FALLS: "Tidak ada nota, dan catatan pembuat tidak memuat penjualan ini.",
}
QUESTION = "Totalnya jauh di bawah bulan lalu; apakah satu gerai terlewat?"
UNUSUAL = "Bulan ini memang lain dari biasanya; totalnya sudah dicocokkan dengan buku toko."
DISPUTE = "Kami tidak mengirim sebanyak itu pada tanggal tersebut."


class Book:
    """Purchases that no handover of MB2 brought into the ledger."""

    def __init__(self, city: City, studio: Studio, office: Office) -> None:
        self.city, self.studio, self.office = city, studio, office
        self._numbers = count(1)

    def plan(self, shop: Shop, *, a_month: int) -> None:
        for month in [*self.city.months, self.city.months.last.next]:
            for _ in range(a_month):
                day = month.first_day + timedelta(days=self.city.dice.randrange(28))
                if day < self.city.ago(4):
                    minute = self.city.dice.randrange(60)
                    self.city.plan(
                        self.city.people[shop.ref], day, partial(self._log, shop), hour=19, minute=minute
                    )

    def plan_late(self, shop: Shop, month: Month) -> None:
        """A receipt of that month found in a drawer six weeks later: the reason why its report is restated."""

        def log(uow: UnitOfWork) -> None:
            found = offered_on(uow, TASTES.get(shop.kind, ()))[:1]
            self.log(uow, variants=found, quantity=24, proof="photo", bought_on=month.last_day)

        day = month.next.next.first_day + timedelta(days=13)
        self.city.plan(self.city.people[shop.ref], day, log, hour=19, minute=50)

    def plan_without_proof(self, shop: Shop, month: Month) -> None:
        """A purchase on the shop's word alone, which auditors are asked to look at before the month is published."""

        def log(uow: UnitOfWork) -> None:
            found = offered_on(uow, TASTES.get(shop.kind, ()))[:1]
            self.log(uow, variants=found, quantity=24, proof="none")

        self.city.plan(
            self.city.people[shop.ref], month.last_day - timedelta(days=3), log, hour=19, minute=55
        )

    def log(
        self,
        uow: UnitOfWork,
        *,
        variants: Sequence[tuple[Variant, int]],
        quantity: int,
        proof: str,
        bought_on: date | None = None,
        recognition: Recognition = Recognition.RECEIVED,
    ) -> Purchase:
        """`proof` is photo, number or none; a quantity below zero is a return."""
        lines = [_line(uow, variant, price, quantity) for variant, price in variants]
        number = None if proof == "none" else f"NT-{next(self._numbers):04}"
        producer_id, day = variants[0][0].producer_id, bought_on or uow.today
        photo = self._receipt(uow, number, producer_id, day, lines) if proof == "photo" else None
        return record_purchase(
            uow,
            NewPurchase(
                source=Source.MANUAL,
                source_ref=f"contoh-{uow.actor.organisation}-{next(self._numbers)}",
                partner_id=uow.actor.organisation,
                producer_id=producer_id,
                bought_on=day,
                document_number=number,
                evidence_id=photo,
                recognition=recognition,
                lines=lines,
            ),
        )

    def answer_later(self, purchase_id: PurchaseId, producer_id: int, on: date, answer: Answer) -> None:
        reason = DISPUTE if answer is Answer.DISPUTED else ""
        act = partial(answer_purchase, purchase_id=purchase_id, answer=answer, reason=reason)
        self.city.plan(
            self.city.owner_of(PartnerId(producer_id)), on, act, hour=20, minute=self.city.dice.randrange(60)
        )

        if answer is Answer.DISPUTED:
            ruling = ClaimRuling.FALLS if purchase_id % 3 else ClaimRuling.STANDS
            decide = partial(decide_claim, purchase_id=purchase_id, ruling=ruling, reason=RULED[ruling])
            self.city.plan(
                self.office.officer_2, self.city.workdays_after(on, DECIDED_WITHIN), decide, hour=13
            )

    def _log(self, shop: Shop, uow: UnitOfWork) -> None:
        dice = self.city.dice
        if dice.randrange(100) < 22:
            self._log_elsewhere(uow)
            return
        offered = offered_on(uow, TASTES.get(shop.kind, ()))
        first, price = dice.choice(offered)
        times = max(2, dice.randrange(40_000, 260_000) // price)
        returned = dice.randrange(100) < 4
        sold = shop.kind is PartnerKind.SOUVENIR_SHOP and self.city.one_in(3)
        purchase = self.log(
            uow,
            variants=[(first, price)],
            quantity=-2 if returned else times,
            proof=dice.choices(("photo", "number", "none"), weights=(55, 22, 23))[0],
            recognition=Recognition.SOLD if sold else Recognition.RECEIVED,
        )
        answer = dice.choices((Answer.CONFIRMED, Answer.DISPUTED, None), weights=(66, 6, 28))[0]
        if dice.randrange(100) < 4:
            undo = partial(reverse_purchase, purchase_id=purchase.id, reason="Tercatat dua kali.")
            self.city.plan(self.city.people[shop.ref], uow.today, undo, hour=21)
        elif answer is not None or self.city.owner_of(first.producer_id) == self.city.people["M01"]:
            self.answer_later(
                purchase.id,
                first.producer_id,
                uow.today + timedelta(days=dice.randrange(1, 4)),
                answer or Answer.CONFIRMED,
            )

    def _log_elsewhere(self, uow: UnitOfWork) -> None:
        """From a seller that is no maker of this city."""
        texts, price = self.city.dice.choice(GROCERIES)
        times = self.city.dice.randrange(4, 30)
        record_purchase(
            uow,
            NewPurchase(
                source=Source.MANUAL,
                source_ref=f"contoh-{uow.actor.organisation}-{next(self._numbers)}",
                partner_id=uow.actor.organisation,
                seller_text=self.city.dice.choice(ELSEWHERE),
                bought_on=uow.today,
                document_number=f"FK-{next(self._numbers):05}",
                lines=[
                    NewLine(
                        text=texts[times % 2],
                        quantity=Quantity.of(times),
                        unit="PCS",
                        unit_price=Rupiah(price),
                        net=Rupiah(price * times),
                    )
                ],
            ),
        )

    def _receipt(
        self, uow: UnitOfWork, number: str | None, producer_id: int, day: date, lines: Sequence[NewLine]
    ) -> AttachmentId:
        seller = uow.get(Organisation, producer_id).name
        rows = [f"{line.quantity.text} x {line.text} = {spell(line.net)}" for line in lines]
        sheet = draw_paper(f"NOTA {number or ''}", [seller, f"Tanggal {day:%d-%m-%Y}", *rows])
        return store_attachment(
            uow, self.studio, content=sheet, name=f"nota-{number}.jpg", picture=self.studio.sealed(sheet)
        ).id


class Declarations:
    """Filed in the first days of the next month, decided by an officer some days later."""

    def __init__(self, city: City, office: Office) -> None:
        self.city, self.office = city, office

    def plan(self, shop: Shop, month: Month, *, queried: bool = False, late: bool = False) -> None:
        """`queried`: the officer asks about it first, and the shop answers with a revision. `late`: only yesterday."""
        day = self.city.ago(1) if late else month.next.first_day + timedelta(days=2 + shop.number % 6)

        def declare(uow: UnitOfWork) -> None:
            declared = self.declare(uow, shop, month)
            answered = self.city.workday(day + timedelta(days=2))
            if queried:
                self.city.plan(
                    self.office.officer,
                    answered,
                    partial(
                        decide_declaration,
                        declaration_id=declared,
                        decision=Decision.QUERIED,
                        reason=QUESTION,
                    ),
                    hour=10,
                )
                again = partial(self._again, shop, month)
                self.city.plan(self.city.people[shop.ref], answered + timedelta(days=1), again, hour=18)
            else:
                self.city.plan(
                    self.office.officer,
                    answered,
                    partial(decide_declaration, declaration_id=declared, decision=Decision.ACCEPTED),
                    hour=10,
                )

        self.city.plan(self.city.people[shop.ref], day, declare, hour=17, minute=shop.number)

    def declare(self, uow: UnitOfWork, shop: Shop, month: Month, *, more: int = 0) -> int:
        """So much that the local part of it is about what the list says of the shop."""
        me, session = uow.actor.organisation, uow.session
        last = latest_declaration(uow, me, month)
        total = max(self._total(uow, shop, month), last.total if last else 0) + more
        food = total * 7 // 10
        parts = {"food": food, "non-food": total - food} if shop.number % 2 else None
        unusual = doubt_about(
            Rupiah(total), recorded_spend(session, me, month).total, usual_total(session, me, month)
        )
        declared = declare_spend(
            uow,
            me,
            month,
            total=Rupiah(total),
            signer=shop.signatory,
            by_category=parts,
            reason=UNUSUAL if unusual else "",
            sure=unusual is not None,
        )
        return declared.id

    def _again(self, shop: Shop, month: Month, uow: UnitOfWork) -> None:
        declared = self.declare(uow, shop, month, more=350_000)
        day = self.city.workday(uow.today + timedelta(days=1))
        self.city.plan(
            self.office.officer_2,
            day,
            partial(decide_declaration, declaration_id=declared, decision=Decision.ACCEPTED),
            hour=10,
        )

    def _total(self, uow: UnitOfWork, shop: Shop, month: Month) -> int:
        me = uow.actor.organisation
        lines = lines_of(uow.session, MonthSpan.of(month), partner_ids=[me]).get(me, ())
        local = sum(line.net for line in lines if line.local)
        share = shop.share * self.city.dice.randrange(75, 130)
        total = max(local * 10_000 // share, sum(line.net for line in lines), 500_000)
        return -(-total // 1000) * 1000


def _line(uow: UnitOfWork, variant: Variant, price: int, quantity: int) -> NewLine:
    product = uow.session.scalars(select(Product).filter_by(id=variant.product_id)).one()
    return NewLine(
        text=f"{product.name} {variant.net_content}",
        quantity=Quantity.of(quantity),
        unit=variant.unit,
        unit_price=Rupiah(price),
        net=Rupiah(price * quantity),
        variant_id=variant.id,
        product_id=product.id,
        category_id=product.category_id,
    )
