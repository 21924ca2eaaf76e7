"""The curation sheet: how officials judge what a product is to a shop, apart from whether its papers are right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.catalog import policies
from marketplace.catalog.events import ProductCurated
from marketplace.catalog.models import Criterion, Curation, Mark, Product
from marketplace.catalog.revisions import current_revision
from marketplace.db.review import refuse_own
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import ProductId
from marketplace.kernel.labels import Label, _l


class Judgement(NamedTuple):
    """What to mend is said in the note."""

    mark: Mark
    note: str = ""


class Judged(NamedTuple):
    criterion: Criterion
    mark: Mark
    note: str
    revision: int
    at: datetime


def curate(uow: UnitOfWork, product_id: ProductId, sheet: Mapping[Criterion, Judgement]) -> None:
    """Write down what changed on the sheet, about the newest revision. What is left out stays as it was.

    Refused for a criterion that needs work without a note that says what, and to who handed the product in.
    """
    product = uow.get(Product, product_id, lock=True)
    uow.demand(policies.REVIEW, product)
    if not sheet:
        return
    refuse_own(uow, product, of=product.producer_id)
    for criterion, judgement in sheet.items():
        if judgement.mark is Mark.WORK and not judgement.note.strip():
            raise Refused(
                _l("%(criterion)s: tulis apa yang perlu dibenahi.", criterion=criterion.label),
                field=note_key(criterion),
            )
    status = {one.criterion: Judgement(one.mark, one.note) for one in curation_of(uow.session, product_id)}
    fresh = {one: line for one, line in sheet.items() if status.get(one) != line}
    if not fresh:
        return
    revision = current_revision(uow, product_id).number
    for criterion, judgement in fresh.items():
        uow.add(
            Curation(
                product_id=product_id,
                revision=revision,
                criterion=criterion,
                mark=judgement.mark,
                note=judgement.note,
                written_by=uow.actor.user_id,
                written_at=uow.now,
            )
        )
    uow.emit(ProductCurated(product_id=product_id, revision=revision))


def curation_of(session: Session, product_id: ProductId) -> Sequence[Judged]:
    """What holds: the newest judgement per criterion that has one, in the order of the sheet."""
    newest = select(func.max(Curation.id)).filter_by(product_id=product_id).group_by(Curation.criterion)
    query = select(
        Curation.criterion, Curation.mark, Curation.note, Curation.revision, Curation.written_at
    ).where(Curation.id.in_(newest))
    order = list(Criterion)
    return sorted(
        (Judged(*row) for row in session.execute(query)), key=lambda one: order.index(one.criterion)
    )


def note_key(criterion: Criterion) -> str:
    """Under which its note stands among those that go back to the maker."""
    return f"curation-{criterion.value}"


NOTE_NAMES: Mapping[str, Label] = {note_key(one): one.label for one in Criterion}
