"""The city's list of products: drafts of the makers it names, which they complete and hand in themselves."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.adapters.identifiers import gtin
from marketplace.catalog.categories import category_code_of, category_ids, load_categories
from marketplace.catalog.models import Product, Variant
from marketplace.catalog.revisions import Text
from marketplace.catalog.services.products import create_product
from marketplace.catalog.services.variants import Form
from marketplace.db.uow import UnitOfWork
from marketplace.imports.lists.lines import NotForUs
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.names import same_name
from marketplace.kernel.units import single_unit
from marketplace.producers.models import Producer
from marketplace.sheets.cells import Words
from marketplace.sheets.refused import Ref


class ProductLine(BaseModel):
    """Columns as in the city's file; the price is rupiah for one unit."""

    supplier_id: Words = Field(title=_l("Nomor produsen"))
    name: Words = Field(title=_l("Nama produk"))
    unit: Words = Field(title=_l("Satuan"))
    list_price_idr: Rupiah | None = Field(None, title=_l("Harga"), gt=0)
    gtin13: Words | None = Field(None, title=_l("Barcode"))

    @property
    def form(self) -> Form:
        unit = single_unit(self.unit)
        return Form(
            unit=unit.value if unit else "",
            gtin=gtin(self.gtin13) if self.gtin13 else None,
            prices={1: self.list_price_idr} if self.list_price_idr else {},
        )


def write_products(uow: UnitOfWork, lines: Sequence[tuple[Ref, ProductLine]]) -> int:
    """Drafts in the category that the maker's industry points to. Gives how many."""
    load_categories(uow)
    categories = category_ids(uow.session)
    makers = _makers(uow.session)
    for _, line in lines:
        producer_id, kbli = makers[line.supplier_id]
        create_product(
            uow,
            producer_id,
            categories[category_code_of(kbli)],
            text=Text(name=line.name),
            variant=line.form,
        )
    return len(lines)


class ProductChecks:
    """A line is new, known by name or barcode, or of a supplier that is not on the city's list."""

    def __init__(self, session: Session) -> None:
        self._makers = _makers(session)
        products = session.execute(
            select(Product.producer_id, Product.name, Variant.gtin).join(
                Variant, Variant.product_id == Product.id
            )
        )
        self._known = {
            (producer_id, mark)
            for producer_id, name, number in products
            for mark in (same_name(name), number)
            if mark
        }
        self._met: dict[tuple[ProducerId, str], Ref] = {}

    def is_new(self, ref: Ref, line: ProductLine) -> bool:
        if line.supplier_id not in self._makers:
            raise NotForUs(_l("Produsen %(number)s tidak ada dalam daftar kota.", number=line.supplier_id))
        if single_unit(line.unit) is None:
            raise Refused(
                _l("Satuan “%(unit)s” tidak dikenal; tulis misalnya PCS, KG, atau BKS.", unit=line.unit)
            )
        if line.gtin13 and line.form.gtin is None:
            raise Refused(_l("Barcode “%(barcode)s” salah: periksa angka-angkanya.", barcode=line.gtin13))
        marks = self._marks(line)
        for mark in marks:
            if mark in self._met:
                raise Refused(_l("Sama dengan baris %(ref)s; hapus salah satunya.", ref=self._met[mark]))
        self._met |= dict.fromkeys(marks, ref)
        return self._known.isdisjoint(marks)

    def _marks(self, line: ProductLine) -> list[tuple[ProducerId, str]]:
        producer_id, _ = self._makers[line.supplier_id]
        return [(producer_id, mark) for mark in (same_name(line.name), line.form.gtin) if mark]


def _makers(session: Session) -> dict[str, tuple[ProducerId, str]]:
    """Number on the city's list -> the maker, and the code of its industry."""
    query = select(
        Producer.city_ref, func.coalesce(Producer.merged_into_id, Producer.id), Producer.kbli_code
    ).where(Producer.city_ref.is_not(None))
    return {ref: (producer_id, kbli or "") for ref, producer_id, kbli in session.execute(query) if ref}
