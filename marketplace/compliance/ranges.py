"""How far the city's share can still move before a month is published. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from marketplace.circulars.rules.base import NO_DATA, Target
from marketplace.circulars.terms import CircularTerms
from marketplace.compliance.coverage import BoundShare, bound_by, has_data, headline, share_of
from marketplace.compliance.evaluation import ClauseResult
from marketplace.compliance.months import MonthResult, PartnerInputs, judge_ledger
from marketplace.compliance.open_amounts import Ledger
from marketplace.compliance.reviewing import ClauseBounds, bounds_of
from marketplace.kernel.period import Month

Share = tuple[int, int]  # rupiah that count, of all that were declared


@dataclass(frozen=True, kw_only=True)
class CityRange:
    """The share over bound partners with data, and between what it lies once all that is open is decided.

    `silent` are bound partners that declared nothing, `theirs` what counts of them already. `untold` counts partners
    with something open that nobody gave an amount for: it is outside the range.
    """

    share: BoundShare
    lowest: Share
    highest: Share
    silent: tuple[str, ...] = ()
    theirs: int = 0
    untold: int = 0

    @property
    def now(self) -> Share:
        return self.share.numerator, self.share.denominator

    @property
    def sure(self) -> bool | None:
        """Whether the target is met however it is decided; None where that depends on it."""
        if reaches(self.lowest, self.share.target):
            return True
        return None if reaches(self.highest, self.share.target) else False

    @property
    def turning_total(self) -> int | None:
        """From more than this total of the silent partners on, the share can fall below its target.

        None where no total does that: nobody is silent, or the share can be below it without them.
        """
        target, (local, declared) = self.share.target, self.lowest
        most = (local + self.theirs) * target.of // target.parts - declared
        return most if self.silent and self.sure and most >= 0 else None


def reaches(share: Share, target: Target) -> bool:
    return share[0] * target.of >= target.parts * share[1]


def city_range(result: MonthResult, open_inputs: Sequence[PartnerInputs]) -> CityRange | None:
    """Of the clause that stands for the circular; `open_inputs` are those of partners with something open.

    None without a circular that asks for a share.
    """
    terms = headline(result.circular)
    share = share_of(result, terms.code) if terms else None
    if terms is None or share is None or result.circular is None:
        return None
    place = [clause.code for clause in result.circular.clauses].index(terms.code)
    inputs = {one.partner.id: one for one in open_inputs}
    bound = bound_by(result, terms.code)
    known = [(one.partner.id, clause) for one, clause in bound if has_data(clause)]
    ends = [
        _ends(result.circular, inputs.get(number), result.month, clause, place) for number, clause in known
    ]
    silent = [(one, clause) for one, clause in bound if clause.outcome is NO_DATA and one.declared is None]
    return CityRange(
        share=share,
        lowest=(
            sum(_local(low) for low, _ in ends),
            sum(max(_total(low), _total(high)) for low, high in ends),
        ),
        highest=(
            sum(_local(high) for _, high in ends),
            sum(min(_total(low), _total(high)) for low, high in ends),
        ),
        silent=tuple(one.partner.name for one, _ in silent),
        theirs=sum(_local(clause) for _, clause in silent),
        untold=sum(any(amount.unbounded for amount in one.open) for one in open_inputs),
    )


def _ends(
    circular: CircularTerms, one: PartnerInputs | None, month: str, now: ClauseResult, place: int
) -> tuple[ClauseResult, ClauseResult]:
    """A partner's figure with the least and the most of what is open."""
    if one is None or not one.open:
        return now, now
    bounds = partner_bounds(circular, one, Month.parse(month))[place]
    return bounds.lowest, bounds.highest


def partner_bounds(circular: CircularTerms, one: PartnerInputs, month: Month) -> Sequence[ClauseBounds]:
    ledger = Ledger(lines=one.lines, totals=one.totals)
    judge = partial(judge_ledger, circular, one, month)
    return bounds_of(judge(ledger), ledger, one.open, circular=circular, judge=judge)


def _local(clause: ClauseResult) -> int:
    return clause.numerator or 0


def _total(clause: ClauseResult) -> int:
    return clause.denominator or 0
