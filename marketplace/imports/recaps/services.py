"""The city's recap of many shops: read and checked, then written for all of them or none, and undone so.

It is read in a unit that only reads; the one that writes is handed what was read. No total is declared by it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.imports import policies, states
from marketplace.imports.batches import bytes_of, new_batch, open_batch, store_batch, waiting_batch
from marketplace.imports.events import PurchasesImported, RecapImported, RecapUndone
from marketplace.imports.lists.services import CITY
from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.imports.recaps.plans import CHANGES, KEEP, RecapPlan, ShopPlan, plan_recap
from marketplace.imports.recaps.reading import RecapFile, read_recap_file
from marketplace.imports.recaps.shops import RecapShop, shops_of
from marketplace.imports.registers.file_reading import nobody
from marketplace.imports.registers.questions import UNASKED, Answers, QuestionKey
from marketplace.imports.registers.rows import RegisterRow
from marketplace.imports.services import STALE
from marketplace.imports.states import COMMITTED
from marketplace.imports.undoing import undo_import
from marketplace.imports.writing import write_plan
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.gc_pause import gc_paused
from marketplace.kernel.labels import _l, joined
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month, MonthSpan
from marketplace.partners.models import Partner
from marketplace.ports.toolbox import Toolbox
from marketplace.purchases.documents import wait_for_documents
from marketplace.purchases.models.ledger import Source
from marketplace.purchases.recognising import known_makers, load_catalogue
from marketplace.sheets.opening import open_book

KINDS = (BatchKind.RECAP,)
OPEN = _l(
    "Rekap ini masih perlu dipastikan (%(names)s), jadi belum ada yang dicatat. Jawab dulu, lalu catat."
)
CHANGED = _l(
    "Jawaban untuk rekap ini baru saja diganti, jadi belum ada yang dicatat. Periksa lagi, lalu catat."
)


@dataclass(frozen=True, kw_only=True)
class Recap:
    """A recap as it was read: its rows by shop, and whom each shop's name means. `answers` are those given."""

    file: RecapFile
    shops: Mapping[str, RecapShop]
    answers: Answers

    @property
    def open_shops(self) -> Sequence[RecapShop]:
        return [one for one in self.shops.values() if one.open]

    @property
    def asked_shops(self) -> Sequence[RecapShop]:
        return [one for one in self.shops.values() if one.asked]


@gc_paused()
def read_recap(
    uow: UnitOfWork,
    tools: Toolbox,
    *,
    content: bytes,
    name: str,
    period: MonthSpan,
    answers: Answers = UNASKED,
    tell: Callable[[], None] = nobody,
) -> Recap:
    """Only reads; `tell` is called as rows are read.

    Refused when the file cannot be opened or names no shop, and for a period that has not begun.
    """
    uow.demand(policies.officer, None)
    if period.first > Month.of(uow.today):
        raise Refused(
            _l("%(period)s belum mulai; pilih bulan yang sudah berjalan.", period=period.label), field="month"
        )
    file = read_recap_file(
        open_book(tools.sheets, content, name),
        period=period,
        catalogue=load_catalogue(uow.session),
        today=uow.today,
        answers=answers,
        tell=tell,
    )
    shops = shops_of(uow.session, [part.text for part in file.parts], answers)
    return Recap(file=file, shops=shops, answers=answers)


def check_recap(uow: UnitOfWork, tools: Toolbox, recap: Recap, *, content: bytes, name: str) -> ImportBatch:
    """Keep the file and what was found in it; nothing reaches the ledger yet. A file that waits is not kept twice."""
    uow.demand(policies.officer, None)
    register = recap.file.register
    batch = new_batch(uow, BatchKind.RECAP, CITY, period=str(register.period))
    batch.good, batch.bad, batch.total = len(register.rows), len(register.bad), register.net_total
    batch = store_batch(uow, tools, batch, content=content, name=name)
    if recap.answers:
        batch.answers = dict(recap.answers)
    return batch


def answer_recap(uow: UnitOfWork, batch_id: int, answers: Answers) -> ImportBatch:
    """Add answers to those of a recap that waits."""
    batch = waiting_batch(uow, batch_id, KINDS)
    batch.answers = {**batch.answers, **answers}
    return batch


@gc_paused()
def planned(uow: UnitOfWork, recap: Recap) -> RecapPlan:
    """What committing it would do to the ledger as it is now. Only reads."""
    return plan_recap(uow.session, recap.file, recap.shops)


