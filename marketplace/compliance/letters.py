"""The month as a letter on the screen: by kind of partner, with bars against the target. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.circulars.rules.base import Target
from marketplace.compliance.months import MonthResult, city_of
from marketplace.kernel.labels import Label
from marketplace.kernel.period import Month
from marketplace.partners.models import PartnerKind


@dataclass(frozen=True, kw_only=True)
class KindRow:
    """Partners of one kind: who can be measured, their sums, and whether together they reach the target."""

    label: Label
    partners: int
    declaring: int
    local: int
    declared: int
    met: bool | None
    width: float  # of the bar, in percent of the figure's width


@dataclass(frozen=True, kw_only=True)
class KindTable:
    rows: Sequence[KindRow]
    target: Target | None
    goal: float  # where the target's line stands, in percent
    met: bool | None  # the city as a whole


def share_target(result: MonthResult) -> Target | None:
    """The share of spending the circular asks for; None when it asks for none."""
    for clause in result.circular.clauses if result.circular else ():
        if clause.rule_type.share_of_spending:
            return clause.target_on(Month.parse(result.month).first_day)
    return None


def by_kind(result: MonthResult) -> KindTable:
    target, city = share_target(result), result.city
    kinds = [
        (kind, [one for one in result.partners if one.partner.kind == kind.value]) for kind in PartnerKind
    ]
    sums = [(kind, members, city_of(members)) for kind, members in kinds if members]
    highest = max([s.local_declared / s.declared for *_, s in sums if s.declared], default=0.0)
    scale = max(highest, target.parts / target.of if target else 0) * 1.25 or 1
    return KindTable(
        rows=[
            KindRow(
                label=kind.label,
                partners=len(members),
                declaring=total.declaring,
                local=total.local_declared,
                declared=total.declared,
                met=reached(total.local_declared, total.declared, target),
                width=_percent(total.local_declared, total.declared, scale),
            )
            for kind, members, total in sums
        ],
        target=target,
        goal=round(100 * target.parts / target.of / scale, 1) if target else 0.0,
        met=reached(city.local_declared, city.declared, target),
    )


def reached(local: int, declared: int, target: Target | None) -> bool | None:
    """Compared as whole numbers; None where there is nothing to compare."""
    if target is None or not declared:
        return None
    return local * target.of >= target.parts * declared


def _percent(local: int, declared: int, scale: float) -> float:
    return round(max(0.0, 100 * local / declared / scale), 1) if declared else 0.0
