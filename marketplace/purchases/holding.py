"""What handovers hold: a document of theirs counts once, by what both sides agreed."""

from __future__ import annotations

from collections.abc import Collection

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import PartnerId, ProducerId, PurchaseId
from marketplace.producers.models import Producer
from marketplace.purchases.documents import live_lines, number_key
from marketplace.purchases.models.ledger import HeldDocument
from marketplace.purchases.reversing import take_over

TAKEN_OVER = "Sudah disepakati lewat serah terima"


def hold_documents(
    uow: UnitOfWork,
    partner_id: PartnerId,
    producer_id: ProducerId,
    *,
    handover: str,
    numbers: Collection[str],
    purchase_id: PurchaseId | None,
) -> None:
    """Have an agreed handover hold the numbers of its papers; rows that came with one before become its evidence.

    They are taken back whatever their day and source, and name `purchase_id`, what the handover wrote into the ledger,
    as their successor. `handover` is its public id.
    """
    documents = {key for number in numbers if (key := number_key(number))}
    uow.session.add_all(
        HeldDocument(
            partner_id=partner_id,
            document=document,
            handover=handover,
            producer_id=producer_id,
            purchase_id=purchase_id,
        )
        for document in sorted(documents)
    )
    uow.session.flush()
    maker = uow.get(Producer, producer_id)
    kept = maker.merged_into_id or maker.id
    earlier = {
        one.purchase_id: None
        for lines in live_lines(uow.session, partner_id, documents).values()
        for one in lines
        if one.line.maker == kept
    }
    take_over(uow, list(earlier), purchase_id, reason=TAKEN_OVER)
