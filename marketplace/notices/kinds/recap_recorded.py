"""A shop reads that the office recorded purchases in its name, from a recap."""

from __future__ import annotations

from marketplace.db.uow import UnitOfWork
from marketplace.imports.events import PurchasesImported
from marketplace.imports.models import ImportBatch
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.letters import Letter, page, rupiah
from marketplace.kernel.period import MonthSpan
from marketplace.kernel.roles import PARTNER
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.telling import tell


def months(written: str) -> Label:
    return MonthSpan.parse(written).label


LETTER = Letter(
    "recap-recorded",
    _l("Dinas mencatat rekap pembelian %(period)s"),
    _l(
        "Dinas mencatat %(rows)s baris pembelian Anda dari rekap %(period)s, berjumlah %(total)s. Baris tanpa tanggal"
        " hanya pengakuan, dan diganti begitu pembelian yang bertanggal tercatat. Periksa; bila keliru, beri tahu"
        " Dinas.\n\nLihat: %(link)s"
    ),
    period=months,
    total=rupiah,
    link=page,
)


@on(PurchasesImported)
def write(uow: UnitOfWork, event: PurchasesImported) -> None:
    batch = uow.get(ImportBatch, event.import_batch_id)
    if batch.recap_id is None or not event.purchases:
        return
    about = {
        "period": batch.period,
        "rows": event.purchases,
        "total": event.net,
        "link": f"/partner/purchases?month={MonthSpan.parse(batch.period).last}",
    }
    tell(uow, LETTER, {PartnerId(event.partner_id): about}, event)


NOTICE_KINDS.add("recap_recorded")(
    NoticeKind(_l("Rekap pembelian dicatat Dinas"), [LETTER], readers=[PARTNER])
)
