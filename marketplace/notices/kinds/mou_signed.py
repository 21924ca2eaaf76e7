"""A partner reads that the city signed its memorandum and waits for its yes; and that it may order again."""

from __future__ import annotations

from marketplace.circulars.events import ExemptionGranted
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, day, page
from marketplace.kernel.roles import PARTNER
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.telling import tell
from marketplace.partners.events import MouAccepted, MouEnded, MouSigned, PartnerFreed

SIGNED = Letter(
    "mou-signed",
    _l("MoU %(number)s menunggu persetujuan Anda"),
    _l(
        "MoU nomor %(number)s ditandatangani Pemerintah Kota Metro dan berlaku sampai %(day)s. Baca isinya, lalu"
        " setujui.\n\nBaca: %(link)s"
    ),
    day=day,
    link=page,
)
FREED = Letter(
    "partner-freed",
    _l("Anda dapat memesan lagi di MB2"),
    _l("penangguhan pemesanan usaha Anda dicabut.\n\nKe MB2: %(link)s"),
    link=page,
)
EXEMPT = Letter(
    "exemption-granted",
    _l("Pengecualian untuk usaha Anda"),
    _l(
        "usaha Anda dikecualikan dari satu butir surat edaran sampai %(day)s, dengan keputusan %(number)s."
        "\n\nPosisi Anda: %(link)s"
    ),
    day=day,
    link=page,
)


@on(MouSigned)
def write(uow: UnitOfWork, event: MouSigned) -> None:
    about = {"number": event.number, "day": event.ends_on.isoformat(), "link": "/partner/mou"}
    tell(uow, SIGNED, {PartnerId(event.partner_id): about}, event)


@on(PartnerFreed)
def write_freed(uow: UnitOfWork, event: PartnerFreed) -> None:
    tell(uow, FREED, {PartnerId(event.partner_id): {"link": "/partner/"}}, event)


@on(ExemptionGranted)
def write_exempt(uow: UnitOfWork, event: ExemptionGranted) -> None:
    about = {"number": event.decision, "day": event.until_on, "link": "/partner/compliance"}
    tell(uow, EXEMPT, {PartnerId(event.partner_id): about}, event)


NOTICE_KINDS.add("mou_signed")(
    NoticeKind(_l("MoU menunggu persetujuan"), [SIGNED], must=True, until=[MouAccepted, MouEnded])
)
NOTICE_KINDS.add("partner_freed")(NoticeKind(_l("Pemesanan dibuka lagi"), [FREED], readers=[PARTNER]))
NOTICE_KINDS.add("exemption_granted")(NoticeKind(_l("Pengecualian"), [EXEMPT], readers=[PARTNER]))
