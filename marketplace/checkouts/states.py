"""The lives of a checkout and of what a gateway told. What is paid stays paid: money goes back by rows of payments."""

from marketplace.checkouts.models import CheckoutState, GatewayEventState
from marketplace.kernel.labels import _l
from marketplace.kernel.states import Move

ASKED, OPEN, PAID, LAPSED = CheckoutState
LIVE = (ASKED, OPEN)

MAKE_PAYABLE = Move(_l("Buka halaman bayar"), ASKED, to=OPEN)
SETTLE = Move(_l("Catat dibayar"), ASKED, OPEN, LAPSED, to=PAID)  # a late success is money all the same
LAPSE = Move(_l("Tutup tanpa dibayar"), ASKED, OPEN, to=LAPSED)

CHECKOUT_LIFECYCLE = (MAKE_PAYABLE, SETTLE, LAPSE)

WAITING, APPLIED, UNCLEAR, CLEARED = GatewayEventState

APPLY = Move(_l("Proses"), WAITING, to=APPLIED)
DOUBT = Move(_l("Serahkan kepada petugas"), WAITING, to=UNCLEAR)
CLEAR = Move(_l("Nyatakan sudah dilihat"), UNCLEAR, to=CLEARED)

GATEWAY_EVENT_LIFECYCLE = (APPLY, DOUBT, CLEAR)
