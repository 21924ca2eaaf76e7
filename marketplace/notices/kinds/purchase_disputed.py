"""A shop reads that a maker disputes a purchase; the maker, what the shop replied; both, what the city ruled."""

from __future__ import annotations

from marketplace.accounts.models import Organisation
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, page
from marketplace.kernel.roles import PRODUCER
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.telling import tell
from marketplace.purchases.events import ClaimDecided, FigureReplied, PurchaseAnswered
from marketplace.purchases.models.answers import Answer, ClaimRuling
from marketplace.purchases.models.ledger import Purchase
from marketplace.purchases.models.told import FigureAnswer

DISPUTED = Letter(
    "purchase-disputed",
    _l("%(other)s membantah satu pembelian"),
    _l(
        "%(other)s membantah pembelian yang Anda catat: “%(reason)s” Selama dibantah, pembelian itu tidak dihitung."
        "\n\nLihat dan jawab: %(link)s"
    ),
    link=page,
)
REPLIED = Letter(
    "figure-replied",
    _l("%(other)s menjawab angka Anda"),
    _l("%(other)s menjawab bantahan Anda: %(answer)s.\n\nLihat: %(link)s"),
    answer=lambda value: FigureAnswer(value).label,
    link=page,
)
DECIDED = Letter(
    "claim-decided",
    _l("Dinas memutuskan pembelian yang dibantah"),
    _l("putusan Dinas atas pembelian yang dibantah: %(ruling)s. Alasannya: %(reason)s\n\nLihat: %(link)s"),
    ruling=lambda value: ClaimRuling(value).label,
    link=page,
)


@on(PurchaseAnswered)
def write_to_shop(uow: UnitOfWork, event: PurchaseAnswered) -> None:
    """What a maker confirms asks nothing of the shop."""
    if event.answer != Answer.DISPUTED:
        return
    row = uow.get(Purchase, event.purchase_id)
    about = {"other": _name(uow, row.producer_id), "reason": event.reason, "link": _shop_page(row)}
    tell(uow, DISPUTED, {row.partner_id: about}, event)


@on(FigureReplied)
def write_to_maker(uow: UnitOfWork, event: FigureReplied) -> None:
    row = uow.get(Purchase, event.purchase_id)
    if row.producer_id is not None:
        about = {"other": _name(uow, row.partner_id), "answer": event.answer, "link": _maker_page(row)}
        tell(uow, REPLIED, {row.producer_id: about}, event)


@on(ClaimDecided)
def write_to_both(uow: UnitOfWork, event: ClaimDecided) -> None:
    row = uow.get(Purchase, event.purchase_id)
    said = {"ruling": event.ruling, "reason": event.reason}
    about = {row.partner_id: said | {"link": _shop_page(row)}}
    if row.producer_id is not None:
        about[row.producer_id] = said | {"link": _maker_page(row)}
    tell(uow, DECIDED, about, event)


def _name(uow: UnitOfWork, organisation_id: int | None) -> str:
    return uow.get(Organisation, organisation_id).name if organisation_id else ""


def _shop_page(row: Purchase) -> str:
    return f"/partner/purchases/{row.public_id}"


def _maker_page(row: Purchase) -> str:
    return f"/producer/confirmations/{row.public_id}"


NOTICE_KINDS.add("purchase_disputed")(
    NoticeKind(_l("Pembelian dibantah"), [DISPUTED], must=True, until=[FigureReplied, ClaimDecided])
)
NOTICE_KINDS.add("figure_replied")(NoticeKind(_l("Angka dijawab toko"), [REPLIED], readers=[PRODUCER]))
NOTICE_KINDS.add("claim_decided")(NoticeKind(_l("Putusan atas pembelian"), [DECIDED], must=True))
