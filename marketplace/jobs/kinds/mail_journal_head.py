"""The journal's last entry leaves the machine once a week, to people who keep letters elsewhere."""

from typing import Any

from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS
from marketplace.journal.heads import take_head
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, day
from marketplace.ports.toolbox import Toolbox

LETTER = Letter(
    "journal-head",
    _l("Sidik jurnal MB2 nomor %(seq)s"),
    _l(
        "simpan surat ini. Catatan terakhir jurnal MB2 pada %(on)s:\n\nnomor %(seq)s\nsidik %(hash)s\n\nSelama catatan"
        " nomor itu masih ada di MB2 dengan sidik yang sama, tidak ada yang diubah pada catatan sampai hari itu."
        " Petugas memeriksanya dengan flask journal verify --head %(seq)s %(hash)s"
    ),
    on=day,
)


@JOBS.add("mail_journal_head")
def mail_journal_head(uow: UnitOfWork, tools: Toolbox) -> None:
    """To each address of MB2_JOURNAL_HEADS_TO. The second time within a week finds that it was sent."""
    if not tools.heads_to or (last := take_head(uow)) is None:
        return
    figures: dict[str, Any] = {"seq": last.seq, "hash": last.hash, "on": uow.today.isoformat()}
    uow.later_each("send_mail", [LETTER.to(address, called=address, **figures) for address in tools.heads_to])
