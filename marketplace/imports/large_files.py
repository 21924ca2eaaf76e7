"""Registers and recaps of many rows: a job reads and records them, and the page shows how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import update

from marketplace.db.uow import UnitOfWork
from marketplace.imports import policies, states
from marketplace.imports.asking import asked
from marketplace.imports.batches import new_batch, store_batch, tell_checked
from marketplace.imports.checked import Checked, CheckedFile
from marketplace.imports.models import BatchKind, ImportBatch, ImportWork
from marketplace.imports.previews import preview
from marketplace.imports.recaps.checked import CheckedRecap, look_at_recap
from marketplace.imports.recaps.services import answer_recap, commit_recap, planned, read_stored_recap
from marketplace.imports.registers.file_reading import nobody
from marketplace.imports.registers.questions import Answers
from marketplace.imports.registers.rows import PurchaseRegister
from marketplace.imports.registers.sheet_reader import TOLD
from marketplace.imports.results import found_in, stored
from marketplace.imports.services import (
    answer_register,
    commit_register,
    count_rows,
    marked_register,
    plan_register,
    read_stored,
)
from marketplace.imports.states import READING, WRITING, BatchState
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.errors import Conflict, Refused
from marketplace.kernel.gc_pause import gc_paused
from marketplace.kernel.ids import OrganisationId, PartnerId
from marketplace.kernel.labels import Label
from marketplace.kernel.period import MonthSpan
from marketplace.kernel.roles import OFFICE, OFFICER, OWNER, PARTNER, OrganisationKind, Role
from marketplace.ports.sheets import Book
from marketplace.ports.toolbox import Toolbox
from marketplace.purchases.recognising import strangers_of

Tell = Callable[[], None]  # called after every TOLD rows

LARGE = 2_000  # rows; a file of more is read and recorded by the worker
LATE = timedelta(minutes=15)  # a worker that died is followed by another before
READ_JOB, COMMIT_JOB = "read_register", "commit_register"


def rows_of(book: Book) -> int:
    """All of its sheets, with headings and blank rows."""
    return sum(len(sheet.rows) for sheet in book.sheets)


def queue_file(
    uow: UnitOfWork,
    tools: Toolbox,
    kind: BatchKind,
    organisation_id: OrganisationId,
    *,
    period: MonthSpan,
    rows: int,
    content: bytes,
    name: str,
    mapping: str | None = None,
) -> ImportBatch:
    """Keep a file of so many rows, to be read by the worker. One that waits already is not kept twice."""
    new = new_batch(uow, kind, organisation_id, period=str(period), mapping=mapping)
    new.state = READING
    batch = store_batch(uow, tools, new, content=content, name=name)
    if batch is new:
        _queue(uow, uow.add(_work(uow, batch, rows)), READ_JOB)
    return batch


def answer_file(uow: UnitOfWork, batch_id: int, answers: Answers) -> ImportBatch:
    """Answers to a file's questions; a large one is read again by the worker."""
    batch = _KINDS[uow.get(ImportBatch, batch_id).kind].answer(uow, batch_id, answers)
    return read_again(uow, batch_id) if is_large(uow, batch) else batch


def read_again(uow: UnitOfWork, batch_id: int) -> ImportBatch:
    """Have the worker read a large file anew. Refused when it was recorded or dropped."""
    batch = uow.get(ImportBatch, batch_id, lock=True)
    uow.demand(policies.IMPORT, batch)
    if batch.state is not READING:  # a worker that died left it so
        batch.state = states.READ_AGAIN(batch.state)
    _queue(uow, uow.get(ImportWork, batch_id), READ_JOB)
    return batch


def queue_commit(uow: UnitOfWork, batch_id: int) -> ImportBatch:
    """Have the worker record a large file. Refused when somebody had it recorded, or dropped it, already."""
    batch = uow.get(ImportBatch, batch_id, lock=True)
    uow.demand(policies.IMPORT, batch)
    batch.state = states.WRITE(batch.state)
    _queue(uow, uow.get(ImportWork, batch_id), COMMIT_JOB)
    return batch


