"""What happens to certificates and requirements."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CertificateSubmitted(Event):
    certificate_id: int
    producer_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class CertificateReviewed(Event):
    """`outcome` is approved, returned or rejected."""

    certificate_id: int
    producer_id: int
    kind: str
    outcome: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CertificateRevoked(Event):
    certificate_id: int
    producer_id: int
    revoked_on: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CertificateSuperseded(Event):
    certificate_id: int
    producer_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class CertificateHeld(Event):
    certificate_id: int
    producer_id: int
    hold_id: int
    from_on: str
    until_on: str | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class CertificateFreed(Event):
    certificate_id: int
    producer_id: int
    hold_id: int


@dataclass(frozen=True, kw_only=True)
class ProductsLapsed(Event):
    """A day passed, and what a paper or a grace had carried left the catalog by itself."""

    producer_id: int
    product_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class RequirementLaidDown(Event):
    requirement_id: int
    certificate_kind: str
    from_on: str


@dataclass(frozen=True, kw_only=True)
class RequirementEnded(Event):
    """`last_day` is empty for one that was withdrawn before it began."""

    requirement_id: int
    last_day: str


@dataclass(frozen=True, kw_only=True)
class RequirementChecked(Event):
    requirement_id: int
    checked_on: str


@dataclass(frozen=True, kw_only=True)
class RequirementChangeProposed(Event):
    requirement_change_id: int
    certificate_kind: str
    from_on: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RequirementChangeDecided(Event):
    """`outcome` is approved or refused."""

    requirement_change_id: int
    outcome: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RequirementChangeWithdrawn(Event):
    requirement_change_id: int
