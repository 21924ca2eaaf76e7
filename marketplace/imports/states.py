"""The life of an import: nothing is written before every row was checked."""

from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.states import Move


class BatchState(Labelled):
    """Of a large file the worker reads (READING) and records (WRITING) what smaller ones go through at once."""

    READING = "reading", _l("Sedang dibaca")
    CHECKED = "checked", _l("Diperiksa, belum disimpan")
    WRITING = "writing", _l("Sedang disimpan")
    COMMITTED = "committed", _l("Disimpan")
    DROPPED = "dropped", _l("Dibatalkan")
    UNDONE = "undone", _l("Dibatalkan setelah disimpan")


READING, CHECKED, WRITING, COMMITTED, DROPPED, UNDONE = BatchState
OPEN = (READING, CHECKED, WRITING)  # neither recorded nor dropped

READ = Move(_l("Selesai dibaca"), READING, to=CHECKED)
READ_AGAIN = Move(_l("Baca lagi"), *OPEN, to=READING)
WRITE = Move(_l("Simpan"), CHECKED, to=WRITING)
COMMIT = Move(_l("Simpan"), CHECKED, WRITING, to=COMMITTED)
DROP = Move(_l("Batalkan"), *OPEN, to=DROPPED)
UNDO = Move(_l("Batalkan impor"), COMMITTED, to=UNDONE)

LIFECYCLE = (READ, READ_AGAIN, WRITE, COMMIT, DROP, UNDO)
