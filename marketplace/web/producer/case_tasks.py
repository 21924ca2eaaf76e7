"""What a maker has to bring so that a paper goes on, and when the city comes to their kelurahan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from flask import url_for
from flask_babel import gettext

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import day_of
from marketplace.outreach.casework import cases_of_producer
from marketplace.outreach.queries import next_visits
from marketplace.producers.models import Producer
from marketplace.web.tasks import Task

NEAR = timedelta(days=14)


def papers_that_wait(uow: UnitOfWork) -> Iterable[Task]:
    for one in cases_of_producer(uow.session, uow.actor.organisation):
        if one.under_way and one.blocker:
            yield Task(
                title=gettext("%(paper)s menunggu Anda", paper=str(one.label)),
                text=one.blocker,
                url=url_for("producer_cases.show", public_id=one.public_id),
                icon="doc",
            )


def visit_nearby(uow: UnitOfWork) -> Iterable[Task]:
    """The next one in the maker's own kelurahan, within two weeks."""
    near = uow.get(Producer, uow.actor.organisation).kelurahan_code
    for one in next_visits(uow.session, uow.today, near, limit=1) if near else ():
        if day_of(one.starts_at) <= uow.today + NEAR:
            yield Task(
                title=gettext("Petugas datang ke %(kelurahan)s", kelurahan=one.kelurahan),
                text=gettext(
                    "%(title)s, %(place)s. Urus surat di tempat, gratis.", title=one.title, place=one.place
                ),
                url=url_for("public_events.show", public_id=one.public_id),
                due=one.starts_at,
                kind="",
                icon="people",
            )
