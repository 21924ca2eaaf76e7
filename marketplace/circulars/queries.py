"""Which circular holds on a day, who is exempt, and the lists of pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, join, outerjoin

from marketplace.accounts.models import Organisation, User
from marketplace.catalog.models import Category
from marketplace.circulars.models import Band, Circular, Clause, Exemption
from marketplace.circulars.states import APPROVED, DISCARDED, DRAFT, CircularState
from marketplace.circulars.terms import CircularTerms, JudgedMonths, terms_of
from marketplace.db.listing import Listing, Row, by, col, maybe, required, where
from marketplace.kernel.ids import UserId
from marketplace.kernel.labels import Label
from marketplace.kernel.period import Month
from marketplace.kernel.roles import PARTNER
from marketplace.uptake.counting import ExcludedGoods


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


def judging(session: Session, month: Month) -> CircularTerms | None:
    """The circular by which a month is judged: approved, and in force from its first day to its last."""
    found = session.scalar(select(Circular).where(*_all_through(month)))
    return None if found is None else terms_of(found, bands_of(session, found))


def _all_through(month: Month) -> Sequence[ColumnElement[bool]]:
    ends_later = or_(Circular.until_on.is_(None), Circular.until_on >= month.last_day)
    return Circular.state == APPROVED, Circular.from_on <= month.first_day, ends_later


def excluded_goods(session: Session) -> Sequence[ExcludedGoods]:
    """Of every approved circular that excludes any, for the months that it judges."""
    rows = session.execute(
        select(Circular.from_on, Circular.until_on, Circular.excluded).where(Circular.state == APPROVED)
    )
    every = [
        ExcludedGoods(_first_judged(from_on), _last_judged(until_on), tuple(codes))
        for from_on, until_on, codes in rows
        if codes
    ]
    return [one for one in every if one.first_day <= one.last_day]


def _first_judged(from_on: date) -> date:
    return from_on if from_on.day == 1 else Month.of(from_on).next.first_day


def _last_judged(until_on: date | None) -> date:
    if until_on is None:
        return date.max
    month = Month.of(until_on)
    return until_on if until_on == month.last_day else month.previous.last_day


def bands_of(session: Session, circular: Circular) -> Sequence[Band]:
    listed = select(Band).filter_by(circular_id=circular.id).order_by(Band.from_score.desc())
    return session.scalars(listed).all()


def exempt_in(session: Session, month: Month) -> Mapping[int, set[str]]:
    """Codes of clauses, per partner, that one decision lifts for the whole of the period around this month."""
    rows = session.execute(
        select(Exemption.partner_id, Clause.code, Clause.period, Exemption.from_on, Exemption.until_on)
        .join(Clause, Clause.id == Exemption.clause_id)
        .join(Circular, Circular.id == Clause.circular_id)
        .where(
            Exemption.from_on <= month.first_day, Exemption.until_on >= month.last_day, *_all_through(month)
        )
    )
    found: defaultdict[int, set[str]] = defaultdict(set)
    for partner_id, code, period, from_on, until_on in rows:
        around = JudgedMonths(period).around(month)
        if from_on <= around.first_day and around.last_day <= until_on:
            found[partner_id].add(code)
    return found


class CircularRow(Row):
    public_id = col(Circular.public_id)
    number = col(Circular.number)
    title = col(Circular.title)
    example = col(Circular.example)
    from_on = col(Circular.from_on)
    until_on = col(Circular.until_on)
    state = col(Circular.state)
    clauses: int = col(select(func.count()).where(Clause.circular_id == Circular.id).scalar_subquery())
    drafted_by = maybe(User.name)


class CircularList(Listing[CircularRow]):
    """Without discarded drafts, unless told that they need not be `kept`."""

    source = outerjoin(Circular, User, User.id == Circular.drafted_by)
    sort = by(Circular.from_on, Circular.id, down=True)

    state: CircularState | None = where(Circular.state)
    kept: bool = where(lambda _: Circular.state != DISCARDED, default=True)


def waiting_for(session: Session, user_id: int | None) -> Sequence[Circular]:
    """Drafts with clauses that somebody else wrote: this approver may sign them."""
    with_clauses = select(Clause.circular_id)
    drafts = select(Circular).where(Circular.state == DRAFT, Circular.id.in_(with_clauses))
    return session.scalars(drafts.where(Circular.drafted_by.is_distinct_from(user_id))).all()


class ExemptionRow(Row):
    partner = col(Organisation.name)
    code = col(Clause.code)
    decision = col(Exemption.decision)
    from_on = col(Exemption.from_on)
    until_on = col(Exemption.until_on)


class ExemptionList(Listing[ExemptionRow]):
    """Of a circular, the newest first."""

    source = join(Exemption, Clause, Clause.id == Exemption.clause_id).join(
        Organisation, Organisation.id == Exemption.partner_id
    )
    sort = by(Exemption.from_on, Exemption.id, down=True)

    circular_id: int = required(Clause.circular_id)


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
