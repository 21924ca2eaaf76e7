"""A maker reads that a shop ordered."""

from marketplace.kernel.labels import _l
from marketplace.notices.orders import order_letter, write_about_order
from marketplace.ordering.events import OrderPlaced

LETTER = order_letter(
    "order-placed",
    _l("Pesanan baru %(number)s dari %(partner)s"),
    _l(
        "%(partner)s memesan kepada Anda: pesanan %(number)s, nilai %(total)s. Jawab paling lambat %(deadline)s;"
        " tanpa jawaban, pesanan batal sendiri.\n\nJawab di sini: %(link)s"
    ),
)
write_about_order(OrderPlaced, LETTER, to=["producer"])
