"""Everything that a month is judged by, read from the ledger or from its stored figures."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.circulars import queries as circulars
from marketplace.circulars.rules.base import CHAIN
from marketplace.circulars.terms import CircularTerms, ClauseTerms
from marketplace.compliance.basis import first_month
from marketplace.compliance.books import books_beside
from marketplace.compliance.models import Period
from marketplace.compliance.months import MonthInputs, PartnerInputs
from marketplace.compliance.open_amounts import OpenAmount
from marketplace.compliance.open_matters import amounts_by_partner
from marketplace.compliance.questioned import with_questioned
from marketplace.compliance.states import OPEN, PeriodState
from marketplace.kernel.period import Month, MonthSpan
from marketplace.uptake import ledger
from marketplace.uptake.judged import chain_members
from marketplace.uptake.lines import LedgerLine
from marketplace.uptake.stored import summed_lines

Open = Mapping[int, tuple[OpenAmount, ...]]


class SummedInputs(NamedTuple):
    """Inputs whose lines are sums: `stand_for` says by the number of each for how many lines it stands.

    Lines themselves, of sellers about whom something is undecided, stand for one.
    """

    inputs: MonthInputs
    stand_for: Mapping[int, int]


class _Whom(NamedTuple):
    """Whose books are read: partners asked for, and `others` of their chains; None reads all."""

    circular: CircularTerms | None
    clauses: Sequence[ClauseTerms]
    span: MonthSpan
    read: Collection[int] | None
    others: Collection[int]


def inputs_of(
    session: Session,
    month: Month,
    *,
    partner_ids: Collection[int] | None = None,
    local_before: int | None = None,
    today: date | None = None,
) -> MonthInputs:
    """The circular in force all through the month, partners, lines, totals.

    What is undecided counts once partners have seen the month: while it runs everything still moves. `today` tells
    which terms have ended.
    """
    whom = _whom(session, month, partner_ids, None)
    lines = ledger.lines_of(session, whom.span, partner_ids=whom.read)
    undecided = _undecided(session, month, whom, today)
    return _inputs(session, month, whom, lines, undecided, local_before)


def summed_inputs_of(
    session: Session,
    month: Month,
    *,
    partner_ids: Collection[int] | None = None,
    local_before: int | None = None,
    today: date | None = None,
    draft: CircularTerms | None = None,
) -> SummedInputs:
    """The same with sums of lines, as they are stored; a `draft` may look further back and ask for more."""
    whom = _whom(session, month, partner_ids, draft)
    undecided = _undecided(session, month, whom, today)
    read = summed_lines(session, whom.span, partner_ids=whom.read)
    read = with_questioned(session, whom.span, read, undecided)
    inputs = _inputs(session, month, whom, read.of, undecided, local_before)
    return SummedInputs(inputs, read.stand_for)


def _whom(
    session: Session, month: Month, partner_ids: Collection[int] | None, draft: CircularTerms | None
) -> _Whom:
    circular = circulars.judging(session, month)
    clauses = [clause for one in (circular, draft) if one for clause in one.clauses]
    others = _members(session, clauses, partner_ids)
    read = None if partner_ids is None else {*partner_ids, *others}
    return _Whom(circular, clauses, reach(clauses, month), read, others)


def _inputs(
    session: Session,
    month: Month,
    whom: _Whom,
    lines: Mapping[int, Sequence[LedgerLine]],
    undecided: Open,
    local_before: int | None,
) -> MonthInputs:
    """What the clauses need of each partner."""
    circular, clauses, span, read, others = whom
    totals = ledger.totals_of(session, span, partner_ids=read)
    exempt = circulars.exempt_in(session, month)
    beside = books_beside(session, clauses, span, read)
    every = [
        PartnerInputs(
            partner=one,
            lines=tuple(lines.get(one.id, ())),
            totals=tuple(totals.get(one.id, ())),
            exemptions=tuple(sorted(exempt.get(one.id, ()))),
            open=undecided.get(one.id, ()),
            **beside.of(one.id)._asdict(),
        )
        for one in ledger.partners_of(session, month, partner_ids=read)
    ]
    return MonthInputs(
        month=str(month),
        circular=circular,
        partners=tuple(one for one in every if one.partner.id not in others),
        local_before=local_before,
        members=tuple(one for one in every if one.partner.id in others),
    )


def _members(
    session: Session, clauses: Sequence[ClauseTerms], partner_ids: Collection[int] | None
) -> Collection[int]:
    """Of the chains of these partners, where a clause asks a chain and not all partners are read anyway."""
    by_chain = any(clause.subject is CHAIN for clause in clauses)
    if partner_ids is None or not by_chain:
        return set()
    return chain_members(session, partner_ids) - set(partner_ids)


def _undecided(session: Session, month: Month, whom: _Whom, today: date | None) -> Open:
    nobody = whom.read is not None and not whom.read
    if nobody or state_of(session, month) is OPEN:
        return {}
    return amounts_by_partner(session, month, today, span=whom.span, partner_ids=whom.read)


def reach(clauses: Sequence[ClauseTerms], month: Month) -> MonthSpan:
    """As many months back as any clause looks."""
    return MonthSpan(min([*(first_month(clause, month) for clause in clauses), month]), month)


def state_of(session: Session, month: Month) -> PeriodState:
    period = period_of(session, month)
    return period.state if period else OPEN


def period_of(session: Session, month: Month) -> Period | None:
    return session.scalar(select(Period).filter_by(month=str(month)))
