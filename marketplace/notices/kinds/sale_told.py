"""A shop reads that a maker told a sale to it; the maker, what the shop answered and what the city ruled."""

from __future__ import annotations

from marketplace.accounts.models import Organisation
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, page, rupiah
from marketplace.kernel.roles import PRODUCER
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.telling import tell
from marketplace.purchases.events import SaleDecided, SaleReplied, SaleTold
from marketplace.purchases.models.told import SaleAnswer, SaleRuling, ToldSale

TOLD = Letter(
    "sale-told",
    _l("%(other)s mencatat penjualan kepada Anda"),
    _l(
        "%(other)s mencatat penjualan %(amount)s kepada Anda. Benarkan, tulis angka Anda, atau bantah; tanpa jawaban"
        " tidak dihitung.\n\nJawab: %(link)s"
    ),
    amount=rupiah,
    link=page,
)
REPLIED = Letter(
    "sale-replied",
    _l("%(other)s menjawab penjualan Anda"),
    _l("%(other)s menjawab penjualan yang Anda catat: %(answer)s.\n\nLihat: %(link)s"),
    answer=lambda value: SaleAnswer(value).label,
    link=page,
)
DECIDED = Letter(
    "sale-decided",
    _l("Dinas memutuskan penjualan yang dibantah"),
    _l("putusan Dinas atas penjualan yang dibantah: %(ruling)s. Alasannya: %(reason)s\n\nLihat: %(link)s"),
    ruling=lambda value: SaleRuling(value).label,
    link=page,
)


@on(SaleTold)
def write_to_shop(uow: UnitOfWork, event: SaleTold) -> None:
    sale = uow.get(ToldSale, event.sale_id)
    other = uow.get(Organisation, sale.producer_id).name
    about = {"other": other, "amount": event.net, "link": f"/partner/told/{sale.public_id}"}
    tell(uow, TOLD, {sale.partner_id: about}, event)


@on(SaleReplied)
def write_to_maker(uow: UnitOfWork, event: SaleReplied) -> None:
    """A maker that withdraws its own is not told of it."""
    if event.answer == SaleAnswer.WITHDRAWN:
        return
    sale = uow.get(ToldSale, event.sale_id)
    other = uow.get(Organisation, sale.partner_id).name
    about = {"other": other, "answer": event.answer, "link": f"/producer/sales/{sale.public_id}"}
    tell(uow, REPLIED, {sale.producer_id: about}, event)


@on(SaleDecided)
def write_to_both(uow: UnitOfWork, event: SaleDecided) -> None:
    sale = uow.get(ToldSale, event.sale_id)
    said = {"ruling": event.ruling, "reason": event.reason}
    links = {sale.partner_id: "/partner/told/", sale.producer_id: "/producer/sales/"}
    tell(
        uow,
        DECIDED,
        {side: said | {"link": f"{link}{sale.public_id}"} for side, link in links.items()},
        event,
    )


NOTICE_KINDS.add("sale_told")(
    NoticeKind(_l("Pembuat mencatat penjualan"), [TOLD], must=True, until=[SaleReplied, SaleDecided])
)
NOTICE_KINDS.add("sale_replied")(NoticeKind(_l("Penjualan dijawab toko"), [REPLIED], readers=[PRODUCER]))
NOTICE_KINDS.add("sale_decided")(NoticeKind(_l("Putusan atas penjualan"), [DECIDED], must=True))
