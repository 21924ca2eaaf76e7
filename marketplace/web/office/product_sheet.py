"""What a product claims, and what helps to judge it, as officials read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from marketplace.catalog.curating import curation_of
from marketplace.catalog.differences import LABELS, PACK_LABELS, FieldChange, pack_key
from marketplace.catalog.models import Category, Criterion, LabelItem, ProductRevision
from marketplace.catalog.workbench import SoldVariant, Workbench
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import Label, _l
from marketplace.web.language import NOTHING, number, rupiah, translate, unit
from marketplace.web.office.subjects.base import Claim, Line


def claims_of(uow: UnitOfWork, bench: Workbench, changes: Mapping[str, FieldChange]) -> Iterator[Claim]:
    """What the newest revision says, then its variants; an empty field only where something went."""
    revision = bench.revision
    values: Mapping[str, object] = {
        "name": revision.name,
        "category_id": Label(uow.get(Category, revision.category_id).name),
        "description": revision.description or NOTHING,
        "composition": revision.composition,
        "storage": revision.storage,
        "shelf_life_days": shelf_life(revision),
        "packaging": revision.packaging,
        "capacity": capacity(revision),
        "continuity": revision.continuity.label if revision.continuity else "",
        "label_shows": label_items(revision),
        "photos": ", ".join(photo.alt or revision.name for photo in bench.photos),
    }
    for field, value in values.items():
        if value or field in changes:
            yield Claim(field, LABELS[field], value or NOTHING, change=changes.get(field))
    yield from _pack_claims(bench, changes)


def _pack_claims(bench: Workbench, changes: Mapping[str, FieldChange]) -> Iterator[Claim]:
    """What each pack says; what changed on one of several, and a pack that went, stand by themselves."""
    claims = list(_only(bench.first, changes) if len(bench.variants) == 1 else _each(bench, changes))
    yield from claims
    shown = {claim.field for claim in claims} | LABELS.keys()
    for field, change in changes.items():
        if field not in shown:
            yield Claim(field, change.label, NOTHING, change=change)


def _only(sold: SoldVariant, changes: Mapping[str, FieldChange]) -> Iterator[Claim]:
    """The pack of the only variant, field by field."""
    one, pack = sold.variant.public_id, sold.pack
    values = {"name": pack.name, "net_content": pack.net_content, "unit": unit(pack.unit), "gtin": pack.gtin}
    for field, value in values.items():
        key = pack_key(one, field)
        if value or key in changes:
            yield Claim(key, PACK_LABELS[field], value or NOTHING, change=changes.get(key))
    yield Claim("price_1", _l("Harga grosir"), prices(sold))


def _each(bench: Workbench, changes: Mapping[str, FieldChange]) -> Iterator[Claim]:
    """Several, a line each."""
    for place, sold in enumerate(bench.variants, 1):
        pack, key = sold.pack, pack_key(sold.variant.public_id)
        parts = (pack.name, pack.net_content, unit(pack.unit), pack.gtin or "", prices(sold))
        text = " · ".join(str(part) for part in parts if part)
        yield Claim(key, _l("Varian %(place)d", place=place), text, change=changes.get(key))


def curation_lines(uow: UnitOfWork, bench: Workbench) -> Iterator[Line]:
    revision = bench.revision
    last = {one.criterion: one for one in curation_of(uow.session, bench.product.id)}
    codes = [sold.pack.gtin for sold in bench.variants if sold.pack.gtin]
    helps: Mapping[Criterion, object] = {
        Criterion.LABEL: _l(
            "%(count)d dari %(all)d hal tertulis", count=len(revision.label_shows), all=len(LabelItem)
        ),
        Criterion.PACKAGING: revision.packaging,
        Criterion.BARCODE: ", ".join(codes) or _l("Belum ada barcode"),
        Criterion.SHELF_LIFE: shelf_life(revision),
        Criterion.CAPACITY: capacity(revision),
        Criterion.CONTINUITY: revision.continuity.label if revision.continuity else "",
    }
    for criterion in Criterion:
        yield Line(criterion, str(translate(helps.get(criterion, ""))), last.get(criterion))


def shelf_life(revision: ProductRevision) -> str:
    return _l("%(days)s hari", days=revision.shelf_life_days) if revision.shelf_life_days else ""


def capacity(revision: ProductRevision) -> str:
    return _l("%(count)s satuan sebulan", count=number(revision.capacity)) if revision.capacity else ""


def label_items(revision: ProductRevision) -> str:
    return ", ".join(str(translate(item.label)) for item in LabelItem if item in revision.label_shows)


def prices(sold: SoldVariant) -> str:
    return ", ".join(rupiah(tier.price) for tier in sold.tiers) or NOTHING
