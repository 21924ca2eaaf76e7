"""What makers arranged about money: accounts, and a fee for bringing goods.

All of it is invented: banks, names and numbers say so.
"""

from __future__ import annotations

from marketplace.billing.delivery_rules import state_delivery_rule
from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import City, Deed
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.money import Rupiah
from marketplace.producers.services.sealing import Payment, write_payment

ACCOUNTS = ("M01", "M02", "M03", "M05")  # makers who said where shops pay
CHARGES, FEE, FREE_FROM = "M03", Rupiah(15_000), Rupiah(2_000_000)
ARRANGED = 40  # days ago


class Arrangements:
    def __init__(self, city: City) -> None:
        self.city = city

    def plan(self) -> None:
        for ref in ACCOUNTS:
            self._later(ref, self._write_account)
        self._later(CHARGES, self._charge)

    def _later(self, ref: str, deed: Deed) -> None:
        self.city.plan(self.city.people[ref], self.city.ago(ARRANGED), deed, hour=20)

    def _write_account(self, uow: UnitOfWork) -> None:
        maker_id = ProducerId(uow.actor.organisation)
        number = f"0000{maker_id:04}{maker_id * 7 % 10_000:04}"
        payment = Payment(bank_name="Bank Contoh", bank_holder="Contoh", account=number)
        write_payment(uow, maker_id, payment, sealer=self.city.tools.sealer)

    def _charge(self, uow: UnitOfWork) -> None:
        maker_id = ProducerId(uow.actor.organisation)
        state_delivery_rule(uow, maker_id, since=uow.today, fee=FEE, free_from=FREE_FROM)
