"""What partners bought, as judgements read it, from the stored figures. Nothing is written here.

A month that is not stored, and a partner's month that is marked, is summed up from the ledger meanwhile, by the same
function: a figure is the same from either, and never an old one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, groupby
from typing import Any, NamedTuple

from sqlalchemy import Integer, cast, func, null, select, union_all
from sqlalchemy.orm import Session

from marketplace.kernel.period import Month, MonthSpan
from marketplace.partners.models import Partner
from marketplace.producers.models import Producer
from marketplace.purchases.models.ledger import Purchase
from marketplace.uptake.ledger import category_paths, lines_of
from marketplace.uptake.lines import LedgerLine, Path
from marketplace.uptake.models import Uptake, UptakeMark, UptakeMonth
from marketplace.uptake.stored_rows import UptakeRow, in_order, summed

ROW = (
    Uptake.producer_id,
    Uptake.item,
    Uptake.grade,
    Uptake.local,
    Uptake.certified,
    Uptake.refused,
    Uptake.disputed,
    Uptake.seller_known,
    Uptake.product_known,
    Uptake.trade,
    Uptake.late,
    Uptake.net,
    Uptake.lines,
)
FIRST_NUMBER = -(2**40)
Found = tuple[int, Month, str | None, UptakeRow]  # of which partner and month, and where its maker works
Partners = frozenset[int] | None  # None: all of them


class SummedLines(NamedTuple):
    """What a judgement reads in place of the ledger's lines, by partner.

    `stand_for` says by the number of each for how many lines it stands; that number means nothing else, and no line of
    the ledger has it.
    """

    of: Mapping[int, Sequence[LedgerLine]]
    stand_for: Mapping[int, int]


def summed_lines(
    session: Session,
    span: MonthSpan,
    *,
    partner_ids: Collection[int] | None = None,
    of_makers: bool = False,
) -> SummedLines:
    """The lines that `lines_of` gives, summed up by month and by everything that a judgement looks at."""
    asked = None if partner_ids is None else frozenset(partner_ids)
    stored, marked = _state(session, span, asked)
    fresh: dict[Month, Partners] = dict.fromkeys(_missing(session, span, stored), asked)
    fresh |= {month: frozenset(some) for month, some in marked.items() if month in stored}
    lines: defaultdict[int, list[LedgerLine]] = defaultdict(list)
    stand_for = {}
    read = chain(_stored(session, stored, marked, asked, of_makers), _fresh(session, fresh, of_makers))
    for number, (partner_id, month, kelurahan, row) in enumerate(read, start=FIRST_NUMBER):
        lines[partner_id].append(row.as_line(number, month, kelurahan))
        stand_for[number] = row.lines
    return SummedLines(lines, stand_for)


def rows_now(
    session: Session, span: MonthSpan, partners: Partners
) -> Mapping[tuple[int, Month], Sequence[UptakeRow]]:
    """By partner and month, what the ledger sums up to."""
    found = defaultdict(list)
    for partner_id, month, _, row in _fresh(session, dict.fromkeys(span, partners)):
        found[partner_id, month].append(row)
    return found


def rows_stored(session: Session, month: Month) -> Mapping[int, Sequence[UptakeRow]]:
    """By partner, what is stored of this month, of marked partners too, in the order of `summed`."""
    found = defaultdict(list)
    for partner_id, _, _, row in _stored(session, [month]):
        found[partner_id].append(row)
    return {partner_id: in_order(rows) for partner_id, rows in found.items()}


def first_month(session: Session) -> Month | None:
    """The oldest one with a purchase: one look into the index for each partner."""
    oldest = select(func.min(Purchase.bought_on)).where(Purchase.partner_id == Partner.id).scalar_subquery()
    day: date | None = session.scalar(select(func.min(oldest)).select_from(Partner))
    return None if day is None else Month.of(day)


def every_month(session: Session, today: date) -> Sequence[Month]:
    """From the oldest one with a purchase to this day's; none where nothing was bought."""
    first = first_month(session)
    return [] if first is None else list(MonthSpan(min(first, Month.of(today)), Month.of(today)))


