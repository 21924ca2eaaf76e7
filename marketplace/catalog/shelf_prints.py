"""What is printed for a shelf: cards that say where goods come from, price labels, barcode labels.

Every size is a grid on A4 that is cut along straight lines.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.adapters.codes import ean_of
from marketplace.catalog.content import price_per_100, read_content
from marketplace.catalog.listing import listed, on_sale
from marketplace.catalog.models import Product, Variant
from marketplace.kernel.ids import ProducerId, VariantId
from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.money import Rupiah, spell
from marketplace.kernel.units import Unit
from marketplace.places.models import Region
from marketplace.producers.locality import local_since, locality_label
from marketplace.producers.models import Producer

MOST_OF_ONE = 200
MOST = 600  # labels in one document


class PrintKind(Labelled):
    TALKER = "talker", _l("Kartu rak")
    PRICE = "price", _l("Label harga")
    BARCODE = "barcode", _l("Label barcode")


@dataclass(frozen=True)
class Size:
    """So many columns and rows on a sheet of A4. `margin` (left and right, top and bottom) and the `gutter` between
    columns are mm: cards to cut stay where any printer reaches, labels lie as on the sheets of stickers sold here.
    """

    label: Label
    columns: int
    rows: int
    margin: tuple[float, float] = (5, 5)
    gutter: float = 0


SIZES: Mapping[PrintKind, Mapping[str, Size]] = {
    PrintKind.TALKER: {
        "large": Size(_l("Besar: 100 × 143 mm, 4 per lembar"), 2, 2),
        "small": Size(_l("Kecil: 100 × 72 mm, 8 per lembar"), 2, 4),
    },
    PrintKind.PRICE: {
        "large": Size(_l("Besar: 100 × 41 mm, 14 per lembar"), 2, 7),
        "small": Size(_l("Kecil: 67 × 36 mm, 24 per lembar"), 3, 8),
    },
    PrintKind.BARCODE: {
        "large": Size(_l("Stiker 52 × 30 mm, 40 per lembar"), 4, 10, (0, 0)),
        "small": Size(_l("Stiker 38 × 21 mm, 65 per lembar"), 5, 13, (4.75, 10.7), 2.5),
    },
}
TEMPLATES = {
    PrintKind.TALKER: "shelf_talker.typ",
    PrintKind.PRICE: "price_labels.typ",
    PrintKind.BARCODE: "barcode_labels.typ",
}


class Printable(NamedTuple):
    """A variant as labels show it; what is `listed` and local is so on the day that was asked for."""

    variant_id: VariantId
    code: str  # public id
    slug: str
    name: str
    variant: str
    net_content: str
    unit: str
    gtin: str | None
    retail_price: Rupiah | None
    maker: str
    kelurahan: str | None
    listed: bool
    local_since: date | None  # on that day, as producers.locality has it

    @property
    def detail(self) -> str:
        """What tells it from others of its product."""
        return ", ".join(part for part in (self.variant, self.net_content) if part)

    @property
    def bars(self) -> str | None:
        return ean_of(self.gtin) if self.gtin else None

    @property
    def of_metro(self) -> bool:
        """Whether it may be called a product of Metro: in the catalog, and of a maker who is local."""
        return self.listed and self.local_since is not None

    def fits(self, kind: PrintKind) -> bool:
        """Only what is of Metro gets a card that says so, and only a number has bars."""
        if kind is PrintKind.TALKER:
            return self.of_metro
        return kind is PrintKind.PRICE or self.bars is not None


@dataclass(frozen=True)
class WantedLabels:
    """So many labels of a thing; `price` is rupiah for one unit, needed on price labels only."""

    what: Printable
    count: int
    price: Rupiah | None = None


def printables_of(session: Session, producer_id: ProducerId, day: date) -> Sequence[Printable]:
    """What a maker sells, by name."""
    return _printables(session, day, Variant.producer_id == producer_id, Product.archived_at.is_(None))


def printables(session: Session, variant_ids: Collection[VariantId], day: date) -> Sequence[Printable]:
    """These variants, by name."""
    return _printables(session, day, Variant.id.in_(variant_ids)) if variant_ids else []


def _printables(session: Session, day: date, *which: ColumnElement[bool]) -> Sequence[Printable]:
    query = (
        select(
            Variant.id,
            Variant.public_id,
            Product.slug,
            Product.name,
            Variant.name,
            Variant.net_content,
            Variant.unit,
            Variant.gtin,
            Variant.retail_price,
            Organisation.name,
            Region.name,
            listed(day),
            local_since(Producer.id, day),
        )
        .join(Product, Product.id == Variant.product_id)
        .join(Producer, Producer.id == Product.producer_id)
        .join(Organisation, Organisation.id == Producer.id)
        .outerjoin(Region, Region.code == Producer.kelurahan_code)
        .where(on_sale(), *which)
        .order_by(Product.name, Variant.id)
    )
    return [Printable._make(row) for row in session.execute(query)]


def typeset(
    kind: PrintKind, size: str, wanted: Iterable[WantedLabels], *, address: Callable[[str], str]
) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    """What the template of this kind is given: its data, the QR codes it shows (picture -> address), its bars.

    `address` tells where the page of a product is, by its slug.
    """
    sheet = SIZES[kind][size]
    wanted = [one for one in wanted if one.count > 0 and one.what.fits(kind)]
    slugs = list(dict.fromkeys(one.what.slug for one in wanted))
    codes = {slug: f"qr-{place}.svg" for place, slug in enumerate(slugs)} if kind is PrintKind.TALKER else {}
    labels = [label for one in wanted for label in [_label(one, codes)] * one.count]
    data = {
        "title": str(kind.label),
        "columns": sheet.columns,
        "rows": sheet.rows,
        "margin": list(sheet.margin),
        "gutter": sheet.gutter,
        "large": size == "large",
        "labels": labels,
    }
    bars = {bars for one in wanted if (bars := one.what.bars) and kind is not PrintKind.TALKER}
    return (
        data,
        {name: address(slug) for slug, name in codes.items()},
        {f"ean-{one}.svg": one for one in bars},
    )


def _label(one: WantedLabels, codes: Mapping[str, str]) -> dict[str, Any]:
    what = one.what
    per_100 = price_per_100(one.price, read_content(what.net_content)) if one.price else None
    return {
        "name": what.name,
        "detail": what.detail,
        "maker": what.maker,
        "place": f"Kelurahan {what.kelurahan}, Kota Metro" if what.kelurahan else "Kota Metro",
        "unit": str(Unit(what.unit).label) if what.unit in list(Unit) else what.unit,
        "price": spell(one.price) if one.price else "",
        "per_100": f"{spell(per_100)} per 100 {_base(what.net_content)}" if per_100 else "",
        "bars": what.bars or "",
        "qr": codes.get(what.slug, ""),
        "metro": what.of_metro,
        "local": str(locality_label(what.local_since)),
    }


def _base(net_content: str) -> str:
    content = read_content(net_content)
    return str(content.base) if content else ""
