"""The life of a month: open, provisional while partners may object, published."""

from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.states import Move


class PeriodState(Labelled):
    OPEN = "open", _l("Berjalan")
    PROVISIONAL = "provisional", _l("Sementara")
    PUBLISHED = "published", _l("Terbit")


class ObjectionRuling(Labelled):
    ACCEPTED = "accepted", _l("Diterima")
    NOT_ACCEPTED = "not_accepted", _l("Tidak diterima")


OPEN, PROVISIONAL, PUBLISHED = PeriodState

OPEN_TO_OBJECTIONS = Move(_l("Buka masa keberatan"), OPEN, to=PROVISIONAL)
PUBLISH = Move(_l("Terbitkan"), PROVISIONAL, to=PUBLISHED)

LIFECYCLE = (OPEN_TO_OBJECTIONS, PUBLISH)
