"""The owners of every partner that a circular binds read that it was approved, and from which day it holds."""

from marketplace.circulars.events import CircularApproved
from marketplace.circulars.hearing import bound_groups, partner_ids
from marketplace.circulars.models import Circular
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.letters import Letter, day
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.telling import tell


def spoken_circular(said: tuple[str, bool]) -> Label:
    """Its number, and *contoh* where it is invented."""
    number, example = said
    return _l("%(number)s (contoh)", number=number) if example else Label(number)


LETTER = Letter(
    "circular-approved",
    _l("Surat edaran %(circular)s mengikat usaha Anda"),
    _l(
        "Surat edaran %(circular)s, “%(title)s”, disetujui dan berlaku sejak %(day)s. Sedikitnya satu butirnya mengikat"
        " usaha Anda.\n\nButir dan posisi Anda ada di MB2, halaman “Posisi saya”."
    ),
    circular=spoken_circular,
    day=day,
)


@on(CircularApproved)
def write(uow: UnitOfWork, event: CircularApproved) -> None:
    circular = uow.get(Circular, event.circular_id)
    said = {
        "circular": [circular.number, circular.example],
        "title": circular.title,
        "day": circular.from_on.isoformat(),
    }
    groups = bound_groups(uow.session, circular, uow.today)
    tell(uow, LETTER, dict.fromkeys(partner_ids(groups), said), event)


NOTICE_KINDS.add("circular_approved")(NoticeKind(_l("Surat edaran baru"), [LETTER], must=True))
