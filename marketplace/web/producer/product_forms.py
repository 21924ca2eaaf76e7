"""The forms of a maker's product."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Self

from marketplace.adapters.identifiers import gtin
from marketplace.catalog.models import Availability
from marketplace.catalog.queries import categories
from marketplace.catalog.revisions import Text as RevisionText
from marketplace.catalog.services.variants import Form as VariantForm
from marketplace.catalog.workbench import Workbench
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.units import Unit
from marketplace.web.forms import (
    Choice,
    Form,
    Hidden,
    LongText,
    Picture,
    RupiahField,
    Text,
    Whole,
)

TIERS = (1, 2, 3)


def real_gtin(_: Any, field: Any) -> None:
    if not gtin(field.data):
        raise field.refuse(
            _l("%(title)s: angka pemeriksa “%(input)s” tidak cocok; salin ulang dari kemasan."),
            input=field.data,
        )


class ProductForm(Form):
    name = Text(_l("Nama produk"), longest=120)
    category_id = Choice(_l("Jenis"), [], coerce=int)
    net_content = Text(_l("Isi bersih"), longest=40, help=_l("Misalnya 200 g, 350 ml, atau ukuran L."))
    unit = Choice(_l("Satuan jual"), Unit, coerce=str)
    description = LongText(_l("Tentang produk"), required=False, help=_l("Satu atau dua kalimat untuk toko."))
    composition = LongText(_l("Komposisi"), required=False, rows=2)
    storage = Text(_l("Cara menyimpan"), required=False)
    shelf_life_days = Whole(_l("Masa simpan (hari)"), required=False, least=1, most=3650)
    price_1 = RupiahField(_l("Harga grosir per satuan"), least=1)
    from_2 = Whole(_l("Mulai jumlah"), required=False, least=2)
    price_2 = RupiahField(_l("Harga"), required=False, least=1)
    from_3 = Whole(_l("Mulai jumlah"), required=False, least=2)
    price_3 = RupiahField(_l("Harga"), required=False, least=1)
    least = Whole(_l("Pesanan paling sedikit"), least=1, default=1)
    case_pack = Whole(_l("Isi satu dus"), least=1, default=1)
    retail_price = RupiahField(
        _l("Harga eceran yang disarankan"), required=False, least=1, help=_l("Terlihat oleh semua orang.")
    )
    sku = Text(_l("SKU"), required=False, longest=40, help=_l("Nomor Anda sendiri; boleh kosong."))
    gtin = Text(_l("Barcode (GTIN)"), required=False, longest=14, inputmode="numeric", validators=[real_gtin])

    @classmethod
    def sent(cls, uow: UnitOfWork) -> Self:
        """What the visitor filled in; blank when the page is only opened."""
        return cls()._offering(uow)

    @classmethod
    def of(cls, uow: UnitOfWork, bench: Workbench) -> Self:
        """What stands, whatever else the visitor may have sent."""
        variant, revision = bench.variant, bench.revision
        prices: dict[str, Any] = {}
        for place, tier in zip(TIERS, bench.tiers, strict=False):
            prices[f"price_{place}"] = tier.price
            if place > 1:
                prices[f"from_{place}"] = tier.from_quantity
        form = cls(
            formdata=None,
            name=revision.name,
            category_id=bench.product.category_id,
            description=revision.description,
            composition=revision.composition,
            storage=revision.storage,
            shelf_life_days=revision.shelf_life_days,
            net_content=variant.net_content,
            unit=variant.unit,
            least=variant.least,
            case_pack=variant.case_pack,
            retail_price=variant.retail_price,
            sku=variant.sku,
            gtin=variant.gtin,
            **prices,
        )
        return form._offering(uow)

    def _offering(self, uow: UnitOfWork) -> Self:
        self.category_id.choices = [(number, Label(name)) for number, _, name in categories(uow.session)]
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        for error in self._unfit_tiers():
            self.complain(error)
        return not self.errors

    def _unfit_tiers(self) -> Iterator[Refused]:
        """A further price comes with the quantity it begins at, and a quantity has one price."""
        for place, (quantity, price) in enumerate(self._further(), start=2):
            if (quantity is None) != (price is None):
                yield Refused(
                    _l("Isi mulai jumlah dan harganya, atau kosongkan keduanya."),
                    field=f"price_{place}" if price is None else f"from_{place}",
                )
        if self.from_3.data is not None and self.from_3.data == self.from_2.data:
            yield Refused(
                _l("Mulai jumlah %(count)s sudah dipakai; isi jumlah lain.", count=self.from_3.data),
                field="from_3",
            )

    def _further(self) -> Sequence[tuple[int | None, Rupiah | None]]:
        return (self.from_2.data, self.price_2.data), (self.from_3.data, self.price_3.data)

    def text(self) -> RevisionText:
        return RevisionText(
            name=self.name.data,
            description=self.description.data,
            composition=self.composition.data,
            storage=self.storage.data,
            shelf_life_days=self.shelf_life_days.data,
        )

    def variant(self) -> VariantForm:
        return VariantForm(
            unit=self.unit.data,
            sku=self.sku.data,
            gtin=self.gtin.data or None,
            net_content=self.net_content.data,
            least=self.least.data or 1,
            case_pack=self.case_pack.data or 1,
            retail_price=self.retail_price.data,
            prices=self._prices(),
        )

    def _prices(self) -> dict[int, Any]:
        """From how many units on, and the rupiah per unit."""
        rows = ((1, self.price_1.data), *self._further())
        return {quantity: price for quantity, price in rows if quantity and price}


class PhotoForm(Form):
    photo = Picture(_l("Foto produk"))
    alt = Text(_l("Keterangan foto"), required=False, longest=160)


class AvailabilityForm(Form):
    availability = Choice(_l("Ketersediaan"), Availability, radio=True)
    lead_days = Whole(_l("Lama pembuatan (hari)"), required=False, least=1, most=90)


class TapForm(AvailabilityForm):
    """The same from the list of products, of the variant whose button was pressed."""

    variant = Hidden()

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.lead_days.id = f"d-{self.variant.data}"  # the page has one for every variant


class PauseForm(Form):
    reason = Text(_l("Alasan"), longest=200)
