"""A maker reads which products left the catalog because a day passed."""

from collections import defaultdict

from sqlalchemy import select

from marketplace.catalog.models import Product
from marketplace.certification.events import ProductsLapsed
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.events import TransactionEvents
from marketplace.kernel.ids import ProducerId, ProductId
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, listed
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.telling import tell

LETTER = Letter(
    "products-lapsed",
    _l("Produk Anda turun dari katalog MB2"),
    _l(
        "sejak hari ini produk berikut tidak tampil di katalog, karena ada surat yang berakhir atau masa tenggang yang"
        " habis:\n\n%(products)s\n\nMasuk ke MB2, buka produknya, dan lihat surat apa yang perlu diajukan. Setelah"
        " disetujui, produk tampil lagi seketika."
    ),
    products=listed(str),
)


@on(TransactionEvents)
def write(uow: UnitOfWork, events: TransactionEvents) -> None:
    """Once for all makers of a transaction: a night has thousands of them."""
    lapsed = defaultdict[ProducerId, list[ProductId]](list)
    for event in events.facts:
        if isinstance(event, ProductsLapsed):
            lapsed[ProducerId(event.producer_id)] += map(ProductId, event.product_ids)
    if lapsed:
        gone = Product.id.in_([product_id for ids in lapsed.values() for product_id in ids])
        names = dict(uow.session.execute(select(Product.id, Product.name).where(gone)).all())
        about = {maker: {"products": sorted(names[one] for one in ids)} for maker, ids in lapsed.items()}
        tell(uow, LETTER, about)


NOTICE_KINDS.add("products_lapsed")(NoticeKind(_l("Produk turun dari katalog"), [LETTER], must=True))
