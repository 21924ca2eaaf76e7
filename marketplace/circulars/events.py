"""What happens to circulars."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CircularDrafted(Event):
    circular_id: int
    number: str
    from_on: str


@dataclass(frozen=True, kw_only=True)
class ClauseWritten(Event):
    circular_id: int
    clause_id: int
    code: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class ClauseRemoved(Event):
    circular_id: int
    code: str


@dataclass(frozen=True, kw_only=True)
class CircularApproved(Event):
    circular_id: int
    number: str
    replaces: int | None


@dataclass(frozen=True, kw_only=True)
class ExemptionGranted(Event):
    exemption_id: int
    partner_id: int
    clause_id: int
    decision: str
    until_on: str
