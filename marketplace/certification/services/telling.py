"""Letters to makers about what happened to their papers and products, each in plain words with the next step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select

from marketplace.accounts.recipients import owners_of
from marketplace.catalog.events import ProductHeld
from marketplace.catalog.models import Product
from marketplace.certification.events import CertificateHeld, CertificateRevoked
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Certificate
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OrganisationId, ProducerId, ProductId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.period import MONTH_NAMES
from marketplace.producers.events import ProducerHeld

NAMED = 20  # products that a letter names

GREETING = _l("Halo %(name)s,\n\n%(text)s\n\nSalam,\nMB2 Metro Bangga Beli\n")
LAPSED_SUBJECT = _l("Produk Anda turun dari katalog MB2")
LAPSED = _l(
    "sejak hari ini produk berikut tidak tampil di katalog, karena ada surat yang berakhir atau masa tenggang yang"
    " habis:\n\n%(products)s\n\nMasuk ke MB2, buka produknya, dan lihat surat apa yang perlu diajukan. Setelah"
    " disetujui, produk tampil lagi seketika."
)
REVOKED_SUBJECT = _l("Surat usaha Anda dicabut")
REVOKED = _l(
    "%(kind)s nomor %(number)s dicabut sejak %(day)s. Alasan: %(reason)s\n\nProduk yang memerlukannya turun dari"
    " katalog. Ajukan surat yang berlaku lewat MB2, atau hubungi Dinas bila ini keliru."
)
HELD_SUBJECT = _l("Penangguhan di MB2")
HELD = _l(
    "%(what)s ditangguhkan sejak %(day)s. Alasan: %(reason)s\n\nSelama itu produk yang terkena tidak tampil di"
    " katalog. Perbaiki sebabnya, lalu hubungi Dinas."
)
WHOLE = _l("usaha Anda")
PAPER = _l("%(kind)s nomor %(number)s")


def tell_owners(uow: UnitOfWork, subject: Label, texts: Mapping[ProducerId, str]) -> None:
    """A letter to each owner with an address; who has none finds the same on the home."""
    wanted = [OrganisationId(maker) for maker in texts]
    letters = [
        {
            "to": owner.email,
            "subject": str(subject),
            "body": GREETING % {"name": owner.name, "text": texts[ProducerId(maker)]},
        }
        for maker, owners in owners_of(uow.session, wanted).items()
        for owner in owners
    ]
    uow.later_each("send_mail", letters)


def tell_of_lapse(uow: UnitOfWork, lapsed: Mapping[ProducerId, Sequence[ProductId]]) -> None:
    """By maker, what left the catalog because a day passed."""
    ids = [product_id for products in lapsed.values() for product_id in products]
    names = dict(uow.session.execute(select(Product.id, Product.name).where(Product.id.in_(ids))).all())
    texts = {
        maker: LAPSED
        % {"products": "\n".join(f"- {name}" for name in _first(names[one] for one in products))}
        for maker, products in lapsed.items()
    }
    tell_owners(uow, LAPSED_SUBJECT, texts)


def tell_of_revocation(uow: UnitOfWork, event: CertificateRevoked) -> None:
    said = {"reason": event.reason, "day": in_words(date.fromisoformat(event.revoked_on))}
    text = REVOKED % (said | _paper(uow, event.certificate_id))
    tell_owners(uow, REVOKED_SUBJECT, {ProducerId(event.producer_id): text})


def tell_of_hold(uow: UnitOfWork, event: ProducerHeld | ProductHeld | CertificateHeld) -> None:
    maker, what = _held(uow, event)
    day = in_words(date.fromisoformat(event.from_on))
    tell_owners(uow, HELD_SUBJECT, {maker: HELD % {"what": what, "day": day, "reason": event.reason}})


def _held(uow: UnitOfWork, event: ProducerHeld | ProductHeld | CertificateHeld) -> tuple[ProducerId, str]:
    """Whose it is, and what it is called."""
    if isinstance(event, ProductHeld):
        product = uow.get(Product, event.product_id)
        return product.producer_id, product.name
    what = PAPER % _paper(uow, event.certificate_id) if isinstance(event, CertificateHeld) else WHOLE
    return ProducerId(event.producer_id), what


def in_words(day: date) -> str:
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def _paper(uow: UnitOfWork, certificate_id: int) -> dict[str, str]:
    row = uow.get(Certificate, certificate_id)
    return {"kind": KINDS[row.kind].label, "number": row.number}


def _first(names: Iterable[str]) -> Sequence[str]:
    ordered = sorted(names)
    return ordered if len(ordered) <= NAMED else [*ordered[:NAMED], "…"]
