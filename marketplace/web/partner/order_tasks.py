"""What makers offer instead of what was ordered, as a task on the shop's home, and the count of its baskets."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.ordering.queries import basket_size
from marketplace.ordering.waiting import proposals_to_answer
from marketplace.web.tasks import Task


def to_decide(uow: UnitOfWork) -> Iterator[Task]:
    """One card that leads to the proposal with the nearest deadline."""
    waiting = proposals_to_answer(uow.session, uow.actor.organisation)
    if first := waiting.first:
        yield Task(
            title=_l("%(count)s usulan pembuat menunggu jawaban Anda", count=waiting.count),
            text=_l(
                "%(maker)s mengusulkan perubahan untuk pesanan %(number)s. Tanpa jawaban, pesanan batal sendiri.",
                maker=first.maker,
                number=first.number,
            ),
            url=url_for("partner_orders.show", public_id=first.public_id),
            due=first.answer_by,
            act=_l("Lihat usulan"),
            icon="list",
        )


def in_basket(uow: UnitOfWork) -> int:
    """How many lines wait in the basket, for the menu."""
    return basket_size(uow.session, uow.actor.organisation)
