"""The four steps of a product, how far each is, and the officials' notes at the fields they speak of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import request, url_for

from marketplace.catalog.categories import packed_foods
from marketplace.catalog.content import price_per_100, read_content
from marketplace.catalog.curating import NOTE_NAMES
from marketplace.catalog.differences import LABELS, PACK_LABELS, Packed, pack_key, pack_names
from marketplace.catalog.models import Criterion
from marketplace.catalog.workbench import SoldVariant, Workbench, workbench
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import PictureState
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.review import APPROVED, RETURNED, SUBMITTED

TEXT_FIELDS = ("name", "category_id", "description", "composition", "storage", "shelf_life_days")
PACK_FIELDS = ("net_content", "unit")  # of the only variant
FIELD_OF = {  # where a note on the curation sheet is answered
    Criterion.LABEL: "label_shows",
    Criterion.PACKAGING: "packaging",
    Criterion.BARCODE: "variants",
    Criterion.SHELF_LIFE: "shelf_life_days",
    Criterion.CAPACITY: "capacity",
    Criterion.CONTINUITY: "continuity",
    Criterion.QUALITY: "photos",
}
FIELDS = {f"curation-{criterion.value}": field for criterion, field in FIELD_OF.items()}


class Step(Labelled):
    TEXT = "text", _l("Nama & isi")
    PHOTOS = "photos", _l("Foto & label")
    PRICES = "prices", _l("Harga")
    SUBMIT = "submit", _l("Ajukan")


ENDPOINTS = {
    Step.TEXT: "producer_product_text.show",
    Step.PHOTOS: "producer_product_photos.show",
    Step.PRICES: "producer_product_variants.index",
    Step.SUBMIT: "producer_products.summary",
}


@dataclass(frozen=True)
class Note:
    """What an official asked to mend: of which field, on which step."""

    field: str
    name: Label
    text: str
    step: Step


@dataclass(frozen=True)
class Bench:
    """A product as every page of its steps shows it."""

    workbench: Workbench
    food: bool
    done: frozenset[Step]
    notes: Sequence[Note]

    @property
    def alone(self) -> bool:
        """There is one variant on sale, so nobody need know the word."""
        return len(self.workbench.variants) == 1

    @property
    def shown(self) -> bool:
        """Officials approved it once, so what its maker says of prices reaches shops at once."""
        return self.workbench.product.approved_number is not None

    @property
    def next(self) -> Step | None:
        """Where the officials' first note is answered, else the first step that is not done."""
        if self.workbench.product.state is RETURNED and self.notes:
            return self.notes[0].step
        return next((step for step in Step if step not in self.done), None)

    def at(self, field: str) -> Sequence[Note]:
        return [note for note in self.notes if note.field == field]

    def sold(self, public_id: str) -> SoldVariant:
        """Raises NotFound for a variant of another product."""
        for one in (*self.workbench.variants, *self.workbench.archived):
            if one.variant.public_id == public_id:
                return one
        raise NotFound(f"variant {public_id}")


def bench_of(uow: UnitOfWork, public_id: str) -> Bench:
    """Raises NotFound for what is not there or belongs to somebody else."""
    bench = workbench(uow, public_id)
    food = bench.revision.category_id in packed_foods(uow.session)
    return Bench(bench, food, frozenset(_done(bench, food)), _notes(bench))


def onwards(public_id: str, step: Step) -> str:
    """Where one goes after a step is saved: the next one, or the product's page."""
    steps = list(Step)
    follows = steps[min(steps.index(step) + 1, len(steps) - 1)]
    to = ENDPOINTS[follows] if request.form.get("then") == "next" else "producer_products.show"
    return url_for(to, public_id=public_id)


class Rate(NamedTuple):
    price: Rupiah
    of: str  # 100 g or 100 ml


def per_100(sold: SoldVariant) -> Rate | None:
    """At the price for the smallest quantity."""
    content = read_content(sold.pack.net_content)
    price = price_per_100(sold.tiers[0].price, content) if sold.tiers else None
    return Rate(price, f"100 {content.base}") if content and price is not None else None


def around(bench: Bench, step: Step | None = None) -> dict[str, Any]:
    """For the template."""
    return {
        "bench": bench,
        "product": bench.workbench.product,
        "step": step,
        "steps": [(one, ENDPOINTS[one]) for one in Step],
        "endpoints": ENDPOINTS,
        "per_100": per_100,
    }


def _done(bench: Workbench, food: bool) -> list[Step]:
    packs = [read_content(one.pack.net_content) is not None or not food for one in bench.variants]
    states = [photo.state for photo in bench.photos]
    far = {
        Step.TEXT: bool(bench.revision.name) and all(packs),
        Step.PHOTOS: bool(states) and PictureState.UNFIT not in states,
        Step.PRICES: all(one.tiers for one in bench.variants),
        Step.SUBMIT: bench.product.state in (SUBMITTED, APPROVED),
    }
    return [step for step, done in far.items() if done]


def _notes(bench: Workbench) -> Sequence[Note]:
    names = {**LABELS, **PACK_LABELS, **NOTE_NAMES, **pack_names(bench.packed), "price_1": _l("Harga grosir")}
    fields = {key: _field_of(key, bench.packed) for key in bench.notes}
    return [
        Note(fields[key], names.get(key, _l("Varian")), text, _step_of(fields[key]))
        for key, text in bench.notes.items()
    ]


def _field_of(key: str, packed: Sequence[Packed]) -> str:
    """Where a note is answered: what the only pack says stands on the first step, all else of a variant with it."""
    for variant, _ in packed:
        if key.startswith(pack_key(variant)):
            alone = {pack_key(variant, field): field for field in PACK_FIELDS} if len(packed) == 1 else {}
            return alone.get(key, pack_key(variant))
    return FIELDS.get(key, key)


def _step_of(field: str) -> Step:
    if field in (*TEXT_FIELDS, *PACK_FIELDS):
        return Step.TEXT
    return Step.PHOTOS if field in LABELS else Step.PRICES
