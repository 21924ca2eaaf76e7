"""Whom the sysadmin should help in."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext

from marketplace.accounts.queries import Unready, unready_people
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.roles import OFFICE, SYSADMIN
from marketplace.web.language import day
from marketplace.web.tasks import Task

SINGLY = 3  # so many have a card each


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
