"""What happens to files that are read. Purchases that come of one are told by `purchases`: PurchasesImported."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class FileChecked(Event):
    """`kind` is purchases, producers or products; nothing of it is written yet."""

    import_batch_id: int
    organisation_id: int
    kind: str
    good: int
    bad: int


@dataclass(frozen=True, kw_only=True)
class ListImported(Event):
    import_batch_id: int
    kind: str
    written: int


@dataclass(frozen=True, kw_only=True)
class ImportDropped(Event):
    import_batch_id: int
