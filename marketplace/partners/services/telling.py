"""The owners of a partner are told what happened to its right to order."""

from __future__ import annotations

from datetime import date

from marketplace.accounts.recipients import write_to_owners
from marketplace.db.uow import UnitOfWork
from marketplace.partners.letters import ENDED, HELD
from marketplace.partners.models import Mou, PartnerHold


def tell_of_hold(uow: UnitOfWork, hold: PartnerHold) -> None:
    said = {"day": hold.from_on.isoformat(), "reason": hold.reason}
    write_to_owners(uow, HELD, {hold.partner_id: said})


def tell_of_end(uow: UnitOfWork, mou: Mou, last_day: date, reason: str) -> None:
    said = {"number": mou.number, "day": last_day.isoformat(), "reason": reason}
    write_to_owners(uow, ENDED, {mou.partner_id: said})
