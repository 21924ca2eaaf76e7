"""Purchases are replaced, one or ten thousand at a time, in as few statements: a reversal that names its successor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from sqlalchemy import select

from marketplace.certification.queries import certified_days
from marketplace.db.bulk import SLICE, insert_columns, reserve_ids
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import PartnerId, ProducerId, PurchaseId, new_public_ids
from marketplace.kernel.slicing import in_slices
from marketplace.producers.models import Producer
from marketplace.purchases.documents import (
    Line,
    LiveLine,
    document_key,
    held_documents,
    item_key,
    live_lines,
    plainly,
    wait_for_documents,
    write_live,
)
from marketplace.purchases.events import PurchaseRecorded
from marketplace.purchases.matching import Evidence, Outcome, Same, match
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from marketplace.purchases.reversing import AGAIN, base_ref, supersede, take_over
from marketplace.purchases.services import EVIDENCE, NewLine, NewPurchase, check_new, to_take_back

Pair = tuple[Purchase, NewPurchase]  # what is replaced, and by what


def replace_purchase(uow: UnitOfWork, original_id: PurchaseId, new: NewPurchase, *, reason: str) -> Purchase:
    """The same for one."""
    found = replace_purchases(uow, new.partner_id, {original_id: new}, reason=reason)
    return uow.get(Purchase, found[original_id])


def replace_purchases(
    uow: UnitOfWork, partner_id: PartnerId, by: Mapping[PurchaseId, NewPurchase], *, reason: str
) -> Mapping[PurchaseId, PurchaseId]:
    """Have others count instead of these purchases of a shop; gives the successor of each. Its reversal names it.

    Source, reference and import stay those of the original, so a rerun of its file still finds it and undoing that
    import takes the successor back too. Where another file or entry has the same row, that one is the successor; what
    a handover holds is written as evidence for it. Refused for a handover, and for what was taken back already.
    """
    wait_for_documents(uow.session, partner_id)
    pairs = [(one, by[one.id]) for one in to_take_back(uow, list(by))]
    for _, new in pairs:
        check_new(uow, new)
    ids = [PurchaseId(number) for number in reserve_ids(uow.session, Purchase, len(pairs))]
    decided = _Decided()
    documents = _Documents(uow, partner_id, [new for _, new in pairs])
    for (original, new), number in zip(pairs, ids, strict=True):
        documents.decide(decided, original, new, number)
    written = [(pair, number) for pair, number in zip(pairs, ids, strict=True) if number in decided.written]
    _write(uow, partner_id, written)
    for holder, numbers in decided.evidence.items():
        take_over(uow, numbers, holder, reason=EVIDENCE)
    supersede(uow, decided.successors, reason=reason)
    return decided.successors


def with_lines(
    uow: UnitOfWork, numbers: Sequence[PurchaseId]
) -> Iterator[tuple[Purchase, Sequence[PurchaseLine]]]:
    """Purchases as they are written, to be replaced by what differs."""
    query = select(PurchaseLine).where(PurchaseLine.purchase_id.in_(numbers)).order_by(PurchaseLine.id)
    lines: defaultdict[PurchaseId, list[PurchaseLine]] = defaultdict(list)
    for line in uow.session.scalars(query):
        lines[line.purchase_id].append(line)
    for purchase in uow.session.scalars(select(Purchase).where(Purchase.id.in_(numbers))):
        yield purchase, lines[purchase.id]


@dataclass
class _Decided:
    """Successor of each original, which of them are to be written, and of those what is evidence for what."""

    successors: dict[PurchaseId, PurchaseId] = field(default_factory=dict)
    written: set[PurchaseId] = field(default_factory=set)
    evidence: defaultdict[PurchaseId | None, list[PurchaseId]] = field(
        default_factory=lambda: defaultdict(list)
    )


class _Documents:
    """What counts of the documents of these purchases, while one after the other is replaced.

    Without a number only a handover matters: rows of a day are never the same because they are alike.
    """

    def __init__(self, uow: UnitOfWork, partner_id: PartnerId, purchases: Sequence[NewPurchase]) -> None:
        keys = {document_key(new.document_number, new.bought_on) for new in purchases}
        numbered = {key for key in keys if not key.startswith("@")}
        live = live_lines(uow.session, partner_id, numbered)
        self._live = {key: list(live.get(key, ())) for key in numbered}
        self._held = held_documents(uow.session, partner_id, keys)
        self._kept = _kept_records(uow, {new.producer_id for new in purchases})

    def decide(self, decided: _Decided, original: Purchase, new: NewPurchase, number: PurchaseId) -> None:
        """`number` is what its successor is called where it is written."""
        key = document_key(new.document_number, new.bought_on)
        others = [one for one in self._live.get(key, ()) if one.purchase_id != original.id]
        lines = self._lines(key, new)
        known = match(lines, {key: others}, self._held)
        elsewhere = _counted_elsewhere(original, known)
        held = [one.purchase_id for one in known if isinstance(one, Evidence)]
        decided.successors[original.id] = elsewhere or number
        if elsewhere is None:
            decided.written.add(number)
            if held:
                decided.evidence[held[0]].append(number)
            else:
                others += [
                    LiveLine(number, original.source, original.source_ref, original.batch_id, line)
                    for line in lines
                ]
        if key in self._live:
            self._live[key] = others

    def _lines(self, key: str, new: NewPurchase) -> list[Line]:
        maker = None if new.producer_id is None else self._kept.get(new.producer_id, new.producer_id)
        seller = plainly(new.seller_text)
        return [
            Line(key, maker, seller, new.bought_on, plainly(one.text), one.product_id, one.quantity, one.net)
            for one in new.lines
        ]


def _kept_records(uow: UnitOfWork, ids: Collection[ProducerId | None]) -> Mapping[ProducerId, ProducerId]:
    """Of merged records those that were kept."""
    query = select(Producer.id, Producer.merged_into_id).where(
        Producer.id.in_({one for one in ids if one is not None}), Producer.merged_into_id.is_not(None)
    )
    return {one: kept for one, kept in uow.session.execute(query) if kept is not None}


def _counted_elsewhere(original: Purchase, known: Sequence[Outcome]) -> PurchaseId | None:
    """The one row of another file or entry that is the same as all of it."""
    same = [one.live if isinstance(one, Same) else None for one in known]
    first = same[0]
    if first is None or any(one is None or one.purchase_id != first.purchase_id for one in same):
        return None
    apart = (first.source, first.batch_id) != (original.source, original.batch_id)
    return first.purchase_id if apart else None


def _write(uow: UnitOfWork, partner_id: PartnerId, pairs: Sequence[tuple[Pair, PurchaseId]]) -> None:
    """In slices, so that the cells of all are never there at once."""
    for some in in_slices(pairs, SLICE):
        _write_purchases(uow, partner_id, [pair for pair, _ in some], [number for _, number in some])
        _write_lines(
            uow, partner_id, [(number, new, line) for (_, new), number in some for line in new.lines]
        )
    for (original, new), number in pairs:
        uow.emit(
            PurchaseRecorded(
                purchase_id=number,
                partner_id=partner_id,
                producer_id=new.producer_id,
                source=original.source.value,
                net=sum(line.net for line in new.lines),
            )
        )


def _write_purchases(
    uow: UnitOfWork, partner_id: PartnerId, pairs: Sequence[Pair], ids: Sequence[PurchaseId]
) -> None:
    on_behalf = uow.actor.on_behalf_of is not None
    columns: dict[str, Iterable[Any]] = {
        "id": ids,
        "public_id": new_public_ids(len(ids)),
        "source": [one.source for one, _ in pairs],
        "source_ref": [f"{base_ref(one.source_ref)}{AGAIN}{one.public_id}" for one, _ in pairs],
        "partner_id": repeat(partner_id),
        "outlet_id": [new.outlet_id for _, new in pairs],
        "producer_id": [new.producer_id for _, new in pairs],
        "seller_text": [new.seller_text for _, new in pairs],
        "bought_on": [new.bought_on for _, new in pairs],
        "document_number": [new.document_number or None for _, new in pairs],
        "evidence_id": [new.evidence_id for _, new in pairs],
        "recognition": [new.recognition for _, new in pairs],
        "one_sided": [new.one_sided or on_behalf for _, new in pairs],
        "batch_id": [one.batch_id for one, _ in pairs],
        "recorded_by": repeat(uow.actor.user_id),
        "recorded_at": repeat(uow.now),
        "named_by": [new.named_by for _, new in pairs],
        "photo_required": [one.photo_required for one, _ in pairs],
    }
    insert_columns(uow.session, Purchase, columns)


def _write_lines(
    uow: UnitOfWork, partner_id: PartnerId, lines: Sequence[tuple[PurchaseId, NewPurchase, NewLine]]
) -> None:
    sold = {(line.product_id, new.bought_on) for _, new, line in lines if line.product_id is not None}
    held = certified_days(uow.session, sold) if sold else {}
    columns: dict[str, Iterable[Any]] = {
        "id": reserve_ids(uow.session, PurchaseLine, len(lines)),
        "purchase_id": [number for number, _, _ in lines],
        "variant_id": [line.variant_id for *_, line in lines],
        "product_id": [line.product_id for *_, line in lines],
        "category_id": [line.category_id for *_, line in lines],
        "text": [line.text for *_, line in lines],
        "quantity_milli": [int(line.quantity) for *_, line in lines],
        "unit": [line.unit for *_, line in lines],
        "unit_price": [line.unit_price for *_, line in lines],
        "net": [line.net for *_, line in lines],
        "tax": [line.tax for *_, line in lines],
        "certified": [
            held[line.product_id, new.bought_on] if line.product_id is not None else None
            for _, new, line in lines
        ],
        "named_by": [line.named_by for *_, line in lines],
    }
    insert_columns(uow.session, PurchaseLine, columns)
    write_live(
        uow.session,
        partner_id,
        [number for number, *_ in lines],
        [document_key(new.document_number, new.bought_on) for _, new, _ in lines],
        [item_key(new.producer_id, new.seller_text, line.text) for _, new, line in lines],
    )
