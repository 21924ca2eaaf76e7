"""A maker reads that a certificate was revoked, and why."""

from marketplace.certification.events import CertificateRevoked
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Certificate
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, day
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.telling import tell

LETTER = Letter(
    "certificate-revoked",
    _l("Surat usaha Anda dicabut"),
    _l(
        "%(kind)s nomor %(number)s dicabut sejak %(day)s. Alasan: %(reason)s\n\nProduk yang memerlukannya turun dari"
        " katalog. Ajukan surat yang berlaku lewat MB2, atau hubungi Dinas bila ini keliru."
    ),
    kind=lambda key: KINDS[key].label,
    day=day,
)


@on(CertificateRevoked)
def write(uow: UnitOfWork, event: CertificateRevoked) -> None:
    row = uow.get(Certificate, event.certificate_id)
    about = {"kind": row.kind, "number": row.number, "day": event.revoked_on, "reason": event.reason}
    tell(uow, LETTER, {row.producer_id: about}, event)


NOTICE_KINDS.add("certificate_revoked")(NoticeKind(_l("Surat usaha dicabut"), [LETTER], must=True))
