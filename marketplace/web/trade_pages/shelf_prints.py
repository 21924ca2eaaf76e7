"""Cards and labels for shelves as PDF: which goods, how many of each, in which size.

A maker prints them for what it sells, a shop for what it buys from makers of Metro.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Self

from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.adapters.codes import ean_svg, qr_svg
from marketplace.catalog.shelf_prints import (
    MOST,
    MOST_OF_ONE,
    SIZES,
    TEMPLATES,
    Printable,
    PrintKind,
    WantedLabels,
    printables,
    printables_of,
    typeset,
)
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l
from marketplace.ordering.on_shelf import on_shelf
from marketplace.web.context import actor, reading, tools
from marketplace.web.forms import Choice, Form, RupiahField, Whole
from marketplace.web.printing import pdf
from marketplace.web.trade_pages.sides import MAKER, Pages, TradeSide

PAGES = Pages("shelf_prints")


class ShelfForm(Form):
    """A count for each thing that fits this kind, and its price where that is printed."""

    size = Choice(_l("Ukuran"), radio=True)
    goods: Sequence[Printable] = ()
    kind: PrintKind

    @classmethod
    def of(cls, kind: PrintKind, goods: Sequence[Printable], *, each: int | None = None) -> Self:
        """Blank on GET but for `each` of everything and the suggested prices; on POST what was sent."""
        fitting = [one for one in goods if one.fits(kind)]
        fields: dict[str, Any] = {}
        for one in fitting:
            called = f"{one.name} {one.detail}"
            fields[f"n_{one.code}"] = Whole(
                Label(called), required=False, most=MOST_OF_ONE, default=each, render_kw={"maxlength": 3}
            )
            if kind is PrintKind.PRICE:
                fields[f"p_{one.code}"] = RupiahField(
                    _l("Harga %(name)s", name=called), required=False, least=1, default=one.retail_price
                )
        form: Self = type("ShelfForm", (cls,), fields)()
        form.goods, form.kind = fitting, kind
        form.size.choices = [(name, size.label) for name, size in SIZES[kind].items()]
        form.size.data = form.size.data or next(iter(SIZES[kind]))
        return form

    def count_of(self, one: Printable) -> Any:
        return self[f"n_{one.code}"]

    def price_of(self, one: Printable) -> Any:
        """Its field, or None where no price is printed."""
        return self._fields.get(f"p_{one.code}")

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        for error in self._unfit():
            self.complain(error)
        return not self.errors and not self.form_errors

    def wanted(self) -> list[WantedLabels]:
        return [
            WantedLabels(one, count, price.data if (price := self.price_of(one)) is not None else None)
            for one in self.goods
            if (count := self.count_of(one).data)
        ]

    def _unfit(self) -> Iterator[Refused]:
        wanted = self.wanted()
        total = sum(one.count for one in wanted)
        if not total:
            yield Refused(_l("Isi berapa lembar untuk paling tidak satu barang."))
        if total > MOST:
            yield Refused(
                _l(
                    "Paling banyak %(most)s sekali cetak; ini %(total)s. Cetak bergantian.",
                    most=MOST,
                    total=total,
                )
            )
        for one in wanted:
            if self.kind is PrintKind.PRICE and not one.price:
                yield Refused(
                    _l("Isi harga %(name)s, atau kosongkan jumlahnya.", name=one.what.name),
                    field=f"p_{one.what.code}",
                )


@PAGES.get("/shelf-prints")
def show(side: TradeSide) -> ResponseReturnValue:
    """Asks what to print, with what its address says filled in."""
    goods = _goods(side)
    return _page(side, ShelfForm.of(_kind_asked(), goods, each=_each_asked()), goods)


@PAGES.post("/shelf-prints")
def create(side: TradeSide) -> ResponseReturnValue:
    """The sheets that were asked for, or the page again. A sheet of labels is no paper of a trade: nothing is kept."""
    goods = _goods(side)
    form = ShelfForm.of(_kind_asked(), goods).shown_on(lambda form: _page(side, form, goods))
    form.check()
    return _sheets(form)


def _goods(side: TradeSide) -> Sequence[Printable]:
    uow = reading()
    session, mine, today = uow.session, actor().organisation, uow.today
    if side is MAKER:
        return printables_of(session, mine, today)
    return printables(session, on_shelf(session, mine, today), today)


def _page(side: TradeSide, form: ShelfForm, goods: Sequence[Printable]) -> str:
    return side.render("trade/shelf_prints/show.html", form=form, goods=goods, kinds=list(PrintKind))


def _kind_asked() -> PrintKind:
    kind = request.args.get("kind", "")
    return PrintKind(kind) if kind in list(PrintKind) else PrintKind.TALKER


def _each_asked() -> int | None:
    """So many of everything, to begin with."""
    each = request.args.get("each", type=int)
    return each if each and 0 < each <= MOST_OF_ONE else None


def _sheets(form: ShelfForm) -> Response:
    """The sheets of a form that is valid."""
    data, codes, bars = typeset(form.kind, form.size.data, form.wanted(), address=_address)
    pictures = {name: qr_svg(address) for name, address in codes.items()}
    pictures |= {name: ean_svg(number) for name, number in bars.items()}
    content = tools().documents.pdf(TEMPLATES[form.kind], data, pictures)
    name = {PrintKind.TALKER: gettext("kartu-rak"), PrintKind.PRICE: gettext("label-harga")}
    return pdf(f"{name.get(form.kind, 'label-barcode')}-{reading().today}.pdf", content)


def _address(slug: str) -> str:
    base: str = current_app.config["BASE_URL"]
    return base.rstrip("/") + url_for("public_catalog.show", slug=slug)
