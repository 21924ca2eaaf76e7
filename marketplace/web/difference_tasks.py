"""Answers that say otherwise, as tasks on the home of the side that wrote what was answered."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.ordering.differences import differences_to_answer
from marketplace.web.tasks import Task
from marketplace.web.trade_pages.sides import TradeSide

SINGLY = 3  # so many have a card each; the rest share one


def differing(side: TradeSide, uow: UnitOfWork) -> Iterator[Task]:
    rows = differences_to_answer(uow.session, uow.actor.organisation, uow.now)
    for row in rows[:SINGLY]:
        yield Task(
            title=_l("%(name)s mencatat selisih", name=row.other),
            text=_l("%(number)s. Tanpa jawaban, angka yang lebih rendah berlaku.", number=row.number),
            url=side.url("differences.show", public_id=row.public_id),
            due=row.answer_by,
            act=_l("Jawab selisih"),
            icon="risk",
        )
    if rest := rows[SINGLY:]:
        yield Task(
            title=_l("%(count)s selisih lain menunggu jawaban Anda", count=len(rest)),
            text=_l("Tanpa jawaban, angka yang lebih rendah berlaku."),
            url=side.url("differences.show", public_id=rest[0].public_id),
            due=rest[0].answer_by,
            icon="risk",
        )
