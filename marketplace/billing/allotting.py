"""How one payment is shared out over several dues: pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah, half_up, spell

FLAG = (15, 100)  # deductions above this share of a due are shown to everybody


class Open(NamedTuple):
    """What is left of a due; below zero for a return."""

    due_id: int
    left: Rupiah


class Allotment(NamedTuple):
    due_id: int
    received: Rupiah
    deducted: Rupiah


class Sum(NamedTuple):
    """Dues above zero, returns below, and what remains to be paid of both together."""

    owed: Rupiah
    returns: Rupiah

    @property
    def net(self) -> Rupiah:
        return Rupiah(max(0, self.owed - self.returns))


def sum_of(lefts: Sequence[int]) -> Sum:
    return Sum(
        Rupiah(sum(left for left in lefts if left > 0)), Rupiah(-sum(left for left in lefts if left < 0))
    )


def flagged(deducted: int, amount: int) -> bool:
    """Whether more was deducted than is usual."""
    part, whole = FLAG
    return deducted > 0 and deducted * whole > amount * part


def allot(dues: Sequence[Open], *, received: int, deducted: int = 0) -> Sequence[Allotment]:
    """Share money and deductions out over dues in the order given; returns among them are taken off first.

    Refused for more than is owed and for nothing at all.
    """
    owed, returns = sum_of([due.left for due in dues])
    if received + deducted > owed:
        raise Refused(
            _l("Tagihan yang dipilih tinggal %(owed)s; kurangi jumlahnya.", owed=spell(owed)),
            field="received",
        )
    taken_off = min(returns, owed - received - deducted)
    pool = received + deducted + taken_off
    if pool <= 0:
        raise Refused(_l("Isi jumlah uang yang diterima."), field="received")
    return [*_returns(dues, taken_off), *_payments(dues, pool, deducted)]


def _returns(dues: Sequence[Open], taken_off: int) -> Iterator[Allotment]:
    for due in dues:
        if due.left < 0 and taken_off:
            part = min(-due.left, taken_off)
            taken_off -= part
            yield Allotment(due.due_id, Rupiah(-part), Rupiah(0))


def _payments(dues: Sequence[Open], pool: int, deducted: int) -> Iterator[Allotment]:
    """Deductions are spread evenly over what is paid, to the rupiah."""
    done = spread = 0
    for due in dues:
        part = min(due.left, pool - done)
        if part > 0:
            done += part
            of_it = half_up(deducted * done, pool) - spread
            spread += of_it
            yield Allotment(due.due_id, Rupiah(part - of_it), Rupiah(of_it))
