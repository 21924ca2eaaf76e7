"""What the makers offer: products with their texts, prices and drawn packs, looked over by officers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from sqlalchemy import select

from marketplace.adapters.identifiers import gtin
from marketplace.catalog.categories import category_ids
from marketplace.catalog.curating import Judgement, curate
from marketplace.catalog.models import Availability, Continuity, Criterion, LabelItem, Mark, Variant
from marketplace.catalog.reviewing import (
    approve_product,
    reject_product,
    return_product,
    submit_product,
)
from marketplace.catalog.revisions import Text, current_revision, text_of
from marketplace.catalog.services.photos import add_photo
from marketplace.catalog.services.products import create_product, pause_product, revise_product
from marketplace.catalog.services.variants import Form, add_variant, set_availability
from marketplace.db.uow import UnitOfWork
from marketplace.demo.lists import Good, Maker
from marketplace.demo.studio import Studio
from marketplace.files.services import SeenPicture, store_public_image
from marketplace.inventory.services import count_stock
from marketplace.kernel.ids import ProducerId, ProductId, VariantId
from marketplace.kernel.money import Rupiah

COMPOSITION = {
    "dry-food": "Bahan utama pilihan, minyak kelapa, gula, garam.",
    "coffee-tea": "Seratus persen bahan kering tanpa pemanis.",
    "sauces-spices": "Cabai, bawang, minyak kelapa, gula aren, garam.",
    "cakes-bread": "Tepung terigu, telur, gula, mentega.",
    "meat-fish-floss": "Daging atau ikan segar, santan, bumbu, garam.",
    "beverages": "Air, sari bahan segar, gula.",
}
STORAGE = {
    "cakes-bread": "Simpan di tempat sejuk; setelah dibuka habiskan segera.",
    "beverages": "Kocok dahulu; simpan dingin setelah dibuka.",
}
UNITS = {"beverages": "BTL", "household-cleaners": "BTL", "sauces-spices": "TPL", "cakes-bread": "BOX"}
PACKS = {
    "cakes-bread": 1,
    "batik-tapis": 1,
    "fashion": 1,
    "woven-craft": 1,
    "furniture": 1,
}  # else a dozen to sell by
PACKAGING = {
    "dry-food": "Pouch aluminium berklip",
    "coffee-tea": "Pouch berkatup",
    "sauces-spices": "Toples plastik tersegel",
    "cakes-bread": "Dus karton berlapis",
    "meat-fish-floss": "Toples plastik tersegel",
    "beverages": "Botol plastik tersegel",
}
FOOD_LABEL = tuple(LabelItem)
LABEL = (LabelItem.NAME, LabelItem.NET_CONTENT, LabelItem.ADDRESS)  # of what nobody eats
RETURNED_SHEET = {
    Criterion.LABEL: Judgement(Mark.WORK, "Cetak tanggal kedaluwarsa, jangan ditulis tangan."),
    Criterion.PACKAGING: Judgement(Mark.READY),
}
MADE_SINGLY = ("batik-tapis", "fashion", "woven-craft", "furniture")
LATE = ("draft", "submitted", "returned")  # not handed in with the rest, if ever


def put_up(
    uow: UnitOfWork,
    studio: Studio,
    maker: Maker,
    producer_id: ProducerId,
    offered: Sequence[Good],
    *,
    hand_in: bool = True,
) -> dict[Good, ProductId]:
    """All of a maker's products, each with a picture, handed in unless it is still a draft."""
    categories = category_ids(uow.session)
    made = {}
    for number, good in enumerate(offered, 1):
        product = create_product(
            uow,
            producer_id,
            categories[good.category],
            text=_text(maker, good),
            variant=_variant(maker, good, number),
        )
        shot = studio.shot(good)
        picture = SeenPicture(shot.content, f"{product.slug}.jpg", studio.sealed(shot.content))
        kept = store_public_image(uow, studio, shot.developed, picture)
        add_photo(uow, product.id, kept.id, alt=f"Kemasan {good.name} {good.net}, gambar rekaan")
        if hand_in and good.plight not in LATE:
            submit_product(uow, product.id)
        made[good] = product.id
    return made


