"""A whole month: what went into its judgement, what came out, and the city's figures. Pure, and told as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from marketplace.circulars.rules.base import Target
from marketplace.circulars.terms import CircularTerms
from marketplace.compliance.chains import chains_of
from marketplace.compliance.city_clauses import judge_city
from marketplace.compliance.evaluation import ClauseResult, PartnerResult, evaluate_books, without_lines
from marketplace.compliance.open_amounts import Ledger, OpenAmount
from marketplace.compliance.reviewing import review
from marketplace.kernel.period import Month
from marketplace.purchases.figure_kinds import CombinedFigure
from marketplace.uptake.counting import local_of
from marketplace.uptake.lines import Bill, Grade, JudgedOutlet, JudgedPartner, LedgerLine, OrderedLine, Total
from marketplace.uptake.measures.base import rupiah_of

FEWEST = 5  # a public figure stands for at least so many partners


@dataclass(frozen=True, kw_only=True)
class PartnerInputs:
    """`open` is what was undecided of the month; reports from before it was kept have none."""

    partner: JudgedPartner
    lines: tuple[LedgerLine, ...]
    totals: tuple[Total, ...]
    exemptions: tuple[str, ...] = ()
    outlets: tuple[JudgedOutlet, ...] = ()
    open: tuple[OpenAmount, ...] = ()
    stated: tuple[CombinedFigure, ...] = ()  # beside the receipts
    ordered: tuple[OrderedLine, ...] = ()
    billed: tuple[Bill, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MonthInputs:
    """`members` are partners that are not judged here, but are part of a judged one's chain."""

    month: str
    circular: CircularTerms | None
    partners: tuple[PartnerInputs, ...]
    local_before: int | None = None  # the city's local rupiah of the month before
    members: tuple[PartnerInputs, ...] = ()


@dataclass(frozen=True, kw_only=True)
class City:
    """Sums over partners. Shares are taken of those whose declared total can be true, never of all."""

    partners: int
    reported: int
    declaring: int
    buying: int
    under_mou: int
    judged: int
    complying: int
    local: int
    certified: int
    declared: int
    local_declared: int
    makers: int
    certified_makers: int
    grades: tuple[tuple[Grade, int], ...]
    silent: tuple[str, ...]
    local_before: int | None
    unrecognised: int = 0  # local rupiah whose product is not recognised

    @property
    def lost(self) -> int:
        return self.local - self.certified - self.unrecognised

    @property
    def change(self) -> int | None:
        return None if self.local_before is None else self.local - self.local_before


@dataclass(frozen=True, kw_only=True)
class MonthResult:
    """`city_clauses` are those asked of the city as a whole; none where only some partners are judged."""

    month: str
    circular: CircularTerms | None
    partners: tuple[PartnerResult, ...]
    city: City
    city_clauses: tuple[ClauseResult, ...] = ()

    def of(self, public_id: str) -> PartnerResult | None:
        return next((one for one in self.partners if one.partner.public_id == public_id), None)


@dataclass(frozen=True, kw_only=True)
class Group:
    """Partners of one or more sectors, together at least five; `bound` tells whether the headline clause binds them.

    In reports from before there were sectors, kinds alone name it.
    """

    kinds: tuple[str, ...]
    partners: int
    local: int
    declared: int
    sectors: tuple[str, ...] = ()
    bound: bool = False


@dataclass(frozen=True, kw_only=True)
class BoundFigures:
    """The share that a month's letter holds against its target, over the partners that the headline clause binds.

    `partners` are bound, `with_data` of them are in the two sums, `met` of these reach the target by themselves.
    """

    code: str
    partners: int
    reported: int
    declared: int
    with_data: int
    met: int
    numerator: int
    denominator: int
    target: Target


@dataclass(frozen=True, kw_only=True)
class PublicFigures:
    """What anybody may see. Every sum is over whole groups of at least five, so that nobody's own figures follow.

    `summed` partners stand behind the sums; None in reports from before they could differ from those that declared.
    A restatement that changes fewer than five partners has its sums `withheld`: beside the older report they would
    give theirs away.
    """

    month: str
    partners: int
    declaring: int
    judged: int | None
    complying: int | None
    makers: int | None
    certified_makers: int | None
    local: int | None
    certified: int | None
    declared: int | None
    groups: tuple[Group, ...]
    summed: int | None = None
    bound: BoundFigures | None = None
    withheld: bool = False


