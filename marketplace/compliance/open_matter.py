"""One thing that is open in a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from marketplace.compliance.open_amounts import OpenAmount, OpenKind
from marketplace.kernel import clock
from marketplace.kernel.labels import Labelled, _l


class MatterTurn(Labelled):
    """Who has to do something."""

    SHOP = "shop", _l("Mitra")
    MAKER = "maker", _l("Pembuat")
    OFFICER = "officer", _l("Dinas")
    AUDITOR = "auditor", _l("Auditor")


def is_over(due: date, today: date | None) -> bool:
    """Whether a term has ended; without a day to ask for, by the clock, which is then read only where a term is."""
    return due < (today or clock.day_of(clock.now()))


@dataclass(frozen=True, kw_only=True)
class OpenMatter:
    """`record` names what is open for a link: a public id, or the number of an objection or a row.

    `amounts` are of one kind; goods of several categories have one each.
    """

    partner_id: int
    partner: str
    turn: MatterTurn
    due: date | None
    amounts: tuple[OpenAmount, ...]
    record: str
    about: str = ""
    net: int = 0  # local rupiah of rows of the ledger that would count again

    @property
    def kind(self) -> OpenKind:
        return self.amounts[0].kind

    @property
    def adds(self) -> int:
        return max(self.net, sum(max(0, one.rupiah or 0) for one in self.amounts))

    @property
    def takes(self) -> int:
        return -sum(min(0, one.rupiah or 0) for one in self.amounts)

    @property
    def untold(self) -> bool:
        """Nobody said how much it comes to."""
        return any(one.unbounded for one in self.amounts)
