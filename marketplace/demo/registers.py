"""Registers as tills export them, with what a shop buys from everywhere, read in by the shops themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Product
from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import City
from marketplace.demo.lists import Shop
from marketplace.demo.studio import OwnSheets, Studio
from marketplace.demo.trade import offered_on
from marketplace.imports.batches import drop_batch
from marketplace.imports.models import ImportBatch
from marketplace.imports.registers.questions import UNASKED, Answers
from marketplace.imports.services import check_register, commit_register, marked_register, read_file
from marketplace.imports.undoing import undo_import
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.period import Month, MonthSpan
from marketplace.ports.toolbox import Toolbox

HEAD = "No;Tanggal;No Faktur;Nama Supplier;Nama Barang;Qty;Satuan;Harga Beli;Diskon (Rp);PPN;Jumlah"
ELSEWHERE = (
    ("PT Distribusi Misal Nusantara", "Biskuit Kelapa Andaian 300 g", 16_900),
    ("PT Distribusi Misal Nusantara", "Mi Instan Rekaan 1 dus", 112_000),
    ("CV Grosir Umpama Bandar", "Minyak Goreng Umpama 2 L", 37_800),
    ("CV Grosir Umpama Bandar", "Gula Pasir Umpama 1 kg", 17_400),
    ("CV Grosir Umpama Bandar", "Tepung Terigu Khayal 1 kg", 12_100),
    ("PT Minuman Semisal Indonesia", "Air Mineral Semisal 600 ml 1 dus", 42_000),
    ("PT Minuman Semisal Indonesia", "Teh Botol Semisal 350 ml", 4_600),
)
OWN = ("M01", "M02")  # makers with accounts to try: their claims are laid out one by one
Row = tuple[date, str, str, int, int]  # day, seller, item, units, rupiah per unit


class Registers:
    def __init__(self, city: City, studio: Studio) -> None:
        self.city = city
        self.tools: Toolbox = replace(city.tools, storage=studio, sheets=OwnSheets(city.tools.sheets))

    def plan(self, shop: Shop, months: Sequence[Month], *, rows: int) -> None:
        for month in months:
            day = month.next.first_day + timedelta(days=1)
            read = partial(self._read, MonthSpan.of(month), rows, "commit")
            self.city.plan(self.city.people[shop.ref], day, read, hour=15, minute=shop.number)

    def leave(self, shop: Shop, on: date, *, rows: int) -> None:
        """Checked on that day and not taken over yet: it is up to the shop."""
        self._plan_once(shop, on, rows, "leave")

    def drop(self, shop: Shop, on: date, *, rows: int) -> None:
        self._plan_once(shop, on, rows, "drop")

    def undo(self, shop: Shop, on: date) -> None:
        """Another shop's register, recorded by mistake and taken back whole."""
        self.city.plan(self.city.people[shop.ref], on, self._read_and_undo, hour=16, minute=shop.number)

    def _plan_once(self, shop: Shop, on: date, rows: int, what: str) -> None:
        read = partial(self._read, MonthSpan.of(Month.of(on)), rows, what)
        self.city.plan(self.city.people[shop.ref], on, read, hour=15, minute=shop.number)

    def take(
        self,
        span: MonthSpan,
        write: Callable[[UnitOfWork], bytes],
        uow: UnitOfWork,
        *,
        commit: bool = True,
        answers: Answers = UNASKED,
        name: str = "",
    ) -> ImportBatch:
        """As the pages take a file in: read, checked, and recorded if so."""
        content, me = write(uow), PartnerId(uow.actor.organisation)
        ending = "xlsx" if content.startswith(b"PK") else "csv"
        file: dict[str, Any] = {"content": content, "name": name or f"register-{span}.{ending}"}
        register = read_file(uow, self.tools, period=span, answers=answers, partner_id=me, **file)
        batch = check_register(uow, self.tools, me, register, **file)
        if commit:
            commit_register(uow, batch.id, marked_register(me, register))
        return batch

    def _read(self, span: MonthSpan, rows: int, what: str, uow: UnitOfWork) -> None:
        write = partial(self._write, span=span, rows=rows)
        batch = self.take(span, write, uow, commit=what == "commit")
        if what == "drop":
            drop_batch(uow, batch.id)

    def _read_and_undo(self, uow: UnitOfWork) -> None:
        span = MonthSpan.of(Month.of(uow.today))
        rows = [
            _line(number, uow, span.first_day, seller, item, 12, price)
            for number, (seller, item, price) in enumerate(ELSEWHERE[:3], 901)
        ]
        content = "\n".join([HEAD, *rows]).encode()
        batch = self.take(span, lambda uow: content, uow, name="register-lain.csv")
        undo_import(uow, batch.id, reason="Berkas toko lain.")

    def _write(self, uow: UnitOfWork, span: MonthSpan, rows: int) -> bytes:
        """Seventy of a hundred lines from elsewhere; the last one has a day that no calendar knows."""
        days = sorted(self._days(span, uow.today, rows))
        lines = [HEAD]
        for number, row in enumerate(self._rows(uow, days), 1):
            lines.append(_line(number, uow, *row))
        lines.append(
            lines[-1].replace(f"/{span.last.month:02}/", "/13/").replace(f"{rows};", f"{rows + 1};", 1)
        )
        return "\n".join(lines).encode()

    def _days(self, span: MonthSpan, today: date, rows: int) -> Iterator[date]:
        length = (min(span.last_day, today - timedelta(days=1)) - span.first_day).days + 1
        for _ in range(rows):
            yield span.first_day + timedelta(days=self.city.dice.randrange(max(1, length)))

    def _rows(self, uow: UnitOfWork, days: Sequence[date]) -> Iterator[Row]:
        tried = {self.city.people[ref].at for ref in OWN}
        local = [pair for pair in offered_on(uow, ()) if pair[0].producer_id not in tried]
        for day in days:
            if self.city.dice.randrange(100) < 70:
                seller, item, price = self.city.dice.choice(ELSEWHERE)
                yield day, seller, item, self.city.dice.randrange(4, 40), price
            else:
                variant, price = self.city.dice.choice(local)
                seller = uow.get(Organisation, variant.producer_id).name
                item = f"{uow.get(Product, variant.product_id).name} {variant.net_content}"
                yield day, seller, item, max(2, self.city.dice.randrange(60_000, 300_000) // price), price


def _line(number: int, uow: UnitOfWork, day: date, seller: str, item: str, units: int, price: int) -> str:
    """Sellers number what they deliver to each shop apart, so that no number stands at two."""
    cells = (
        str(number),
        f"{day:%d/%m/%Y}",
        f"FB-{day:%y%m}-{uow.actor.organisation:02}{number:04}",
        seller,
        item,
        str(units),
        "PCS",
        f"{price:,}".replace(",", "."),
        "0",
        "0",
        f"{units * price:,}".replace(",", "."),
    )
    return ";".join(cells)
