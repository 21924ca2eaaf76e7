"""A maker reads that a shop ordered."""

from marketplace.kernel.labels import _l
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind
from marketplace.notices.orders import order_letter, write_about_order
from marketplace.ordering.events import (
    OrderCancelled,
    OrderConfirmed,
    OrderDeclined,
    OrderPlaced,
    OrderProposed,
)

LETTER = order_letter(
    "order-placed",
    _l("Pesanan baru %(number)s dari %(partner)s"),
    _l(
        "%(partner)s memesan kepada Anda: pesanan %(number)s, nilai %(total)s. Jawab paling lambat %(deadline)s;"
        " tanpa jawaban, pesanan batal sendiri.\n\nJawab di sini: %(link)s"
    ),
)
write_about_order(OrderPlaced, LETTER, to=["producer"])

NOTICE_KINDS.add("order_placed")(
    NoticeKind(
        _l("Pesanan baru"),
        [LETTER],
        must=True,
        until=[OrderConfirmed, OrderDeclined, OrderProposed, OrderCancelled],
    )
)
