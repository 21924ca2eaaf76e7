"""A maker reads that the shop takes what was proposed."""

from marketplace.kernel.labels import _l
from marketplace.kernel.roles import PRODUCER
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind
from marketplace.notices.orders import order_letter, write_about_order
from marketplace.ordering.events import OrderProposalAccepted

LETTER = order_letter(
    "order-proposal-accepted",
    _l("Usulan Anda untuk pesanan %(number)s disetujui"),
    _l("%(partner)s menyetujui usulan Anda. Siapkan barangnya, lalu kirim.\n\nLihat: %(link)s"),
)
write_about_order(OrderProposalAccepted, LETTER, to=["producer"])

NOTICE_KINDS.add("order_proposal_accepted")(
    NoticeKind(_l("Usulan pesanan disetujui"), [LETTER], readers=[PRODUCER])
)
