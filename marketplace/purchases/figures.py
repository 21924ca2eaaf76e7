"""A maker's own figure for a purchase they dispute, and the shop's word on it before an officer decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, PurchaseId, UserId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah, half_up
from marketplace.kernel.quantity import MILLI, Quantity
from marketplace.purchases import policies
from marketplace.purchases.documents import wait_for_documents
from marketplace.purchases.events import FigureReplied, PurchaseAnswered
from marketplace.purchases.models.answers import Answer, ClaimDecision, PurchaseAnswer
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from marketplace.purchases.models.told import FigureAnswer, FigureReply, MakerFigure
from marketplace.purchases.replacing import replace_purchase
from marketplace.purchases.services import NewLine, NewPurchase, answer_purchase

ACCEPTED = "Toko menerima angka pembuat"
OWN_WORD = "Pembuat sendiri yang mencatat angka ini"


@dataclass(frozen=True, kw_only=True)
class OwnFigure:
    """What one side says it was, above zero; None where it says the same as the other."""

    quantity: Quantity | None = None
    amount: Rupiah | None = None  # without VAT
    on: date | None = None
    document_number: str | None = None
    evidence_id: AttachmentId | None = None

    @property
    def says_nothing(self) -> bool:
        return not (self.quantity or self.amount or self.on or self.document_number)


class FigureRow(NamedTuple):
    """A maker's figure as pages show it beside the shop's; `evidence` is a public id."""

    quantity: int
    net: Rupiah
    bought_on: date
    document_number: str | None
    evidence: str | None
    evidence_type: str | None
    reply: FigureAnswer | None
    reply_reason: str | None


def deny_purchase(
    uow: UnitOfWork, purchase_id: PurchaseId, *, reason: str, figure: OwnFigure | None = None
) -> PurchaseAnswer:
    """The maker disputes a purchase, and may say what it was instead; what they do not name is the shop's.

    With a quantity alone the price per unit stays. Refused for a purchase of several items, for a day to come, and
    where nothing differs from what the shop recorded.
    """
    answer = answer_purchase(uow, purchase_id, answer=Answer.DISPUTED, reason=reason)
    if figure is None or figure.says_nothing:
        return answer
    uow.add(_whole(uow, uow.get(Purchase, purchase_id), figure))
    return answer


def reply_to_figure(
    uow: UnitOfWork, purchase_id: PurchaseId, *, answer: FigureAnswer, reason: str = ""
) -> FigureReply:
    """The shop takes over the maker's figure, which then counts and is confirmed, or keeps to its own; said once.

    Refused where an officer has decided or the purchase was taken back, and to whoever sits with the maker as well.
    """
    wait_for_documents(uow.session, uow.get(Purchase, purchase_id).partner_id)
    purchase = uow.get(Purchase, purchase_id, lock=True)
    uow.demand(policies.REPLY_TO_FIGURE, purchase)
    figure = uow.session.get(MakerFigure, purchase.id)
    if figure is None:
        raise Refused(_l("Pembuat tidak menulis angka lain untuk pembelian ini."))
    if uow.session.get(FigureReply, purchase.id) is not None:
        raise Refused(_l("Angka pembuat ini sudah Anda jawab."))
    if uow.session.get(ClaimDecision, purchase.id) is not None:
        raise Refused(_l("Bantahan ini sudah diputuskan."))
    check_counts(uow, purchase)
    reply = uow.add(
        FigureReply(
            purchase_id=purchase.id,
            answer=answer,
            reason=reason,
            replied_by=uow.actor.user_id,
            replied_at=uow.now,
        )
    )
    uow.emit(FigureReplied(purchase_id=purchase.id, answer=answer.value, reason=reason))
    if answer is FigureAnswer.ACCEPTED:
        use_figure(uow, purchase, figure, reason=ACCEPTED, one_sided=purchase.one_sided)
    return reply


def use_figure(
    uow: UnitOfWork, purchase: Purchase, figure: MakerFigure, *, reason: str, one_sided: bool
) -> Purchase:
    """Have the maker's figure count instead of the shop's; it is confirmed by its maker, whose word it is.

    `one_sided`: the shop did not agree to it, so its grade is that of its document. Rows of published months stay as
    they were reported: reports hold copies.
    """
    (line,) = _lines(uow.session, purchase.id)
    said = uow.session.get_one(PurchaseAnswer, purchase.id)
    after = replace_purchase(uow, purchase.id, _as_said(purchase, line, figure, one_sided), reason=reason)
    confirm_for_maker(uow, after.id, said.answered_by)
    return after


def confirm_for_maker(uow: UnitOfWork, purchase_id: PurchaseId, maker_user: UserId | None) -> None:
    """A row that says what its maker said is confirmed by them; what they answered before stays."""
    if uow.session.get(PurchaseAnswer, purchase_id) is None:
        uow.add(
            PurchaseAnswer(
                purchase_id=purchase_id,
                answer=Answer.CONFIRMED,
                answered_by=maker_user,
                answered_at=uow.now,
            )
        )
        uow.emit(PurchaseAnswered(purchase_id=purchase_id, answer=Answer.CONFIRMED.value, reason=OWN_WORD))


def copy_figures(uow: UnitOfWork, successors: Mapping[PurchaseId, PurchaseId]) -> None:
    """Figures go along with their denials where purchases are followed by others."""
    query = select(MakerFigure).where(MakerFigure.purchase_id.in_(successors))
    for figure in uow.session.scalars(query.order_by(MakerFigure.purchase_id)).all():
        uow.add(
            MakerFigure(
                purchase_id=successors[figure.purchase_id],
                quantity_milli=figure.quantity_milli,
                net=figure.net,
                bought_on=figure.bought_on,
                document_number=figure.document_number,
                evidence_id=figure.evidence_id,
            )
        )


def check_counts(uow: UnitOfWork, purchase: Purchase) -> None:
    """Refused for what was taken back or replaced."""
    if uow.session.scalar(select(Purchase.id).filter_by(reverses_id=purchase.id)):
        raise Refused(_l("Pembelian ini sudah dibatalkan."))


def figure_of(session: Session, purchase_id: PurchaseId) -> FigureRow | None:
    """What its maker says it was, with the shop's reply; None where they named no figure."""
    query = (
        select(
            MakerFigure.quantity_milli,
            MakerFigure.net,
            MakerFigure.bought_on,
            MakerFigure.document_number,
            Attachment.public_id,
            Attachment.media_type,
            FigureReply.answer,
            FigureReply.reason,
        )
        .outerjoin(Attachment, Attachment.id == MakerFigure.evidence_id)
        .outerjoin(FigureReply, FigureReply.purchase_id == MakerFigure.purchase_id)
        .where(MakerFigure.purchase_id == purchase_id)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else FigureRow(*found)


def _lines(session: Session, purchase_id: PurchaseId) -> list[PurchaseLine]:
    return list(session.scalars(select(PurchaseLine).filter_by(purchase_id=purchase_id)))


def _whole(uow: UnitOfWork, purchase: Purchase, figure: OwnFigure) -> MakerFigure:
    lines = _lines(uow.session, purchase.id)
    if len(lines) != 1:
        raise Refused(_l("Pembelian ini memuat beberapa barang; tulis angka Anda pada alasan."))
    if figure.on is not None and figure.on > uow.today:
        raise Refused(_l("Tanggal pembelian belum tiba; isi tanggal pada nota."), field="own_day")
    (line,) = lines
    sign = -1 if line.net < 0 else 1
    quantity = sign * figure.quantity if figure.quantity else line.quantity_milli
    net = half_up(line.net * quantity, line.quantity_milli)
    if figure.amount:
        net = sign * figure.amount
    if net == 0:
        raise Refused(_l("Isi jumlah uangnya."), field="own_amount")
    own = MakerFigure(
        purchase_id=purchase.id,
        quantity_milli=quantity,
        net=Rupiah(net),
        bought_on=figure.on or purchase.bought_on,
        document_number=figure.document_number or purchase.document_number,
        evidence_id=figure.evidence_id,
    )
    shops = line.quantity_milli, line.net, purchase.bought_on, purchase.document_number
    if (own.quantity_milli, own.net, own.bought_on, own.document_number) == shops:
        raise Refused(_l("Angka Anda sama dengan catatan toko; ubah yang berbeda."), field="own_quantity")
    return own


def _as_said(purchase: Purchase, line: PurchaseLine, figure: MakerFigure, one_sided: bool) -> NewPurchase:
    """The same purchase with the maker's figure; VAT goes with the amount."""
    new = NewLine(
        text=line.text,
        quantity=Quantity(figure.quantity_milli),
        unit=line.unit,
        unit_price=Rupiah(abs(figure.net) * MILLI // abs(figure.quantity_milli)),
        net=figure.net,
        tax=Rupiah(half_up(line.tax * figure.net, line.net)) if line.net > 0 else line.tax,
        variant_id=line.variant_id,
        product_id=line.product_id,
        category_id=line.category_id,
        named_by=line.named_by,
    )
    return NewPurchase(
        source=purchase.source,
        source_ref=purchase.source_ref,
        partner_id=purchase.partner_id,
        outlet_id=purchase.outlet_id,
        producer_id=purchase.producer_id,
        seller_text=purchase.seller_text,
        bought_on=figure.bought_on,
        document_number=figure.document_number,
        evidence_id=figure.evidence_id or purchase.evidence_id,
        recognition=purchase.recognition,
        one_sided=one_sided,
        named_by=purchase.named_by,
        lines=[new],
    )
