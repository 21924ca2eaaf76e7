"""What registers and the city's lists share: a file waits, checked, until it is written or dropped."""

from __future__ import annotations

import hashlib

from sqlalchemy import delete, select

from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.files.services import store_attachment
from marketplace.imports import policies, states
from marketplace.imports.events import FileChecked, ImportDropped
from marketplace.imports.models import BatchKind, ImportBatch, ImportWork
from marketplace.imports.states import CHECKED, OPEN
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import AttachmentId, OrganisationId
from marketplace.ports.toolbox import Toolbox

NOT_KEPT_YET = AttachmentId(0)


def new_batch(
    uow: UnitOfWork,
    kind: BatchKind,
    organisation_id: OrganisationId,
    *,
    period: str = "",
    mapping: str | None = None,
) -> ImportBatch:
    """A batch that its policy allows; it has no file and no row yet."""
    batch = ImportBatch(
        kind=kind,
        organisation_id=organisation_id,
        file_id=NOT_KEPT_YET,
        period=period,
        mapping=mapping,
        made_by=uow.actor.user_id,
        made_at=uow.now,
    )
    uow.demand(policies.IMPORT, batch)
    return batch


def store_batch(
    uow: UnitOfWork, tools: Toolbox, batch: ImportBatch, *, content: bytes, name: str
) -> ImportBatch:
    """Keep the file and have the batch wait; one that waits already with the same file is given back instead."""
    same = _waiting(uow, batch, content)
    if same is not None:
        return same
    kept = store_attachment(
        uow, tools.storage, content=content, name=name, organisation_id=batch.organisation_id
    )
    batch.file_id = kept.id
    uow.add(batch)
    if batch.state is CHECKED:
        tell_checked(uow, batch)
    return batch


def tell_checked(uow: UnitOfWork, batch: ImportBatch) -> None:
    """Emit that the file was read."""
    uow.emit(
        FileChecked(
            import_batch_id=batch.id,
            organisation_id=batch.organisation_id,
            kind=batch.kind.value,
            good=batch.good,
            bad=batch.bad,
        )
    )


def open_batch(uow: UnitOfWork, batch_id: int, kinds: tuple[BatchKind, ...]) -> ImportBatch:
    """One to be written now: locked, allowed, and moved on. Raises NotFound for one of another kind."""
    batch = waiting_batch(uow, batch_id, kinds)
    batch.state = states.COMMIT(batch.state)
    _end(uow, batch)
    return batch


def waiting_batch(uow: UnitOfWork, batch_id: int, kinds: tuple[BatchKind, ...]) -> ImportBatch:
    """One that may still be written: locked and allowed. Raises NotFound for one of another kind."""
    batch = uow.get(ImportBatch, batch_id, lock=True)
    uow.demand(policies.IMPORT, batch)
    if batch.kind not in kinds:
        raise NotFound(f"import batch {batch.id} is of kind {batch.kind}")
    states.COMMIT(batch.state)  # refused when it is written or dropped already
    return batch


def drop_batch(uow: UnitOfWork, batch_id: int) -> ImportBatch:
    """Nothing of it will be written; the file stays where it is kept."""
    batch = uow.get(ImportBatch, batch_id, lock=True)
    uow.demand(policies.IMPORT, batch)
    batch.state = states.DROP(batch.state)
    _end(uow, batch)
    uow.emit(ImportDropped(import_batch_id=batch.id))
    return batch


def bytes_of(uow: UnitOfWork, tools: Toolbox, batch: ImportBatch) -> tuple[bytes, str]:
    """The file as it came, and its name."""
    file = uow.get(Attachment, batch.file_id)
    return tools.storage.get(file.sha256), file.name


def _end(uow: UnitOfWork, batch: ImportBatch) -> None:
    """Nothing is left to do with it, by the worker neither."""
    batch.ended_at = uow.now
    uow.session.execute(delete(ImportWork).where(ImportWork.batch_id == batch.id))


def _waiting(uow: UnitOfWork, like: ImportBatch, content: bytes) -> ImportBatch | None:
    same = (
        select(ImportBatch)
        .join(Attachment, Attachment.id == ImportBatch.file_id)
        .where(
            Attachment.sha256 == hashlib.sha256(content).hexdigest(),
            ImportBatch.organisation_id == like.organisation_id,
            ImportBatch.kind == like.kind,
            ImportBatch.period == like.period,
            ImportBatch.mapping.is_not_distinct_from(like.mapping),
            ImportBatch.state.in_([like.state] if like.state is CHECKED else OPEN),
        )
    )
    return uow.session.scalars(same.limit(1)).first()
