"""The life of an import: nothing is written before every row was checked."""

from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.states import Move


class BatchState(Labelled):
    """READING, WRITING and FAILED are states of large files, which the worker reads and records."""

    READING = "reading", _l("Sedang dibaca")
    CHECKED = "checked", _l("Diperiksa, belum disimpan")
    WRITING = "writing", _l("Sedang disimpan")
    FAILED = "failed", _l("Belum berhasil")
    COMMITTED = "committed", _l("Disimpan")
    DROPPED = "dropped", _l("Dibatalkan")
    UNDONE = "undone", _l("Dibatalkan setelah disimpan")


READING, CHECKED, WRITING, FAILED, COMMITTED, DROPPED, UNDONE = BatchState
OPEN = (READING, CHECKED, WRITING, FAILED)  # neither recorded nor dropped

READ = Move(_l("Selesai dibaca"), READING, to=CHECKED)
READ_AGAIN = Move(_l("Baca lagi"), CHECKED, WRITING, FAILED, to=READING)
FAIL = Move(_l("Gagal"), READING, WRITING, to=FAILED)
WRITE = Move(_l("Minta disimpan"), CHECKED, to=WRITING)
COMMIT = Move(_l("Simpan"), CHECKED, WRITING, to=COMMITTED)
DROP = Move(_l("Batalkan"), *OPEN, to=DROPPED)
UNDO = Move(_l("Batalkan impor"), COMMITTED, to=UNDONE)

LIFECYCLE = (READ, READ_AGAIN, FAIL, WRITE, COMMIT, DROP, UNDO)
