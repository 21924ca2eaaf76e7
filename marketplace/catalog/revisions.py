"""What a product says of itself, revision by revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from sqlalchemy import func, select

from marketplace.catalog.models import Continuity, Product, ProductPhoto, ProductRevision, RevisionPhoto
from marketplace.catalog.packs import Pack, packs_of, write_packs
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import CategoryId, ProductId, VariantId
from marketplace.kernel.labels import _l


@dataclass(frozen=True, kw_only=True)
class Text:
    """What a revision says; `label_shows` are values of LabelItem, `capacity` units of sale in a month."""

    name: str
    description: str = ""
    composition: str = ""
    storage: str = ""
    shelf_life_days: int | None = None
    packaging: str = ""
    capacity: int | None = None
    continuity: Continuity | None = None
    label_shows: Sequence[str] = ()


def merge(seen: Text, now: Text, typed: Text) -> Text:
    """What was typed by somebody who read `seen`, with what others changed meanwhile, which is `now`.

    Refused at the first field that both changed, each to something else.
    """
    merged = {}
    for field in (one.name for one in fields(Text)):
        before, there, here = getattr(seen, field), getattr(now, field), getattr(typed, field)
        if before not in (there, here) and there != here:
            raise Refused(
                _l(
                    "Baru saja diubah dari tempat lain. Periksa, lalu simpan sekali lagi bila isian Anda yang benar."
                ),
                field=field,
            )
        merged[field] = there if here == before else here
    return Text(**merged)


def revision_of(uow: UnitOfWork, product_id: ProductId, number: int) -> ProductRevision:
    """Raises NotFound."""
    return uow.find(ProductRevision, product_id=product_id, number=number)


def current_revision(uow: UnitOfWork, product_id: ProductId) -> ProductRevision:
    """The newest, approved or not."""
    newest = select(ProductRevision).filter_by(product_id=product_id).order_by(ProductRevision.number.desc())
    return uow.session.scalars(newest.limit(1)).one()


def write_revision(
    uow: UnitOfWork,
    product: Product,
    text: Text,
    category_id: CategoryId,
    packs: Mapping[VariantId, Pack] | None = None,
) -> ProductRevision:
    """The next one, with the photos and packs as their maker has them by now, unless other packs are given."""
    if packs is None:
        packs = packs_of(uow.session, product)
    newest = select(func.max(ProductRevision.number)).filter_by(product_id=product.id)
    revision = uow.add(
        ProductRevision(
            product_id=product.id,
            number=1 + (uow.session.scalar(newest) or 0),
            category_id=category_id,
            **{**asdict(text), "label_shows": list(text.label_shows)},
            written_by=uow.actor.user_id,
            written_at=uow.now,
        )
    )
    hung = select(ProductPhoto).filter_by(product_id=product.id).order_by(ProductPhoto.position)
    for position, photo in enumerate(uow.session.scalars(hung), 1):
        uow.add(
            RevisionPhoto(
                revision_id=revision.id,
                position=position,
                attachment_id=photo.attachment_id,
                alt=photo.alt,
            )
        )
    write_packs(uow, revision, packs)
    return revision


def write_again(
    uow: UnitOfWork, product: Product, packs: Mapping[VariantId, Pack] | None = None
) -> ProductRevision:
    """The next one with the same words: it was photos or packs that changed."""
    last = current_revision(uow, product.id)
    return write_revision(uow, product, text_of(last), last.category_id, packs)


def text_of(revision: ProductRevision) -> Text:
    """What a revision says, apart from its category, photos and packs."""
    words = {one.name: getattr(revision, one.name) for one in fields(Text)}
    return Text(**{**words, "label_shows": tuple(words["label_shows"])})