def look_over(uow: UnitOfWork, good: Good, product_id: ProductId) -> None:
    revision = current_revision(uow, product_id).number
    curate(uow, product_id, RETURNED_SHEET if good.plight == "returned" else _sheet(good))
    if good.plight == "returned":
        notes = {"shelf_life_days": "Masa simpan pada label contoh 60 hari, isian 90 hari."}
        return_product(uow, product_id, revision=revision, notes=notes, reason="Label dan isian belum sama.")
    elif good.plight == "rejected":
        reject_product(
            uow, product_id, revision=revision, reason="Bukan produk usaha ini; dibeli jadi dari luar kota."
        )
    else:
        approve_product(uow, product_id, revision=revision)


def _sheet(good: Good) -> Mapping[Criterion, Judgement]:
    """Some are judged; most are not, which is no obstacle."""
    if good.price % 3:
        return {}
    barcode = Judgement(Mark.WORK, "Daftarkan GTIN ke GS1 sebelum masuk ritel modern.")
    return {
        Criterion.LABEL: Judgement(Mark.READY),
        Criterion.PACKAGING: Judgement(Mark.READY),
        Criterion.BARCODE: barcode if good.price % 2 else Judgement(Mark.READY),
        Criterion.QUALITY: Judgement(Mark.READY),
    }


def revise(uow: UnitOfWork, good: Good, product_id: ProductId) -> None:
    """Its maker writes it anew and hands it in; the approved text stays shown meanwhile."""
    text = text_of(current_revision(uow, product_id))
    better = f"{text.description} Digoreng dengan minyak baru setiap hari, tanpa penyedap."
    revise_product(
        uow, product_id, text=replace(text, description=better, packaging="Pouch kraft berjendela")
    )
    submit_product(uow, product_id)


def add_size(uow: UnitOfWork, good: Good, product_id: ProductId) -> None:
    """A pack of half a kilogram beside the first one."""
    price = Rupiah(good.price * 9 // 4)
    large = Form(name="Kemasan besar", net_content="500 g", least=6, case_pack=6, prices={1: price})
    add_variant(uow, product_id, large)


def tend(uow: UnitOfWork, good: Good, product_id: ProductId) -> None:
    """What its maker says about it once it is approved."""
    variant_id: VariantId = uow.session.scalars(select(Variant.id).filter_by(product_id=product_id)).one()
    does: dict[str, Callable[[], object]] = {
        "paused": partial(pause_product, uow, product_id, reason="Menunggu bahan baku datang."),
        "sold_out": partial(set_availability, uow, variant_id, Availability.SOLD_OUT),
        "to_order": partial(set_availability, uow, variant_id, Availability.TO_ORDER, lead_days=4),
        "counted": partial(count_stock, uow, variant_id, on_hand=4800),
    }
    if good.plight in does:
        does[good.plight]()


def _text(maker: Maker, good: Good) -> Text:
    return Text(
        name=good.name,
        description=f"{good.name} buatan {maker.name}, isi {good.net}. Produk rekaan untuk mencoba MB2.",
        composition=COMPOSITION.get(good.category, ""),
        storage=STORAGE.get(good.category, "Simpan di tempat kering, jauh dari matahari."),
        shelf_life_days=good.shelf_life,
        packaging=PACKAGING.get(good.category, ""),
        capacity=60 if good.category in MADE_SINGLY else 400 + good.price % 7 * 100,
        continuity=Continuity.ON_REQUEST if good.category in MADE_SINGLY else Continuity.STEADY,
        label_shows=tuple(item.value for item in (FOOD_LABEL if good.category in COMPOSITION else LABEL)),
    )


def _variant(maker: Maker, good: Good, number: int) -> Form:
    pack = PACKS.get(good.category, 12 if good.price < 30_000 else 6)
    retail = -(-good.price * 5 // 4 // 500) * 500
    return Form(
        unit=UNITS.get(good.category, "PCS"),
        sku=f"{maker.ref}-{number}",
        gtin=_gtin(maker.number * 10 + number) if maker.number % 2 else None,
        net_content=good.net,
        least=pack,
        case_pack=pack,
        retail_price=Rupiah(retail),
        prices={1: good.price, pack * 4: Rupiah(good.price * 95 // 100)},
    )


def _gtin(number: int) -> str:
    """Thirteen digits under a prefix that nobody holds, with the check digit that fits."""
    stem = f"899999187{number:03}"
    return next(code for digit in "0123456789" if gtin(code := stem + digit))
