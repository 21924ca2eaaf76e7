"""A shop that brings registers, row by row."""

from sqlalchemy import select

from marketplace.imports.registers.questions import UNASKED
from marketplace.imports.services import (
    check_register,
    commit_register,
    marked_register,
    plan_register,
    read_file,
)
from marketplace.imports.undoing import undo_import
from marketplace.kernel.period import MonthSpan
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from marketplace.uptake.ledger import TAKEN_BACK

TILL = "Tanggal;No Faktur;Nama Supplier;Barcode;Nama Barang;Qty;Satuan;Harga Beli;Jumlah"


class Books:
    """A shop that brings registers, as their wizard does it; and what counts of them."""

    def __init__(self, session, work, tools, shop):
        self.session, self.work, self.tools, self.shop = session, work, tools, shop

    def bring(self, *rows, period="2026-07", answer=None):
        """Commit a register of these rows (day;number;seller;item;quantity;amount); gives its batch."""
        batch, marked = self.check(*rows, period=period, answers={"changed": answer} if answer else {})
        with self.work() as uow:
            return commit_register(uow, batch.id, marked)

    def check(self, *rows, period="2026-07", answers=UNASKED):
        cells = [row.split(";") for row in rows]
        lines = [
            f"{day}/2026;{number};{seller};;{item};{quantity};PCS;{int(amount) // int(quantity)};{amount}"
            for day, number, seller, item, quantity, amount in cells
        ]
        file = {"content": "\n".join([TILL, *lines]).encode(), "name": "register.csv"}
        register = read_file(self.work(), self.tools, period=MonthSpan.parse(period), answers=answers, **file)
        assert not register.bad
        with self.work() as uow:
            batch = check_register(uow, self.tools, self.shop.id, register, **file)
        return batch, marked_register(self.shop.id, register)

    def plan(self, *rows, period="2026-07"):
        return plan_register(self.work(), self.check(*rows, period=period)[1])

    def undo(self, batch, reason="Berkas salah"):
        with self.work() as uow:
            return undo_import(uow, batch.id, reason=reason)

    @property
    def counted(self):
        """(day, item, thousandths, rupiah) of what counts of the year, in order."""
        query = (
            select(Purchase.bought_on, PurchaseLine.text, PurchaseLine.quantity_milli, PurchaseLine.net)
            .join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id)
            .where(~TAKEN_BACK, Purchase.partner_id == self.shop.id)
        )
        return sorted((f"{day:%d/%m}", *rest) for day, *rest in self.session.execute(query))

    @property
    def nets(self):
        return sorted(net for *_, net in self.counted)
