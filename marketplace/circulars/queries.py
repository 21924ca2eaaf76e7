"""Which circular holds on a day, who is exempt, and the lists of pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation, User
from marketplace.catalog.models import Category
from marketplace.circulars.models import Band, Circular, Clause, Exemption
from marketplace.circulars.states import APPROVED, DRAFT, CircularState
from marketplace.circulars.terms import CircularTerms, terms_of
from marketplace.db.reading import Listing
from marketplace.kernel.ids import UserId
from marketplace.kernel.labels import Label
from marketplace.kernel.roles import PARTNER


def in_force(session: Session, on: date) -> CircularTerms | None:
    """The approved circular of that day; the database lets no two overlap."""
    found = session.scalar(
        select(Circular).where(
            Circular.state == APPROVED,
            Circular.from_on <= on,
            or_(Circular.until_on.is_(None), Circular.until_on >= on),
        )
    )
    return None if found is None else terms_of(found, bands_of(session, found))


def bands_of(session: Session, circular: Circular) -> Sequence[Band]:
    listed = select(Band).filter_by(circular_id=circular.id).order_by(Band.from_score.desc())
    return session.scalars(listed).all()


def exempt_on(session: Session, on: date) -> Mapping[int, set[str]]:
    """Codes of clauses, per partner, that a decision in force that day lifts."""
    rows = session.execute(
        select(Exemption.partner_id, Clause.code)
        .join(Clause, Clause.id == Exemption.clause_id)
        .join(Circular, Circular.id == Clause.circular_id)
        .where(
            Exemption.from_on <= on,
            Exemption.until_on >= on,
            Circular.state == APPROVED,
            Circular.from_on <= on,
            or_(Circular.until_on.is_(None), Circular.until_on >= on),
        )
    )
    found: defaultdict[int, set[str]] = defaultdict(set)
    for partner_id, code in rows:
        found[partner_id].add(code)
    return found


@dataclass(frozen=True)
class CircularRow:
    public_id: str
    number: str
    title: str
    example: bool
    from_on: date
    until_on: date | None
    state: CircularState
    clauses: int
    drafted_by: str | None


@dataclass(frozen=True, kw_only=True)
class CircularList:
    state: CircularState | None = None

    def select(self) -> Listing:
        clauses = select(func.count()).where(Clause.circular_id == Circular.id).scalar_subquery()
        query: Listing = (
            select(
                Circular.public_id,
                Circular.number,
                Circular.title,
                Circular.example,
                Circular.from_on,
                Circular.until_on,
                Circular.state,
                clauses,
                User.name,
            )
            .outerjoin(User, User.id == Circular.drafted_by)
            .order_by(Circular.from_on.desc(), Circular.id.desc())
        )
        return query if self.state is None else query.where(Circular.state == self.state)


def waiting_for(session: Session, user_id: int | None) -> Sequence[Circular]:
    """Drafts with clauses that somebody else wrote: this approver may sign them."""
    with_clauses = select(Clause.circular_id)
    drafts = select(Circular).where(Circular.state == DRAFT, Circular.id.in_(with_clauses))
    return session.scalars(drafts.where(Circular.drafted_by.is_distinct_from(user_id))).all()


@dataclass(frozen=True)
class ExemptionRow:
    partner: str
    code: str
    decision: str
    from_on: date
    until_on: date


def exemptions_of(session: Session, circular: Circular) -> Sequence[ExemptionRow]:
    rows = session.execute(
        select(Organisation.name, Clause.code, Exemption.decision, Exemption.from_on, Exemption.until_on)
        .join(Exemption, Exemption.partner_id == Organisation.id)
        .join(Clause, Clause.id == Exemption.clause_id)
        .where(Clause.circular_id == circular.id)
        .order_by(Exemption.from_on.desc(), Exemption.id.desc())
    )
    return [ExemptionRow(*row) for row in rows]


def category_choices(session: Session) -> Sequence[tuple[str, str]]:
    rows = session.execute(select(Category.code, Category.name).order_by(Category.name))
    return [(code, Label(name)) for code, name in rows]


def partner_choices(session: Session) -> Sequence[tuple[int, str]]:
    rows = session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.kind == PARTNER)
        .order_by(Organisation.name)
    )
    return [(number, name) for number, name in rows]


def name_of(session: Session, user_id: UserId | None) -> str | None:
    return session.scalar(select(User.name).filter_by(id=user_id))
