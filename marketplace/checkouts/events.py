"""What happens to checkouts, to makers' accounts at gateways, and to what gateways tell that nobody can place."""

from marketplace.kernel.events import Event
from marketplace.kernel.labels import _l


class GatewayAccountEvent(
    Event, subject_kind="gateway_account", label=_l("Akun gerbang pembayaran"), public=False
):
    account_id: int


class GatewayAccountWritten(
    GatewayAccountEvent, action="GatewayAccountWritten", label=_l("Akun gerbang pembayaran ditetapkan")
):
    """`before` and `after` are marks: they tell one account from another and name none."""

    producer_id: int
    gateway: str
    before_id: int | None
    before: str | None
    after: str


class CheckoutEvent(Event, subject_kind="checkout", label=_l("Pembayaran lewat gerbang"), public=False):
    checkout_id: int


class CheckoutAsked(CheckoutEvent, action="CheckoutAsked", label=_l("Pembayaran lewat gerbang dimulai")):
    invoice_id: int
    amount: int


class CheckoutPaid(CheckoutEvent, action="CheckoutPaid", label=_l("Dibayar lewat gerbang")):
    """The gateway is the witness, so nobody has to confirm it. `beyond` is the shop's credit."""

    payment_id: int
    amount: int
    beyond: int


class CheckoutLapsed(CheckoutEvent, action="CheckoutLapsed", label=_l("Pembayaran lewat gerbang tidak jadi")):
    pass


class CheckoutRefundAsked(
    CheckoutEvent, action="CheckoutRefundAsked", label=_l("Pengembalian lewat gerbang diminta")
):
    amount: int


class CheckoutRefunded(CheckoutEvent, action="CheckoutRefunded", label=_l("Uang dikembalikan lewat gerbang")):
    refund_id: int
    amount: int


class CheckoutDisputed(
    CheckoutEvent, action="CheckoutDisputed", label=_l("Pembayaran dipersoalkan bank pembayar")
):
    pass


class DisputeWon(CheckoutEvent, action="DisputeWon", label=_l("Sengketa pembayaran dimenangkan")):
    pass


class DisputeLost(
    CheckoutEvent, action="DisputeLost", label=_l("Sengketa pembayaran kalah, uangnya ditarik")
):
    reversal_id: int
    amount: int


class GatewayEventFact(Event, subject_kind="gateway_event", label=_l("Kabar gerbang"), public=False):
    event_id: int


class GatewayEventUnclear(
    GatewayEventFact, action="GatewayEventUnclear", label=_l("Kabar gerbang perlu dilihat petugas")
):
    because: str


class GatewayEventCleared(
    GatewayEventFact, action="GatewayEventCleared", label=_l("Kabar gerbang sudah dilihat")
):
    note: str
