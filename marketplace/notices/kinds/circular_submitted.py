"""The approver whom a draft circular was handed to reads that it waits for them."""

from typing import Any

from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.circulars.events import CircularApproved, CircularDiscarded, CircularSubmitted
from marketplace.circulars.models import Circular
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import UserId
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, day
from marketplace.kernel.roles import APPROVER, OFFICE
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.kinds.circular_approved import spoken_circular
from marketplace.notices.telling import tell

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
    about: dict[str, Any] = {
        "circular": [circular.number, circular.example],
        "title": circular.title,
        "day": circular.from_on.isoformat(),
        "link": f"/office/circulars/{circular.public_id}",
    }
    offices = uow.session.scalars(select(Organisation.id).where(Organisation.kind == OFFICE)).all()
    reader = UserId(event.approver_id)
    tell(uow, LETTER, dict.fromkeys(offices, about), event, role=APPROVER, reader=reader)


NOTICE_KINDS.add("circular_submitted")(
    NoticeKind(
        _l("Draf surat edaran menunggu persetujuan"),
        [LETTER],
        must=True,
        until=[CircularApproved, CircularDiscarded],
    )
)
