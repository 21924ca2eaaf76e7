"""Flags of a month are written down as they are found; auditors say whether each was real."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from sqlalchemy import insert, select

from marketplace.db.bulk import SLICE
from marketplace.db.uow import UnitOfWork
from marketplace.flags import policies
from marketplace.flags.base import FLAGS, FlagHit
from marketplace.flags.events import FlagSettled
from marketplace.flags.ledger import MonthLedger
from marketplace.flags.models import FlagFinding, FlagRuling, RiskFlag
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import new_public_id
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month
from marketplace.kernel.slicing import in_slices
from marketplace.purchases.models.ledger import Purchase

LOOKED_BACK = timedelta(days=2)  # for purchases that were recorded since the last run


def months_to_flag(uow: UnitOfWork) -> list[Month]:
    """The month, the two before it, and those of which something was recorded lately; the oldest first."""
    now = Month.of(uow.today)
    late = select(Purchase.bought_on).where(Purchase.recorded_at >= uow.now - LOOKED_BACK).distinct()
    days = uow.session.scalars(late).all()
    return sorted({now, now.previous, now.previous.previous, *(Month.of(day) for day in days)})


def found_in(ledger: MonthLedger) -> Iterator[tuple[str, FlagHit]]:
    """Every hit of every kind, with its kind; written down by nobody yet."""
    for kind, flag in FLAGS.items():
        for hit in flag.hits(ledger):
            yield kind, hit


def write_flags(uow: UnitOfWork, month: Month, found: Iterable[tuple[str, FlagHit]]) -> int:
    """Those that are new, with how many they are; what was written before stays as it was."""
    hits = {(kind, hit.key): hit for kind, hit in found}
    known = select(RiskFlag.kind, RiskFlag.key).where(RiskFlag.month == str(month))
    for kind, key in uow.session.execute(known):
        hits.pop((kind, key), None)
    rows = [
        {
            "public_id": new_public_id(),
            "kind": kind,
            "key": hit.key,
            "partner_id": hit.partner_id,
            "month": str(month),
            "purchase_id": hit.purchase_id,
            "figures": dict(hit.figures),
            "found_at": uow.now,
        }
        for (kind, _), hit in hits.items()
    ]
    for some in in_slices(rows, SLICE):
        uow.session.execute(insert(RiskFlag), some)
    return len(rows)


def settle_flag(uow: UnitOfWork, flag_id: int, *, finding: FlagFinding, reason: str) -> FlagRuling:
    """An auditor's word on a flag, said once with its reason.

    Refused without a reason, once it was settled, and to an auditor who sits with the shop.
    """
    flag = uow.get(RiskFlag, flag_id, lock=True)
    uow.demand(policies.SETTLE, flag)
    if not reason.strip():
        raise Refused(_l("Tulis apa yang Anda periksa dan temukan."), field="reason")
    if uow.session.get(FlagRuling, flag.id) is not None:
        raise Refused(_l("Tanda ini sudah diputuskan."))
    ruling = uow.add(
        FlagRuling(
            flag_id=flag.id,
            finding=finding,
            reason=reason.strip(),
            settled_by=uow.actor.user_id,
            settled_at=uow.now,
        )
    )
    uow.emit(FlagSettled(flag_id=flag.id, finding=finding.value, reason=ruling.reason))
    return ruling
