"""The forms of a maker's product: what it is, its label, and what is done with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, replace
from typing import Any, Self

from marketplace.catalog.categories import packed_foods
from marketplace.catalog.content import read_content, says_nothing
from marketplace.catalog.models import Availability, Continuity, LabelItem
from marketplace.catalog.queries import categories
from marketplace.catalog.revisions import Text as RevisionText
from marketplace.catalog.revisions import text_of
from marketplace.catalog.services.variants import Form as VariantSheet
from marketplace.catalog.workbench import SoldVariant, Workbench
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import CategoryId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.units import Unit
from marketplace.web.forms import Choice, Form, Hidden, LongText, Picture, Several, Text, Whole
from marketplace.web.upload_checks import decodable_photo

UNREAD = _l("Isi bersih: tulis angka dan satuan, misalnya 150 g.")
NO_FOOD = (LabelItem.NAME, LabelItem.COMPOSITION, LabelItem.NET_CONTENT, LabelItem.ADDRESS)


def unread(net_content: str, *, food: bool) -> bool:
    """A pack of food says how much is in it; what is no food may say its size."""
    return read_content(net_content) is None if food else says_nothing(net_content)


class RevisionForm(Form):
    """Some of what a revision says, by somebody who read it."""

    number = Hidden()

    @property
    def seen(self) -> int | None:
        """The revision that was read; none where the page does not say."""
        typed = str(self.number.data)
        return int(typed) if typed.isdecimal() else None


class ProductForm(RevisionForm):
    """The first step; the pack of the only variant is asked for here, of several where their prices are."""

    name = Text(_l("Nama produk"), longest=120, help=_l("Seperti tertulis pada label."))
    category_id = Choice(_l("Jenis"), [], coerce=int)
    net_content = Text(
        _l("Isi bersih"), longest=40, help=_l("Misalnya 200 g atau 350 ml; bukan makanan: ukuran L.")
    )
    unit = Choice(_l("Satuan jual"), Unit, coerce=str, default="PCS")
    description = LongText(_l("Tentang produk"), required=False, help=_l("Satu atau dua kalimat untuk toko."))
    composition = LongText(_l("Komposisi"), required=False, rows=2, help=_l("Bahan, dari yang terbanyak."))
    storage = Text(_l("Cara menyimpan"), required=False)
    shelf_life_days = Whole(
        _l("Masa simpan (hari)"),
        required=False,
        least=1,
        most=3650,
        help=_l("Dihitung dari tanggal produksi."),
    )

    foods: Collection[CategoryId] = ()

    @classmethod
    def sent(cls, uow: UnitOfWork, *, alone: bool = True) -> Self:
        """What the visitor filled in; blank when the page is only opened. `alone`: there is one variant."""
        return cls()._offering(uow, alone)

    @classmethod
    def of(cls, uow: UnitOfWork, bench: Workbench, *, alone: bool = True) -> Self:
        """What stands, whatever else the visitor may have sent."""
        form = cls(
            formdata=None,
            obj=bench.revision,
            net_content=bench.first.pack.net_content,
            unit=bench.first.pack.unit,
        )
        return form._offering(uow, alone)

    def _offering(self, uow: UnitOfWork, alone: bool) -> Self:
        self.category_id.choices = [(number, Label(name)) for number, _, name in categories(uow.session)]
        self.foods = packed_foods(uow.session)
        if not alone:
            del self.net_content, self.unit
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self._unread() and not self.net_content.errors:
            self.complain(Refused(UNREAD, field="net_content"))
        return not self.errors

    def _unread(self) -> bool:
        return "net_content" in self and unread(
            self.net_content.data, food=self.category_id.data in self.foods
        )

    def text(self, before: RevisionText | None = None) -> RevisionText:
        """With all that the other steps asked for as it was."""
        words = {
            name: self[name].data
            for name in ("name", "description", "composition", "storage", "shelf_life_days")
        }
        return replace(before, **words) if before else RevisionText(**words)

    def pack(self, before: SoldVariant | None = None) -> VariantSheet:
        """The only variant; what else it says stays, and its price may come later."""
        sheet = sheet_of(before) if before else VariantSheet()
        return replace(sheet, unit=self.unit.data, net_content=self.net_content.data)


def sheet_of(sold: SoldVariant) -> VariantSheet:
    """A variant as its maker wants it today."""
    variant, prices = sold.variant, {tier.from_quantity: tier.price for tier in sold.tiers}
    return VariantSheet(
        **asdict(sold.pack),
        sku=variant.sku,
        least=variant.least,
        case_pack=variant.case_pack,
        retail_price=variant.retail_price,
        prices=prices,
    )


class LabelForm(RevisionForm):
    """What the label shows, how it is packed, how much can be made."""

    label_shows = Several(_l("Yang tertulis pada label"), LabelItem, coerce=str)
    packaging = Text(
        _l("Kemasan"),
        required=False,
        longest=120,
        help=_l("Misalnya pouch aluminium berklip, toples plastik."),
    )
    capacity = Whole(
        _l("Sanggup membuat per bulan"),
        required=False,
        least=1,
        help=_l("Banyaknya satuan jual dalam sebulan."),
    )
    continuity = Choice(_l("Kapan tersedia"), Continuity, radio=True, required=False)

    @classmethod
    def sent(cls, *, food: bool) -> Self:
        return cls()._offering(food)

    @classmethod
    def of(cls, bench: Workbench, *, food: bool) -> Self:
        return cls(formdata=None, obj=bench.revision)._offering(food)

    def _offering(self, food: bool) -> Self:
        """What is no food needs neither an expiry nor a permit on its label."""
        self.label_shows.choices = [(one.value, one.label) for one in (LabelItem if food else NO_FOOD)]
        return self

    def text(self, bench: Workbench) -> RevisionText:
        return replace(
            text_of(bench.revision),
            label_shows=tuple(self.label_shows.data),
            packaging=self.packaging.data,
            capacity=self.capacity.data,
            continuity=self.continuity.data,
        )


class PhotoForm(Form):
    photo = Picture(_l("Foto produk"), several=True, megabytes=15, validators=[decodable_photo])

    def complain(self, error: Refused) -> None:
        super().complain(Refused(error.sentence, field="photo"))


class AltForm(Form):
    alt = Text(_l("Keterangan foto"), required=False, longest=160)


class PlaceForm(Form):
    to = Whole(_l("Urutan"), least=1, most=8)


class TapForm(Form):
    """Of the variant whose button was pressed."""

    availability = Choice(_l("Ketersediaan"), Availability, radio=True)
    lead_days = Whole(_l("Lama pembuatan (hari)"), required=False, least=1, most=90)
    variant = Hidden()

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.lead_days.id = f"d-{self.variant.data}"  # the page has one for every variant


class PauseForm(Form):
    reason = Text(_l("Alasan"), longest=200, id="pause-reason")


class ArchiveForm(Form):
    reason = Text(_l("Alasan"), longest=200, id="archive-reason")
