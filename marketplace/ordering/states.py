"""The lives of an order and of a handover."""

from __future__ import annotations

from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.states import Move


class OrderState(Labelled):
    PLACED = "placed", _l("Menunggu jawaban pembuat")
    PROPOSED = "proposed", _l("Menunggu jawaban toko")
    CONFIRMED = "confirmed", _l("Dikonfirmasi")
    CLOSED = "closed", _l("Selesai")
    CANCELLED = "cancelled", _l("Dibatalkan")


PLACED, PROPOSED, CONFIRMED, CLOSED, CANCELLED = OrderState

CONFIRM = Move(_l("Konfirmasi"), PLACED, to=CONFIRMED)
PROPOSE = Move(_l("Usulkan perubahan"), PLACED, to=PROPOSED)  # again while it is: the same state
ACCEPT = Move(_l("Setujui usulan"), PROPOSED, to=CONFIRMED)
DECLINE = Move(_l("Tolak"), PLACED, to=CANCELLED)
CLOSE = Move(_l("Selesaikan"), CONFIRMED, to=CLOSED)
CANCEL = Move(_l("Batalkan"), PLACED, PROPOSED, CONFIRMED, to=CANCELLED)

ORDER_LIFECYCLE = (CONFIRM, PROPOSE, ACCEPT, DECLINE, CLOSE, CANCEL)


class Ending(Labelled):
    """How an order came to nothing: the maker refused it, somebody called it off, or one side did not answer in time.

    Kept with the order: figures count by it, and it is all that is said where nobody wrote why.
    """

    DECLINED = "declined", _l("Ditolak pembuat")
    BY_MAKER = "by-maker", _l("Dibatalkan pembuat")
    BY_SHOP = "by-shop", _l("Dibatalkan toko")
    BY_OFFICE = "by-office", _l("Dibatalkan Dinas")
    MAKER_SILENT = "maker-silent", _l("Tidak dijawab pembuat")
    SHOP_SILENT = "shop-silent", _l("Tidak dijawab toko")

    @property
    def silent(self) -> bool:
        return self in (Ending.MAKER_SILENT, Ending.SHOP_SILENT)


NOT_FULFILLED = (Ending.DECLINED, Ending.BY_MAKER, Ending.MAKER_SILENT)  # by the maker


class HandoverState(Labelled):
    PREPARED = "prepared", _l("Disiapkan")
    SENT = "sent", _l("Menunggu persetujuan")
    AGREED = "agreed", _l("Disepakati")
    CONTESTED = "contested", _l("Diperselisihkan")


PREPARED, SENT, AGREED, CONTESTED = HandoverState

SEND = Move(_l("Kirim"), PREPARED, to=SENT)
AGREE = Move(_l("Terima"), SENT, CONTESTED, to=AGREED)
CONTEST = Move(_l("Bantah"), SENT, to=CONTESTED)
WITHDRAW = Move(_l("Tarik kembali"), SENT, to=PREPARED)
SETTLE = Move(_l("Putuskan"), CONTESTED, to=AGREED)

HANDOVER_LIFECYCLE = (SEND, AGREE, CONTEST, WITHDRAW, SETTLE)


class HandoverKind(Labelled):
    DELIVERY = "delivery", _l("Kiriman")
    ROUND = "round", _l("Kunjungan titip")
    RETURN = "return", _l("Retur")


class TradeModel(Labelled):
    OUTRIGHT = "outright", _l("Beli putus")
    CONSIGNMENT = "consignment", _l("Titip jual")


class Side(Labelled):
    MAKER = "maker", _l("Pembuat")
    SHOP = "shop", _l("Toko")


class AgreedHow(Labelled):
    """By whom and by what a handover was agreed; what it proves hangs on it."""

    ACCOUNT = "account", _l("Disetujui dari akun")
    CODE = "code", _l("Disetujui lewat QR dengan PIN gerai")
    SCAN = "scan", _l("Disetujui lewat QR tanpa PIN")
    DEEMED = "deemed", _l("Dianggap disetujui")
    SETTLED = "settled", _l("Diputuskan petugas")


class DifferenceAnswer(Labelled):
    """What whoever wrote a handover says to an answer that is otherwise."""

    AGREED = "agreed", _l("Selisih disetujui")
    OBJECTED = "objected", _l("Keberatan")


class TermAnswer(Labelled):
    """What became of proposed terms; those of the first two kinds hold."""

    AGREED = "agreed", _l("Disetujui pihak lain")
    OLD_RULE = "old-rule", _l("Ditulis satu pihak menurut aturan lama")
    DECLINED = "declined", _l("Ditolak")
    REPLACED = "replaced", _l("Diganti usul lain")


class Invoicing(Labelled):
    """Who makes the maker's bills, and when; on a weekday one for all that was agreed before it."""

    BY_HAND = "by_hand", _l("Dibuat pembuat sendiri")
    EACH = "each", _l("Terbit sendiri, setiap serah terima")
    MONDAY = "mon", _l("Terbit sendiri, seminggu sekali: Senin")
    TUESDAY = "tue", _l("Terbit sendiri, seminggu sekali: Selasa")
    WEDNESDAY = "wed", _l("Terbit sendiri, seminggu sekali: Rabu")
    THURSDAY = "thu", _l("Terbit sendiri, seminggu sekali: Kamis")
    FRIDAY = "fri", _l("Terbit sendiri, seminggu sekali: Jumat")
    SATURDAY = "sat", _l("Terbit sendiri, seminggu sekali: Sabtu")
    SUNDAY = "sun", _l("Terbit sendiri, seminggu sekali: Minggu")


WEEKLY = (*Invoicing,)[2:]  # Monday first, as `date.weekday()` counts


class TakeBackReason(Labelled):
    EXPIRED = "expired", _l("Kedaluwarsa")
    DAMAGED = "damaged", _l("Rusak")
    DEFECTIVE_PACKAGING = "defective_packaging", _l("Kemasan cacat")
    WRONG_ITEM = "wrong_item", _l("Salah kirim")
    UNSOLD = "unsold", _l("Tidak laku")
    RECALLED = "recalled", _l("Ditarik dari peredaran")


class PaperKind(Labelled):
    """The values stand in the numbers: 0142/SJ/XI/2026."""

    ORDER = "PO", _l("Pesanan")
    DELIVERY = "SJ", _l("Surat jalan")
    ROUND = "KT", _l("Kunjungan titip")
    RETURN = "RT", _l("Surat retur")
    RECEIPT = "BAST", _l("Berita acara serah terima")
    CONSIGNMENT = "TT", _l("Tanda terima titipan")
    SETTLEMENT = "NT", _l("Nota penyelesaian")


class RejectReason(Labelled):
    DEFECTIVE_PACKAGING = "defective_packaging", _l("Kemasan cacat")
    DAMAGED = "damaged", _l("Rusak")
    EXPIRED = "expired", _l("Kedaluwarsa")
    WRONG_ITEM = "wrong_item", _l("Salah kirim")
    MISSING = "missing", _l("Kurang dari surat jalan")
