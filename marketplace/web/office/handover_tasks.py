"""Handovers that one side contests, as tasks on the office's home."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import OFFICER
from marketplace.ordering.waiting import contested_handovers
from marketplace.web.tasks import Task

SINGLY = 5  # so many have a card each; the rest share one


def to_settle(uow: UnitOfWork) -> Iterator[Task]:
    rows = contested_handovers(uow.session) if uow.actor.has(OFFICER) else ()
    for row in rows[:SINGLY]:
        yield Task(
            title=_l("%(partner)s dan %(maker)s berselisih", partner=row.partner, maker=row.maker),
            text=_l("%(number)s. Baca kata keduanya, lalu putuskan jumlahnya.", number=row.number),
            url=url_for("office_handovers.show", public_id=row.public_id),
            icon="risk",
        )
    if rest := rows[SINGLY:]:
        yield Task(
            title=_l("%(count)s perselisihan lain menunggu keputusan", count=len(rest)),
            text=_l("Yang tertua lebih dahulu."),
            url=url_for("office_handovers.index", state="contested"),
            icon="risk",
        )
