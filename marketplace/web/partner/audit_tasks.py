"""What an audit asks of the shop: papers to hand in, findings to answer."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext

from marketplace.audits.waiting import audits_of_partner
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import PartnerId
from marketplace.web.tasks import Task


def audits_to_answer(uow: UnitOfWork) -> Iterator[Task]:
    for one in audits_of_partner(uow.session, PartnerId(uow.actor.organisation)):
        yield Task(
            title=gettext("Jawab temuan audit %(number)s", number=one.finding)
            if one.finding
            else gettext("Serahkan yang diminta auditor"),
            text=one.text,
            url=url_for("partner_audits.finding", public_id=one.public_id, number=one.finding)
            if one.finding
            else url_for("partner_audits.show", public_id=one.public_id),
            due=one.due_on,
            act=gettext("Jawab") if one.finding else gettext("Serahkan"),
            icon="risk",
        )
