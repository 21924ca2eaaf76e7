"""The life of a memorandum. In force, expiring and expired are read from its dates."""

from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.states import Move


class MouState(Labelled):
    DRAFT = "draft", _l("Draf")
    SIGNED = "signed", _l("Ditandatangani")
    ENDED = "ended", _l("Diakhiri")


DRAFT, SIGNED, ENDED = MouState

SIGN = Move(_l("Catat penandatanganan"), DRAFT, to=SIGNED)
END = Move(_l("Akhiri"), SIGNED, to=ENDED)

LIFECYCLE = (SIGN, END)


class MouAcceptance(Labelled):
    """How the partner said yes to the text that was signed."""

    SIGNED_IN = "signed_in", _l("Disetujui pemiliknya lewat MB2")
    SCAN = "scan", _l("Pindaian dicocokkan petugas lain")
    BEFORE = "before", _l("Ditandatangani sebelum persetujuan dicatat di MB2")


class MouStanding(Labelled):
    """What a memorandum is on a day, read from its state and dates."""

    DRAFT = "draft", _l("Belum ditandatangani")
    DISCARDED = "discarded", _l("Draf dibuang")
    WAITING = "waiting", _l("Menunggu persetujuan mitra")
    COMING = "coming", _l("Belum mulai")
    IN_FORCE = "in_force", _l("Berlaku")
    EXPIRING = "expiring", _l("Segera berakhir")
    EXPIRED = "expired", _l("Masanya habis")
    ENDED = "ended", _l("Diakhiri")
