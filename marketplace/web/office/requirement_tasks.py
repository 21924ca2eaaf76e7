"""Proposed changes of requirements that an approver has not decided yet."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext

from marketplace.certification.models import ChangeState
from marketplace.certification.requirements import ChangeList
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.roles import APPROVER
from marketplace.web.language import day, translate
from marketplace.web.tasks import Task


def requirement_changes(uow: UnitOfWork) -> Iterator[Task]:
    """Not to who proposed them: another decides."""
    if not uow.actor.has(APPROVER):
        return
    for row in ChangeList(state=ChangeState.PROPOSED).rows(uow.session):
        if row.proposed_by != uow.actor.user_id:
            yield Task(
                title=gettext("Usulan syarat menunggu: %(title)s", title=translate(row.title)),
                text=gettext(
                    "Diusulkan %(who)s; mulai %(day)s. Lihat akibatnya, lalu putuskan.",
                    who=row.proposer or gettext("sistem"),
                    day=day(row.from_on),
                ),
                url=url_for("office_requirement_changes.show", public_id=row.public_id),
                due=row.from_on,
                act=gettext("Periksa dan putuskan"),
                icon="law",
            )
