"""A visit to the shop of a case: when it is, photos, goods on the shelf, and receipts that stand in no row.

What is typed may be sent twice: a phone that lost its line sends it again, with the same `client_id`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from marketplace.audits.casework import working_on
from marketplace.audits.events import (
    AuditPhotoTaken,
    AuditVisitPlanned,
    ShelfCounted,
    UnrecordedDocumentFound,
)
from marketplace.audits.models.cases import AuditCase
from marketplace.audits.models.plans import AuditItem, AuditPlan
from marketplace.audits.models.visits import AuditPhoto, AuditVisit, ShelfCount, UnrecordedDocument
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, ProducerId, VariantId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.names import same_name
from marketplace.purchases.documents import document_key, held_documents, live_lines


def plan_visit(uow: UnitOfWork, case_id: int, *, start_at: datetime) -> AuditVisit:
    """By an auditor of the case; planned again the last one holds. Refused for what is past."""
    case = working_on(uow, case_id)
    if start_at < uow.now:
        raise Refused(_l("Pilih waktu yang belum lewat."), field="day")
    row = uow.add(
        AuditVisit(case_id=case.id, start_at=start_at, planned_by=uow.actor.user_id, planned_at=uow.now)
    )
    uow.emit(AuditVisitPlanned(case_id=case.id, start_at=start_at.isoformat()))
    return row


def take_photo(
    uow: UnitOfWork, case_id: int, *, place: int | None, note: str, file_id: AttachmentId | None
) -> AuditPhoto:
    """Of the document with this place in the sample, or of anything else at the shop. Refused without a photo."""
    case = working_on(uow, case_id)
    item = None
    if place is not None:
        item = uow.find(AuditItem, plan_id=case.plan_id, partner_id=case.partner_id, place=place)
    if file_id is None:
        raise Refused(_l("Ambil fotonya dulu."), field="photo")
    row = uow.add(
        AuditPhoto(
            case_id=case.id,
            item_id=item.id if item else None,
            note=note,
            file_id=file_id,
            taken_by=uow.actor.user_id,
            taken_at=uow.now,
        )
    )
    uow.emit(AuditPhotoTaken(case_id=case.id, photo_id=row.id, item_id=row.item_id))
    return row


@dataclass(frozen=True, kw_only=True)
class CountedGood:
    """Pieces of a good on the shelf; `expected` as in `ShelfCount`."""

    text: str
    counted: int
    producer_id: ProducerId | None = None
    variant_id: VariantId | None = None
    expected: int | None = None


def count_shelf(
    uow: UnitOfWork, case_id: int, counts: Sequence[CountedGood], *, client_id: str | None = None
) -> Sequence[ShelfCount]:
    """What was counted, once per `client_id`: again gives the rows that stand. Refused where nothing was counted."""
    if sent := _counts_of(uow, case_id, client_id):
        return sent
    case = working_on(uow, case_id)
    if sent := _counts_of(uow, case_id, client_id):
        return sent
    if not counts:
        raise Refused(_l("Isi paling sedikit satu barang yang dihitung."))
    rows = [
        ShelfCount(
            case_id=case.id,
            client_id=client_id or None,
            place=place,
            producer_id=one.producer_id,
            variant_id=one.variant_id,
            text=one.text,
            counted=one.counted,
            expected=one.expected,
            counted_by=uow.actor.user_id,
            counted_at=uow.now,
        )
        for place, one in enumerate(counts, start=1)
    ]
    uow.session.add_all(rows)
    uow.session.flush()
    uow.emit(ShelfCounted(case_id=case.id, goods=len(rows), pieces=sum(row.counted for row in rows)))
    return rows


def _counts_of(uow: UnitOfWork, case_id: int, client_id: str | None) -> Sequence[ShelfCount]:
    if not client_id:
        return ()
    query = select(ShelfCount).filter_by(case_id=case_id, client_id=client_id).order_by(ShelfCount.place)
    return uow.session.scalars(query).all()


@dataclass(frozen=True, kw_only=True)
class FoundDocument:
    """A receipt that lay at the shop; `net` in rupiah without VAT, `number` None where it has none."""

    seller: str
    number: str | None
    day: date
    net: Rupiah
    producer_id: ProducerId | None = None
    note: str = ""
    file_id: AttachmentId | None = None


def note_unrecorded(
    uow: UnitOfWork, case_id: int, found: FoundDocument, *, client_id: str | None = None
) -> UnrecordedDocument:
    """A receipt of the plan's period that no row of MB2 is of, once per `client_id`; said again the last word holds.

    Refused for one outside the period, and for one whose number the ledger has of this seller.
    """
    known = select(UnrecordedDocument).filter_by(case_id=case_id, client_id=client_id or None)
    if client_id and (sent := uow.session.scalar(known)):
        return sent
    case = working_on(uow, case_id)
    if client_id and (sent := uow.session.scalar(known)):
        return sent
    plan = uow.get(AuditPlan, case.plan_id)
    if not plan.from_on <= found.day <= plan.until_on:
        raise Refused(_l("Tanggal nota di luar masa yang diperiksa."), field="day")
    _demand_unknown(uow, case, found)
    row = uow.add(
        UnrecordedDocument(
            case_id=case.id,
            client_id=client_id or None,
            producer_id=found.producer_id,
            seller=found.seller,
            number=found.number,
            day=found.day,
            key=f"{same_name(found.seller)} {document_key(found.number, found.day)}",
            net=found.net,
            note=found.note,
            file_id=found.file_id,
            found_by=uow.actor.user_id,
            found_at=uow.now,
        )
    )
    uow.emit(UnrecordedDocumentFound(case_id=case.id, document_id=row.id, net=row.net))
    return row


def _demand_unknown(uow: UnitOfWork, case: AuditCase, found: FoundDocument) -> None:
    """A number only: of one day a shop may have several receipts of a seller, recorded or not."""
    key = document_key(found.number, found.day)
    if key.startswith("@"):
        return
    here = live_lines(uow.session, case.partner_id, [key]).get(key, ())
    own = same_name(found.seller)
    known = any(one.line.seller == own or one.line.maker == found.producer_id is not None for one in here)
    if known or (key, found.producer_id) in held_documents(uow.session, case.partner_id, [key]):
        raise Refused(
            _l(
                "Nota %(number)s penjual ini sudah tercatat di MB2. Bila nilainya di kertas berbeda, catat “Beda” pada"
                " dokumennya, atau tulis temuan bila tidak ada dalam sampel.",
                number=found.number or "",
            ),
            field="number",
        )
