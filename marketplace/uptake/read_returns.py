"""Returns as judgements read them, for pages that show rows: a return has what holds for the purchase it gives back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, SQLColumnExpression, case, literal
from sqlalchemy.orm import Session

from marketplace.purchases.models.ledger import PurchaseLine
from marketplace.uptake.counting import ExcludedGoods, local_by_month
from marketplace.uptake.ledger import lines_returned
from marketplace.uptake.lines import LedgerLine

Said = TypeVar("Said", str, int)


class ReadReturn(NamedTuple):
    """`counts` tells whether it lowers the local rupiah of its month."""

    line: LedgerLine
    counts: bool


def read_returns(
    session: Session, *conditions: ColumnElement[bool], excluded: Sequence[ExcludedGoods] = ()
) -> Mapping[int, ReadReturn]:
    """By their numbers, the returns of known makers of all that was bought and given back with these lines."""
    found: dict[int, ReadReturn] = {}
    for lines in lines_returned(session, *conditions).values():
        counted = {line.id for some in local_by_month(lines, excluded).values() for line in some}
        found |= {line.id: ReadReturn(line, line.id in counted) for line in lines if line.net < 0}
    return found


def as_read(own: Any, said: Iterable[tuple[int, Said]]) -> SQLColumnExpression[Any]:
    """A column of rows, with another word or figure for the returns whose numbers are given."""
    numbers: defaultdict[Said, list[int]] = defaultdict(list)
    for number, word in said:
        numbers[word].append(number)
    words = [(PurchaseLine.id.in_(some), literal(word)) for word, some in sorted(numbers.items())]
    return case(*words, else_=own) if words else own
