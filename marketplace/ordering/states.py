"""The lives of an order and of a handover."""

from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.states import Move


class OrderState(Labelled):
    PLACED = "placed", _l("Menunggu jawaban pembuat")
    CONFIRMED = "confirmed", _l("Dikonfirmasi")
    CLOSED = "closed", _l("Selesai")
    CANCELLED = "cancelled", _l("Dibatalkan")


PLACED, CONFIRMED, CLOSED, CANCELLED = OrderState

CONFIRM = Move(_l("Konfirmasi"), PLACED, to=CONFIRMED)
CLOSE = Move(_l("Selesaikan"), CONFIRMED, to=CLOSED)
CANCEL = Move(_l("Batalkan"), PLACED, CONFIRMED, to=CANCELLED)

ORDER_LIFECYCLE = (CONFIRM, CLOSE, CANCEL)


class HandoverState(Labelled):
    PREPARED = "prepared", _l("Disiapkan")
    SENT = "sent", _l("Menunggu toko menerima")
    AGREED = "agreed", _l("Disepakati")
    CONTESTED = "contested", _l("Diperselisihkan")


PREPARED, SENT, AGREED, CONTESTED = HandoverState

SEND = Move(_l("Kirim"), PREPARED, to=SENT)
AGREE = Move(_l("Terima"), SENT, CONTESTED, to=AGREED)
CONTEST = Move(_l("Bantah"), SENT, to=CONTESTED)

HANDOVER_LIFECYCLE = (SEND, AGREE, CONTEST)


class RejectReason(Labelled):
    DEFECTIVE_PACKAGING = "defective_packaging", _l("Kemasan cacat")
    DAMAGED = "damaged", _l("Rusak")
    EXPIRED = "expired", _l("Kedaluwarsa")
    WRONG_ITEM = "wrong_item", _l("Salah kirim")
    MISSING = "missing", _l("Kurang dari surat jalan")
