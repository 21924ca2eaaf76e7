"""A maker reads that a certificate, a product or the whole business is suspended, and why."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.catalog.events import ProductHeld
from marketplace.catalog.models import Product
from marketplace.certification.events import CertificateHeld
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Certificate
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, day
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.telling import tell
from marketplace.producers.events import ProducerHeld


def said_of(what: Mapping[str, str] | str) -> object:
    """The whole business, a certificate, or a product by its name."""
    if not what:
        return _l("usaha Anda")
    if isinstance(what, str):
        return what
    return _l("%(kind)s nomor %(number)s", kind=KINDS[what["kind"]].label, number=what["number"])


LETTER = Letter(
    "maker-held",
    _l("Penangguhan di MB2"),
    _l(
        "%(what)s ditangguhkan sejak %(day)s. Alasan: %(reason)s\n\nSelama itu produk yang terkena tidak tampil di"
        " katalog. Perbaiki sebabnya, lalu hubungi Dinas."
    ),
    what=said_of,
    day=day,
)


@on(ProducerHeld, ProductHeld, CertificateHeld)
def write(uow: UnitOfWork, event: ProducerHeld | ProductHeld | CertificateHeld) -> None:
    maker, what = _held(uow, event)
    tell(uow, LETTER, {maker: {"what": what, "day": event.from_on, "reason": event.reason}}, event)


def _held(
    uow: UnitOfWork, event: ProducerHeld | ProductHeld | CertificateHeld
) -> tuple[ProducerId, dict[str, str] | str]:
    if isinstance(event, ProductHeld):
        product = uow.get(Product, event.product_id)
        return product.producer_id, product.name
    if isinstance(event, CertificateHeld):
        row = uow.get(Certificate, event.certificate_id)
        return row.producer_id, {"kind": row.kind, "number": row.number}
    return ProducerId(event.producer_id), ""


NOTICE_KINDS.add("maker_held")(NoticeKind(_l("Penangguhan"), [LETTER], must=True))
