"""Imports as pages list and find them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation, User
from marketplace.db.reading import Listing
from marketplace.files.models import Attachment
from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.imports.states import CHECKED, COMMITTED, BatchState
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.money import Rupiah


@dataclass(frozen=True)
class BatchRow:
    public_id: str
    kind: BatchKind
    organisation: str
    file: str
    file_id: str
    period: str
    state: BatchState
    good: int
    bad: int
    total: Rupiah
    written: int
    made_at: datetime
    made_by: str | None


@dataclass(frozen=True, kw_only=True)
class BatchList:
    """Imports, newest first."""

    organisation_id: OrganisationId
    kinds: Collection[BatchKind]

    def select(self) -> Listing:
        query: Listing = (
            select(
                ImportBatch.public_id,
                ImportBatch.kind,
                Organisation.name,
                Attachment.name,
                Attachment.public_id,
                ImportBatch.period,
                ImportBatch.state,
                ImportBatch.good,
                ImportBatch.bad,
                ImportBatch.total,
                ImportBatch.written,
                ImportBatch.made_at,
                User.name,
            )
            .join(Organisation, Organisation.id == ImportBatch.organisation_id)
            .join(Attachment, Attachment.id == ImportBatch.file_id)
            .outerjoin(User, User.id == ImportBatch.made_by)
            .where(ImportBatch.organisation_id == self.organisation_id, ImportBatch.kind.in_(self.kinds))
            .order_by(ImportBatch.id.desc())
        )
        return query


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
    wanted = BatchList(organisation_id=batch.organisation_id, kinds=[batch.kind]).select()
    return BatchRow(*session.execute(wanted.where(ImportBatch.id == batch.id)).one())


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
    """Public ids of those that were checked and neither written nor dropped."""
    query = select(ImportBatch.public_id).where(
        ImportBatch.organisation_id == organisation_id,
        ImportBatch.kind.in_(kinds),
        ImportBatch.state == CHECKED,
    )
    return list(session.scalars(query.order_by(ImportBatch.id)))
