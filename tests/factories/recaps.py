"""An office that brings recaps of many shops, and what counts of each."""

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.imports.reactions import REACTIONS
from marketplace.imports.recaps.services import (
    check_recap,
    commit_recap,
    planned,
    read_recap,
    undo_recap,
)
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.events import Bus, Event
from marketplace.kernel.period import MonthSpan
from marketplace.purchases.models.answers import PurchaseAnswer
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from marketplace.uptake.ledger import GRADE, TAKEN_BACK, Record
from tests.conftest import NOW

UNDATED = "No;Nama OPD/Toko;Nama IKM;Produk;Jumlah;Satuan;Nilai (Rp);Bukti;Ket"
DATED = "No;Tanggal;Nama OPD/Toko;Nama IKM;Produk;Jumlah;Satuan;Nilai (Rp);Bukti;Ket"


def undated(*rows):
    """Rows `shop;maker;goods;quantity;rupiah` and, where it is told, `;number`."""
    return _file(UNDATED, [[*row.split(";"), ""][:6] for row in rows])


def dated(*rows):
    """The same behind their day in July."""
    return _file(DATED, [[*row.split(";"), ""][:7] for row in rows])


def _file(heading, rows):
    lines = [";".join(["", *cells[:-2], "pcs", *cells[-2:], ""]) for cells in rows]
    return {"content": "\n".join([heading, *lines]).encode(), "name": "rekap.csv"}


class Recaps:
    """Reactions of imports are heard, as in the program."""

    def __init__(self, session, tools, queue, heard, *reactions):
        self.session, self.tools, self.queue = session, tools, queue
        self.bus = Bus(REACTIONS, *reactions, {Event: [lambda uow, event: heard.append(event)]})

    def work(self, actor=SYSTEM):
        return UnitOfWork(self.session, actor=actor, now=NOW, bus=self.bus, queue=self.queue)

    def read(self, file, period="2026-07", **answers):
        return read_recap(self.work(), self.tools, period=MonthSpan.parse(period), answers=answers, **file)

    def check(self, file, **answers):
        recap = self.read(file, **answers)
        with self.work() as uow:
            return check_recap(uow, self.tools, recap, **file), recap

    def plan(self, file, **answers):
        return planned(self.work(), self.read(file, **answers))

    def bring(self, file, **answers):
        batch, recap = self.check(file, **answers)
        with self.work() as uow:
            return commit_recap(uow, batch.id, recap)

    def undo(self, batch):
        with self.work() as uow:
            return undo_recap(uow, batch.id, reason="Berkas salah")

    def counted(self, shop):
        """(day, source, rupiah) of what counts of a shop, in order."""
        query = (
            select(Purchase.bought_on, Purchase.source, PurchaseLine.net)
            .join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id)
            .where(~TAKEN_BACK, Purchase.partner_id == shop.id)
        )
        return sorted((f"{day:%d/%m}", source.value, net) for day, source, net in self.session.execute(query))

    def grades(self, shop):
        from_ledger = (
            select(GRADE)
            .select_from(PurchaseLine)
            .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
            .outerjoin(Record, Record.id == Purchase.producer_id)
            .outerjoin(PurchaseAnswer, PurchaseAnswer.purchase_id == Purchase.id)
            .where(~TAKEN_BACK, Purchase.partner_id == shop.id)
        )
        return sorted(self.session.scalars(from_ledger))
