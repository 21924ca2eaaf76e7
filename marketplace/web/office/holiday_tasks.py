"""A year whose holidays nobody has listed yet: from November on for the next one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask import url_for

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import OFFICER
from marketplace.places.queries import holidays_of
from marketplace.web.tasks import Task

FROM_MONTH = 11


def holidays_missing(uow: UnitOfWork) -> Iterator[Task]:
    if not uow.actor.has(OFFICER):
        return
    this = uow.today.year
    for year in (this, this + 1) if uow.today.month >= FROM_MONTH else (this,):
        if not holidays_of(uow.session, year):
            yield Task(
                title=_l("Hari libur %(year)s belum diisi", year=year),
                text=_l("Tanpa daftar itu, semua hari Senin sampai Jumat dihitung hari kerja."),
                url=url_for("office_holidays.year", year=year),
                due=date(year - 1, 12, 31) if year > this else uow.today,
                act=_l("Isi hari libur"),
                icon="calendar",
            )
