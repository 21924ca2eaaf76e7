"""Writing what a partner promises into the draft of its memorandum; signing freezes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from marketplace.circulars.commitments import commitments_of, next_code, promise_of, seal_of, summary_of
from marketplace.circulars.events import (
    CommitmentAdded,
    CommitmentChanged,
    CommitmentRemoved,
    CommitmentsSealed,
)
from marketplace.circulars.models import Commitment
from marketplace.circulars.terms import Promise
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.labels import _l
from marketplace.partners import policies
from marketplace.partners.events import MouSigned
from marketplace.partners.models import Mou
from marketplace.partners.states import DRAFT


def add_commitment(uow: UnitOfWork, mou_id: int, promise: Promise) -> Commitment:
    """One more promise under the next free mark. Refused once the memorandum is signed."""
    mou = _draft(uow, mou_id)
    row = Commitment(mou_id=mou.id, code=next_code(uow.session, mou), text="", rule="", figures={})
    _write(row, promise)
    uow.add(row)
    uow.emit(CommitmentAdded(**_fact(row), changes={row.code: (None, summary_of(promise_of(row)))}))
    return row


def change_commitment(uow: UnitOfWork, mou_id: int, code: str, promise: Promise) -> Commitment:
    """The same mark with other figures or words, as long as nobody has signed."""
    row = _commitment(uow, _draft(uow, mou_id), code)
    was = promise_of(row)
    _write(row, promise)
    uow.session.flush()
    before, after = summary_of(was), summary_of(promise_of(row))
    if promise_of(row) != was:
        changes = {code: (before, after) if before != after else None}
        uow.emit(CommitmentChanged(**_fact(row), changes=changes))
    return row


def remove_commitment(uow: UnitOfWork, mou_id: int, code: str) -> None:
    row = _commitment(uow, _draft(uow, mou_id), code)
    uow.session.delete(row)
    uow.session.flush()
    uow.emit(CommitmentRemoved(**_fact(row), changes={code: (summary_of(promise_of(row)), None)}))


def copy_commitments(uow: UnitOfWork, mou_id: int) -> Sequence[Commitment]:
    """What the replaced memorandum promised, into the draft of its renewal. Refused when that has its own already."""
    mou = _draft(uow, mou_id)
    if mou.replaces_id is None:
        raise Refused(_l("MoU ini tidak menggantikan MoU lain; tulis komitmennya satu per satu."))
    if commitments_of(uow.session, mou.id):
        raise Refused(_l("Draf ini sudah punya komitmen; hapus dahulu bila ingin menyalin."))
    papers = select(Mou.id).where((Mou.id == mou.replaces_id) | (Mou.amends_id == mou.replaces_id))
    old = select(Commitment).join(Mou, Mou.id == Commitment.mou_id)
    kept = old.where(Commitment.mou_id.in_(papers), Mou.state != DRAFT).order_by(
        Commitment.mou_id, Commitment.id
    )
    return [add_commitment(uow, mou.id, promise_of(row)) for row in uow.session.scalars(kept).all()]


def seal_commitments(uow: UnitOfWork, event: MouSigned) -> None:
    """At signing the journal keeps a hash of what was promised, so that a later change can be named."""
    promises = commitments_of(uow.session, event.mou_id)
    for promise in promises:
        promise.checked()
    uow.emit(CommitmentsSealed(mou_id=event.mou_id, count=len(promises), sha256=seal_of(promises)))


def _draft(uow: UnitOfWork, mou_id: int) -> Mou:
    mou = uow.get(Mou, mou_id, lock=True)
    uow.demand(policies.WRITE_MOU, mou)
    check_draft(mou)
    return mou


def check_draft(mou: Mou) -> None:
    """Promises are written into drafts only. Raises Refused for one that was signed or discarded."""
    if mou.in_draft:
        return
    if mou.state is DRAFT:
        raise Refused(_l("Draf ini sudah dibuang; buat draf baru bila masih perlu."))
    raise Refused(
        _l("Komitmen MoU yang sudah ditandatangani tidak berubah; buat adendum atau MoU pengganti.")
    )


def _commitment(uow: UnitOfWork, mou: Mou, code: str) -> Commitment:
    row = uow.session.scalars(select(Commitment).filter_by(mou_id=mou.id, code=code)).one_or_none()
    if row is None:
        raise NotFound(f"commitment {code} of mou {mou.id}")
    return row


def _fact(row: Commitment) -> dict[str, Any]:
    return {"mou_id": row.mou_id, "code": row.code, "rule": row.rule, "figures": dict(row.figures)}


def _write(row: Commitment, promise: Promise) -> None:
    """All but the mark, which stays."""
    checked = replace(promise, code=row.code).checked()
    row.text, row.rule, row.figures = checked.text.strip(), checked.rule, dict(checked.figures)
    row.scope, row.period = list(checked.scope), checked.stretch.value
    row.seller_test, row.lowest_grade = checked.seller_test, checked.lowest_grade
