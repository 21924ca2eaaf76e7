"""What the shop has to pay, as a task on its home."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.ordering.money import DueList, dues
from marketplace.web.owing import OtherSide, due_tasks
from marketplace.web.tasks import Task

MAKERS = OtherSide(
    other=lambda row: (row.maker_public_id, row.maker),
    one=_l("Kepada %(other)s."),
    several=_l("Kepada %(other)s dan %(count)s pembuat lain."),
    at_one="partner_money.maker",
    at_all="partner_money.index",
    late=_l("Bayar"),
    soon=_l("Bayar"),
)


def money(uow: UnitOfWork) -> Iterator[Task]:
    """What is said to be paid waits for the maker, so it is no task of the shop's."""
    yield from due_tasks(
        dues(uow.session, DueList(payer_id=uow.actor.organisation, settled=False)), uow.today, MAKERS
    )
