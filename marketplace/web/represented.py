"""What officials did on behalf of a business: the same page behind both doors, and the task that leads to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask import render_template, url_for

from marketplace.accounts.represented import RepresentationList, RepresentationRow, lately_represented
from marketplace.db.reading import page_of
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import EntryList, EntryRow
from marketplace.kernel.labels import _l
from marketplace.web.context import page_number, reading
from marketplace.web.doors import home_door
from marketplace.web.language import moment
from marketplace.web.tasks import Task

SHOWN = timedelta(days=14)  # how long the first page speaks of it


def acts_page() -> str:
    """Who stood for the actor's business and why, and all that was done meanwhile."""
    uow = reading()
    mine = uow.actor.organisation
    who = RepresentationList(organisation_id=mine).select()
    done = EntryList(on_behalf_of=mine).select()
    return render_template(
        "parts/representations.html",
        officials=page_of(uow.session, who, RepresentationRow, size=10),
        entries=page_of(uow.session, done, EntryRow, number=page_number()),
        now=uow.now,
    )


def acted_for_you(uow: UnitOfWork) -> Iterator[Task]:
    """Told on the first page for two weeks, to everybody who works there; whoever did it knows."""
    if uow.actor.on_behalf_of is not None:
        return
    for row in lately_represented(uow.session, uow.actor.organisation, uow.now - SHOWN):
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
