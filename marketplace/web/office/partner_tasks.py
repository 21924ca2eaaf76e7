"""Disputes about deliveries, and memoranda that end, as tasks on the office's home."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import OFFICER
from marketplace.partners.mous import expiring_mous
from marketplace.web.tasks import Task


def mous_ending(uow: UnitOfWork) -> Iterator[Task]:
    rows = expiring_mous(uow.session, uow.today) if uow.actor.has(OFFICER) else ()
    if rows:
        yield Task(
            title=_l("%(count)s MoU berakhir dalam 30 hari", count=len(rows)),
            text=_l("%(partner)s lebih dahulu. Siapkan penggantinya.", partner=rows[0].partner),
            url=url_for("office_mous.index", soon=1),
            due=rows[0].last_day,
            icon="doc",
        )
