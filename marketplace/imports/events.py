"""What happens to files that are read, and what is imported from them."""

from marketplace.kernel.events import Event
from marketplace.kernel.labels import _l


class ImportBatchEvent(Event, subject_kind="import_batch", label=_l("Impor")):
    import_batch_id: int


class FileChecked(ImportBatchEvent, action="FileChecked", label=_l("Berkas impor diperiksa")):
    """`kind` is purchases, producers or products; nothing of it is written yet."""

    organisation_id: int
    kind: str
    good: int
    bad: int


class ListImported(ImportBatchEvent, action="ListImported", label=_l("Daftar diimpor")):
    kind: str
    written: int


class ImportDropped(ImportBatchEvent, action="ImportDropped", label=_l("Impor dibatalkan")):
    pass


class PurchasesImported(ImportBatchEvent, action="PurchasesImported", label=_l("Pembelian diimpor")):
    partner_id: int
    purchases: int
    net: int


class RecapImported(ImportBatchEvent, action="RecapImported", label=_l("Rekap Dinas dicatat")):
    """All shops together; each has a `PurchasesImported` of its own batch."""

    shops: int
    purchases: int
    net: int


class RecapUndone(ImportBatchEvent, action="RecapUndone", label=_l("Rekap Dinas dibatalkan")):
    shops: int
    reason: str


class ImportUndone(ImportBatchEvent, action="ImportUndone", label=_l("Impor dibatalkan setelah disimpan")):
    """All that counted by this import alone was taken back; `restored` purchases count again that it had replaced.

    `months` are those whose figures change. Whoever froze one of them refuses.
    """

    partner_id: int
    months: tuple[str, ...]
    purchases: int
    restored: int
    reason: str
