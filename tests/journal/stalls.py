"""Events of a market that the program knows nothing of."""

from marketplace.kernel.events import Event
from marketplace.kernel.labels import Label


class StallEvent(Event, subject_kind="stall", label=Label("Lapak")):
    stall_id: int


class TentEvent(Event, subject_kind="tent", label=Label("Tenda")):
    tent_id: int


class StallMoved(StallEvent, action="StallMoved", label=Label("Lapak dipindah")):
    reason: str = ""
    metres: int | None = None


class StallReviewed(StallEvent, action="StallReviewed", label=Label("Lapak diperiksa")):
    outcome: str


class StallPainted(StallEvent, action="StallPainted", label=Label("Lapak dicat")):
    colour: str = "merah"
    reason: str = ""


class TentPitched(TentEvent, action="TentPitched", label=Label("Tenda dipasang")):
    open: bool
    rupiah: int
