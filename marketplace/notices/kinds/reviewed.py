"""A maker reads what an officer decided of its profile, a product or a paper, and that a suspension was lifted."""

from __future__ import annotations

from marketplace.catalog.events import ProductFreed, ProductReviewed, ProductSubmitted
from marketplace.catalog.models import Product
from marketplace.certification.events import CertificateFreed, CertificateReviewed, CertificateSubmitted
from marketplace.certification.models import Certificate
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, page
from marketplace.kernel.review import APPROVED
from marketplace.kernel.roles import PRODUCER
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.kinds.maker_held import said_of
from marketplace.notices.telling import tell
from marketplace.producers.events import ProducerFreed, ProducerReviewed, ProducerSubmitted

PASSED = Letter(
    "review-approved",
    _l("%(what)s disetujui"),
    _l("%(what)s disetujui Dinas.\n\nLihat: %(link)s"),
    what=said_of,
    link=page,
)
RETURNED = Letter(
    "review-returned",
    _l("%(what)s perlu diperbaiki"),
    _l("%(what)s belum dapat disetujui: “%(reason)s” Perbaiki, lalu ajukan lagi.\n\nPerbaiki: %(link)s"),
    what=said_of,
    link=page,
)
FREED = Letter(
    "hold-lifted",
    _l("Penangguhan dicabut"),
    _l("penangguhan atas %(what)s dicabut.\n\nLihat: %(link)s"),
    what=said_of,
    link=page,
)
Reviewed = ProducerReviewed | ProductReviewed | CertificateReviewed
Freed = ProducerFreed | ProductFreed | CertificateFreed


@on(ProducerReviewed, ProductReviewed, CertificateReviewed)
def write(uow: UnitOfWork, event: Reviewed) -> None:
    maker, about = _about(uow, event)
    letter = PASSED if event.outcome == APPROVED else RETURNED
    tell(uow, letter, {maker: about | {"reason": event.reason}}, event)


@on(ProducerFreed, ProductFreed, CertificateFreed)
def write_freed(uow: UnitOfWork, event: Freed) -> None:
    maker, about = _about(uow, event)
    tell(uow, FREED, {maker: about}, event)


def _about(uow: UnitOfWork, event: Reviewed | Freed) -> tuple[ProducerId, dict[str, object]]:
    if isinstance(event, (ProductReviewed, ProductFreed)):
        product = uow.get(Product, event.product_id)
        return product.producer_id, {
            "what": product.name,
            "link": f"/producer/products/{product.public_id}",
        }
    if isinstance(event, (CertificateReviewed, CertificateFreed)):
        row = uow.get(Certificate, event.certificate_id)
        what = {"kind": row.kind, "number": row.number}
        return row.producer_id, {"what": what, "link": f"/producer/certificates/{row.public_id}"}
    return ProducerId(event.producer_id), {"what": "", "link": "/producer/profile"}


NOTICE_KINDS.add("review_approved")(NoticeKind(_l("Disetujui Dinas"), [PASSED], readers=[PRODUCER]))
NOTICE_KINDS.add("review_returned")(
    NoticeKind(
        _l("Dikembalikan untuk diperbaiki"),
        [RETURNED],
        must=True,
        until=[ProducerSubmitted, ProductSubmitted, CertificateSubmitted],
    )
)
NOTICE_KINDS.add("hold_lifted")(NoticeKind(_l("Penangguhan dicabut"), [FREED], readers=[PRODUCER]))