def evaluate_all(inputs: MonthInputs, *, city: bool = True) -> MonthResult:
    """Of every partner, and of the city where these are all of its partners."""
    chains = chains_of([*inputs.partners, *inputs.members])
    results = [evaluate_partner(inputs, one, chains.get(one.partner.id, ())) for one in inputs.partners]
    return gather(inputs, results, inputs.partners if city else ())


def gather(
    inputs: MonthInputs, results: Sequence[PartnerResult], books: Sequence[PartnerInputs] = ()
) -> MonthResult:
    """The city's month from what its partners came to; clauses that are asked of the city read all `books`."""
    return MonthResult(
        month=inputs.month,
        circular=inputs.circular,
        partners=tuple(results),
        city=city_of(results, local_before=inputs.local_before),
        city_clauses=judge_city(inputs.circular, Month.parse(inputs.month), books)
        if books and inputs.circular
        else (),
    )


def evaluate_partner(
    inputs: MonthInputs, one: PartnerInputs, members: Sequence[PartnerInputs] = ()
) -> PartnerResult:
    """One of them alone, whoever else is in the month; `members` are the others of its chain.

    An outcome that something open could turn is *masih diperiksa*.
    """
    ledger = Ledger(lines=one.lines, totals=one.totals)
    judge = partial(judge_ledger, inputs.circular, one, Month.parse(inputs.month), members=members)
    return review(judge(ledger), ledger, one.open, circular=inputs.circular, judge=judge)


def judge_ledger(
    circular: CircularTerms | None,
    one: PartnerInputs,
    month: Month,
    ledger: Ledger,
    *,
    members: Sequence[PartnerInputs] = (),
) -> PartnerResult:
    """The month as these lines and totals have it, as if nothing were open."""
    books = replace(one, lines=ledger.lines, totals=ledger.totals)
    return evaluate_books(circular, books, month, members=members)


def bought_on_word_alone(inputs: MonthInputs) -> int:
    """Rupiah of the month's local purchases that nothing but a shop's word proves; returns do not hide them."""
    month, excluded = Month.parse(inputs.month), inputs.circular.excluded if inputs.circular else ()
    local = [
        line
        for one in inputs.partners
        for line in local_of([line for line in one.lines if line.day in month], excluded)
    ]
    return rupiah_of([line for line in local if line.grade is Grade.D and line.net > 0])


def city_of(results: Sequence[PartnerResult], *, local_before: int | None = None) -> City:
    declaring = [one for one in results if one.shares]
    judged = [one for one in results if one.complies is not None]
    return City(
        partners=len(results),
        reported=sum(one.reported for one in results),
        declaring=len(declaring),
        buying=sum(one.local > 0 for one in results),
        under_mou=sum(one.partner.under_mou for one in results),
        judged=len(judged),
        complying=sum(one.complies is True for one in judged),
        local=sum(one.local for one in results),
        certified=sum(one.certified for one in results),
        declared=sum(one.declared or 0 for one in declaring),
        local_declared=sum(one.local for one in declaring),
        makers=len({maker for one in results for maker in one.makers}),
        certified_makers=len({maker for one in results for maker in one.certified_makers}),
        grades=tuple(
            (grade, sum(amount for one in results for level, amount in one.grades if level is grade))
            for grade in Grade
        ),
        silent=tuple(one.partner.name for one in results if not one.reported),
        local_before=local_before,
        unrecognised=sum(one.unrecognised for one in results),
    )


@dataclass(frozen=True)
class ResultDifference:
    """A partner whose figures a new report would change; None where it was, or would be, in none."""

    name: str
    before: PartnerResult | None
    after: PartnerResult | None


def differences(old: MonthResult, new: MonthResult) -> Sequence[ResultDifference]:
    """What a restatement would change, partner by partner; which lines a figure stands on is none of its figures."""
    before = {one.partner.id: one for one in old.partners}
    after = {one.partner.id: one for one in new.partners}
    return [
        ResultDifference(
            (after.get(number) or before[number]).partner.name, before.get(number), after.get(number)
        )
        for number in sorted(before.keys() | after.keys())
        if _figures(before.get(number)) != _figures(after.get(number))
    ]


def _figures(one: PartnerResult | None) -> PartnerResult | None:
    return without_lines(one) if one else None
