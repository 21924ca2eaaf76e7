"""A shop's register: read and checked, then written whole or dropped. Its bytes are kept, so it is read anew.

It is read in a unit that only reads; the one that writes is handed what was read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from marketplace.db.uow import UnitOfWork
from marketplace.imports.batches import bytes_of, new_batch, open_batch, store_batch, waiting_batch
from marketplace.imports.entries import source_refs
from marketplace.imports.events import PurchasesImported
from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.imports.plans import RegisterPlan, plan_rows
from marketplace.imports.read_months import store_months
from marketplace.imports.registers.file_reading import nobody
from marketplace.imports.registers.questions import UNASKED, Answers
from marketplace.imports.registers.reader import read_register
from marketplace.imports.registers.rows import PurchaseRegister
from marketplace.imports.remembering import remembered_answers
from marketplace.imports.states import COMMITTED
from marketplace.imports.writing import write_plan
from marketplace.kernel.errors import Refused
from marketplace.kernel.gc_pause import gc_paused
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import _l, joined
from marketplace.kernel.period import Month, MonthSpan
from marketplace.partners.models import Partner
from marketplace.ports.sheets import Book
from marketplace.ports.toolbox import Toolbox
from marketplace.purchases.documents import wait_for_documents
from marketplace.purchases.recognising import known_makers, load_catalogue
from marketplace.sheets.opening import open_book

STALE = _l("Daftar pembuat baru saja berubah, jadi belum ada yang dicatat. Periksa lagi, lalu catat.")
OPEN = _l(
    "Berkas ini masih perlu dipastikan (%(names)s), jadi belum ada yang dicatat. Jawab dulu, lalu catat."
)
CHANGED = _l(
    "Jawaban untuk berkas ini baru saja diganti, jadi belum ada yang dicatat. Periksa lagi, lalu catat."
)


@dataclass(frozen=True)
class MarkedRegister:
    """A shop's register, and the `source_ref` that each of its good rows has in the ledger."""

    partner_id: PartnerId
    register: PurchaseRegister
    refs: Sequence[str]


@gc_paused()
def read_file(
    uow: UnitOfWork,
    tools: Toolbox,
    *,
    content: bytes,
    name: str,
    period: MonthSpan,
    mapping: str | None = None,
    answers: Answers = UNASKED,
    partner_id: PartnerId | None = None,
    anew: bool = True,
    tell: Callable[[], None] = nobody,
) -> PurchaseRegister:
    """`read_book` of a file. Refused when it cannot be opened, too."""
    return read_book(
        uow,
        open_book(tools.sheets, content, name),
        period=period,
        mapping=mapping,
        answers=answers,
        partner_id=partner_id,
        anew=anew,
        tell=tell,
    )


@gc_paused()
def read_book(
    uow: UnitOfWork,
    book: Book,
    *,
    period: MonthSpan,
    mapping: str | None = None,
    answers: Answers = UNASKED,
    partner_id: PartnerId | None = None,
    anew: bool = True,
    tell: Callable[[], None] = nobody,
) -> PurchaseRegister:
    """Only reads; names mean what the shop `partner_id` said of them, too, and `anew` so do columns and packs.

    `tell` is called as rows are read.

    Refused when the book lacks columns, or the period has not begun.
    """
    if period.first > Month.of(uow.today):
        raise Refused(
            _l("%(period)s belum mulai; pilih bulan yang sudah berjalan.", period=period.label), field="first"
        )
    catalogue = load_catalogue(uow.session, partner_id)
    remembered = remembered_answers(uow.session, partner_id) if partner_id and anew else UNASKED
    return read_register(
        book,
        period=period,
        mapping=mapping,
        catalogue=catalogue,
        today=uow.today,
        answers=answers,
        remembered=remembered,
        tell=tell,
    )


def check_register(
    uow: UnitOfWork,
    tools: Toolbox,
    partner_id: PartnerId,
    register: PurchaseRegister,
    *,
    content: bytes,
    name: str,
    mapping: str | None = None,
) -> ImportBatch:
    """Keep the file and what `read_file` found in it; nothing reaches the ledger yet.

    A file that waits already, for the same months, is not kept twice. `mapping` is the one that was asked for.
    """
    uow.get(Partner, partner_id)
    batch = new_batch(uow, BatchKind.PURCHASES, partner_id, period=str(register.period), mapping=mapping)
    count_rows(batch, register)
    batch = store_batch(uow, tools, batch, content=content, name=name)
    if register.answers:
        batch.answers = dict(register.answers)
    return batch


