"""A shop's register: read and checked, then written whole or dropped. Its bytes are kept, so it is read anew."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.db.uow import UnitOfWork
from marketplace.imports.batches import bytes_of, new_batch, open_batch, store_batch
from marketplace.imports.entries import entries_of, marked
from marketplace.imports.events import PurchasesImported
from marketplace.imports.loading import load_catalogue
from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.imports.registers.reader import read_register
from marketplace.imports.registers.rows import PurchaseRegister, RegisterRow
from marketplace.kernel.errors import Refused
from marketplace.kernel.gc_pause import gc_paused
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month, MonthSpan
from marketplace.partners.models import Partner
from marketplace.ports.toolbox import Toolbox
from marketplace.purchases.bulk import record_entries, recorded_refs
from marketplace.purchases.declarations import declare_spend
from marketplace.purchases.models import Source
from marketplace.sheets.opening import open_book


@dataclass(frozen=True)
class RegisterOutcome:
    batch: ImportBatch
    register: PurchaseRegister


def read_file(
    uow: UnitOfWork,
    tools: Toolbox,
    *,
    content: bytes,
    name: str,
    period: MonthSpan,
    mapping: str | None = None,
) -> PurchaseRegister:
    """Only reads. Refused when the file cannot be opened, lacks columns, or the period has not begun."""
    if period.first > Month.of(uow.today):
        raise Refused(
            _l("%(period)s belum mulai; pilih bulan yang sudah berjalan.", period=period.label), field="first"
        )
    book = open_book(tools.sheets, content, name)
    catalogue = load_catalogue(uow.session)
    return read_register(book, period=period, mapping=mapping, catalogue=catalogue, today=uow.today)


@gc_paused()
def check_register(
    uow: UnitOfWork,
    tools: Toolbox,
    partner_id: PartnerId,
    *,
    content: bytes,
    name: str,
    period: MonthSpan,
    mapping: str | None = None,
) -> RegisterOutcome:
    """Keep the file and say what is in it; nothing reaches the ledger yet.

    A file that waits already, for the same months, is not kept twice. Refused as by `read_file`.
    """
    uow.get(Partner, partner_id)
    batch = new_batch(uow, BatchKind.PURCHASES, partner_id, period=str(period), mapping=mapping)
    register = read_file(uow, tools, content=content, name=name, period=period, mapping=mapping)
    _count(batch, register)
    return RegisterOutcome(store_batch(uow, tools, batch, content=content, name=name), register)


@gc_paused()
def commit_register(
    uow: UnitOfWork,
    tools: Toolbox,
    batch_id: int,
    *,
    declare: bool = False,
    signer: str = "",
    register: PurchaseRegister | None = None,
) -> RegisterOutcome:
    """Write every good row that the ledger has not got yet, all or none; `batch.written` counts them.

    The file is read again, unless this very transaction has just read it as `register`. With `declare`, its total of
    each month is filed as the month's total spend, signed by `signer`. Refused when the batch is committed or dropped
    already.
    """
    batch = open_batch(uow, batch_id, (BatchKind.PURCHASES,))
    partner_id = batch.organisation_id
    uow.get(Partner, partner_id, lock=True)  # one register of a shop after the other
    register = register or read_stored(uow, tools, batch)
    rows = new_rows(uow, partner_id, register)
    record_entries(uow, Source.IMPORT, partner_id, batch.id, entries_of(uow.session, rows))
    _count(batch, register)
    batch.written = len(rows)
    uow.emit(
        PurchasesImported(
            import_batch_id=batch.id,
            partner_id=partner_id,
            purchases=len(rows),
            net=sum(row.net for _, row in rows),
        )
    )
    if declare:
        _declare(uow, batch, register, signer)
    return RegisterOutcome(batch, register)


def read_stored(uow: UnitOfWork, tools: Toolbox, batch: ImportBatch) -> PurchaseRegister:
    """The register as its file says it, in the light of what is known now."""
    content, name = bytes_of(uow, tools, batch)
    period = MonthSpan.parse(batch.period)
    return read_file(uow, tools, content=content, name=name, period=period, mapping=batch.mapping)


def new_rows(
    uow: UnitOfWork, partner_id: PartnerId, register: PurchaseRegister
) -> list[tuple[str, RegisterRow]]:
    """(source_ref, row) of the good rows that the ledger has not got yet."""
    first, last = register.period.first_day, register.period.last_day
    there = recorded_refs(uow.session, Source.IMPORT, partner_id, first, last)
    return [(ref, row) for ref, row in marked(partner_id, register.rows) if ref not in there]


def _count(batch: ImportBatch, register: PurchaseRegister) -> None:
    batch.good, batch.bad, batch.total = len(register.rows), len(register.bad), register.net_total


def _declare(uow: UnitOfWork, batch: ImportBatch, register: PurchaseRegister, signer: str) -> None:
    if not signer:
        raise Refused(_l("Isi nama penanggung jawab pernyataan belanja."), field="signer")
    for month, total in register.net_by_month().items():
        if total < 0:
            sentence = _l(
                "Total %(month)s di bawah nol karena retur; nyatakan belanja bulan itu sendiri.",
                month=month.label,
            )
            raise Refused(sentence, field="declare")
        declare_spend(uow, batch.organisation_id, month, total=total, signer=signer, file_id=batch.file_id)
