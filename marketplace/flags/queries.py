"""Flags as auditors read them, and how often each kind was right so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, outerjoin

from marketplace.accounts.models import Organisation
from marketplace.db.listing import Listing, Row, by, col, maybe, where
from marketplace.flags.base import FLAGS
from marketplace.flags.models import FlagFinding, FlagRuling, RiskFlag
from marketplace.kernel.labels import Label
from marketplace.purchases.models.ledger import PurchaseLine

LINE = (  # the page of a purchase is that of its first line
    select(func.min(PurchaseLine.id))
    .where(PurchaseLine.purchase_id == RiskFlag.purchase_id)
    .correlate(RiskFlag)
    .scalar_subquery()
)


class FlagRow(Row):
    """`finding` is None until an auditor has settled it; a kind that is gone is called by its stored word."""

    id = col(RiskFlag.id)
    public_id = col(RiskFlag.public_id)
    kind = col(RiskFlag.kind)
    shop = col(Organisation.name)
    shop_id = col(Organisation.public_id)
    month = col(RiskFlag.month)
    figures: dict[str, Any] = col(RiskFlag.figures)
    found_at: datetime = col(RiskFlag.found_at)
    finding = maybe(FlagRuling.finding)
    reason = maybe(FlagRuling.reason)
    settled_at: datetime | None = maybe(FlagRuling.settled_at)
    line: int | None = col(LINE)

    @property
    def label(self) -> Label:
        return FLAGS[self.kind].label if self.kind in FLAGS else Label(self.kind)

    @property
    def sentence(self) -> Label:
        try:
            return FLAGS[self.kind].sentence(self.figures)
        except LookupError:  # the kind is gone, or asks for other figures by now
            return Label(", ".join(f"{name}: {value}" for name, value in self.figures.items()))


class FlagList(Listing[FlagRow]):
    """Flags, the newest first."""

    source = outerjoin(RiskFlag, FlagRuling, FlagRuling.flag_id == RiskFlag.id).join(
        Organisation, Organisation.id == RiskFlag.partner_id
    )
    sort = by(RiskFlag.id, down=True)

    kind: str | None = where(RiskFlag.kind, arg="kind")
    partner: str | None = where(Organisation.public_id, arg="partner")
    month: str | None = where(RiskFlag.month, arg="month")
    unsettled: bool = where(lambda _: FlagRuling.flag_id.is_(None), arg="open", default=False)
    public_id: str | None = where(RiskFlag.public_id)
    line_id: int | None = where(
        lambda line: RiskFlag.purchase_id.in_(select(PurchaseLine.purchase_id).where(PurchaseLine.id == line))
    )


@dataclass(frozen=True)
class FlagScore:
    """How often flags of a kind were found, and what auditors said of those they looked at."""

    kind: str
    found: int = 0
    real: int = 0
    not_real: int = 0

    @property
    def waiting(self) -> int:
        return self.found - self.real - self.not_real

    @property
    def precision(self) -> tuple[int, int] | None:
        """Real ones among those settled; None before the first."""
        settled = self.real + self.not_real
        return (self.real, settled) if settled else None


def scores(session: Session) -> Sequence[FlagScore]:
    """One for each kind, in the order of their words."""

    def counted(finding: FlagFinding) -> Any:
        return func.coalesce(func.sum(case((FlagRuling.finding == finding, 1), else_=0)), 0)

    query = (
        select(RiskFlag.kind, func.count(), counted(FlagFinding.REAL), counted(FlagFinding.NOT_REAL))
        .outerjoin(FlagRuling, FlagRuling.flag_id == RiskFlag.id)
        .group_by(RiskFlag.kind)
    )
    found = {kind: FlagScore(kind, *counts) for kind, *counts in session.execute(query)}
    return [found.get(kind, FlagScore(kind)) for kind in FLAGS]
