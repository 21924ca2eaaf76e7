"""Imports as pages list and find them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, join

from marketplace.accounts.models import Organisation, User
from marketplace.db.listing import Listing, Row, by, col, maybe, required
from marketplace.files.models import Attachment
from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.imports.states import CHECKED, COMMITTED, FAILED
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import OrganisationId, PartnerId
from marketplace.kernel.money import Rupiah
from marketplace.purchases.known import plainly
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from marketplace.purchases.queries import TAKEN_BACK
from marketplace.purchases.recognising import strangers_of


class BatchRow(Row):
    public_id = col(ImportBatch.public_id)
    kind = col(ImportBatch.kind)
    organisation = col(Organisation.name)
    file = col(Attachment.name)
    file_id = col(Attachment.public_id)
    period = col(ImportBatch.period)
    state = col(ImportBatch.state)
    good = col(ImportBatch.good)
    bad = col(ImportBatch.bad)
    total = col(ImportBatch.total)
    written = col(ImportBatch.written)
    made_at = col(ImportBatch.made_at)
    made_by = maybe(User.name)


class BatchList(Listing[BatchRow]):
    """Imports, newest first."""

    source = (
        join(ImportBatch, Organisation, Organisation.id == ImportBatch.organisation_id)
        .join(Attachment, Attachment.id == ImportBatch.file_id)
        .outerjoin(User, User.id == ImportBatch.made_by)
    )
    sort = by(ImportBatch.id, down=True)

    organisation_id: OrganisationId = required(ImportBatch.organisation_id)
    kinds: Collection[BatchKind] = required(ImportBatch.kind.in_)


def own_batch(
    session: Session, organisation_id: OrganisationId, public_id: str, kinds: Collection[BatchKind]
) -> ImportBatch:
    """Raises NotFound for one of another organisation, or of another kind."""
    query = select(ImportBatch).filter_by(organisation_id=organisation_id, public_id=public_id)
    found = session.scalar(query.where(ImportBatch.kind.in_(kinds)))
    if found is None:
        raise NotFound(f"import batch {public_id} of organisation {organisation_id}")
    return found


def batch_row(session: Session, batch: ImportBatch) -> BatchRow:
    wanted = BatchList(organisation_id=batch.organisation_id, kinds=[batch.kind])
    (found,) = wanted.rows(session, ImportBatch.id == batch.id)
    return found


def imported_before(session: Session, batch: ImportBatch) -> datetime | None:
    """When the very same file was last committed for the same organisation."""
    same = select(Attachment.sha256).where(Attachment.id == batch.file_id).scalar_subquery()
    query = (
        select(func.max(ImportBatch.ended_at))
        .join(Attachment, Attachment.id == ImportBatch.file_id)
        .where(
            Attachment.sha256 == same,
            ImportBatch.organisation_id == batch.organisation_id,
            ImportBatch.state == COMMITTED,
            ImportBatch.id != batch.id,
        )
    )
    return session.scalar(query)


def waiting_batches(
    session: Session, organisation_id: OrganisationId, kinds: Collection[BatchKind]
) -> list[str]:
    """Public ids of those that wait for a person, neither written nor dropped."""
    query = select(ImportBatch.public_id).where(
        ImportBatch.organisation_id == organisation_id,
        ImportBatch.kind.in_(kinds),
        ImportBatch.state.in_((CHECKED, FAILED)),
    )
    return list(session.scalars(query.order_by(ImportBatch.id)))


class Unnamed(NamedTuple):
    """Rows of an import whose seller nobody has recognised, how many names that are, and their rupiah."""

    rows: int
    names: int
    total: Rupiah


def unnamed_of(session: Session, partner_id: PartnerId, batch_id: int) -> Unnamed:
    """What counts by this import and nobody has named: neither a maker, nor told to be none of Metro's."""
    strangers = strangers_of(session, partner_id)
    query = (
        select(Purchase.seller_text, func.count(PurchaseLine.id), func.sum(PurchaseLine.net))
        .join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id)
        .where(Purchase.batch_id == batch_id, Purchase.producer_id.is_(None), ~TAKEN_BACK)
        .group_by(Purchase.seller_text)
    )
    waiting = [row for row in session.execute(query) if plainly(row[0]) not in strangers]
    names = {plainly(text) for text, _, _ in waiting}
    return Unnamed(
        sum(rows for _, rows, _ in waiting), len(names), Rupiah(sum(int(net) for _, _, net in waiting))
    )
