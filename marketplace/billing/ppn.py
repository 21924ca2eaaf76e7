"""PPN by the rule of the day, in whole rupiah. MB2 says what stands on a bill; the tax invoice comes from Coretax."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from marketplace.kernel.money import Rupiah, half_up


class PpnRule(NamedTuple):
    """From `since` on: the tax base is this part of the price, and the tax so many percent of that."""

    since: date
    base: tuple[int, int]
    percent: int


# UU 7/2021: 11 % from 1 April 2022. PMK 131/2024, art. 3: from 2025 on 12 % of 11/12 of the price, but for luxuries.
PPN_RULES = (PpnRule(date(2022, 4, 1), (1, 1), 11), PpnRule(date(2025, 1, 1), (11, 12), 12))


class Tax(NamedTuple):
    base: Rupiah  # DPP
    ppn: Rupiah


def rule_on(day: date) -> PpnRule:
    """Raises LookupError for days before the first rule, which no handover of MB2 has."""
    found = [rule for rule in PPN_RULES if rule.since <= day]
    if not found:
        raise LookupError(f"no PPN rule holds on {day}")
    return found[-1]


def tax_on(nets: Iterable[tuple[date, int]]) -> Tax:
    """Of prices before tax, each with its day: rounded half up twice (PER-11/PJ/2025, art. 129), once for each rule.

    Below zero for what comes back, as the mirror of what was charged.
    """
    sums: dict[PpnRule, int] = {}
    for day, net in nets:
        rule = rule_on(day)
        sums[rule] = sums.get(rule, 0) + net
    base = ppn = 0
    for rule, net in sums.items():
        part, whole = rule.base
        of_rule = half_up(net * part, whole)
        base, ppn = base + of_rule, ppn + half_up(of_rule * rule.percent, 100)
    return Tax(Rupiah(base), Rupiah(ppn))
