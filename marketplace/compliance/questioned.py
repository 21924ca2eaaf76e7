"""Of sums of lines, the lines themselves where something open is about single ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from marketplace.compliance.open_amounts import OpenAmount, OpenKind
from marketplace.kernel.period import MonthSpan
from marketplace.uptake.ledger import lines_of
from marketplace.uptake.lines import LedgerLine
from marketplace.uptake.stored import SummedLines

Sellers = frozenset[int | None]  # None: sellers of whom nobody knows whether they are makers of Metro


def with_questioned(
    session: Session, span: MonthSpan, read: SummedLines, undecided: Mapping[int, Sequence[OpenAmount]]
) -> SummedLines:
    """The same sums, with the lines of sellers in question in place of theirs, in one read for shops that ask alike.

    A refused or disputed row is one of its maker, and so are returns of it; a name that nobody knows may be on any row
    of a seller that nobody knows. All else that is open adds to the sums, or is told of a maker as a whole.
    """
    lines, stand_for = dict(read.of), dict(read.stand_for)
    for sellers, partner_ids in _asking_alike(undecided).items():
        found = lines_of(session, span, partner_ids=partner_ids, makers=sellers)
        for partner_id in partner_ids:
            sums = [line for line in lines.get(partner_id, ()) if not _is_of(line, sellers)]
            own = [line for line in found.get(partner_id, ()) if _is_of(line, sellers)]
            lines[partner_id] = [*sums, *own]
            stand_for |= {line.id: 1 for line in own}
    return SummedLines(lines, stand_for)


def _asking_alike(undecided: Mapping[int, Sequence[OpenAmount]]) -> Mapping[Sellers, Collection[int]]:
    found: defaultdict[Sellers, set[int]] = defaultdict(set)
    for partner_id, amounts in undecided.items():
        if sellers := frozenset(_sellers(amounts)):
            found[sellers].add(partner_id)
    return found


def _sellers(amounts: Sequence[OpenAmount]) -> Iterable[int | None]:
    for one in amounts:
        if one.kind in (OpenKind.REFUSAL, OpenKind.CLAIM):
            yield one.maker
        elif one.kind is OpenKind.SELLERS:
            yield None


def _is_of(line: LedgerLine, sellers: Sellers) -> bool:
    if line.producer_id is None:
        return None in sellers and not line.seller_known
    return line.producer_id in sellers
