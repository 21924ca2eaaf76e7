"""Two sums that must agree, and do not: what a proof reports."""

from typing import NamedTuple


class Disagreement(NamedTuple):
    """`record` names where; `due` is what it should be by `other`, `stands` what it is."""

    record: str
    stands: int
    due: int
    other: str

    def __str__(self) -> str:
        return f"{self.record} says {self.stands:,}, {self.other} say {self.due:,}"
