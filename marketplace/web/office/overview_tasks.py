"""What the Wali Kota should know is stuck, and whom the sysadmin should help in."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext

from marketplace.accounts.queries import Unready, unready_people
from marketplace.compliance.inputs import state_of
from marketplace.compliance.queries import evaluate_month, months_with_news
from marketplace.compliance.states import PUBLISHED
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.period import Month
from marketplace.kernel.roles import OFFICE, SYSADMIN, VIEWER
from marketplace.web.language import day, month
from marketplace.web.tasks import Task

SINGLY = 3  # so many have a card each
NAMED = 3


def months_without_totals(uow: UnitOfWork) -> Iterator[Task]:
    """Partners of the last full month whose total is missing, until the month is published."""
    last = Month.of(uow.today).previous
    if not uow.actor.has(VIEWER) or state_of(uow.session, last) is PUBLISHED:
        return
    silent = [one.partner.name for one in evaluate_month(uow.session, last).partners if one.declared is None]
    if silent:
        yield Task(
            title=gettext(
                "%(count)d mitra belum menyatakan belanja %(month)s", count=len(silent), month=month(last)
            ),
            text=", ".join(silent[:NAMED]) + ("…" if len(silent) > NAMED else "."),
            url=url_for("office_compliance.show", month=last),
            act=gettext("Lihat bulannya"),
            icon="cash",
        )


def reports_overdue(uow: UnitOfWork) -> Iterator[Task]:
    """A month's report is due by the end of the next month."""
    if not uow.actor.has(VIEWER):
        return
    late = [
        row.month
        for row in months_with_news(uow.session, uow.today)
        if row.state is not PUBLISHED and row.month.next.last_day < uow.today
    ]
    if late:
        yield Task(
            title=gettext("%(count)d laporan bulanan belum terbit", count=len(late)),
            text=gettext("Terlama %(month)s; penyetuju menerbitkannya.", month=month(min(late))),
            url=url_for("office_compliance.show", month=min(late)),
            due=min(late).next.last_day,
            act=gettext("Lihat bulannya"),
            icon="lock",
        )


def officials_not_ready(uow: UnitOfWork) -> Iterator[Task]:
    for person in _unready(uow, official=True)[:SINGLY]:
        if person.password:
            title = gettext("%(name)s belum memasang kode masuk", name=person.name)
            text = gettext(
                "Peran sejak %(day)s; tanpa kode masuk halaman Dinas tidak terbuka.", day=day(person.since)
            )
        else:
            title = gettext("%(name)s belum membuat kata sandi", name=person.name)
            text = gettext("Peran sejak %(day)s; ingatkan, atau akhiri perannya.", day=day(person.since))
        yield Task(
            title=title,
            text=text,
            url=url_for("office_people.show", public_id=person.public_id),
            act=gettext("Buka orangnya"),
            icon="user",
        )


def owners_not_ready(uow: UnitOfWork) -> Iterator[Task]:
    owners = _unready(uow, official=False)
    if owners:
        yield Task(
            title=gettext("%(count)d orang usaha belum membuat kata sandi", count=len(owners)),
            text=gettext("Terlama %(name)s, sejak %(day)s.", name=owners[0].name, day=day(owners[0].since)),
            url=url_for("office_people.show", public_id=owners[0].public_id),
            act=gettext("Buka yang terlama"),
            icon="user",
        )


def _unready(uow: UnitOfWork, *, official: bool) -> list[Unready]:
    if not uow.actor.has(SYSADMIN):
        return []
    return [one for one in unready_people(uow.session, uow.now) if (one.kind is OFFICE) is official]
