"""Makers are told 90, 30 and 7 days before a certificate ends, and on its last day.

A reminder is a row, which is also its record; no fact is told besides, because nothing changes for anybody else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import repeat
from typing import Any, NamedTuple

from sqlalchemy import case, exists, select

from marketplace.accounts.recipients import write_to_owners
from marketplace.certification.letters import ENDING
from marketplace.certification.models import Certificate, CertificateReminder
from marketplace.db.bulk import insert_columns
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.review import APPROVED

STAGES = (0, 7, 30, 90)
MISSED = timedelta(days=30)  # what ended longer ago is no news
SLICE = 2_000


class Due(NamedTuple):
    certificate_id: int
    producer_id: ProducerId
    kind: str
    number: str
    expires_on: date
    stage: int

    def figures(self, today: date) -> dict[str, Any]:
        left = (self.expires_on - today).days
        said = {"kind": self.kind, "number": self.number, "ends_on": self.expires_on.isoformat()}
        return said | {"left": left}


def remind(uow: UnitOfWork) -> bool:
    """Tell the makers of one slice of certificates; returns whether more are left.

    Only the most urgent stage that was not told yet, so a worker that was down for days sends one letter and not
    three. Not for one that is revoked, or that something newer was handed in for.
    """
    found = _due(uow)
    full = len(found) == SLICE
    if full:  # the last maker's letter waits for the rest of its papers, unless it alone fills the slice
        found = [one for one in found if one.producer_id != found[-1].producer_id] or found
    insert_columns(
        uow.session,
        CertificateReminder,
        {
            "certificate_id": [one.certificate_id for one in found],
            "days": [one.stage for one in found],
            "told_at": repeat(uow.now),
        },
    )
    papers: dict[ProducerId, list[dict[str, Any]]] = defaultdict(list)
    for one in sorted(found, key=lambda due: due.expires_on):
        papers[one.producer_id].append(one.figures(uow.today))
    write_to_owners(uow, ENDING, {maker: {"papers": those} for maker, those in papers.items()})
    return full


def _due(uow: UnitOfWork) -> Sequence[Due]:
    today = uow.today
    stage = case(
        *((Certificate.expires_on <= today + timedelta(days), days) for days in STAGES[:-1]),
        else_=STAGES[-1],
    )
    told = exists().where(
        CertificateReminder.certificate_id == Certificate.id, CertificateReminder.days <= stage
    )
    query = (
        select(
            Certificate.id,
            Certificate.producer_id,
            Certificate.kind,
            Certificate.number,
            Certificate.expires_on,
            stage,
        )
        .where(Certificate.expires_on.between(today - MISSED, today + timedelta(STAGES[-1])))
        .where(Certificate.state == APPROVED, Certificate.revoked_on.is_(None))
        .where(Certificate.superseded_by_id.is_(None), ~told)
        .order_by(Certificate.producer_id, Certificate.id)
        .limit(SLICE)
    )
    return [Due(*row) for row in uow.session.execute(query)]
