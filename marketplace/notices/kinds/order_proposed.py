"""A shop reads that the maker offers something else."""

from marketplace.kernel.labels import _l
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind
from marketplace.notices.orders import order_letter, write_about_order
from marketplace.ordering.events import OrderCancelled, OrderProposalAccepted, OrderProposed

LETTER = order_letter(
    "order-proposed",
    _l("Usulan perubahan untuk pesanan %(number)s"),
    _l(
        "%(maker)s mengusulkan perubahan untuk pesanan %(number)s. Setujui atau batalkan paling lambat %(deadline)s;"
        " tanpa jawaban, pesanan batal sendiri.\n\nLihat dan jawab: %(link)s"
    ),
)
write_about_order(OrderProposed, LETTER, to=["partner"])

NOTICE_KINDS.add("order_proposed")(
    NoticeKind(
        _l("Usulan perubahan pesanan"), [LETTER], must=True, until=[OrderProposalAccepted, OrderCancelled]
    )
)
