"""The life of an import: nothing is written before every row was checked."""

from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.states import Move


class BatchState(Labelled):
    CHECKED = "checked", _l("Diperiksa, belum disimpan")
    COMMITTED = "committed", _l("Disimpan")
    DROPPED = "dropped", _l("Dibatalkan")
    UNDONE = "undone", _l("Dibatalkan setelah disimpan")


CHECKED, COMMITTED, DROPPED, UNDONE = BatchState

COMMIT = Move(_l("Simpan"), CHECKED, to=COMMITTED)
DROP = Move(_l("Batalkan"), CHECKED, to=DROPPED)
UNDO = Move(_l("Batalkan impor"), COMMITTED, to=UNDONE)

LIFECYCLE = (COMMIT, DROP, UNDO)
