"""What happens in the ledger."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PurchaseRecorded(Event):
    purchase_id: int
    partner_id: int
    producer_id: int | None
    source: str
    net: int


@dataclass(frozen=True, kw_only=True)
class PurchasesImported(Event):
    import_batch_id: int
    partner_id: int
    purchases: int
    net: int


@dataclass(frozen=True, kw_only=True)
class PurchaseReversed(Event):
    purchase_id: int
    reversal_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class PurchaseAnswered(Event):
    purchase_id: int
    answer: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SpendDeclared(Event):
    declaration_id: int
    partner_id: int
    month: str
    revision: int
    total: int


@dataclass(frozen=True, kw_only=True)
class DeclarationDecided(Event):
    declaration_id: int
    decision: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LineRefused(Event):
    purchase_id: int
    line_id: int
    refusal_id: int
    partner_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class RefusalAnswered(Event):
    purchase_id: int
    line_id: int
    refusal_id: int
    partner_id: int
    evidence_id: int | None
