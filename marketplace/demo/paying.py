"""How shops pay: most when it is due, some late or in parts; and what they say they paid these days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from random import Random

from marketplace.billing.crediting import take_deposit
from marketplace.billing.models import Due, PaidBy
from marketplace.billing.services import claim_payment, deny_payment, settle_dues
from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import City
from marketplace.demo.trade import TRIED
from marketplace.kernel.ids import PartnerId, ProducerId
from marketplace.kernel.money import Rupiah
from marketplace.ordering.invoicing import invoice_handovers
from marketplace.ordering.money import DueList, DueRow, dues

LATELY = 35  # days in which nobody pays those whose desks are laid out
PAYDAYS = (20,)  # of every month
LATE, IN_PARTS, KEPT_BACK = 9, 7, 12  # one shop in so many, each time
BY = (PaidBy.TRANSFER, PaidBy.TRANSFER, PaidBy.CASH, PaidBy.QRIS)
SAID = (("T01", 2), ("T02", 3), ("T04", 1))  # shops, and how many days ago they said so
AHEAD = Rupiah(150_000)
BILL = ("M01", "M02", "M03")  # makers who send bills
NOT_SEEN = "Belum masuk ke rekening kami; mohon kirim bukti transfernya."


class Paying:
    """Its dice are its own: the trade around it does not change with them."""

    def __init__(self, city: City) -> None:
        self.city, self.dice = city, Random(2026)
        self._reported = set[str]()  # makers, by their public id

    def plan(self) -> None:
        for month in [*self.city.months, self.city.months.last.next]:
            for day in PAYDAYS:
                on = self.city.workday(date(month.year, month.month, day))
                for ref in sorted(self.city.people):
                    if ref.startswith("M"):
                        self.city.plan(self.city.people[ref], on, self._collect, hour=18, minute=30)
        for ref, days in SAID:
            self.city.plan(self.city.people[ref], self.city.ago(days), self._report, hour=20, minute=15)
        self.city.plan(self.city.people["M02"], self.city.ago(1), self._deny, hour=8, minute=45)
        for ref in BILL:
            self.city.plan(self.city.people[ref], self.city.ago(2), self._bill, hour=9, minute=5)

    def _collect(self, uow: UnitOfWork) -> None:
        """What is due by today, shop by shop; returns are taken off on the way."""
        rows = dues(uow.session, DueList(payee_id=uow.actor.organisation, settled=False))
        ready = sorted(
            (row for row in rows if row.due_on <= uow.today and not self._left(uow, row)), key=_shop
        )
        for _, theirs in groupby(ready, key=_shop):
            self._pay(uow, list(theirs))

    def _left(self, uow: UnitOfWork, row: DueRow) -> bool:
        """Open ends of these weeks, for the people whose accounts are tried."""
        tried = {self.city.people[ref].at for ref in TRIED}
        theirs = uow.actor.organisation in tried or self._partner(uow, row) in tried
        return theirs and row.owed_on > self.city.ago(LATELY)

    def _partner(self, uow: UnitOfWork, row: DueRow) -> PartnerId:
        return uow.get(Due, row.id).payer_id

    def _pay(self, uow: UnitOfWork, rows: Sequence[DueRow]) -> None:
        owed = sum(row.left for row in rows)
        old = min(row.due_on for row in rows) < uow.today - timedelta(days=40)
        if owed <= 0 or not old and self.dice.randrange(LATE) == 0:
            return
        received = owed // 2_000 * 1_000 if not old and self.dice.randrange(IN_PARTS) == 0 else owed
        kept = owed // 20 if received == owed and self.dice.randrange(KEPT_BACK) == 0 else 0
        settle_dues(
            uow,
            [row.id for row in rows],
            received=Rupiah(max(1_000, received - kept)),
            deducted=Rupiah(kept),
            deducted_because="promotion" if kept else "",
            received_on=uow.today,
            paid_by=self.dice.choice(BY),
        )

    def _report(self, uow: UnitOfWork) -> None:
        """The shop says so of what it owes longest, to a maker who hears it from nobody else these days."""
        rows = dues(uow.session, DueList(payer_id=uow.actor.organisation, settled=False))
        for row in [row for row in rows if row.to_say > 0 and row.maker_public_id not in self._reported][:1]:
            self._reported.add(row.maker_public_id)
            claim_payment(
                uow,
                row.id,
                amount=row.to_say,
                paid_on=uow.today,
                paid_by=PaidBy.TRANSFER,
                note="Bank Lampung",
            )

    def _bill(self, uow: UnitOfWork) -> None:
        """The maker bills the shop that owes longest for all that no bill has; what terms bill is left to them."""
        owed = dues(uow.session, DueList(payee_id=uow.actor.organisation, settled=False))
        rows = [row for row in owed if row.invoicing is None]
        theirs = [row.id for row in rows if row.left > 0 and row.partner == rows[0].partner]
        if theirs:
            invoice_handovers(uow, theirs)
            paid_by, note = PaidBy.TRANSFER, "Uang muka hantaran"
            shop = self._partner(uow, rows[0])
            take_deposit(
                uow,
                ProducerId(uow.actor.organisation),
                shop,
                amount=AHEAD,
                paid_on=uow.today,
                paid_by=paid_by,
                note=note,
            )

    def _deny(self, uow: UnitOfWork) -> None:
        """The first that was said to be paid has not arrived."""
        rows = dues(uow.session, DueList(payee_id=uow.actor.organisation, settled=False))
        for row in [row for row in rows if row.claimed][:1]:
            deny_payment(uow, row.id, words=NOT_SEEN)


def _shop(row: DueRow) -> str:
    return row.partner
