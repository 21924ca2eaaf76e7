"""What shops and strangers want of a maker's products, week by week, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from marketplace.adapters.first_use import adapter
from marketplace.catalog.demand import weeks_up_to
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.paging import Page
from marketplace.ordering.demand import LATELY, NONE, Figures, WantedProduct, advice, together, weekly_demand
from marketplace.ports.sheets import Cell, Column, Table
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import page_number, reading
from marketplace.web.language import translate
from marketplace.web.workbooks import workbook

bp = Blueprint("producer_demand", __name__)

WEEKS, SIZE = 12, 25
WIDE, NARROW = (700, 300), (328, 240)  # px of a picture on a desk and on a phone

Columns = Sequence[tuple[Label, str]]  # what it is called, and the name of the figure


class Drawn(NamedTuple):
    caption: Label
    series: Columns


LOOKS: Columns = [(_l("Dilihat"), "viewed")]
BASKETS: Columns = [(_l("Masuk keranjang"), "basketed"), (_l("Batal karena habis"), "missed")]
CHARTS = {
    "looks": Drawn(_l("Dilihat, per minggu"), LOOKS),
    "baskets": Drawn(_l("Masuk keranjang dan batal karena habis, per minggu"), BASKETS),
}
COLUMNS: Columns = [
    *LOOKS,
    (_l("Keranjang"), "basketed"),
    (_l("Dipesan"), "ordered"),
    (_l("Batal: habis"), "missed"),
    (_l("Anda tolak"), "declined"),
    (_l("Toko tolak"), "rejected"),
]


@dataclass(frozen=True)
class Demand:
    """The weeks of all products, or of one."""

    days: Sequence[date]
    weeks: Sequence[Figures]
    product: WantedProduct | None = None

    @property
    def rows(self) -> Sequence[tuple[date, Figures]]:
        """The newest week first."""
        return list(zip(self.days, self.weeks, strict=True))[::-1]

    @property
    def total(self) -> Figures:
        return sum(self.weeks, NONE)

    @property
    def lately(self) -> Figures:
        return sum(self.weeks[-LATELY:], NONE)

    @property
    def before(self) -> Figures:
        return sum(self.weeks[-2 * LATELY : -LATELY], NONE)


@bp.get("/demand")
@may(PRODUCER)
def index() -> ResponseReturnValue:
    uow = reading()
    products = _wanted(uow)
    start, number = (page_number() - 1) * SIZE, page_number()
    return render_template(
        "producer/demand/index.html",
        demand=_of(uow, products),
        products=Page(products[start : start + SIZE], number, len(products), SIZE),
        columns=COLUMNS,
        charts=CHARTS,
        advice=advice,
        recent=LATELY,
        sizes=(WIDE, NARROW),
        six_days=timedelta(days=6),
    )


@bp.get("/demand/<public_id>")
@may(PRODUCER)
def show(public_id: str) -> ResponseReturnValue:
    return render_template(
        "producer/demand/show.html",
        demand=_named(reading(), public_id),
        columns=COLUMNS,
        charts=CHARTS,
        advice=advice,
        recent=LATELY,
        sizes=(WIDE, NARROW),
        six_days=timedelta(days=6),
    )


@bp.get("/demand/export.xlsx")
@may(PRODUCER)
def export() -> ResponseReturnValue:
    """The tables of the page, all products; or those of the one product named in the question."""
    uow, named = reading(), request.args.get("product")
    name = _l("peminat-%(day)s", day=uow.today)
    if named:
        return workbook(name, _weeks_table(_named(uow, named)))
    products = _wanted(uow)
    return workbook(name, _weeks_table(_of(uow, products)), _products_table(products))


def _weeks_table(demand: Demand) -> Table:
    columns = [Column(_l("Mulai"), kind="day", note=_l("Senin, WIB; minggu ini belum selesai"))]
    rows: list[Sequence[Cell]] = [(day, *_figures(one)) for day, one in demand.rows]
    name = demand.product.name if demand.product else _l("Minggu demi minggu")
    return Table(name, [*columns, *_figure_columns()], rows, totals=(_l("Jumlah"), *_figures(demand.total)))


def _products_table(products: Sequence[WantedProduct]) -> Table:
    columns = [Column(_l("Produk"), width=32), *_figure_columns(), Column(_l("Saran"), width=80)]
    rows: list[Sequence[Cell]] = [(one.name, *_figures(one.total), advice(one.lately)) for one in products]
    return Table(_l("Produk demi produk"), columns, rows)


def _figure_columns() -> Sequence[Column]:
    return [Column(name, kind="number") for name, _ in COLUMNS]


def _figures(of: Figures) -> Sequence[int]:
    return [getattr(of, figure) for _, figure in COLUMNS]


@bp.get("/demand/charts/<which>.svg")
@may(PRODUCER)
def chart(which: str) -> ResponseReturnValue:
    """Of all products, or of the one named in the question."""
    uow, named = reading(), request.args.get("product")
    demand = _named(uow, named) if named else _of(uow, _wanted(uow))
    return Response(_draw(which, demand, narrow="narrow" in request.args), mimetype="image/svg+xml")


def _draw(which: str, demand: Demand, *, narrow: bool) -> bytes:
    if which not in CHARTS:
        raise NotFound(f"chart {which}")
    width, height = NARROW if narrow else WIDE
    series = {
        str(translate(name)): [getattr(one, figure) for one in demand.weeks]
        for name, figure in CHARTS[which].series
    }
    labels = [str(format_date(day, "d MMM", rebase=False)) for day in demand.days]
    draw: Callable[..., bytes] = adapter(
        "charts:side_by_side"
    )  # its library weighs 6 MB, for this page alone
    return draw(labels, series, width=width, height=height)


def _wanted(uow: UnitOfWork) -> Sequence[WantedProduct]:
    return weekly_demand(uow.session, uow.actor.organisation, weeks_up_to(uow.today, WEEKS))


def _of(uow: UnitOfWork, products: Sequence[WantedProduct]) -> Demand:
    return Demand(weeks_up_to(uow.today, WEEKS), together(products) or [NONE] * WEEKS)


def _named(uow: UnitOfWork, public_id: str) -> Demand:
    """Raises NotFound for a product that is not this maker's."""
    product = next((one for one in _wanted(uow) if one.public_id == public_id), None)
    if product is None:
        raise NotFound(f"product {public_id}")
    return Demand(weeks_up_to(uow.today, WEEKS), product.weeks, product)
