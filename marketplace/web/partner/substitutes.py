"""Local goods in place of what this shop buys elsewhere, with one tap into the basket."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.kernel.labels import _l, joined
from marketplace.ports.sheets import Cell, Column, Table
from marketplace.producers.locality import locality_label
from marketplace.purchases.other_sellers import BoughtText
from marketplace.web.access import PARTNER, may
from marketplace.web.cards import visitors_basket
from marketplace.web.context import reading, tools
from marketplace.web.language import unit
from marketplace.web.query_args import words_arg
from marketplace.web.substitutes import Comparison, compared, tried
from marketplace.web.workbooks import workbook

bp = Blueprint("partner_substitutes", __name__)

LONGEST = 100  # signs of a text


@bp.get("/substitutes")
@may(PARTNER)
def index() -> ResponseReturnValue:
    uow, engine = reading(), tools().search
    text = words_arg(LONGEST)
    return render_template(
        "partner/substitutes/index.html",
        text=text,
        tried=tried(uow, engine, text) if text else None,
        compared=None if text else compared(uow, engine),
        basket=visitors_basket(uow),
    )


@bp.get("/substitutes/export.xlsx")
@may(PARTNER)
def export() -> ResponseReturnValue:
    """What the page shows, a row for each text."""
    uow = reading()
    rows = list(_rows(compared(uow, tools().search)))
    return workbook(_l("pengganti-%(day)s", day=uow.today), Table(_l("Pengganti lokal"), _columns(), rows))


def _columns() -> Sequence[Column]:
    return [
        Column(_l("Barang"), width=40, note=_l("Seperti tertulis di nota")),
        Column(_l("12 bulan"), kind="rupiah", note=_l("Tanpa PPN")),
        Column(_l("Berapa kali"), kind="number", width=12),
        Column(_l("Harga terakhir"), kind="rupiah", note=_l("Per satuan, tanpa PPN")),
        Column(_l("Satuan"), width=12),
        Column(_l("Penjual terakhir"), width=32),
        Column(_l("Terakhir dibeli"), kind="day"),
        Column(_l("Cocok pada kata"), width=24),
        Column(_l("Buatan Metro"), width=80, note=_l("Produk dan pembuatnya; kosong bila belum ada")),
        Column(_l("Terhitung lokal"), width=60, note=_l("Sejak kapan; urutannya seperti produknya")),
    ]


def _rows(found: Comparison) -> Iterator[Sequence[Cell]]:
    for one in found.replaced:
        goods = "; ".join(f"{good.card.name} ({good.card.maker})" for good in one.goods)
        local = joined([locality_label(good.card.local_since) for good in one.goods], between="; ")
        for text in one.texts:
            yield *_cells(text), one.words, goods or _l("Sudah tampil di atas"), local if goods else None
    for text in found.alone:
        yield *_cells(text), None, None, None


def _cells(of: BoughtText) -> Sequence[Cell]:
    return of.text, of.net, of.times, of.unit_price, unit(of.unit), of.seller, of.last_on
