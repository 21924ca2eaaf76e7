"""What happens to months that are judged."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MonthMadeProvisional(Event):
    period_id: int
    month: str
    objections_until: str


@dataclass(frozen=True, kw_only=True)
class ObjectionRaised(Event):
    period_id: int
    objection_id: int
    partner_id: int
    month: str


@dataclass(frozen=True, kw_only=True)
class ReportPublished(Event):
    report_id: int
    month: str
    number: str
    sha256: str
    supersedes_id: int | None
    cause: str
