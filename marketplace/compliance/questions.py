"""What is asked of a report, and what an answer is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from marketplace.compliance.envelopes import Envelope
from marketplace.compliance.freezing import SignedDocument
from marketplace.compliance.models import Report
from marketplace.compliance.office_keys import KeyChain
from marketplace.kernel.labels import Label
from marketplace.ports.signing import Signer


@dataclass(frozen=True)
class Check:
    """`says` is what differs and what that means; empty where it holds."""

    key: str
    label: Label
    holds: bool
    says: Label | str = ""


@dataclass(frozen=True)
class Verification:
    number: str
    checks: Sequence[Check]

    @property
    def holds(self) -> bool:
        return all(check.holds for check in self.checks)


@dataclass(frozen=True, kw_only=True)
class JournalEvidence:
    """What the journal has of some reports: the hash each was published with and its entry, and hashes by number."""

    published: Mapping[str, tuple[int, str]] = field(default_factory=dict)  # by the report's number
    hashes: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ReportQuestion:
    """A report before its checks. `row` is the office's own with this number; both it and `session` may be missing."""

    signer: Signer
    keys: KeyChain
    given: Envelope
    document: SignedDocument | None
    session: Session | None = None
    row: Report | None = None
    evidence: JournalEvidence = field(default_factory=JournalEvidence)


Asks = Callable[[ReportQuestion], Iterator[Check]]
