"""What waits for whom, as the Wali Kota sees it: their own tasks first, then each by its deadline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flask import url_for
from flask_babel import gettext, ngettext

from marketplace.circulars.queries import waiting_for
from marketplace.compliance.months import MonthResult
from marketplace.compliance.queries import MonthRow, ObjectionList
from marketplace.compliance.states import OPEN, PUBLISHED
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import day_of
from marketplace.kernel.period import Month
from marketplace.ordering.deadlines import OFFICER as ANSWERED_WITHIN
from marketplace.places.calendar import workdays_after
from marketplace.uptake.declared import declare_by
from marketplace.web.language import day
from marketplace.web.language import month as named
from marketplace.web.office.compliance_tasks import newest_for_the_mayor
from marketplace.web.tasks import Task, by_deadline

NAMED = 3


def waiting_for_whom(
    uow: UnitOfWork, month: Month, result: MonthResult, months: Sequence[MonthRow]
) -> list[Task]:
    own = [*drafts_to_read(uow), *(_for_you(task) for task in newest_for_the_mayor(uow))]
    others = [
        *totals_missing(month, result),
        *objections_open(uow, months),
        *reports_missing(uow, month, months),
    ]
    return [*by_deadline(own), *by_deadline(others)]


def _for_you(task: Task) -> Task:
    return replace(task, title=gettext("Anda: %(title)s", title=task.title), act=None)


def drafts_to_read(uow: UnitOfWork) -> Iterator[Task]:
    for circular in waiting_for(uow.session, uow.actor.user_id):
        yield Task(
            title=gettext("Anda: baca rancangan surat edaran %(number)s", number=circular.number),
            text=gettext("Berlaku sejak %(day)s bila disetujui.", day=day(circular.from_on)),
            url=url_for("office_circulars.show", public_id=circular.public_id),
            due=circular.from_on,
            icon="law",
        )


def totals_missing(month: Month, result: MonthResult) -> Iterator[Task]:
    """Partners whose total has not come in: the share cannot be told without it."""
    silent = [one.partner.name for one in result.partners if one.declared is None]
    if silent:
        yield Task(
            title=ngettext(
                "Mitra: satu pernyataan total belanja", "Mitra: %(num)s pernyataan total belanja", len(silent)
            ),
            text=", ".join(silent[:NAMED]) + ("…" if len(silent) > NAMED else "."),
            url=url_for("office_compliance.show", month=month, show="silent"),
            due=declare_by(month),
            icon="cart",
        )


def objections_open(uow: UnitOfWork, months: Sequence[MonthRow]) -> Iterator[Task]:
    """Of any month that partners have seen, until an officer has answered; the oldest says by when."""
    seen = any(row.state is not OPEN for row in months)
    rows = ObjectionList(unanswered=True).rows(uow.session) if seen else ()
    if not rows:
        return
    oldest = min(rows, key=lambda row: row.written_at)
    yield Task(
        title=ngettext(
            "Petugas: jawab satu keberatan mitra", "Petugas: jawab %(num)s keberatan mitra", len(rows)
        ),
        text=", ".join(f"{row.partner} ({named(Month.parse(row.month))})" for row in rows[:NAMED])
        + ("…" if len(rows) > NAMED else "."),
        url=url_for("office_periods.show", month=oldest.month),
        due=workdays_after(uow.session, day_of(oldest.written_at), ANSWERED_WITHIN),
        icon="note",
    )


def reports_missing(uow: UnitOfWork, month: Month, months: Sequence[MonthRow]) -> Iterator[Task]:
    """The next step of the shown month, and the oldest of those that are past their day: the end of the next month."""
    rows = {row.month: row for row in months if row.state is not PUBLISHED}
    late = sorted(one for one in rows if one.next.last_day < uow.today)
    if late:
        yield Task(
            title=ngettext(
                "Penyetuju: satu laporan bulanan belum terbit",
                "Penyetuju: %(num)s laporan bulanan belum terbit",
                len(late),
            ),
            text=gettext("Terlama %(month)s.", month=named(late[0])),
            url=url_for("office_periods.show", month=late[0]),
            due=late[0].next.last_day,
            icon="doc",
        )
    if month in rows and month not in late:
        opening = rows[month].state is OPEN
        yield Task(
            title=gettext("Petugas: buka masa keberatan %(month)s", month=named(month))
            if opening
            else gettext("Penyetuju: terbitkan laporan %(month)s", month=named(month)),
            text=gettext("Mitra perlu melihat angkanya sebelum laporan terbit.")
            if opening
            else gettext("Keberatan mitra sampai %(day)s.", day=day(rows[month].objections_until)),
            url=url_for("office_periods.show", month=month),
            due=month.next.last_day,
            icon="doc",
        )
