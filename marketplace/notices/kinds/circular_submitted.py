"""The approver whom a draft circular was handed to reads that it waits for them."""

from typing import Any

from marketplace.accounts.recipients import recipient
from marketplace.circulars.events import CircularSubmitted
from marketplace.circulars.models import Circular
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import UserId
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, day
from marketplace.notices.kinds.base import on
from marketplace.notices.kinds.circular_approved import spoken_circular

LETTER = Letter(
    "circular-submitted",
    _l("Draf surat edaran %(circular)s menunggu persetujuan Anda"),
    _l(
        "Draf surat edaran %(circular)s, “%(title)s”, diajukan kepada Anda. Bila disetujui, berlaku sejak %(day)s.\n\n"
        "Butir, dampak, dan siapa yang diikatnya ada di MB2, halaman “Surat edaran”. Penyetuju lain pun boleh"
        " menyetujuinya."
    ),
    circular=spoken_circular,
    day=day,
)


@on(CircularSubmitted)
def write(uow: UnitOfWork, event: CircularSubmitted) -> None:
    circular = uow.get(Circular, event.circular_id)
    one = recipient(uow.session, UserId(event.approver_id))
    if one is None:
        return
    about: dict[str, Any] = {
        "circular": [circular.number, circular.example],
        "title": circular.title,
        "day": circular.from_on.isoformat(),
    }
    uow.later_each("send_mail", [LETTER.to(one.user_id, **about)])
