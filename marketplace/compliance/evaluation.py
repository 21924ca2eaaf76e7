"""What a partner bought, held against a circular. Pure: the same values in give the same judgement out.

Numbers are whole and compared as whole; *no data* is never a zero. A clause over a quarter or longer is read from
its first month up to the month that is judged, and counts towards the score only in its last month.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from marketplace.circulars.rules.base import (
    CHAIN,
    CITY,
    EXEMPT,
    NO_DATA,
    NOT_APPLICABLE,
    NOT_MET,
    OUTLET,
    RULE_TYPES,
    Outcome,
    Target,
    Verdict,
)
from marketplace.circulars.terms import CircularTerms, ClauseTerms, Promise
from marketplace.compliance.asking import WITH_ROWS, belongs, not_asked
from marketplace.compliance.basis import Books, OwnBooks, SortedBooks, basis_of, sort_books
from marketplace.compliance.readings import OutletResult, by_outlet, held_against, weakness
from marketplace.compliance.reasons import ExclusionReason, NotAsked
from marketplace.compliance.scoring import score_of
from marketplace.kernel.period import Month, MonthSpan
from marketplace.uptake.counting import counted_of, left_of, local_of, makers_of
from marketplace.uptake.lines import Grade, JudgedOutlet, JudgedPartner, LedgerLine, OrderedLine, Total
from marketplace.uptake.measures.base import Gap, MeasuredFigure, Need, rupiah_of


@dataclass(frozen=True, kw_only=True)
class ClauseResult:
    """`counted` and `refused` are line numbers; `final` tells that the clause's period ends with this month.

    `orphans` are those of `counted` that are returns without a known purchase, `partly` those that an auditor refused
    in part, each with the rupiah that count. What is read for a whole city comes without line numbers; `rows_counted`
    and `rows_refused` count them in either case. `not_asked` says why a clause does not apply, but in old reports. Of a
    clause that asks each outlet, `parts` are these and the figures the weakest's. A chain's figures stand at its head.
    """

    code: str
    rule: str
    measure: str
    outcome: Outcome
    final: bool
    numerator: int | None = None
    denominator: int | None = None
    target: Target | None = None
    shortfall: int | None = None
    gap: Gap | None = None
    counted: tuple[int, ...] = ()
    refused: tuple[tuple[int, ExclusionReason], ...] = ()
    orphans: tuple[int, ...] = ()
    partly: tuple[tuple[int, int], ...] = ()
    not_asked: NotAsked | None = None
    parts: tuple[OutletResult, ...] = ()
    rows_counted: int = 0
    rows_refused: int = 0

    def __post_init__(self) -> None:
        if self.counted:
            object.__setattr__(self, "rows_counted", len(self.counted))
        if self.refused:
            object.__setattr__(self, "rows_refused", len(self.refused))

    @property
    def close(self) -> bool:
        """Not met, but four fifths of the way: worth a push. Nobody is near a ceiling that is passed."""
        if self.outcome is not NOT_MET or self.numerator is None or not self.shortfall:
            return False
        if RULE_TYPES[self.rule].ceiling:
            return False
        return self.shortfall * 5 <= self.numerator + self.shortfall


@dataclass(frozen=True, kw_only=True)
class PartnerResult:
    """`score` is in basis points; None while a weighted clause has no data. Rupiah are of the month alone.

    They are without what the circular excludes: `left_out` is that part of the declared total. Where it was not told
    there is no total to measure against, and `declared` is None.
    `unrecognised` are local rupiah whose product is not recognised, so that nobody can tell if it was certified.
    """

    partner: JudgedPartner
    clauses: tuple[ClauseResult, ...]
    score: int | None
    band: str | None
    complies: bool | None  # with every binding clause that is due
    declared: int | None
    local: int
    certified: int
    grades: tuple[tuple[Grade, int], ...]  # local rupiah by strength of proof
    makers: tuple[int, ...]
    certified_makers: tuple[int, ...]
    reported: bool  # anything at all came in for the month
    unrecognised: int = 0
    left_out: int = 0

    @property
    def lost(self) -> int:
        """Rupiah that were local and would count once the goods, which are known, were certified."""
        return self.local - self.certified - self.unrecognised

    @property
    def shares(self) -> bool:
        """A total was declared that can be true, so a share of it can be told."""
        return self.declared is not None and self.local <= self.declared


def without_lines(one: PartnerResult) -> PartnerResult:
    """The same figures without the numbers of the lines behind them."""
    bare = tuple(replace(clause, counted=(), refused=(), orphans=(), partly=()) for clause in one.clauses)
    return replace(one, clauses=bare)


def evaluate(
    circular: CircularTerms | None,
    partner: JudgedPartner,
    month: Month,
    *,
    lines: Sequence[LedgerLine],
    totals: Sequence[Total],
    exemptions: Collection[str] = (),
    outlets: Sequence[JudgedOutlet] = (),
    members: Sequence[Books] = (),
    ordered: Sequence[OrderedLine] = (),
) -> PartnerResult:
    own = OwnBooks(
        partner=partner, lines=lines, totals=totals, exemptions=exemptions, outlets=outlets, ordered=ordered
    )
    return evaluate_books(circular, own, month, members=members)


def evaluate_books(
    circular: CircularTerms | None, own: Books, month: Month, *, members: Sequence[Books] = ()
) -> PartnerResult:
    """Rows reach back as far as the longest clause; `members` are the books of partners that have this one at the head
    of their chain.
    """
    excluded = circular.excluded if circular else ()
    clauses = _judged(circular, own, month, members) if circular else ()
    score, complies = score_of(_due(circular, clauses)) if circular else (None, None)
    of_month = [line for line in own.lines if line.day in month]
    local = local_of(of_month, excluded)
    certified = counted_of(local, lambda line: line.certified)
    submitted, declared, left_out = _declared(own.totals, month, excluded)
    return PartnerResult(
        partner=own.partner,
        clauses=clauses,
        score=score,
        band=circular.band(score) if circular else None,
        complies=complies,
        declared=declared,
        local=rupiah_of(local),
        certified=rupiah_of(certified),
        grades=tuple((grade, rupiah_of([line for line in local if line.grade is grade])) for grade in Grade),
        makers=makers_of(local),
        certified_makers=makers_of(certified),
        reported=bool(of_month) or submitted,
        unrecognised=rupiah_of([line for line in local if not line.certified and not line.product_known]),
        left_out=left_out,
    )


def _judged(
    circular: CircularTerms, own: Books, month: Month, members: Sequence[Books]
) -> tuple[ClauseResult, ...]:
    judged = partial(
        judge_books, own=own, month=month, excluded=circular.excluded, within=circular, members=members
    )
    return tuple(judged(clause, exempt=clause.code in own.exemptions) for clause in circular.clauses)


def _declared(
    totals: Sequence[Total], month: Month, excluded: Collection[str]
) -> tuple[bool, int | None, int]:
    """Whether a total was sent, what is left of it without excluded goods, None if nobody can tell, and the rest."""
    total = next((total for total in totals if total.month == str(month)), None)
    left = left_of(total, excluded) if total else None
    if total is None or left is None:
        return total is not None, None, 0
    return True, left.rupiah, total.rupiah - left.rupiah


def judge(
    clause: ClauseTerms,
    partner: JudgedPartner,
    month: Month,
    *,
    lines: Sequence[LedgerLine],
    totals: Sequence[Total],
    exempt: bool = False,
    excluded: Collection[str] = (),
) -> ClauseResult:
    """A clause by itself, of no circular that begins or ends."""
    own = OwnBooks(partner=partner, lines=lines, totals=totals)
    return judge_books(clause, own=own, month=month, exempt=exempt, excluded=excluded)


def judge_books(
    clause: ClauseTerms,
    *,
    own: Books,
    month: Month,
    exempt: bool = False,
    excluded: Collection[str] = (),
    within: CircularTerms | None = None,
    members: Sequence[Books] = (),
) -> ClauseResult:
    """`within` is the circular that the clause is of: it judges the periods that it covers whole."""
    around = clause.stretch.around(month)
    final, read = around.last == month, MonthSpan(around.first, month)
    why = not_asked(clause, own.partner, around, within)
    if exempt and (why is None or why in WITH_ROWS):
        return _unjudged(clause, EXEMPT, final=final)
    if why:
        told = why if within and within.whole_periods else None  # reports from before did not tell
        unasked = replace(_unjudged(clause, NOT_APPLICABLE, final=final), not_asked=told)
        return _with_rows(unasked, sort_books(clause, own, read, excluded)) if why in WITH_ROWS else unasked
    books: list[Books] = [own]
    if clause.subject is CHAIN:
        books += [one for one in members if belongs(clause, one, own.partner, around.first_day)]
    return hold_books(clause, books, read, final=final, excluded=excluded)


def hold_books(
    promise: Promise,
    books: Sequence[Books],
    span: MonthSpan,
    *,
    final: bool = True,
    excluded: Collection[str] = (),
    since: date | None = None,
) -> ClauseResult:
    """What was bought in these months, held against what was promised for them; without `excluded` goods.

    Over several partners as one: a chain with its head first, or the city, whose rows are not listed. Figures and
    partner are as on the first day, or on the day `since` which a first period holds.
    """
    day = since or span.first_day
    rows = [sort_books(promise, one, span, excluded) for one in books]
    result = replace(_unjudged(promise, NO_DATA, final=final), target=promise.target_on(day))
    if promise.subject is not CITY:
        result = _with_rows(result, rows[0])
    counts_rows = Need.LINES in promise.measure_type.needs
    if counts_rows and not any(one.reported for one in rows):
        return replace(result, gap=Gap.NOTHING_REPORTED)
    basis = basis_of(promise, books, rows, span, excluded, since=day)
    counted = [line for one in rows for line in one.counted]
    if promise.subject is not OUTLET:
        return _read(result, *held_against(promise, counted, basis, day))
    parts = by_outlet(promise, counted, basis, day)
    if not parts:
        return replace(result, gap=Gap.NO_OUTLETS)
    weakest = min(parts, key=weakness)
    return replace(_read(result, weakest.reading, weakest.verdict), parts=tuple(one.result for one in parts))


def _unjudged(promise: Promise, outcome: Outcome, *, final: bool) -> ClauseResult:
    return ClauseResult(
        code=promise.code, rule=promise.rule, measure=promise.measure, outcome=outcome, final=final
    )


def _with_rows(result: ClauseResult, rows: SortedBooks) -> ClauseResult:
    return replace(
        result,
        counted=tuple(sorted(line.id for line in rows.counted)),
        refused=tuple(sorted(rows.refused)),
        orphans=tuple(sorted(line.id for line in rows.counted if line.orphan)),
        partly=tuple(sorted((line.id, line.net) for line in rows.counted if line.recorded is not None)),
    )


def _read(result: ClauseResult, reading: MeasuredFigure, verdict: Verdict) -> ClauseResult:
    return replace(
        result,
        outcome=verdict.outcome,
        numerator=reading.numerator,
        denominator=reading.denominator,
        shortfall=verdict.shortfall,
        gap=verdict.gap,
    )


def _due(circular: CircularTerms, results: Sequence[ClauseResult]) -> Sequence[tuple[ClauseTerms, Outcome]]:
    return [
        (clause, result.outcome)
        for clause, result in zip(circular.clauses, results, strict=True)
        if result.final and result.outcome not in (NOT_APPLICABLE, EXEMPT)
    ]
