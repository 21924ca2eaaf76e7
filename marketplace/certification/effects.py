"""What a proposed change of a requirement would do to the catalog, before anybody decides it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.catalog.categories import lineage
from marketplace.catalog.models import Product
from marketplace.certification.eligibility import (
    ONE_DAY,
    Blocked,
    DaySpan,
    Facts,
    RequiredCertificate,
    eligibility,
    eligible_until,
)
from marketplace.certification.facts import UNKNOWN_SCALE, facts_of
from marketplace.certification.models import Level, Requirement, RequirementChange
from marketplace.kernel.ids import CategoryId, ProductId
from marketplace.kernel.slicing import in_slices
from marketplace.producers.models import Producer, Scale

AT_ONCE = 500
NAMED = 10


@dataclass(frozen=True)
class Effect:
    """Products that leave the catalog earlier than they would, by the first day without them, and those that come."""

    leaving: Mapping[date, int]
    coming: int  # could be offered on the change's first day, and could not without it
    makers: int  # whose products leave
    examples: Sequence[tuple[str, str]]  # some of the products that leave, and whose they are

    @property
    def left(self) -> int:
        return sum(self.leaving.values())


def effect_of(session: Session, change: RequirementChange, today: date) -> Effect:
    """Counted over the products of the change's category and scale as the city knows them today."""
    old = None if change.replaces_id is None else session.get_one(Requirement, change.replaces_id)
    leaving: Counter[date] = Counter()
    lost: list[ProductId] = []
    coming = 0
    for before in _facts(session, change.category_id, change.scale):
        after = replace(before, demands=changed_demands(before.demands, change, old, today))
        until, then = eligible_until(before, today), eligible_until(after, today)
        if until is not None and then is not None and then < until:
            leaving[then + ONE_DAY] += 1
            lost.append(before.product_id)
        elif _blocked(before, change.from_on) and not _blocked(after, change.from_on):
            coming += 1
    return Effect(dict(sorted(leaving.items())), coming, *_named(session, lost))


def changed_demands(
    demands: Sequence[RequiredCertificate], change: RequirementChange, old: Requirement | None, today: date
) -> Sequence[RequiredCertificate]:
    """The demands on one product as they would be: the old one ends, the new one begins."""
    found = list(demands)
    if old is not None and old.level is Level.MANDATORY:
        was = RequiredCertificate(old.certificate_kind, DaySpan(old.from_on, old.until_on), old.grace_days)
        if was in found:
            found.remove(was)
            last = last_day_of(old, change, today)
            found += [was._replace(days=DaySpan(old.from_on, last))] if last is not None else []
    if not change.removes and change.level is Level.MANDATORY:
        span = DaySpan(change.from_on, change.until_on)
        found.append(RequiredCertificate(change.certificate_kind, span, change.grace_days))
    return found


def last_day_of(old: Requirement, change: RequirementChange, today: date) -> date | None:
    """Until when the replaced one holds: the eve. None where it never will: what has not begun gives way at once,
    so that a date can be put off, and so does what would end before its first day."""
    gives_way = old.from_on > today and not change.removes
    return None if gives_way or change.from_on <= old.from_on else change.from_on - ONE_DAY


def _blocked(facts: Facts, day: date) -> bool:
    return isinstance(eligibility(facts, day), Blocked)


def _facts(session: Session, category_id: CategoryId | None, scale: Scale | None) -> Iterator[Facts]:
    ids = products_concerned(session, category_id, scale)
    for some in in_slices(ids, AT_ONCE):
        yield from facts_of(session, some).values()


def products_concerned(
    session: Session, category_id: CategoryId | None, scale: Scale | None
) -> Sequence[ProductId]:
    """The products that a requirement of this category (with what stands below it) and scale speaks of."""
    query = select(Product.id).join(Producer, Producer.id == Product.producer_id).order_by(Product.id)
    if category_id is not None:
        below = [one for one, above in lineage(session).items() if category_id in above]
        query = query.where(Product.category_id.in_(below))
    if scale is not None:
        sizes = Producer.scale == scale
        query = query.where(sizes | Producer.scale.is_(None) if scale is UNKNOWN_SCALE else sizes)
    return session.scalars(query).all()


def _named(session: Session, lost: Sequence[ProductId]) -> tuple[int, Sequence[tuple[str, str]]]:
    makers: set[int] = set()
    for few in in_slices(lost, AT_ONCE):
        some = Product.id.in_(few)
        makers |= set(session.scalars(select(Product.producer_id).where(some).distinct()))
    query = (
        select(Product.name, Organisation.name)
        .join(Organisation, Organisation.id == Product.producer_id)
        .where(Product.id.in_(lost[:NAMED]))
        .order_by(Product.name)
    )
    return len(makers), [(product, maker) for product, maker in session.execute(query)]
