"""A product: its text and its pictures, and what it will still lack once approved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from marketplace.adapters.identifiers import is_in_store
from marketplace.catalog.curating import curate, note_key
from marketplace.catalog.differences import FieldChange, Moved, compare
from marketplace.catalog.models import Mark, Product
from marketplace.catalog.packs import others_with
from marketplace.catalog.reviewing import approve_product, reject_product, return_product
from marketplace.catalog.snapshots import snapshot_of
from marketplace.catalog.waiting import waiting_products
from marketplace.catalog.workbench import Workbench, workbench
from marketplace.certification.eligibility import Blocked
from marketplace.certification.queries import eligible_on
from marketplace.db.listing import AnySelect
from marketplace.db.review import is_own
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import Label, _l
from marketplace.producers.queries import names_of
from marketplace.web.office.product_sheet import claims_of, curation_lines
from marketplace.web.office.subjects.base import SUBJECTS, Answer, Check, Picture, Sheet, check_waits


class ProductSubject:
    label = _l("Produk")

    def waiting(self) -> AnySelect:
        return waiting_products()

    def title(self, detail: str) -> Label:
        return self.label

    def sheet(self, uow: UnitOfWork, public_id: str) -> Sheet:
        bench = _waiting(uow, public_id)
        product, changes = bench.product, _changes(uow, bench)
        changed = product.approved_number is not None
        return Sheet(
            title=_l("Tinjau perubahan produk") if changed else _l("Tinjau produk"),
            maker_id=product.producer_id,
            maker=names_of(uow.session, [product.producer_id])[product.producer_id],
            claims=sorted(claims_of(uow, bench, changes), key=lambda claim: claim.change is None),
            own=is_own(uow, product, of=product.producer_id),
            pictures=list(_pictures(bench, changes.get("photos"))),
            checks=list(_checks(uow, bench)),
            effect=AGAIN if changed else FIRST,
            history=("product", product.id),
            seen=str(bench.revision.number),
            curation=list(curation_lines(uow, bench)),
        )

    def approve(self, uow: UnitOfWork, public_id: str, answer: Answer) -> None:
        product = _curated(uow, public_id, answer)
        approve_product(uow, product.id, revision=_number(answer))

    def send_back(self, uow: UnitOfWork, public_id: str, answer: Answer) -> None:
        """Notes per criterion go with those per field."""
        product = _curated(uow, public_id, answer)
        notes = {note_key(one): line.note for one, line in answer.curation.items() if line.mark is Mark.WORK}
        return_product(
            uow,
            product.id,
            revision=_number(answer),
            notes={**answer.notes, **notes},
            reason=answer.reason,
        )

    def reject(self, uow: UnitOfWork, public_id: str, answer: Answer) -> None:
        product = _curated(uow, public_id, answer)
        reject_product(uow, product.id, revision=_number(answer), reason=answer.reason)


SUBJECTS.add("product")(ProductSubject())

FIRST = _l("Setelah disetujui produk tampil di katalog selama surat-suratnya berlaku.")
AGAIN = _l("Yang disetujui dahulu tetap tampil sampai perubahan ini disetujui.")


def _waiting(uow: UnitOfWork, public_id: str) -> Workbench:
    bench = workbench(uow, public_id)
    check_waits(uow, bench.product)
    return bench


def _curated(uow: UnitOfWork, public_id: str, answer: Answer) -> Product:
    product = _waiting(uow, public_id).product
    curate(uow, product.id, answer.curation)
    return product


def _number(answer: Answer) -> int:
    """Of the revision that was looked at; none has the number 0."""
    return int(answer.seen) if answer.seen.isascii() and answer.seen.isdigit() else 0


def _changes(uow: UnitOfWork, bench: Workbench) -> Mapping[str, FieldChange]:
    """Since the revision that was approved last, by field."""
    product = bench.product
    if product.approved_number is None:
        return {}
    before, after = (
        snapshot_of(uow.session, product.id, number)
        for number in (product.approved_number, bench.revision.number)
    )
    return {change.field: change for change in compare(before, after)}


def _pictures(bench: Workbench, change: FieldChange | None) -> Iterator[Picture]:
    """Those that hang, in order, then those that were taken down."""
    moved = {one.photo.key: one for one in change.photos} if change else {}
    for photo in bench.photos:
        yield Picture(photo.key, photo.alt or bench.revision.name, _became(moved.get(photo.key)))
    for one in moved.values():
        if one.now is None:
            yield Picture(one.photo.key, one.photo.alt or bench.revision.name, _became(one))


def _became(moved: Moved | None) -> Label | None:
    if moved is None:
        return None
    if moved.was is None:
        return _l("Foto baru")
    if moved.now is None:
        return _l("Foto ini dilepas")
    if moved.now != moved.was:
        return _l("Pindah dari tempat %(was)d ke %(now)d", was=moved.was, now=moved.now)
    return _l("Keterangannya diubah")


def _checks(uow: UnitOfWork, bench: Workbench) -> Iterator[Check]:
    for sold in bench.variants:
        if gtin := sold.pack.gtin:
            fine = not is_in_store(gtin)
            yield Check(_l("Barcode sah") if fine else _l("Barcode dari toko, bukan dari GS1"), fine=fine)
            for other in others_with(uow.session, bench.product.id, gtin):
                yield Check(
                    _l("Barcode %(gtin)s juga dipakai %(name)s, %(maker)s", gtin=gtin, **other._asdict()),
                    fine=False,
                )
    verdict = eligible_on(uow.session, bench.product.id, uow.today)
    reasons = verdict.reasons if isinstance(verdict, Blocked) else ()
    lacking = [reason for reason in reasons if reason.code != "product"]
    for reason in lacking:
        yield Check(reason.says, fine=False)
    if not lacking:
        yield Check(_l("Surat lengkap hari ini"), fine=True)
