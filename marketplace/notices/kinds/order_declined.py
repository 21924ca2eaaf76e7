"""A shop reads that the maker cannot deliver, and why."""

from marketplace.kernel.labels import _l
from marketplace.kernel.roles import PARTNER
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind
from marketplace.notices.orders import order_letter, write_about_order
from marketplace.ordering.events import OrderDeclined

LETTER = order_letter(
    "order-declined",
    _l("Pesanan %(number)s tidak dapat dipenuhi"),
    _l("%(maker)s tidak dapat memenuhi pesanan %(number)s. Alasan: %(reason)s\n\nLihat: %(link)s"),
)
write_about_order(OrderDeclined, LETTER, to=["partner"])

NOTICE_KINDS.add("order_declined")(NoticeKind(_l("Pesanan ditolak"), [LETTER], readers=[PARTNER]))
