"""A maker reads the day its product is in the catalog, with the page from which it is shared."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select

from marketplace.catalog.models import Product
from marketplace.certification.events import ProductsListed
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.events import TransactionEvents
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, listed, page
from marketplace.kernel.roles import PRODUCER
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.telling import tell

LETTER = Letter(
    "products-listed",
    _l("Produk Anda sudah tayang di MB2"),
    _l(
        "mulai sekarang pembeli di Metro dapat menemukan:\n\n%(products)s\n\nLihat dan bagikan lewat WhatsApp:"
        " %(link)s"
    ),
    products=listed(str),
    link=page,
)


@on(TransactionEvents)
def write(uow: UnitOfWork, events: TransactionEvents) -> None:
    """Once for all makers of a transaction. Whoever put it there by a press of their own sees it at once."""
    shown = defaultdict[ProducerId, list[int]](list)
    for event in events.facts:
        if isinstance(event, ProductsListed) and event.producer_id != uow.actor.at:
            shown[ProducerId(event.producer_id)] += event.product_ids
    if not shown:
        return
    query = select(Product.id, Product.name, Product.public_id)
    query = query.where(Product.id.in_([one for ids in shown.values() for one in ids]))
    found = {row.id: row for row in uow.session.execute(query)}
    about = {
        maker: {
            "products": sorted(found[one].name for one in ids),
            "link": f"/producer/products/{found[ids[0]].public_id}/live",
        }
        for maker, ids in shown.items()
    }
    tell(uow, LETTER, about)


NOTICE_KINDS.add("products_listed")(NoticeKind(_l("Produk tayang di katalog"), [LETTER], readers=[PRODUCER]))
