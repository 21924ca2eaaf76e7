"""A month's total from the files a shop has imported: offered to the shop, or declared on its behalf."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.imports.models import ImportBatch
from marketplace.imports.read_months import store_months, stored_files
from marketplace.imports.services import MarkedRegister, marked_register, read_stored
from marketplace.imports.totals import FileOfMonth, OfferedTotal, file_of_month, offered_total
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, PartnerId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah, spell
from marketplace.kernel.period import Month
from marketplace.ports.toolbox import Toolbox
from marketplace.purchases.declarations import declare_spend

IN, OUT = "in", "out"  # what is answered of refused rows


def read_unread(uow: UnitOfWork, tools: Toolbox, batches: Sequence[ImportBatch]) -> Sequence[MarkedRegister]:
    """Registers that were imported before what they say was stored, read anew. Only reads."""
    registers = [(batch, read_stored(uow, tools, batch)) for batch in batches]
    return [marked_register(PartnerId(batch.organisation_id), register) for batch, register in registers]


def store_unread(uow: UnitOfWork, batches: Sequence[ImportBatch], marked: Sequence[MarkedRegister]) -> None:
    """From then on nobody opens their files for a total."""
    for batch, read in zip(batches, marked, strict=True):
        store_months(uow, batch, read.register, read.refs)


def committed_files(
    uow: UnitOfWork, tools: Toolbox, partner_id: PartnerId, months: Sequence[Month]
) -> Mapping[Month, Sequence[FileOfMonth]]:
    """The shop's imported registers that speak of these months; files are read only where nothing is stored."""
    stored = stored_files(uow.session, partner_id, months)
    found = {month: list(files) for month, files in stored.by_month.items()}
    for batch, read in zip(stored.unread, read_unread(uow, tools, stored.unread), strict=True):
        file = uow.get(Attachment, batch.file_id)
        for month in set(months) & set(read.register.period):
            spoken = file_of_month(read.register, read.refs, month, key=file.sha256, name=file.name)
            found[month].append(spoken)
    return found


def offered_with(
    uow: UnitOfWork, tools: Toolbox, marked: MarkedRegister, *, content: bytes, name: str
) -> Mapping[Month, OfferedTotal]:
    """What each month of a register comes to once it is imported after those that are. Only reads."""
    months = list(marked.register.period)
    before = committed_files(uow, tools, marked.partner_id, months)
    key = hashlib.sha256(content).hexdigest()
    return {
        month: offered_total(
            [*before[month], file_of_month(marked.register, marked.refs, month, key=key, name=name)]
        )
        for month in months
    }


def declare_offered(
    uow: UnitOfWork,
    partner_id: PartnerId,
    totals: Mapping[Month, OfferedTotal],
    *,
    signer: str,
    file_id: AttachmentId | None,
    refused: str = "",
) -> None:
    """File what the files say of each month, for the shop; `refused` answers for rows that were not taken.

    Refused while something is in question, and for a month that returns bring below zero.
    """
    for month, offer in totals.items():
        total = _answered(month, offer, refused)
        if total < 0:
            sentence = _l(
                "Total %(month)s di bawah nol karena retur; nyatakan belanja bulan itu sendiri.",
                month=month.label,
            )
            raise Refused(sentence, field="declare")
        names = ", ".join(file.name for file in offer.files)
        declare_spend(
            uow,
            partner_id,
            month,
            total=total,
            signer=signer,
            file_id=file_id,
            reason=f"Total berkas {names}",
        )


def _answered(month: Month, offer: OfferedTotal, refused: str) -> Rupiah:
    if offer.twice:
        sentence = _l(
            "%(month)s: total satu berkas melebihi barisnya dan berkas lain menambah baris, jadi %(net)s mungkin"
            " terhitung dua kali. Nyatakan totalnya di halaman Pernyataan belanja.",
            month=month.label,
            net=spell(offer.twice),
        )
        raise Refused(sentence, field="declare")
    if not offer.refused or refused == OUT:
        return offer.total
    if refused == IN and not offer.unread:
        return Rupiah(offer.total + offer.refused_net)
    sentence = _l(
        "%(month)s: berkas tanpa total sendiri, dan %(count)s baris ditolak (%(net)s terbaca, %(unread)s tidak)."
        " Jawab refused=out bila bukan belanja bulan itu, refused=in bila termasuk dan semuanya terbaca.",
        month=month.label,
        count=len(offer.refused),
        net=spell(offer.refused_net),
        unread=offer.unread,
    )
    raise Refused(sentence, field="declare")