def is_large(uow: UnitOfWork, batch: ImportBatch) -> bool:
    """Whether the worker does what is left to do with it."""
    return uow.session.get(ImportWork, batch.id) is not None


@dataclass(frozen=True)
class FileProgress:
    """How many rows of how many the worker has been through; `trouble` is why it gave up.

    `late`: nobody has heard of it for so long that a person may have it read again.
    """

    done: int
    rows: int
    trouble: Label | None
    late: bool


def progress_of(uow: UnitOfWork, batch: ImportBatch) -> FileProgress:
    """Of a file that the worker has in hand."""
    work = uow.get(ImportWork, batch.id)
    result = found_in(work.result)
    trouble = result if isinstance(result, Label) else None
    return FileProgress(work.done, work.rows, trouble, late=uow.now > work.asked_at + LATE)


def checked_file(uow: UnitOfWork, tools: Toolbox, batch: ImportBatch) -> CheckedFile:
    """What a register says, as the worker found it; a small one is read anew, in the light of what is known now."""
    found = _found(uow, batch)
    return found if isinstance(found, CheckedFile) else _read_register(uow, tools, batch)


def checked_recap(uow: UnitOfWork, tools: Toolbox, batch: ImportBatch) -> CheckedRecap:
    """The same of a recap."""
    found = _found(uow, batch)
    return found if isinstance(found, CheckedRecap) else _read_recap(uow, tools, batch)


@gc_paused()
def look_at(uow: UnitOfWork, batch: ImportBatch, register: PurchaseRegister) -> CheckedFile:
    """Only reads."""
    partner_id = PartnerId(batch.organisation_id)
    plan = plan_register(uow, marked_register(partner_id, register))
    questions = asked(register, plan)
    still = any(one.open for one in questions)
    return CheckedFile(
        mapping=batch.mapping,
        answers=register.answers,
        questions=questions,
        register=register,
        net=register.net_total,
        seen=None if still else preview(register, plan, strangers_of(uow.session, partner_id)),
    )


def read_queued(uow: UnitOfWork, tools: Toolbox, batch_id: int) -> None:
    """The job that reads. `uow` is not entered: nobody has to wait while it does."""
    batch = _in_hand(uow, batch_id, READING)
    if batch is None:
        return
    try:
        found = _KINDS[batch.kind].read(uow, tools, batch, _Telling(uow, batch_id))
    except Refused as refused:
        _give_up(uow, batch_id, READING, refused)
        return
    with uow:
        batch = uow.get(ImportBatch, batch_id, lock=True)
        if batch.state is READING and found.fits(batch):
            batch.state = states.READ(batch.state)
            count_rows(batch, found.register)
            uow.get(ImportWork, batch_id).result = stored(found)
            tell_checked(uow, batch)


def commit_queued(uow: UnitOfWork, tools: Toolbox, batch_id: int) -> None:
    """The job that records: all good rows in one transaction, or none. `uow` is not entered."""
    batch = _in_hand(uow, batch_id, WRITING)
    if batch is None:
        return
    try:
        _KINDS[batch.kind].record(uow, tools, batch, _Telling(uow, batch_id))
    except Conflict:
        raise  # others wrote the same at once: the job is tried again
    except Refused as refused:
        _give_up(uow, batch_id, WRITING, refused)


def _read_register(uow: UnitOfWork, tools: Toolbox, batch: ImportBatch, tell: Tell = nobody) -> CheckedFile:
    return look_at(uow, batch, read_stored(uow, tools, batch, tell=tell))


def _read_recap(uow: UnitOfWork, tools: Toolbox, batch: ImportBatch, tell: Tell = nobody) -> CheckedRecap:
    recap = read_stored_recap(uow, tools, batch, tell=tell)
    return look_at_recap(recap, planned(uow, recap))


