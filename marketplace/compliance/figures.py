"""The values that every paper of a month shows: letter, PDF, workbook, CSV and open data read these and nothing else.

Pure. A partner stands under a clause only where the clause binds it; who is exempt or has no data is named apart.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketplace.circulars.rules.base import EXEMPT, MET, NO_DATA, NOT_MET, Outcome, Target
from marketplace.circulars.terms import ClauseTerms
from marketplace.compliance.coverage import (
    BoundShare,
    Coverage,
    bound_by,
    coverage_of,
    has_data,
    headline,
    share_of,
)
from marketplace.compliance.evaluation import ClauseResult, PartnerResult
from marketplace.compliance.months import MonthResult
from marketplace.compliance.wording import (
    due_sentence,
    per_of,
    percent,
    points,
    spell_base,
    spell_counted,
    spell_goal,
    spell_reading,
    spell_target,
)
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.period import Month
from marketplace.partners.models import PartnerKind

Judged = tuple[PartnerResult, ClauseResult]
WHOLE_CITY = _l("Seluruh kota")


@dataclass(frozen=True, kw_only=True)
class ClauseLine:
    """A partner under a clause in the words of every paper; a figure that is not there is `—`, never zero."""

    partner: str
    public_id: str
    kind: Label
    code: str
    counted: str | Label
    base: str | Label
    reading: str | Label
    target: str | Label
    state: Label
    remark: str | Label  # what is missing, or why there is no figure
    outcome: Outcome
    result: ClauseResult


@dataclass(frozen=True, kw_only=True)
class ClauseFigures:
    """A clause over those whom it binds; `share` is None where it asks for none.

    `rows` are those with data, the highest figure first, `unknown` those without, `exempt` who stands outside by a
    decision. `state` is that of all `rows` together, under a clause that asks for a share; a clause `of_city` has its
    one row and binds no partner.
    """

    terms: ClauseTerms
    goal: Target
    target: str | Label
    share: BoundShare | None
    coverage: Coverage
    outcomes: Mapping[Outcome, int]
    rows: Sequence[ClauseLine]
    unknown: Sequence[ClauseLine]
    exempt: Sequence[ClauseLine]
    of_city: bool = False

    @property
    def state(self) -> Outcome | None:
        if self.share is None:
            return None
        return {True: MET, False: NOT_MET, None: NO_DATA}[self.share.met]

    @property
    def shared(self) -> str:
        """What all with data reach together: `17,55 %`."""
        return percent(points(self.share.numerator, self.share.denominator)) if self.share else ""


@dataclass(frozen=True, kw_only=True)
class KindFigures:
    """Partners of one kind together; `outcome` is None for a kind that the headline clause does not bind."""

    kind: Label
    partners: int
    with_data: int
    part: int
    whole: int
    outcome: Outcome | None = None

    @property
    def share(self) -> str:
        return percent(points(self.part, self.whole))


@dataclass(frozen=True, kw_only=True)
class ReportFigures:
    """`kinds` are bound by the headline clause, `others` are not and are held against nothing.

    `free` are partners whom it does not bind, exempt ones among them. Coverage is that of the headline clause, of all
    partners where the circular asks for no share.
    """

    result: MonthResult
    headline: ClauseFigures | None
    clauses: Sequence[ClauseFigures]
    kinds: Sequence[KindFigures]
    others: Sequence[KindFigures]
    free: Sequence[PartnerResult]
    coverage: Coverage
    everybody: Coverage

    @property
    def month(self) -> Month:
        return Month.parse(self.result.month)

    @property
    def share(self) -> tuple[int, int]:
        """Of the bound with data under the headline clause; of all who declared where there is none."""
        if self.headline and self.headline.share:
            return self.headline.share.numerator, self.headline.share.denominator
        return self.result.city.local_declared, self.result.city.declared


def figures_of(result: MonthResult) -> ReportFigures:
    clauses = [
        clause_figures(result, terms) for terms in (result.circular.clauses if result.circular else ())
    ]
    first = headline(result.circular)
    main = next((clause for clause in clauses if first and clause.terms.code == first.code), None)
    bound = bound_by(result, first.code) if first else ()
    inside = {one.partner.id for one, _ in bound}
    free = [one for one in result.partners if one.partner.id not in inside]
    everybody = coverage_of(result)
    return ReportFigures(
        result=result,
        headline=main,
        clauses=clauses,
        kinds=_bound_kinds(bound, main) if main else (),
        others=_other_kinds(free, exempt={row.public_id for row in main.exempt} if main else set()),
        free=sorted(free, key=lambda one: (PLACES[one.partner.kind], one.partner.name)),
        coverage=main.coverage if main else everybody,
        everybody=everybody,
    )


def clause_figures(result: MonthResult, terms: ClauseTerms) -> ClauseFigures:
    bound = bound_by(result, terms.code)
    share = share_of(result, terms.code)
    exempt = [
        (one, clause)
        for one in result.partners
        for clause in one.clauses
        if clause.code == terms.code and clause.outcome is EXEMPT
    ]
    city = [clause for clause in result.city_clauses if clause.code == terms.code]
    asked = [clause.target for clause in (*city, *(clause for _, clause in bound)) if clause.target]
    goal = asked[0] if asked else terms.rule_type.target(terms.read_figures)
    known = sorted((pair for pair in bound if has_data(pair[1])), key=_highest_first)
    return ClauseFigures(
        terms=terms,
        goal=goal,
        target=spell_target(goal, terms.measure_type.unit, per_of(terms.measure_type)),
        share=share,
        coverage=coverage_of(result, terms.code),
        outcomes={outcome: _count(outcome, [*bound, *exempt]) for outcome in Outcome},
        rows=[*map(city_line, city), *(clause_line(one, clause) for one, clause in known)],
        unknown=[clause_line(one, clause) for one, clause in bound if not has_data(clause)],
        exempt=[clause_line(one, clause) for one, clause in exempt],
        of_city=bool(city),
    )


def clause_line(one: PartnerResult, clause: ClauseResult) -> ClauseLine:
    kind = PartnerKind(one.partner.kind).label
    return _line(one.partner.name, one.partner.public_id, kind, clause)


def city_line(clause: ClauseResult) -> ClauseLine:
    """Of a clause that is asked of the city as a whole: it has no page of rows."""
    return _line(str(WHOLE_CITY), "", WHOLE_CITY, clause)


def _line(name: str, public_id: str, kind: Label, clause: ClauseResult) -> ClauseLine:
    return ClauseLine(
        partner=name,
        public_id=public_id,
        kind=kind,
        code=clause.code,
        counted=spell_counted(clause),
        base=spell_base(clause),
        reading=spell_reading(clause),
        target=spell_goal(clause),
        state=clause.outcome.label,
        remark=due_sentence(clause),
        outcome=clause.outcome,
        result=clause,
    )


def own_share(one: PartnerResult) -> str:
    """Of everything a partner declared, whatever binds it; `—` while no total can be true."""
    return percent(points(one.local, one.declared) if one.shares else None)


PLACES = {kind.value: place for place, kind in enumerate(PartnerKind)}


def _count(outcome: Outcome, judged: Sequence[Judged]) -> int:
    return sum(clause.outcome is outcome for _, clause in judged)


def _highest_first(judged: Judged) -> tuple[Fraction, str]:
    one, clause = judged
    return -Fraction(clause.numerator or 0, clause.denominator or 1), one.partner.name


def _bound_kinds(bound: Sequence[Judged], main: ClauseFigures) -> Sequence[KindFigures]:
    found = []
    for kind in PartnerKind:
        members = [clause for one, clause in bound if one.partner.kind == kind.value]
        known = [clause for clause in members if has_data(clause)]
        part = sum(clause.numerator or 0 for clause in known)
        whole = sum(clause.denominator or 0 for clause in known)
        met = part * main.goal.of >= main.goal.parts * whole
        if members:
            found.append(
                KindFigures(
                    kind=kind.label,
                    partners=len(members),
                    with_data=len(known),
                    part=part,
                    whole=whole,
                    outcome=NO_DATA if not whole else MET if met else NOT_MET,
                )
            )
    return sorted(found, key=_kinds_in_order)


def _other_kinds(free: Sequence[PartnerResult], exempt: Collection[str]) -> Sequence[KindFigures]:
    """Who is of another kind, and apart from them who is exempt: the rest of its kind may well be bound."""
    found = []
    for kind in PartnerKind:
        of_kind = [one for one in free if one.partner.kind == kind.value]
        outside = [one for one in of_kind if one.partner.public_id in exempt]
        inside = [one for one in of_kind if one.partner.public_id not in exempt]
        found += [_free_kind(kind.label, inside)] if inside else []
        found += [_free_kind(_l("%(kind)s, dikecualikan", kind=kind.label), outside)] if outside else []
    return sorted(found, key=_kinds_in_order)


def _free_kind(label: Label, members: Sequence[PartnerResult]) -> KindFigures:
    known = [one for one in members if one.shares]
    return KindFigures(
        kind=label,
        partners=len(members),
        with_data=len(known),
        part=sum(one.local for one in known),
        whole=sum(one.declared or 0 for one in known),
    )


def _kinds_in_order(one: KindFigures) -> tuple[bool, Fraction]:
    return not one.whole, -Fraction(one.part, one.whole) if one.whole else Fraction(0)
