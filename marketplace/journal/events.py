"""What the journal tells of itself."""

from marketplace.kernel.events import Event
from marketplace.kernel.labels import _l

OF_ROWS = 0  # no record of its own


class SealEvent(Event, subject_kind="seal", label=_l("Sidik data"), public=False):
    seal_id: int = OF_ROWS


class RowsSealed(SealEvent, action="RowsSealed", label=_l("Sidik data dicatat")):
    """Rows were written, or were there before digests were kept; nothing else is told of it."""


class HeadSent(SealEvent, action="HeadSent", label=_l("Sidik jurnal dikirim ke luar")):
    """The number and hash of the entry before this one left the machine by mail."""

    seq: int
    sha256: str


class TablesSealed(SealEvent, action="TablesSealed", label=_l("Data yang sudah ada selesai disidik")):
    """From here on every row of these tables has an entry: one without was not written by the program."""

    tables: tuple[str, ...]


class JournalEvent(Event, subject_kind="journal", label=_l("Jurnal"), public=False):
    journal_id: int = OF_ROWS


class JournalHandedOut(JournalEvent, action="JournalHandedOut", label=_l("Isi jurnal diunduh")):
    """So many entries left the program as a file, narrowed as `narrowed` says."""

    entries: int
    narrowed: str
    reason: str
