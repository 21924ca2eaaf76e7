"""Whom a clause asks in a month, and why not the others. Pure."""

from __future__ import annotations

from datetime import date

from marketplace.circulars.rules.base import CHAIN, CITY
from marketplace.circulars.terms import CircularTerms, ClauseTerms
from marketplace.compliance.basis import Books
from marketplace.compliance.reasons import NotAsked
from marketplace.kernel.period import MonthSpan
from marketplace.uptake.lines import JudgedPartner

WITH_ROWS = (NotAsked.AT_HEAD, NotAsked.CITY)  # these rows are part of a figure that stands elsewhere


def belongs(clause: ClauseTerms, member: Books, head: JudgedPartner, day: date) -> bool:
    """Whether these books are part of the head's chain that day, and not exempt."""
    return member.partner.on(day).head == head.id and clause.code not in member.exemptions


def not_asked(
    clause: ClauseTerms, partner: JudgedPartner, around: MonthSpan, within: CircularTerms | None
) -> NotAsked | None:
    partner = partner.on(around.first_day)
    if within and within.whole_periods and not within.covers(around):
        return NotAsked.CUT_OFF if within.began_by(around) else NotAsked.NOT_BEGUN
    if clause.subject is CHAIN and partner.head is not None:
        return NotAsked.AT_HEAD
    if clause.kinds and partner.kind not in clause.kinds:
        return NotAsked.OTHER_KIND
    return NotAsked.CITY if clause.subject is CITY else None
