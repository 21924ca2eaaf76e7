"""The other side reads that an order is off; both do, where an official called it off or nobody answered."""

from marketplace.kernel.labels import _l
from marketplace.notices.kinds.base import NOTICE_KINDS, TRADERS, NoticeKind
from marketplace.notices.orders import order_letter, write_about_order
from marketplace.ordering.events import OrderCancelled
from marketplace.ordering.states import Ending

CANCELLED = order_letter(
    "order-cancelled",
    _l("Pesanan %(number)s dibatalkan"),
    _l("Pesanan %(number)s dibatalkan. Alasan: %(reason)s\n\nLihat: %(link)s"),
)
LAPSED = order_letter(
    "order-lapsed",
    _l("Pesanan %(number)s dibatalkan"),
    _l(
        "Batas waktu jawaban pesanan %(number)s sudah lewat, jadi pesanan itu batal. Sebabnya: %(how)s.\n\n"
        "Lihat: %(link)s"
    ),
    how=lambda code: Ending(code).label,
)


def _silent(event: OrderCancelled) -> bool:
    return Ending(event.how).silent


BOTH = ("partner", "producer")
write_about_order(OrderCancelled, CANCELLED, to=BOTH, when=lambda event: not _silent(event))
write_about_order(OrderCancelled, LAPSED, to=BOTH, when=_silent)

NOTICE_KINDS.add("order_cancelled")(NoticeKind(_l("Pesanan batal"), [CANCELLED, LAPSED], readers=TRADERS))
