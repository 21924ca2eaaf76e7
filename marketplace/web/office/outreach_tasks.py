"""What waits of visits and licence cases: today's list, what was not closed, who waits, what is stuck or old."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from flask import url_for
from flask_babel import gettext, ngettext

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import day_of
from marketplace.outreach import policies
from marketplace.outreach.casework import CaseList
from marketplace.outreach.queries import ActivityList
from marketplace.web.office.cases import OLD
from marketplace.web.tasks import Task

FEW = 20
A_WEEK = timedelta(days=7)


def visits(uow: UnitOfWork) -> Iterable[Task]:
    """Today's, tomorrow's, and those of the coming week that people wait for a place at."""
    if not uow.allows(policies.RECEIVE, None):
        return
    for one in ActivityList(from_on=uow.today, unclosed=True).rows(uow.session, limit=FEW):
        if one.announced_at is None:
            continue
        if day_of(one.starts_at) <= uow.today + timedelta(days=1):
            yield Task(
                title=one.title,
                text=gettext("%(place)s: %(people)s orang ditunggu.", place=one.place, people=one.taken),
                url=url_for("office_outreach_day.show", public_id=one.public_id),
                due=one.ends_at,
                act=gettext("Daftar hadir"),
                icon="people",
            )
        elif one.waiting and one.places_left <= 0 and day_of(one.starts_at) <= uow.today + A_WEEK:
            yield Task(
                title=ngettext("%(num)s orang menunggu tempat", "%(num)s orang menunggu tempat", one.waiting),
                text=gettext(
                    "%(title)s penuh. Tambah kapasitas atau rencanakan kunjungan lagi.", title=one.title
                ),
                url=url_for("office_outreach.show", public_id=one.public_id),
                due=day_of(one.starts_at),
                icon="clock",
            )


def visits_to_close(uow: UnitOfWork) -> Iterable[Task]:
    if not uow.allows(policies.PLAN, None):
        return
    for one in ActivityList(before=uow.today, unclosed=True).rows(uow.session, limit=FEW):
        if one.announced_at is not None:
            yield Task(
                title=gettext("Tutup kegiatan: %(title)s", title=one.title),
                text=gettext("Sudah lewat; yang tidak datang dicatat sesudah ditutup."),
                url=url_for("office_outreach.show", public_id=one.public_id),
                due=day_of(one.ends_at),
                icon="calendar",
            )


def stuck_cases(uow: UnitOfWork) -> Iterable[Task]:
    if not uow.allows(policies.CARRY, None):
        return
    if blocked := CaseList(today=uow.today, under_way=True, blocked=True).count(uow.session):
        yield Task(
            title=ngettext("%(num)s urusan surat terhambat", "%(num)s urusan surat terhambat", blocked),
            text=gettext("Hubungi orangnya atau penerbitnya, lalu catat kelanjutannya."),
            url=url_for("office_cases.index", blocked=1),
            icon="hold",
        )
    if old := CaseList(today=uow.today, under_way=True, aged=OLD).count(uow.session):
        yield Task(
            title=ngettext(
                "%(num)s urusan surat sudah lama berjalan", "%(num)s urusan surat sudah lama berjalan", old
            ),
            text=gettext("%(days)s hari atau lebih sejak dibuka.", days=OLD),
            url=url_for("office_cases.index", old=1),
            icon="clock",
        )