def answer_register(uow: UnitOfWork, batch_id: int, answers: Answers) -> ImportBatch:
    """Add answers to those of a register that waits; they hold from its next reading on."""
    batch = waiting_batch(uow, batch_id, (BatchKind.PURCHASES,))
    batch.answers = {**batch.answers, **answers}
    return batch


@gc_paused()
def marked_register(partner_id: PartnerId, register: PurchaseRegister) -> MarkedRegister:
    return MarkedRegister(partner_id, register, source_refs(partner_id, register.rows))


@gc_paused()
def plan_register(uow: UnitOfWork, marked: MarkedRegister) -> RegisterPlan:
    """What committing it would do to the ledger as it is now. Only reads."""
    return plan_rows(uow.session, marked.partner_id, marked.register, marked.refs)


@gc_paused()
def commit_register(uow: UnitOfWork, batch_id: int, marked: MarkedRegister) -> ImportBatch:
    """Write every good row that the ledger has not got yet, all or none; `written` counts those that count.

    Refused when the batch is committed or dropped already, while a question of the file or of its plan is open, and
    when its answers or the makers it names have changed since it was read.
    """
    batch = open_batch(uow, batch_id, (BatchKind.PURCHASES,))
    partner_id, register = batch.organisation_id, marked.register
    if (marked.partner_id, str(register.period)) != (partner_id, batch.period):
        raise LookupError(f"another register than that of import batch {batch_id}")
    uow.get(Partner, partner_id, lock=True)  # one register of a shop after the other
    _refuse_open(batch, register)
    _refuse_stale(uow, register)
    wait_for_documents(uow.session, partner_id)
    plan = plan_register(uow, marked)
    _refuse_unanswered(plan, register.answers)
    rows = write_plan(uow, batch, plan, register.answers)
    store_months(uow, batch, register, marked.refs)
    count_rows(batch, register)
    batch.answers = {**register.learned, **batch.answers}
    batch.written = len(rows)
    uow.emit(
        PurchasesImported(
            import_batch_id=batch.id,
            partner_id=partner_id,
            purchases=len(rows),
            net=sum(row.net for row in rows),
        )
    )
    return batch


def read_stored(
    uow: UnitOfWork, tools: Toolbox, batch: ImportBatch, *, tell: Callable[[], None] = nobody
) -> PurchaseRegister:
    """The register as its file says it, in the light of what is known now. Only reads."""
    content, name = bytes_of(uow, tools, batch)
    return read_file(
        uow,
        tools,
        content=content,
        name=name,
        period=MonthSpan.parse(batch.period),
        mapping=batch.mapping,
        answers=batch.answers,
        partner_id=PartnerId(batch.organisation_id),
        anew=batch.state is not COMMITTED,
        tell=tell,
    )


def _refuse_unanswered(plan: RegisterPlan, answers: Answers) -> None:
    question = plan.question
    if question is not None and not question.takes(answers.get(question.key.value)):
        raise Refused(
            _l(
                "%(rows)s baris memakai nota yang sudah tercatat, jadi belum ada yang dicatat. Pilih dulu: ganti"
                " catatan yang ada, atau tambahkan sebagai pembelian lain.",
                rows=len(plan.changed),
            ),
            field=question.key.value,
        )


def _refuse_open(batch: ImportBatch, register: PurchaseRegister) -> None:
    if register.questions:
        names = joined([question.key.label for question in register.questions], between=", ")
        raise Refused(_l(OPEN, names=names))
    if dict(register.answers) != batch.answers:
        raise Refused(CHANGED)


def _refuse_stale(uow: UnitOfWork, register: PurchaseRegister) -> None:
    """A maker of these rows may have been merged, renamed or found not to be local since they were looked up."""
    known = {maker.id: maker for maker in known_makers(uow.session)}
    if any(known.get(maker.id) != maker for maker in {row.maker for row in register.rows if row.maker}):
        raise Refused(STALE)


def count_rows(batch: ImportBatch, register: PurchaseRegister) -> None:
    """Write down what the check found."""
    batch.good, batch.bad, batch.total = len(register.rows), len(register.bad), register.net_total