def _record_register(uow: UnitOfWork, tools: Toolbox, batch: ImportBatch, tell: Tell) -> None:
    batch_id, register = batch.id, read_stored(uow, tools, batch, tell=tell)
    marked = marked_register(PartnerId(batch.organisation_id), register)
    with uow:
        commit_register(uow, batch_id, marked)


def _record_recap(uow: UnitOfWork, tools: Toolbox, batch: ImportBatch, tell: Tell) -> None:
    batch_id, recap = batch.id, read_stored_recap(uow, tools, batch, tell=tell)
    with uow:
        commit_recap(uow, batch_id, recap)


class _Kind(NamedTuple):
    """What the worker does with files of a kind, and as whom: those who handed it in could do so when they did."""

    read: Callable[[UnitOfWork, Toolbox, ImportBatch, Tell], Checked]
    record: Callable[[UnitOfWork, Toolbox, ImportBatch, Tell], None]
    answer: Callable[[UnitOfWork, int, Answers], ImportBatch]
    role: Role
    at: OrganisationKind


_KINDS: Mapping[BatchKind, _Kind] = {
    BatchKind.PURCHASES: _Kind(_read_register, _record_register, answer_register, OWNER, PARTNER),
    BatchKind.RECAP: _Kind(_read_recap, _record_recap, answer_recap, OFFICER, OFFICE),
}


class _Telling:
    """Writes down how far it is, in a transaction of its own each time; a second reading starts no second count."""

    def __init__(self, uow: UnitOfWork, batch_id: int) -> None:
        self._uow, self._batch_id, self._done = uow, batch_id, 0
        self._rows = uow.get(ImportWork, batch_id).rows

    def __call__(self) -> None:
        if self._done + TOLD > self._rows:
            return
        self._done += TOLD
        with self._uow as uow:
            uow.session.execute(
                update(ImportWork).where(ImportWork.batch_id == self._batch_id).values(done=self._done)
            )


def _in_hand(uow: UnitOfWork, batch_id: int, state: BatchState) -> ImportBatch | None:
    """The batch, with the unit acting for whoever asked; None when there is nothing left to do."""
    batch, work = uow.session.get(ImportBatch, batch_id), uow.session.get(ImportWork, batch_id)
    if batch is None or work is None or batch.state is not state:
        uow.session.rollback()
        return None
    kind = _KINDS[batch.kind]
    uow.actor = Actor(
        user_id=work.asked_by,
        at=batch.organisation_id,
        kind=kind.at,
        seats=frozenset({ActorSeat(kind.role, batch.organisation_id)}),
        on_behalf_of=work.on_behalf_of,
    )
    return batch


def _give_up(uow: UnitOfWork, batch_id: int, state: BatchState, refused: Refused) -> None:
    with uow:
        batch = uow.get(ImportBatch, batch_id, lock=True)
        if batch.state is state:
            batch.state = states.FAIL(state)
            uow.get(ImportWork, batch_id).result = stored(refused.sentence)


def _found(uow: UnitOfWork, batch: ImportBatch) -> Checked | None:
    """What the worker found, where it holds for the answers that are given by now."""
    work = uow.session.get(ImportWork, batch.id)
    found = found_in(work.result) if work else None
    return found if isinstance(found, Checked) and found.fits(batch) else None


def _work(uow: UnitOfWork, batch: ImportBatch, rows: int) -> ImportWork:
    return ImportWork(batch_id=batch.id, rows=rows, asked_at=uow.now)


def _queue(uow: UnitOfWork, work: ImportWork, job: str) -> None:
    work.done, work.result, work.asked_at = 0, None, uow.now
    work.asked_by, work.on_behalf_of = uow.actor.user_id, uow.actor.on_behalf_of
    uow.later(job, batch_id=work.batch_id)
