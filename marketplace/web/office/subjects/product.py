"""A product: its text and its pictures, and what it will still lack once approved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from marketplace.adapters.identifiers import is_in_store
from marketplace.catalog.models import Category
from marketplace.catalog.reviewing import approve_product, reject_product, return_product
from marketplace.catalog.waiting import waiting_products
from marketplace.catalog.workbench import Workbench, workbench
from marketplace.certification.eligibility import Blocked
from marketplace.certification.queries import eligible_on
from marketplace.db.reading import Listing
from marketplace.db.review import is_own
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.review import SUBMITTED
from marketplace.producers.queries import names_of
from marketplace.web.language import rupiah
from marketplace.web.office.subjects.base import SUBJECTS, Check, Claim, Picture, Sheet


class ProductSubject:
    label = _l("Produk")

    def waiting(self) -> Listing:
        return waiting_products()

    def said(self, detail: str) -> Label:
        return self.label

    def sheet(self, uow: UnitOfWork, public_id: str) -> Sheet:
        bench = _waiting(uow, public_id)
        product = bench.product
        return Sheet(
            title=_l("Tinjau produk"),
            maker_id=product.producer_id,
            maker=names_of(uow.session, [product.producer_id])[product.producer_id],
            claims=list(_claims(uow, bench)),
            own=is_own(uow, product, of=product.producer_id),
            pictures=[Picture(photo.key, photo.alt or product.name) for photo in bench.photos],
            checks=list(_checks(uow, bench)),
            effect=_l("Setelah disetujui produk tampil di katalog selama surat-suratnya berlaku."),
            history=("product", product.id),
        )

    def approve(self, uow: UnitOfWork, public_id: str) -> None:
        approve_product(uow, _waiting(uow, public_id).product.id)

    def send_back(self, uow: UnitOfWork, public_id: str, *, notes: Mapping[str, str], reason: str) -> None:
        return_product(uow, _waiting(uow, public_id).product.id, notes=notes, reason=reason)

    def reject(self, uow: UnitOfWork, public_id: str, *, reason: str) -> None:
        reject_product(uow, _waiting(uow, public_id).product.id, reason=reason)


SUBJECTS.add("product")(ProductSubject())


def _waiting(uow: UnitOfWork, public_id: str) -> Workbench:
    bench = workbench(uow, public_id)
    if bench.product.state is not SUBMITTED:
        raise NotFound(f"product {public_id} does not wait")
    return bench


def _claims(uow: UnitOfWork, bench: Workbench) -> Iterator[Claim]:
    said, variant = bench.revision, bench.variant
    yield Claim("name", _l("Nama produk"), said.name)
    yield Claim("category_id", _l("Jenis"), Label(uow.get(Category, bench.product.category_id).name))
    yield Claim("net_content", _l("Isi bersih"), variant.net_content or "—")
    yield Claim("description", _l("Tentang produk"), said.description or "—")
    if said.composition:
        yield Claim("composition", _l("Komposisi"), said.composition)
    if said.shelf_life_days:
        yield Claim("shelf_life_days", _l("Masa simpan"), _l("%(days)s hari", days=said.shelf_life_days))
    yield Claim("price_1", _l("Harga grosir"), ", ".join(rupiah(tier.price) for tier in bench.tiers) or "—")


def _checks(uow: UnitOfWork, bench: Workbench) -> Iterator[Check]:
    gtin = bench.variant.gtin
    if gtin:
        fine = not is_in_store(gtin)
        yield Check(_l("Barcode sah") if fine else _l("Barcode dari toko, bukan dari GS1"), fine=fine)
    verdict = eligible_on(uow.session, bench.product.id, uow.today)
    reasons = verdict.reasons if isinstance(verdict, Blocked) else ()
    lacking = [reason for reason in reasons if reason.code != "product"]
    for reason in lacking:
        yield Check(reason.says, fine=False)
    if not lacking:
        yield Check(_l("Surat lengkap hari ini"), fine=True)
