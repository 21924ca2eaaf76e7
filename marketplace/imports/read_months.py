"""What a register said of each of its months, stored with its rows, so that nobody opens its file for a total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.imports.models import BatchKind, BatchMonth, ImportBatch
from marketplace.imports.registers.rows import PurchaseRegister
from marketplace.imports.states import COMMITTED
from marketplace.imports.totals import FileOfMonth, RefusedAmount, file_of_month
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month, MonthSpan


@dataclass(frozen=True)
class StoredFiles:
    """Of each month its files in the order they came; `unread` are imports from before this was stored."""

    by_month: Mapping[Month, Sequence[FileOfMonth]]
    unread: Sequence[ImportBatch]


def store_months(
    uow: UnitOfWork, batch: ImportBatch, register: PurchaseRegister, refs: Sequence[str]
) -> None:
    """Each month of the register's period; those that are stored already stay."""
    known = set(uow.session.scalars(select(BatchMonth.month).filter_by(batch_id=batch.id)))
    for month in register.period:
        if str(month) in known:
            continue
        file = file_of_month(register, refs, month, key="", name="")
        uow.add(
            BatchMonth(
                batch_id=batch.id,
                month=str(month),
                printed=file.printed,
                rows=dict(file.rows),
                refused={str(row.ref): row.net for row in file.refused},
            )
        )


def stored_files(session: Session, partner_id: PartnerId, months: Sequence[Month]) -> StoredFiles:
    """The shop's imported registers that speak of these months. Opens no file."""
    query = (
        select(ImportBatch, Attachment.sha256, Attachment.name, BatchMonth)
        .join(Attachment, Attachment.id == ImportBatch.file_id)
        .outerjoin(
            BatchMonth,
            and_(
                BatchMonth.batch_id == ImportBatch.id, BatchMonth.month.in_([str(month) for month in months])
            ),
        )
        .where(
            ImportBatch.organisation_id == partner_id,
            ImportBatch.kind == BatchKind.PURCHASES,
            ImportBatch.state == COMMITTED,
        )
        .order_by(ImportBatch.ended_at, ImportBatch.id)
    )
    found: dict[Month, list[FileOfMonth]] = {month: [] for month in months}
    unread: list[ImportBatch] = []
    for batch, sha256, name, stored in session.execute(query):
        if stored is not None:
            found[Month.parse(stored.month)].append(_file(stored, sha256, name))
        elif any(month in list(MonthSpan.parse(batch.period)) for month in months):
            unread.append(batch)
    return StoredFiles(found, unread)


def _file(stored: BatchMonth, key: str, name: str) -> FileOfMonth:
    return FileOfMonth(
        key,
        name,
        None if stored.printed is None else Rupiah(stored.printed),
        {ref: Rupiah(net) for ref, net in stored.rows.items()},
        [RefusedAmount(ref, None if net is None else Rupiah(net)) for ref, net in stored.refused.items()],
    )
