"""A shop reads that the maker will deliver."""

from marketplace.kernel.labels import _l
from marketplace.kernel.roles import PARTNER
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind
from marketplace.notices.orders import order_letter, write_about_order
from marketplace.ordering.events import OrderConfirmed

LETTER = order_letter(
    "order-confirmed",
    _l("Pesanan %(number)s dikonfirmasi"),
    _l("%(maker)s mengonfirmasi pesanan %(number)s dan menyiapkan barangnya.\n\nLihat: %(link)s"),
)
write_about_order(OrderConfirmed, LETTER, to=["partner"])

NOTICE_KINDS.add("order_confirmed")(NoticeKind(_l("Pesanan dikonfirmasi"), [LETTER], readers=[PARTNER]))
