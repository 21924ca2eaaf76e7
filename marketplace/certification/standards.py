"""Which papers a kind of product needs, in the order to get them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.categories import category_ids, lineage
from marketplace.certification.eligibility import DaySpan, RequiredCertificate
from marketplace.certification.kinds.base import KINDS, CertificateKind
from marketplace.certification.models import Level, Requirement
from marketplace.kernel.errors import NotFound
from marketplace.producers.models import Scale

CONFIRMED, UNCONFIRMED = "terkonfirmasi", "belum dikonfirmasi"  # as they stand behind a basis, in brackets


class LegalSource(NamedTuple):
    """The law or regulation, and how sure the city is of it: "PP 42/2024 [terkonfirmasi]"."""

    text: str
    mark: str

    @property
    def confirmed(self) -> bool:
        return self.mark.startswith(CONFIRMED)


def read_source(basis: str) -> LegalSource:
    """What bears no mark is not confirmed."""
    text, _, mark = basis.rstrip("] ").partition(" [")
    return LegalSource(text, mark or UNCONFIRMED)


@dataclass(frozen=True)
class Rule:
    """One requirement as people read it."""

    level: Level
    from_on: date
    until_on: date | None
    grace_days: int
    source: LegalSource
    checked_on: date | None

    def holds(self, day: date) -> bool:
        """False for what is only coming."""
        return self.from_on <= day

    @property
    def must(self) -> bool:
        return self.level is Level.MANDATORY

    def grace_until(self) -> date | None:
        """The last day on which it is asked for but not yet insisted on."""
        return RequiredCertificate("", DaySpan(self.from_on, self.until_on), self.grace_days).forgiven_until()


@dataclass(frozen=True)
class Needed:
    """A paper with the strictest rule that holds, or else the first that comes; `coming` are those after it."""

    key: str
    kind: CertificateKind
    rule: Rule
    coming: Sequence[Rule]
    instead: Sequence[CertificateKind]  # any of these will do as well

    @property
    def must(self) -> bool:
        return self.rule.must


def papers_needed(session: Session, category: str, scale: Scale, day: date) -> Sequence[Needed]:
    """What holds on that day and what is to come, mandatory ones first. Raises NotFound for no such category."""
    ids = category_ids(session)
    if category not in ids:
        raise NotFound(f"category {category}")
    above = lineage(session)[ids[category]]
    rules: dict[str, list[Rule]] = defaultdict(list)
    for row in session.scalars(select(Requirement).where(Requirement.withdrawn_on.is_(None))):
        required = (row.category_id is None or row.category_id in above) and row.scale in (None, scale)
        if required and (row.until_on is None or row.until_on >= day):
            rules[row.certificate_kind].append(_rule(row))
    found = [_needed(key, some, day) for key, some in rules.items()]
    return sorted(found, key=lambda one: (not one.must, one.kind.place))


def _rule(row: Requirement) -> Rule:
    return Rule(row.level, row.from_on, row.until_on, row.grace_days, read_source(row.basis), row.checked_on)


def _needed(key: str, rules: Sequence[Rule], day: date) -> Needed:
    first, *others = sorted(rules, key=lambda one: (not one.holds(day), not one.must, one.from_on))
    instead = [kind for kind in KINDS.values() if key in kind.stands_for]
    return Needed(key, KINDS[key], first, [one for one in others if not one.holds(day)], instead)
