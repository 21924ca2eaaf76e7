"""The life of a circular: once approved it is frozen; another one replaces it."""

from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.states import Move


class CircularState(Labelled):
    DRAFT = "draft", _l("Draf")
    APPROVED = "approved", _l("Disetujui")


DRAFT, APPROVED = CircularState

APPROVE = Move(_l("Setujui"), DRAFT, to=APPROVED)

LIFECYCLE = (APPROVE,)
