"""What a partner bought, held against a circular. Pure: the same values in give the same judgement out.

Numbers are whole and compared as whole; *no data* is never a zero. A clause over a quarter or longer is read from
its first month up to the month that is judged, and counts towards the score only in its last month.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from marketplace.circulars.models import Binding
from marketplace.circulars.rules.base import (
    EXEMPT,
    MET,
    NO_DATA,
    NOT_APPLICABLE,
    NOT_MET,
    WHOLE,
    Outcome,
    Target,
    Verdict,
)
from marketplace.circulars.terms import CircularTerms, ClauseTerms, Promise
from marketplace.compliance.reasons import ExclusionReason
from marketplace.compliance.sorting import sort_out
from marketplace.kernel.money import half_up
from marketplace.kernel.period import Month, MonthSpan
from marketplace.uptake.counting import counted_of, left_of, local_of
from marketplace.uptake.lines import Grade, JudgedPartner, LedgerLine, Total
from marketplace.uptake.measures.base import Basis, Gap, MeasuredFigure, rupiah_of


@dataclass(frozen=True, kw_only=True)
class ClauseResult:
    """`counted` and `refused` are line numbers; `final` tells that the clause's period ends with this month.

    `orphans` are those of `counted` that are returns without a known purchase.
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

    @property
    def close(self) -> bool:
        """Not met, but four fifths of the way: worth a push."""
        if self.outcome is not NOT_MET or self.numerator is None or not self.shortfall:
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


def evaluate(
    circular: CircularTerms | None,
    partner: JudgedPartner,
    month: Month,
    *,
    lines: Sequence[LedgerLine],
    totals: Sequence[Total],
    exemptions: Collection[str] = (),
) -> PartnerResult:
    """`lines` and `totals` reach back as far as the longest clause; `exemptions` are codes of clauses."""
    excluded = circular.excluded if circular else ()
    judged = partial(judge, partner=partner, month=month, lines=lines, totals=totals, excluded=excluded)
    clauses = tuple(
        judged(clause, exempt=clause.code in exemptions) for clause in (circular.clauses if circular else ())
    )
    score, complies = _score(circular, clauses)
    of_month = [line for line in lines if line.day in month]
    local = local_of(of_month, excluded)
    certified = counted_of(local, lambda line: line.certified)
    total = next((total for total in totals if total.month == str(month)), None)
    left = left_of(total, excluded) if total else None
    return PartnerResult(
        partner=partner,
        clauses=clauses,
        score=score,
        band=circular.band(score) if circular else None,
        complies=complies,
        declared=None if left is None else left.rupiah,
        local=rupiah_of(local),
        certified=rupiah_of(certified),
        grades=tuple((grade, rupiah_of([line for line in local if line.grade is grade])) for grade in Grade),
        makers=_makers(local),
        certified_makers=_makers(certified),
        reported=bool(of_month) or total is not None,
        unrecognised=rupiah_of([line for line in local if not line.certified and not line.product_known]),
        left_out=total.rupiah - left.rupiah if total and left else 0,
    )


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
    around = clause.stretch.around(month)
    final = around.last == month
    if clause.kinds and partner.kind not in clause.kinds:
        return _unjudged(clause, NOT_APPLICABLE, final=final)
    if exempt:
        return _unjudged(clause, EXEMPT, final=final)
    span = MonthSpan(around.first, month)
    return hold(clause, partner, span, lines=lines, totals=totals, final=final, excluded=excluded)


def hold(
    promise: Promise,
    partner: JudgedPartner,
    span: MonthSpan,
    *,
    lines: Sequence[LedgerLine],
    totals: Sequence[Total],
    final: bool = True,
    excluded: Collection[str] = (),
) -> ClauseResult:
    """What was bought in these months, held against what was promised for them; without `excluded` goods."""
    seen = [line for line in lines if line.day in span]
    declared = {total.month: total for total in totals if Month.parse(total.month) in span}
    counted, refused = sort_out(promise, seen, excluded)
    basis = _basis(promise, partner, span, declared, excluded)
    reading = promise.measure_type().measure(counted, basis)
    verdict = promise.rule_type.judge(promise.read_figures, reading)
    result = replace(
        _unjudged(promise, NO_DATA, final=final),
        target=verdict.target,
        counted=tuple(sorted(line.id for line in counted)),
        refused=tuple(sorted(refused)),
        orphans=tuple(sorted(line.id for line in counted if line.orphan)),
    )
    if not seen and not declared:
        return replace(result, gap=Gap.NOTHING_REPORTED)
    return _read(result, reading, verdict)


def _unjudged(promise: Promise, outcome: Outcome, *, final: bool) -> ClauseResult:
    return ClauseResult(
        code=promise.code, rule=promise.rule, measure=promise.measure, outcome=outcome, final=final
    )


def _read(result: ClauseResult, reading: MeasuredFigure, verdict: Verdict) -> ClauseResult:
    return replace(
        result,
        outcome=verdict.outcome,
        numerator=reading.numerator,
        denominator=reading.denominator,
        shortfall=verdict.shortfall,
        gap=reading.gap,
    )


def _basis(
    clause: Promise,
    partner: JudgedPartner,
    span: MonthSpan,
    declared: Mapping[str, Total],
    excluded: Collection[str],
) -> Basis:
    """The declared total over the span without what is excluded.

    Every month must be there, split by category where the clause asks, its excluded part told where there is one.
    """
    if any(str(month) not in declared for month in span):
        return Basis(gap=Gap.NOT_DECLARED, staff=partner.staff)
    left = [total for one in declared.values() if (total := left_of(one, excluded))]
    if len(left) < len(declared):
        return Basis(gap=Gap.EXCLUDED_UNTOLD, staff=partner.staff)
    if not clause.scope:
        return Basis(total=sum(total.rupiah for total in left), staff=partner.staff)
    if any(total.rupiah and not total.parts for total in left):
        return Basis(gap=Gap.NOT_SPLIT, staff=partner.staff)
    within = [
        part.rupiah for total in left for part in total.parts if set(clause.scope) & set(part.categories)
    ]
    return Basis(total=sum(within), staff=partner.staff)


def _score(circular: CircularTerms | None, results: Sequence[ClauseResult]) -> tuple[int | None, bool | None]:
    """Weight of what is met out of the weight of what is due, and whether every binding clause is met."""
    if circular is None:
        return None, None
    due = [
        (clause, result.outcome)
        for clause, result in zip(circular.clauses, results, strict=True)
        if result.final and result.outcome not in (NOT_APPLICABLE, EXEMPT)
    ]
    binding = {outcome for clause, outcome in due if clause.binding is Binding.MANDATORY}
    complies = False if NOT_MET in binding else None if NO_DATA in binding or not binding else True
    weights = {outcome: sum(clause.weight for clause, own in due if own is outcome) for outcome in Outcome}
    weight = weights[MET] + weights[NOT_MET]
    if weights[NO_DATA] or not weight:
        return None, complies
    return half_up(weights[MET] * WHOLE, weight), complies


def _makers(lines: Sequence[LedgerLine]) -> tuple[int, ...]:
    """Makers of whom more was bought than returned."""
    sums: dict[int, int] = {}
    for line in lines:
        if line.producer_id is not None:
            sums[line.producer_id] = sums.get(line.producer_id, 0) + line.net
    return tuple(sorted(maker for maker, amount in sums.items() if amount > 0))
