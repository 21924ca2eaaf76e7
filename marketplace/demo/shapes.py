"""Registers whose words leave something open: each shop's first one was answered and recorded, its next one waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import City
from marketplace.demo.registers import Registers
from marketplace.imports.registers.questions import QuestionKey
from marketplace.kernel.period import Month, MonthSpan
from marketplace.ports.sheets import Column, Table

TITLES = "Tanggal;No Faktur;Nama Supplier;Nama Barang;Qty;Satuan;Harga Beli"
GROCER, DISTRIBUTOR = "CV Grosir Umpama Bandar", "PT Distribusi Misal Nusantara"
SUGAR, OIL = "Gula Pasir Umpama 1 kg", "Minyak Goreng Umpama 2 L"


@dataclass(frozen=True)
class Shape:
    """`text` has a `{day}` and a document's `{number}`, which the file's own day makes unlike any other."""

    what: str
    asks: QuestionKey
    answer: str
    text: str


def _rows(titles: str, *rows: str) -> str:
    return "\n".join((titles, *rows))


SHAPES = {
    "T03": Shape(
        "PPN di dalam harga",
        QuestionKey.VAT,
        "with",
        _rows(
            f"{TITLES} (termasuk PPN);Jumlah",
            f"{{day}};{{number}}-1;{GROCER};{SUGAR};20;PCS;17.760;355.200",
            f"{{day}};{{number}}-2;{DISTRIBUTOR};Teh Botol Semisal 350 ml;48;PCS;4.440;213.120",
        ),
    ),
    "T04": Shape(
        "harga per lusin atau dus",
        QuestionKey.PRICE,
        "pack",
        _rows(
            TITLES,
            f"{{day}};{{number}}-1;{GROCER};Sabun Mandi Umpama 75 g;2;LUSIN;39.600",
            f"{{day}};{{number}}-2;{DISTRIBUTOR};Mi Instan Rekaan;2;DUS@40;112.000",
        ),
    ),
    "T05": Shape(
        "titik ribuan atau desimal",
        QuestionKey.NUMBERS,
        "comma",
        _rows(TITLES, f"{{day}};{{number}}-1;{GROCER};Gula Pasir Umpama curah;1.500;KG;17400"),
    ),
    "T06": Shape(
        "harga dalam ribuan rupiah",
        QuestionKey.NUMBERS,
        "thousands",
        _rows(TITLES, f"{{day}};{{number}}-1;{GROCER};{OIL};12;PCS;38"),
    ),
    "T07": Shape(
        "bulan atau tanggal lebih dulu",
        QuestionKey.DATES,
        "day",
        _rows(TITLES, f"{{day}};{{number}}-1;{GROCER};{OIL};6;PCS;37.800"),
    ),
    "T08": Shape(
        "lembar rekap di samping bulannya",
        QuestionKey.SHEETS,
        "months",
        _rows(
            TITLES,
            f"{{day}};{{number}}-1;{GROCER};{SUGAR};10;PCS;17.400",
            f"{{day}};{{number}}-2;{GROCER};{OIL};6;PCS;37.800",
        ),
    ),
    "T10": Shape(
        "kolom nama toko",
        QuestionKey.SHOP,
        "Kantor Contoh Kecamatan Metro Timur",
        _rows(
            f"Nama Toko;{TITLES}",
            f"Kantor Contoh Kecamatan Metro Timur;{{day}};{{number}}-1;{GROCER};{SUGAR};5;PCS;17.400",
            f"Kantor Rekaan Layanan Terpadu;{{day}};{{number}}-2;{GROCER};{SUGAR};8;PCS;17.400",
        ),
    ),
    "T11": Shape(
        "retur pada keterangan",
        QuestionKey.RETURNS,
        "marked",
        _rows(
            f"{TITLES};Jumlah;Ket",
            f"{{day}};{{number}}-1;{GROCER};{SUGAR};10;PCS;17.400;174.000;",
            f"{{day}};{{number}}-2;{GROCER};{SUGAR};2;PCS;17.400;34.800;retur rusak",
        ),
    ),
    "T12": Shape(
        "potongan tanpa keterangan",
        QuestionKey.DISCOUNT,
        "piece",
        _rows(f"{TITLES};Pot", f"{{day}};{{number}}-1;{GROCER};{OIL};12;PCS;37.800;500"),
    ),
}


def plan_shapes(city: City, registers: Registers) -> None:
    for ref, shape in SHAPES.items():
        person, either = city.people[ref], shape.asks is QuestionKey.DATES
        for sent, bought, answers in ((6, 8, {shape.asks.value: shape.answer}), (2, 4, {})):
            day = city.ago(bought)
            span = _same_year(city) if either else MonthSpan.of(Month.of(day))
            written = (
                f"{span.first.month:02}/{span.last.month:02}/{span.last.year}"
                if either
                else f"{day:%d/%m/%Y}"
            )
            text = shape.text.format(day=written, number=f"{ref}-{day:%d%m}")
            write: Callable[[UnitOfWork], bytes] = (
                partial(_in_sheets, city, text, day) if shape.asks is QuestionKey.SHEETS else _encoded(text)
            )
            take = partial(registers.take, span, write, commit=bool(answers), answers=answers)
            city.plan(person, city.ago(sent), take, hour=14, minute=int(ref[1:]))


def _same_year(city: City) -> MonthSpan:
    """The last two full months of one year: 09/10 is a day of either."""
    last = city.months.last if city.months.last.month > 1 else city.months.last.previous
    return MonthSpan(last.previous, last)


def _encoded(text: str) -> Callable[[UnitOfWork], bytes]:
    return lambda uow: text.encode()


def _in_sheets(city: City, text: str, day: date, uow: UnitOfWork) -> bytes:
    """The month, and a recap of all but its last row without the documents, so that no total decides."""
    titles, *rows = (line.split(";") for line in text.splitlines())
    columns = [Column(title) for title in titles]
    month = str(Month.of(day).label)
    recap = [[day_of_row, "", *cells] for day_of_row, _, *cells in rows[:-1]]
    sheets = [Table(month, columns, rows), Table(f"Rekap {month}", columns, recap)]
    return city.tools.sheets.write_xlsx(sheets)
