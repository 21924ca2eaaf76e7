"""What a draft circular would have found in months that are over, beside what held then.

`simulate` is pure: the draft is judged as if it had been in force all the time, by the same function as a month.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from marketplace.circulars.checks import Limits, limits_of, trouble_of
from marketplace.circulars.differences import pair
from marketplace.circulars.rules.base import CITY, MET, NOT_MET, Outcome
from marketplace.circulars.terms import CircularTerms, ClauseTerms
from marketplace.compliance.coverage import is_bound
from marketplace.compliance.evaluation import ClauseResult
from marketplace.compliance.inputs import summed_inputs_of
from marketplace.compliance.months import MonthInputs, evaluate_all
from marketplace.kernel.labels import Label
from marketplace.kernel.period import EARLIEST, Month

MONTHS = 3


@dataclass(frozen=True, kw_only=True)
class KindEffect:
    """Partner-months of one kind of partner: one partner in one month. `no_data` ones cannot be judged.

    Of a clause that is asked of the city they are months of the city.

    The rule that goes on in this clause bound `now_bound` of them; `now_met` of `now_judged` met it.
    """

    kind: str
    met: int
    not_met: int
    no_data: int
    now_met: int
    now_judged: int
    now_bound: int

    @property
    def judged(self) -> int:
        return self.met + self.not_met


@dataclass(frozen=True, kw_only=True)
class ClauseEffect:
    """One clause on the kinds of partner it binds and of which there are any.

    `wrong` says why it cannot be computed. `unbound` are kinds of partners it does not bind. `turned` are partners
    with the number of months in which they met the rule of then and would not meet this one. A clause over several
    months is `due` only where its last one is among the months.
    """

    terms: ClauseTerms
    wrong: Label | None = None
    kinds: tuple[KindEffect, ...] = ()
    unbound: tuple[str, ...] = ()
    turned: tuple[tuple[str, int], ...] = ()
    due: bool = True

    @property
    def met(self) -> int:
        return sum(one.met for one in self.kinds)

    @property
    def judged(self) -> int:
        return sum(one.judged for one in self.kinds)

    @property
    def now_met(self) -> int:
        return sum(one.now_met for one in self.kinds)

    @property
    def now_judged(self) -> int:
        return sum(one.now_judged for one in self.kinds)

    @property
    def now_bound(self) -> int:
        return sum(one.now_bound for one in self.kinds)


Exempt = Mapping[int, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class CircularEffect:
    months: tuple[str, ...]
    clauses: tuple[ClauseEffect, ...]


@dataclass(frozen=True)
class HeldClause:
    """One partner's month under a clause of the draft, and under the clause of then that it goes on from."""

    partner: str
    kind: str
    after: ClauseResult
    before: ClauseResult | None


def effect_of(
    session: Session, draft: CircularTerms, today: date, exempt: Exempt | None = None
) -> CircularEffect:
    """On the last three months that are over, each read once."""
    months = [Month.of(today).previous]
    while len(months) < MONTHS:
        months.append(months[-1].previous)
    limits = limits_of(session, today)
    sound = _as_if_in_force(draft, limits)
    read = [summed_inputs_of(session, month, today=today, draft=sound) for month in reversed(months)]
    return simulate(draft, [one.inputs for one in read], limits, exempt)


def simulate(
    draft: CircularTerms, months: Sequence[MonthInputs], limits: Limits, exempt: Exempt | None = None
) -> CircularEffect:
    """What each clause would have found; those with a wrong figure are not computed.

    `exempt` has the codes of clauses from which the draft exempts a partner, in each of the months.
    """
    sound = _as_if_in_force(draft, limits)
    held: defaultdict[str, list[HeldClause]] = defaultdict(list)
    for inputs in months:
        for code, one in _held(sound, inputs, exempt or {}):
            held[code].append(one)
    return CircularEffect(
        months=tuple(inputs.month for inputs in months),
        clauses=tuple(_effect(clause, held[clause.code], limits) for clause in draft.clauses),
    )


def _as_if_in_force(draft: CircularTerms, limits: Limits) -> CircularTerms:
    clauses = tuple(clause for clause in draft.clauses if trouble_of(clause, limits) is None)
    return replace(draft, clauses=clauses, from_on=EARLIEST, until_on=None)


def _held(draft: CircularTerms, inputs: MonthInputs, exempt: Exempt) -> Iterator[tuple[str, HeldClause]]:
    """Decisions of then are about the circular of then: from the draft is exempt whom the draft itself exempts."""
    asked, members = (
        tuple(replace(one, exemptions=tuple(exempt.get(one.partner.id, ()))) for one in group)
        for group in (inputs.partners, inputs.members)
    )
    after = evaluate_all(replace(inputs, circular=draft, partners=asked, members=members))
    goes_on = pair(inputs.circular.clauses, draft.clauses) if inputs.circular else {}
    found = evaluate_all(inputs)
    of_city = {result.code for result in after.city_clauses}
    for one, then in zip(after.partners, found.partners, strict=True):
        before = {result.code: result for result in then.clauses}
        for result in one.clauses:
            if result.code in of_city:
                continue
            was = goes_on.get(result.code)
            held = HeldClause(
                one.partner.name, one.partner.kind, result, before.get(was.code) if was else None
            )
            yield result.code, held
    then_of_city = {result.code: result for result in found.city_clauses}
    for result in after.city_clauses:
        was = goes_on.get(result.code)
        yield result.code, HeldClause("", CITY, result, then_of_city.get(was.code) if was else None)


def _effect(clause: ClauseTerms, held: Sequence[HeldClause], limits: Limits) -> ClauseEffect:
    if wrong := trouble_of(clause, limits):
        return ClauseEffect(terms=clause, wrong=wrong)
    final = [one for one in held if one.after.final]
    by_kind: defaultdict[str, list[HeldClause]] = defaultdict(list)
    for one in final:
        if is_bound(one.after):
            by_kind[one.kind].append(one)
    turned = Counter(
        one.partner
        for one in final
        if one.partner
        and one.after.outcome is NOT_MET
        and one.before is not None
        and one.before.outcome is MET
    )
    return ClauseEffect(
        terms=clause,
        kinds=tuple(_kind_effect(kind, by_kind[kind]) for kind in sorted(by_kind)),
        unbound=tuple(sorted({one.kind for one in held} - by_kind.keys())) if final else (),
        turned=tuple(sorted(turned.items(), key=lambda pair: (-pair[1], pair[0]))),
        due=bool(final) or not held,
    )


def _kind_effect(kind: str, held: Sequence[HeldClause]) -> KindEffect:
    after: Mapping[Outcome, int] = Counter(one.after.outcome for one in held)
    before = Counter(one.before.outcome for one in held if one.before is not None and is_bound(one.before))
    met, not_met = after[MET], after[NOT_MET]
    return KindEffect(
        kind=kind,
        met=met,
        not_met=not_met,
        no_data=len(held) - met - not_met,
        now_met=before[MET],
        now_judged=before[MET] + before[NOT_MET],
        now_bound=before.total(),
    )
