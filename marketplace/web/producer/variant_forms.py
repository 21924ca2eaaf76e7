"""The forms of a variant: its pack and its prices, and a price of a later day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Self

from marketplace.adapters.identifiers import gtin
from marketplace.catalog.pricing import rising
from marketplace.catalog.services.variants import Form as VariantSheet
from marketplace.catalog.workbench import SoldVariant
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.units import Unit
from marketplace.web.forms import Choice, DayField, Form, RupiahField, Text, Whole
from marketplace.web.language import today
from marketplace.web.producer.product_forms import UNREAD, unread

TIERS = (1, 2, 3, 4, 5)
ROWS = 3  # that are offered before more are filled


def real_gtin(_: Any, field: Any) -> None:
    if not gtin(field.data):
        raise field.refuse(
            _l("%(title)s: angka pemeriksa “%(input)s” tidak cocok; salin ulang dari kemasan."),
            input=field.data,
        )


class VariantForm(Form):
    name = Text(
        _l("Nama varian"), required=False, longest=80, help=_l("Yang membedakannya, misalnya pedas, 500 g.")
    )
    net_content = Text(
        _l("Isi bersih"), longest=40, help=_l("Misalnya 200 g atau 350 ml; bukan makanan: ukuran L.")
    )
    unit = Choice(_l("Satuan jual"), Unit, coerce=str, default="PCS")
    price_1 = RupiahField(_l("Harga grosir per satuan"), least=1, help=_l("Yang dibayar toko kepada Anda."))
    from_2 = Whole(_l("Mulai jumlah"), required=False, least=2)
    price_2 = RupiahField(_l("Harga satuan"), required=False, least=1)
    from_3 = Whole(_l("Mulai jumlah"), required=False, least=2)
    price_3 = RupiahField(_l("Harga satuan"), required=False, least=1)
    from_4 = Whole(_l("Mulai jumlah"), required=False, least=2)
    price_4 = RupiahField(_l("Harga satuan"), required=False, least=1)
    from_5 = Whole(_l("Mulai jumlah"), required=False, least=2)
    price_5 = RupiahField(_l("Harga satuan"), required=False, least=1)
    least = Whole(_l("Pesanan paling sedikit"), least=1, default=1)
    case_pack = Whole(_l("Isi satu dus"), least=1, default=1)
    retail_price = RupiahField(
        _l("Harga eceran yang disarankan"), required=False, least=1, help=_l("Terlihat oleh semua orang.")
    )
    sku = Text(_l("SKU"), required=False, longest=40, help=_l("Nomor Anda sendiri; boleh kosong."))
    gtin = Text(_l("Barcode (GTIN)"), required=False, longest=14, inputmode="numeric", validators=[real_gtin])

    food = False

    @classmethod
    def sent(cls, *, food: bool) -> Self:
        """What the visitor filled in; blank when the page is only opened."""
        return cls()._of_food(food)

    @classmethod
    def blank(cls) -> Self:
        """For one more; what is typed next goes into its first field."""
        form = cls(formdata=None)
        form.name.render_kw = {**(form.name.render_kw or {}), "autofocus": True}
        return form

    @classmethod
    def of(cls, sold: SoldVariant, *, food: bool) -> Self:
        """What stands, whatever else the visitor may have sent."""
        values: dict[str, Any] = asdict(sold.pack)
        for place, tier in zip(TIERS, sold.tiers, strict=False):
            values[f"price_{place}"] = tier.price
            if place > 1:
                values[f"from_{place}"] = tier.from_quantity
        for name in ("least", "case_pack", "retail_price", "sku"):
            values[name] = getattr(sold.variant, name)
        return cls(formdata=None, **values)._of_food(food)

    def _of_food(self, food: bool) -> Self:
        self.food = food
        return self

    @property
    def further(self) -> Sequence[tuple[Any, Any]]:
        """Quantity and price from the second tier on: what is filled and one more."""
        filled = [place for place in TIERS[1:] if self._filled(place)]
        shown = min(max(ROWS, *filled, 1) + (max(filled, default=0) >= ROWS), TIERS[-1])
        return [(self[f"from_{place}"], self[f"price_{place}"]) for place in TIERS[1:shown]]

    @property
    def has_further(self) -> bool:
        return any(self._filled(place) for place in TIERS[1:])

    def _filled(self, place: int) -> bool:
        fields = self[f"from_{place}"], self[f"price_{place}"]
        return any(field.data is not None or field.errors for field in fields)

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        for error in self._unfit():
            if not self[error.field].errors:
                self.complain(error)
        return not self.errors

    def _unfit(self) -> Iterator[Refused]:
        """A pack of food says how much is in it; a further price comes with a quantity that has no other price."""
        if unread(self.net_content.data, food=self.food):
            yield Refused(UNREAD, field="net_content")
        seen: set[int] = set()
        for place in TIERS[1:]:
            quantity, price = self[f"from_{place}"].data, self[f"price_{place}"].data
            if (quantity is None) != (price is None):
                yield Refused(
                    _l("Isi mulai jumlah dan harganya, atau kosongkan keduanya."),
                    field=f"price_{place}" if price is None else f"from_{place}",
                )
            if quantity in seen:
                yield Refused(
                    _l("Mulai jumlah %(count)s sudah dipakai; isi jumlah lain.", count=quantity),
                    field=f"from_{place}",
                )
            if quantity is not None:
                seen.add(quantity)
        yield from self._dear()

    def _dear(self) -> Iterator[Refused]:
        """Who buys more pays no more for each, and what a shop pays is less than what it is told to ask."""
        prices = self._prices()
        if dear := rising(prices):
            place = next(place for place in TIERS[1:] if self[f"from_{place}"].data == dear)
            yield Refused(
                _l(
                    "Harga mulai %(count)s lebih mahal daripada harga untuk yang lebih sedikit; isi yang lebih murah.",
                    count=dear,
                ),
                field=f"price_{place}",
            )
        retail = self.retail_price.data
        if retail and prices and retail < min(prices.values()):
            yield Refused(
                _l(
                    "Harga eceran di bawah semua harga grosir; toko akan merugi. Isi harga yang lebih tinggi."
                ),
                field="retail_price",
            )

    def sheet(self) -> VariantSheet:
        return VariantSheet(
            unit=self.unit.data,
            sku=self.sku.data,
            gtin=self.gtin.data or None,
            name=self.name.data,
            net_content=self.net_content.data,
            least=self.least.data or 1,
            case_pack=self.case_pack.data or 1,
            retail_price=self.retail_price.data,
            prices=self._prices(),
        )

    def _prices(self) -> dict[int, Rupiah]:
        """From how many units on, and the rupiah per unit."""
        rows = [(1, self.price_1.data)]
        rows += [(self[f"from_{place}"].data, self[f"price_{place}"].data) for place in TIERS[1:]]
        return {quantity: price for quantity, price in rows if quantity and price}


class ComingForm(Form):
    """A price that holds from a later day on."""

    from_quantity = Whole(_l("Mulai jumlah"), least=1, default=1)
    price = RupiahField(_l("Harga"), least=1)
    from_on = DayField(
        _l("Berlaku mulai"),
        least=lambda: today() + timedelta(days=1),
        help=_l("Paling awal besok."),
    )


class CalledOffForm(Form):
    from_quantity = Whole(_l("Mulai jumlah"), least=1)
    from_on = DayField(_l("Berlaku mulai"))
