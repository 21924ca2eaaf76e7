"""The city's recaps: rows with a day, claims without one, and a file that names a shop which nobody knows yet."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import City
from marketplace.demo.office import Office
from marketplace.demo.registers import Registers
from marketplace.imports.recaps.services import check_recap, commit_recap, read_recap
from marketplace.kernel.period import Month, MonthSpan

SELLER = "PT Minuman Semisal Indonesia;Air Mineral Semisal 600 ml"
DATED = f"""No;Tanggal;No Nota;Nama Toko;Nama IKM;Produk;Jumlah;Satuan;Nilai (Rp)
1;{{day}};R-{{number}};Kantor Contoh Kecamatan Metro Timur;{SELLER};24;PCS;84.000"""
UNDATED = f"""No;Nama Toko;Nama IKM;Produk;Jumlah;Satuan;Nilai (Rp)
1;Perusda Fiktif Air Bersih;{SELLER};48;PCS;168.000"""
UNKNOWN = f"""No;Nama Toko;Nama IKM;Produk;Jumlah;Satuan;Nilai (Rp)
1;Warung Contoh yang Belum Dikenal;{SELLER};12;PCS;42.000"""


class Recaps:
    def __init__(self, city: City, office: Office, registers: Registers) -> None:
        self.city, self.office, self.tools = city, office, registers.tools

    def plan(self) -> None:
        for place, (text, commit) in enumerate(((DATED, True), (UNDATED, True), (UNKNOWN, False))):
            on = self.city.workday_ago(3)
            bring = partial(self._bring, text, on, commit)
            self.city.plan(self.office.officer_2, on, bring, hour=15, minute=40 + place)

    def _bring(self, text: str, on: date, commit: bool, uow: UnitOfWork) -> None:
        """As the officers' pages do it, for the month that has ended."""
        month = Month.of(on).previous
        content = text.format(day=f"{month.last_day:%d/%m/%Y}", number=f"{on:%d%m}").encode()
        file: dict[str, Any] = {"content": content, "name": f"rekap-{month}.csv"}
        recap = read_recap(uow, self.tools, period=MonthSpan.of(month), **file)
        batch = check_recap(uow, self.tools, recap, **file)
        if commit:
            commit_recap(uow, batch.id, recap)
