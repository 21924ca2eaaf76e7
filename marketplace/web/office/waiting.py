"""What waits for an officer's answer, on the home and beside the menu's line."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import OFFICER
from marketplace.web.office.subjects.base import SUBJECTS, queue
from marketplace.web.tasks import Task


def count_reviews(uow: UnitOfWork) -> int:
    return len(queue(uow))


def reviews(uow: UnitOfWork) -> Iterator[Task]:
    """One task per kind of thing, due when the oldest of it was promised."""
    if not uow.actor.has(OFFICER):
        return
    items = queue(uow)
    for key, subject in SUBJECTS.items():
        these = [item for item in items if item.kind == key]
        if not these:
            continue
        oldest = these[0]
        yield Task(
            title=_l("%(what)s menunggu diperiksa: %(count)d", what=subject.label, count=len(these)),
            text=_l("Terlama %(days)d hari, dari %(maker)s.", days=oldest.age(uow.today), maker=oldest.maker),
            url=url_for("office_reviews.show", kind=oldest.kind, public_id=oldest.public_id),
            due=oldest.due,
            act=_l("Periksa"),
            icon="doc",
        )
