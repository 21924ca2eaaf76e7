"""The task that tells a business what officials did on its behalf."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask import url_for

from marketplace.accounts.represented import RepresentationList
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.web.doors import home_door
from marketplace.web.language import moment
from marketplace.web.tasks import Task

SHOWN = timedelta(days=14)  # how long the first page speaks of it


def acted_for_you(uow: UnitOfWork) -> Iterator[Task]:
    """Told on the first page for two weeks, to everybody who works there; whoever did it knows."""
    if uow.actor.on_behalf_of is not None:
        return
    lately = RepresentationList(organisation_id=uow.actor.organisation, since=uow.now - SHOWN)
    for row in lately.rows(uow.session, limit=3):
        yield Task(
            title=_l(
                "Petugas %(who)s bertindak atas nama Anda pada %(when)s",
                who=row.officer,
                when=moment(row.from_at),
            ),
            text=_l("Alasan: %(reason)s", reason=row.reason),
            url=url_for(f"{home_door()}_representations.index"),
            act=_l("Lihat yang dilakukan"),
            icon="people",
        )