@gc_paused()
def commit_recap(uow: UnitOfWork, batch_id: int, recap: Recap) -> ImportBatch:
    """Write what the ledger has not got yet, of all shops or none; each gets a batch of its own.

    Refused while a shop or anything else is asked, when the answers or the makers have changed since it was read, and
    when the batch is committed or dropped already.
    """
    batch = open_batch(uow, batch_id, KINDS)
    if batch.recap_id is not None or batch.period != str(recap.file.register.period):
        raise LookupError(f"another recap than that of import batch {batch_id}")
    _refuse_open(batch, recap)
    known = sorted({one.shop.id for one in recap.shops.values() if one.shop})
    for partner_id in known:
        uow.get(Partner, partner_id, lock=True)
    for partner_id in known:
        wait_for_documents(uow.session, partner_id)
    plan = planned(uow, recap)
    _refuse_stale(uow, plan)
    _refuse_unanswered(plan, recap.answers)
    rows = [row for one in plan.shops for row in _write(uow, batch, one, recap.answers)]
    batch.written = len(rows)
    uow.emit(
        RecapImported(
            import_batch_id=batch.id,
            shops=len(plan.shops),
            purchases=len(rows),
            net=sum(row.net for row in rows),
        )
    )
    return batch


def undo_recap(uow: UnitOfWork, batch_id: int, *, reason: str) -> ImportBatch:
    """Take back what it wrote, of all its shops or none. Refused as `undo_import` refuses."""
    batch = uow.get(ImportBatch, batch_id, lock=True)
    uow.demand(policies.officer, None)
    if batch.kind is not BatchKind.RECAP or batch.recap_id is not None:
        raise NotFound(f"import batch {batch.id} is no recap")
    if not reason.strip():
        raise Refused(_l("Tulis mengapa rekap ini dibatalkan."), field="reason")
    batch.state = states.UNDO(batch.state)
    parts = uow.session.scalars(
        select(ImportBatch.id)
        .where(ImportBatch.recap_id == batch.id, ImportBatch.state == COMMITTED)
        .order_by(ImportBatch.organisation_id)
    ).all()
    for part_id in parts:
        undo_import(uow, part_id, reason=reason)
    uow.emit(RecapUndone(import_batch_id=batch.id, shops=len(parts), reason=reason.strip()))
    return batch


def read_stored_recap(
    uow: UnitOfWork, tools: Toolbox, batch: ImportBatch, *, tell: Callable[[], None] = nobody
) -> Recap:
    """The recap as its file says it, in the light of what is known now. Only reads."""
    content, name = bytes_of(uow, tools, batch)
    period = MonthSpan.parse(batch.period)
    return read_recap(uow, tools, content=content, name=name, period=period, answers=batch.answers, tell=tell)


def _write(uow: UnitOfWork, recap: ImportBatch, plan: ShopPlan, answers: Answers) -> Sequence[RegisterRow]:
    part = new_batch(uow, BatchKind.RECAP, plan.shop.id, period=recap.period)
    part.recap_id, part.file_id, part.state = recap.id, recap.file_id, COMMITTED
    part.ended_at = uow.now
    part.bad = plan.bad
    part.good = sum(len(one.rows) + len(one.claims) for one in plan.parts)
    part.total = Rupiah(sum(one.net for one in plan.parts))
    uow.add(part)
    dated = plan.dated
    if answers.get(QuestionKey.CHANGED.value) == KEEP:
        dated = replace(dated, changed=())
    rows = [
        *write_plan(uow, part, dated, answers, source=Source.RECAP),
        *write_plan(uow, part, plan.claims, answers, source=Source.UNDATED),
    ]
    part.written = len(rows)
    uow.emit(
        PurchasesImported(
            import_batch_id=part.id,
            partner_id=plan.shop.id,
            purchases=len(rows),
            net=sum(row.net for row in rows),
        )
    )
    return rows


def _refuse_open(batch: ImportBatch, recap: Recap) -> None:
    names = [
        *(question.key.label for question in recap.file.register.questions),
        *(_l("toko “%(shop)s”", shop=one.text) for one in recap.open_shops),
    ]
    if names:
        raise Refused(_l(OPEN, names=joined(names, between=", ")))
    if dict(recap.answers) != batch.answers:
        raise Refused(CHANGED)


def _refuse_unanswered(plan: RecapPlan, answers: Answers) -> None:
    question = plan.question
    if question is not None and answers.get(question.key.value) not in CHANGES:
        raise Refused(_l(OPEN, names=question.key.label), field=question.key.value)


def _refuse_stale(uow: UnitOfWork, plan: RecapPlan) -> None:
    """A maker of these rows may have been merged, renamed or found not to be local since they were looked up."""
    known = {maker.id: maker for maker in known_makers(uow.session)}
    rows = [row for one in plan.shops for row in one.written({})]
    if any(known.get(maker.id) != maker for maker in {row.maker for row in rows if row.maker}):
        raise Refused(STALE)
