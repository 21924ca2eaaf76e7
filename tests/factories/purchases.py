"""Purchases and declarations for tests, straight into the ledger."""

from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from marketplace.files.models import Attachment, AttachmentKind
from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.kernel.ids import PartnerId, PurchaseId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.names import same_name
from marketplace.kernel.quantity import Quantity
from marketplace.partners.models import Partner
from marketplace.producers.models import Producer
from marketplace.purchases.documents import document_key, item_key, write_live
from marketplace.purchases.models.answers import (
    Answer,
    AnswerRuling,
    ClaimDecision,
    ClaimRuling,
    PurchaseAnswer,
    Refusal,
    RefusalAnswer,
    RefusalDecision,
)
from marketplace.purchases.models.declarations import SpendDeclaration
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, RememberedName, Source
from marketplace.purchases.recognising import recognise
from marketplace.purchases.services import NewLine, NewPurchase
from tests.conftest import NOW
from tests.factories.certification import make_scan
from tests.factories.ordering import make_maker

numbers = count(1)


def make_purchase(
    session: Session,
    partner: Partner,
    maker: Producer | None = None,
    *nets: int,
    answer: Answer | None = None,
    ruling: ClaimRuling | None = None,
    lines: list[dict[str, Any]] | None = None,
    **given: Any,
) -> Purchase:
    """Logged by hand on 12 August 2026 without a document: grade D. One line for each amount."""
    number = next(numbers)
    purchase = Purchase(
        **{
            "source": Source.MANUAL,
            "source_ref": f"test-{number}",
            "partner_id": partner.id,
            "producer_id": maker.id if maker else None,
            "seller_text": "" if maker else "Grosir Rekayasa",
            "bought_on": date(2026, 8, 12),
            "recorded_by": None,
            "recorded_at": NOW,
        }
        | given
    )
    session.add(purchase)
    session.flush()
    for net in nets or (100_000,):
        session.add(_line(purchase.id, net=Rupiah(net)))
    for line in lines or ():
        session.add(_line(purchase.id, **line))
    if purchase.source is not Source.HANDOVER and purchase.reverses_id is None:
        _make_live(session, purchase)
    if answer is not None:
        session.add(PurchaseAnswer(purchase_id=purchase.id, answer=answer, answered_by=None, answered_at=NOW))
    if ruling is not None:
        session.flush()
        session.add(
            ClaimDecision(
                purchase_id=purchase.id,
                ruling=ruling,
                reason="Notanya jelas",
                decided_by=None,
                decided_at=NOW,
            )
        )
    session.commit()
    return purchase


def make_name(session: Session, partner: Partner, text: str, **given: Any) -> RememberedName:
    """What the shop calls a seller who is no maker of Metro, unless said otherwise."""
    name = RememberedName(
        **{
            "partner_id": partner.id,
            "maker_id": None,
            "text": text,
            "same": same_name(text),
            "said_as": f"said-{next(numbers)}",
            "said_by": None,
            "said_at": NOW,
        }
        | given
    )
    session.add(name)
    session.commit()
    return name


def _make_live(session: Session, purchase: Purchase) -> None:
    items = [
        item_key(purchase.producer_id, purchase.seller_text, line.text)
        for line in lines_in(session, purchase)
    ]
    document = document_key(purchase.document_number, purchase.bought_on)
    write_live(session, purchase.partner_id, [purchase.id] * len(items), [document] * len(items), items)


def _line(purchase_id: PurchaseId, **given: Any) -> PurchaseLine:
    net = given.get("net", 100_000)
    return PurchaseLine(
        **{
            "purchase_id": purchase_id,
            "text": "Keripik Pisang",
            "quantity_milli": 1000 if net > 0 else -1000,
            "unit": "PCS",
            "unit_price": Rupiah(abs(net)),
            "net": Rupiah(net),
        }
        | given
    )


def new_purchase(partner: Partner, *nets: int, item: str = "Keripik Pisang", **given: Any) -> NewPurchase:
    """As a form would have it recorded: the same shop, seller, day and item as `make_purchase`."""
    lines = [
        NewLine(text=item, quantity=Quantity.of(1), unit="PCS", unit_price=Rupiah(net), net=Rupiah(net))
        for net in nets or (100_000,)
    ]
    return NewPurchase(
        **{
            "source": Source.MANUAL,
            "source_ref": f"form-{next(numbers)}",
            "partner_id": partner.id,
            "seller_text": "Grosir Rekayasa",
            "bought_on": date(2026, 8, 12),
            "lines": lines,
        }
        | given
    )


def make_batch(session: Session, partner: Partner) -> ImportBatch:
    """The register of a shop, of a file that nobody opens."""
    batch = ImportBatch(
        kind=BatchKind.PURCHASES,
        organisation_id=partner.id,
        file_id=make_scan(session, make_maker(session)).id,
        made_by=None,
        made_at=NOW,
    )
    session.add(batch)
    session.commit()
    return batch


def lines_in(session: Session, purchase: Purchase) -> list[PurchaseLine]:
    return list(session.query(PurchaseLine).filter_by(purchase_id=purchase.id).order_by(PurchaseLine.id))


def make_refusal(
    session: Session,
    line: PurchaseLine,
    *,
    answered: bool = False,
    answered_at: datetime = NOW,
    ruling: AnswerRuling | None = None,
    **given: Any,
) -> Refusal:
    refusal = Refusal(
        **{"line_id": line.id, "reason": "Nota tidak terbaca", "refused_by": None, "refused_at": NOW} | given
    )
    session.add(refusal)
    session.flush()
    if answered:
        make_answer(session, refusal, at=answered_at, ruling=ruling)
    session.commit()
    return refusal


def make_answer(
    session: Session, refusal: Refusal, *, at: datetime = NOW, ruling: AnswerRuling | None = None
) -> RefusalAnswer:
    """With a photo, which the database wants."""
    line = session.get_one(PurchaseLine, refusal.line_id)
    proof = Attachment(
        kind=AttachmentKind.EVIDENCE,
        name="nota.jpg",
        media_type="image/jpeg",
        size=1,
        sha256="a" * 64,
        organisation_id=session.get_one(Purchase, line.purchase_id).partner_id,
        uploaded_by=None,
        uploaded_at=at,
    )
    session.add(proof)
    session.flush()
    answer = RefusalAnswer(
        refusal_id=refusal.id, text="Nota baru", evidence_id=proof.id, answered_by=None, answered_at=at
    )
    session.add(answer)
    session.flush()
    if ruling is not None:
        session.add(
            RefusalDecision(
                answer_id=answer.id,
                refusal_id=refusal.id,
                ruling=ruling,
                reason="Masih kabur",
                decided_by=None,
                decided_at=at,
            )
        )
    session.commit()
    return answer


def declare(
    session: Session, partner: Partner, total: int = 1_000_000, month: str = "2026-08", **given: Any
) -> SpendDeclaration:
    row = SpendDeclaration(
        **{
            "partner_id": partner.id,
            "month": month,
            "revision": 1,
            "total": Rupiah(total),
            "signer": "Pemilik",
            "submitted_by": None,
            "submitted_at": NOW,
        }
        | given
    )
    session.add(row)
    session.commit()
    return row


def seller_named(session: Session, text: str) -> int | None:
    """Whom a name means to a shop that has said nothing yet."""
    return recognise(session, PartnerId(0), text, "").producer_id
