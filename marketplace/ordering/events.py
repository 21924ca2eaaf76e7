"""What happens to orders and handovers."""

from __future__ import annotations

from datetime import datetime
from typing import NotRequired, TypedDict

from marketplace.kernel.events import Event
from marketplace.kernel.labels import _l


class OrderEvent(Event, subject_kind="order", label=_l("Pesanan"), public=False):
    order_id: int


class HandoverEvent(Event, subject_kind="handover", label=_l("Serah terima"), public=False):
    handover_id: int


class TermEvent(Event, subject_kind="term", label=_l("Ketentuan dagang"), public=False):
    term_id: int


class PaperEvent(Event, subject_kind="paper", label=_l("Surat dagang"), public=False):
    paper_id: int


class LineChange(TypedDict):
    """An order line before and after: units, and rupiah per unit."""

    line_id: int
    quantity: tuple[int, int]
    unit_price: tuple[int, int]


class OrderPlaced(OrderEvent, action="OrderPlaced", label=_l("Pesanan dibuat")):
    number: str
    partner_id: int
    outlet_id: int
    producer_id: int
    total: int  # of the goods
    delivery_fee: int = 0


class OrderConfirmed(OrderEvent, action="OrderConfirmed", label=_l("Pesanan dikonfirmasi")):
    promised_on: str | None = None  # the day it comes, if the maker named one


class OrderDeclined(OrderEvent, action="OrderDeclined", label=_l("Pesanan ditolak pembuat")):
    """The maker will not deliver it."""

    by: int
    reason: str


class OrderProposed(OrderEvent, action="OrderProposed", label=_l("Pembuat mengusulkan perubahan")):
    """The maker offers something else; `number` counts the proposals of this order."""

    number: int
    changed: tuple[LineChange, ...]
    promised_on: str | None
    reason: str


class OrderProposalAccepted(OrderEvent, action="OrderProposalAccepted", label=_l("Toko menyetujui usulan")):
    number: int
    changed: tuple[LineChange, ...]
    total_before: int
    total: int
    promised_on: str | None


class OrderCancelled(OrderEvent, action="OrderCancelled", label=_l("Pesanan dibatalkan")):
    by: int | None  # the organisation that called it off; None: nobody answered in time
    how: str  # an Ending
    reason: str = ""  # what was written


class OrderClosed(OrderEvent, action="OrderClosed", label=_l("Pesanan ditutup")):
    """Everything is handed over, or the rest was written off with a reason."""

    written_off: int
    reason: str


class HandoverPrepared(
    HandoverEvent, action="HandoverPrepared", label=_l("Serah terima disiapkan"), issuer_only=True
):
    order_id: int | None
    number: str
    brought: int


class HandoverSent(HandoverEvent, action="HandoverSent", label=_l("Barang dikirim")):
    """What its issuer says came, went and was counted; `amount` is what the shop would owe for it."""

    order_id: int | None
    number: str
    kind: str
    trade: str
    brought: int
    taken_back: int
    sold: int
    amount: int


class HandoverWithdrawn(HandoverEvent, action="HandoverWithdrawn", label=_l("Serah terima ditarik kembali")):
    """Before it was answered; it may be written anew."""

    order_id: int | None
    number: str


class FigureChange(TypedDict):
    """A figure of a handover's line as it was sent and as it was agreed; of what came, the accepted units."""

    line_id: int
    field: str  # accepted, counted, taken_back, lost
    before: int
    after: int


class HandoverAgreed(HandoverEvent, action="HandoverAgreed", label=_l("Serah terima disepakati")):
    order_id: int | None
    how: str  # account, code, scan, deemed, settled
    one_sided: bool
    accepted: int
    rejected: int
    taken_back: int
    lost: int
    sold: int
    amount: int  # rupiah that the shop owes for it, below zero for a return
    changed: tuple[FigureChange, ...]


class HandoverContested(HandoverEvent, action="HandoverContested", label=_l("Serah terima dipersoalkan")):
    reason: str


class HandoverDiffers(HandoverEvent, action="HandoverDiffers", label=_l("Dijawab dengan selisih")):
    """The other side answered otherwise; rupiah owed as it was sent and as it was answered."""

    number: str
    before: int
    after: int
    answer_by: datetime


class DifferenceAgreed(HandoverEvent, action="DifferenceAgreed", label=_l("Selisih disetujui")):
    """What was answered stands, with the yes of whoever wrote it."""


class DifferenceObjected(HandoverEvent, action="DifferenceObjected", label=_l("Keberatan atas selisih")):
    """`rest_id` is the handover that holds the units which only one side stands by; `month` is that of the goods."""

    rest_id: int
    reason: str
    partner_id: int
    month: str


class HandoverAskedAgain(
    HandoverEvent, action="HandoverAskedAgain", label=_l("Ditanya lagi karena belum dijawab")
):
    """Nobody answered, and silence does not agree to it."""

    number: str
    doubts: tuple[str, ...]  # values of silence.WhyNotDeemed
    answer_by: datetime


class HandoverSettled(HandoverEvent, action="HandoverSettled", label=_l("Serah terima diputuskan petugas")):
    """An officer decided with which figures it counts as agreed."""

    reason: str


class HandoverPassOpened(HandoverEvent, action="HandoverPassOpened", label=_l("QR penerimaan ditampilkan")):
    """A one-time QR was shown to whoever receives."""


class TermFigures(TypedDict):
    """Entries of before say nothing of invoices, which makers then made by hand."""

    model: str
    margin: int
    days_to_pay: int
    loss_on: str
    invoicing: NotRequired[str]


class TermsWritten(TermEvent, action="TermsWritten", label=_l("Ketentuan dagang diusulkan")):
    """They hold once the other side agrees; entries of before held at once."""

    producer_id: int
    outlet_id: int
    before: TermFigures
    after: TermFigures


class TermsAnswered(TermEvent, action="TermsAnswered", label=_l("Usul ketentuan dagang dijawab")):
    """By the side that did not propose them."""

    producer_id: int
    outlet_id: int
    answer: str  # agreed, declined
    reason: str = ""


class PaperPrinted(PaperEvent, action="PaperPrinted", label=_l("Surat dicetak")):
    """`copy` 1 is the organisation's original, every later one says "salinan"."""

    organisation_id: int
    copy: int
