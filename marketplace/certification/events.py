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
class RequirementLaidDown(Event):
    requirement_id: int
    certificate_kind: str
    from_on: str
