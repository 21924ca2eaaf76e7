"""The life of a circular: once approved it is frozen; another one replaces it. A draft may be discarded instead."""

from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.states import Move


class CircularState(Labelled):
    DRAFT = "draft", _l("Draf")
    APPROVED = "approved", _l("Disetujui")
    DISCARDED = "discarded", _l("Dibuang")


DRAFT, APPROVED, DISCARDED = CircularState

APPROVE = Move(_l("Setujui"), DRAFT, to=APPROVED)
DISCARD = Move(_l("Buang draf"), DRAFT, to=DISCARDED)
RESTORE = Move(_l("Pulihkan draf"), DISCARDED, to=DRAFT)

LIFECYCLE = (APPROVE, DISCARD, RESTORE)