def waiting_months(session: Session, today: date) -> Sequence[Month]:
    """Months that are to be stored, or of which something is marked; the newest first."""
    marked = set(session.scalars(select(UptakeMark.month).distinct()))
    stored = set(session.scalars(select(UptakeMonth.month)))
    names = marked | ({str(month) for month in every_month(session, today)} - stored)
    return [Month.parse(name) for name in sorted(names, reverse=True)]


def _state(
    session: Session, span: MonthSpan, partners: Partners
) -> tuple[set[Month], Mapping[Month, set[int]]]:
    """Which of these months are stored, and whose figures are marked. Asked first: what is stored after it is newer."""
    names = {str(month): month for month in span}
    months = select(UptakeMonth.month, cast(null(), Integer)).where(UptakeMonth.month.in_(names))
    marks = select(UptakeMark.month, UptakeMark.partner_id).where(UptakeMark.month.in_(names))
    if partners is not None:
        marks = marks.where(UptakeMark.partner_id.in_(partners))
    stored, marked = set[Month](), defaultdict[Month, set[int]](set)
    found: Sequence[Any] = session.execute(union_all(months, marks)).all()
    for month, partner_id in found:
        if partner_id is None:
            stored.add(names[month])
        else:
            marked[names[month]].add(partner_id)
    return stored, marked


def _missing(session: Session, span: MonthSpan, stored: Collection[Month]) -> Sequence[Month]:
    """Months that are not stored and may have purchases: a year that began before the first one is no search for it."""
    missing = [month for month in span if month not in stored]
    if not missing:
        return ()
    first = first_month(session)
    return [month for month in missing if first is not None and month >= first]


def _stored(
    session: Session,
    months: Collection[Month],
    but: Mapping[Month, Collection[int]] | None = None,
    partners: Partners = None,
    of_makers: bool = False,
) -> Iterator[Found]:
    """Rows of these months but those of the partners named; in their order."""
    if not months:
        return
    names = {str(month): month for month in months}
    query = (
        select(
            Uptake.month,
            Uptake.partner_id,
            Producer.kelurahan_code,
            Uptake.outlet_id,
            Uptake.category_id,
            *ROW,
        )
        .outerjoin(Producer, Producer.id == Uptake.producer_id)
        .where(Uptake.month.in_(names))
        .order_by(Uptake.month, Uptake.partner_id, Uptake.number)
    )
    if partners is not None:
        query = query.where(Uptake.partner_id.in_(partners))
    if of_makers:
        query = query.where(Uptake.producer_id.is_not(None))
    paths: dict[int | None, Path] = {number: path for number, _, path in category_paths(session)}
    for name, partner_id, kelurahan, outlet, category, *row in session.execute(query):
        month = names[name]
        if but is None or partner_id not in but.get(month, ()):
            yield partner_id, month, kelurahan, UptakeRow(outlet, paths.get(category, ()), *row)


def _fresh(session: Session, months: Mapping[Month, Partners], of_makers: bool = False) -> Iterator[Found]:
    """Summed up from the ledger, in as few reads of it as these months and partners take."""
    for span, partners in _stretches(months):
        read = lines_of(session, span, partner_ids=partners, of_makers=of_makers)
        for partner_id, lines in sorted(read.items()):
            kelurahan = {line.producer_id: line.kelurahan for line in lines}
            by_month: defaultdict[Month, list[LedgerLine]] = defaultdict(list)
            for line in lines:
                by_month[Month.of(line.day)].append(line)
            for month, some in sorted(by_month.items()):
                for row in summed(some):
                    yield partner_id, month, kelurahan[row.producer_id], row


def _stretches(months: Mapping[Month, Partners]) -> Iterator[tuple[MonthSpan, Partners]]:
    """Months that follow one another and ask for the same partners, together."""

    def key(numbered: tuple[int, Month]) -> tuple[Any, ...]:
        place, month = numbered
        return month.year * 12 + month.month - place, months[month]

    for (_, partners), some in groupby(enumerate(sorted(months)), key=key):
        together = [month for _, month in some]
        yield MonthSpan(together[0], together[-1]), partners
