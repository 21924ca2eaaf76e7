"""A register's plan into the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

from sqlalchemy import func, select

from marketplace.db.bulk import insert_columns
from marketplace.db.uow import UnitOfWork
from marketplace.imports.entries import entries_of
from marketplace.imports.models import ImportBatch, RepeatedRow
from marketplace.imports.plans import Marked, RegisterPlan
from marketplace.imports.registers.questions import Answers
from marketplace.imports.registers.rows import RegisterRow
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import PartnerId, PurchaseId
from marketplace.kernel.labels import _l
from marketplace.purchases.bulk import record_entries
from marketplace.purchases.models.ledger import PurchaseLine, Source
from marketplace.purchases.reversing import AGAIN, supersede, take_over

REPLACED = "Diganti oleh berkas yang diimpor"
EVIDENCE = "Bukti untuk serah terima"


def write_plan(
    uow: UnitOfWork,
    batch: ImportBatch,
    plan: RegisterPlan,
    answers: Answers,
    *,
    source: Source = Source.IMPORT,
) -> Sequence[RegisterRow]:
    """Write what is new, what was asked about as it was answered, and evidence; gives the rows that count now."""
    changed = [marked for marked, _ in plan.changed]
    _record(uow, batch, plan.new, plan, source)
    ids = _by_reference(changed, _record(uow, batch, changed, plan, source))
    successors = {old: ids[ref] for (ref, _), old in plan.replaced_by(answers)}
    _refuse_parts(uow, successors)
    supersede(uow, successors, reason=REPLACED)

    evidence = [marked for marked, _ in plan.evidence]
    kept = _by_reference(evidence, _record(uow, batch, evidence, plan, source))
    holders: defaultdict[PurchaseId | None, list[PurchaseId]] = defaultdict(list)
    for (ref, _), one in plan.evidence:
        holders[one.purchase_id].append(kept[ref])
    for holder, purchase_ids in holders.items():
        take_over(uow, purchase_ids, holder, reason=EVIDENCE)

    repeated: dict[str, Iterable[Any]] = {"purchase_id": plan.repeated, "batch_id": repeat(batch.id)}
    insert_columns(uow.session, RepeatedRow, repeated)
    return [row for _, row in (*plan.new, *changed)]


def _record(
    uow: UnitOfWork, batch: ImportBatch, rows: Sequence[Marked], plan: RegisterPlan, source: Source
) -> Sequence[PurchaseId]:
    """A reference that an undone import has used up is told apart by this import."""
    marked = rows
    if plan.undone:
        marked = [(f"{ref}{AGAIN}{batch.public_id}" if ref in plan.undone else ref, row) for ref, row in rows]
    partner_id = PartnerId(batch.organisation_id)
    entries = entries_of(uow.session, marked, partner_id)
    return record_entries(uow, source, partner_id, batch.id, entries)


def _by_reference(rows: Sequence[Marked], ids: Sequence[PurchaseId]) -> Mapping[str, PurchaseId]:
    """References of the file and the ids of what was written."""
    return dict(zip((ref for ref, _ in rows), ids, strict=True))


def _refuse_parts(uow: UnitOfWork, purchase_ids: Iterable[PurchaseId]) -> None:
    """A row replaces a purchase of one item; of several it would take the others along."""
    several = (
        select(PurchaseLine.purchase_id)
        .where(PurchaseLine.purchase_id.in_(list(purchase_ids)))
        .group_by(PurchaseLine.purchase_id)
        .having(func.count() > 1)
    )
    if uow.session.scalars(several.limit(1)).first() is not None:
        raise Refused(
            _l(
                "Salah satu catatan lama memuat beberapa barang. Batalkan catatan itu dulu, lalu catat berkas ini lagi."
            )
        )
