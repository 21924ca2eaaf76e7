"""Orders to answer and to deliver, and deliveries that a shop contests, as tasks on the maker's home."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.money import spell
from marketplace.ordering.waiting import (
    FEW,
    unanswered_orders,
    undelivered_orders,
)
from marketplace.web.tasks import Task

SINGLY = 3  # so many have a card each; the rest share one


def to_answer(uow: UnitOfWork) -> Iterator[Task]:
    """One card that leads to the order with the nearest deadline."""
    waiting = unanswered_orders(uow.session, uow.actor.organisation)
    if first := waiting.first:
        others = _l(" dan %(count)s pesanan lain", count=waiting.count - 1) if waiting.count > 1 else ""
        yield Task(
            title=_l("%(count)s pesanan menunggu jawaban Anda", count=waiting.count),
            text=_l(
                "%(partner)s, %(outlet)s · %(value)s%(others)s. Tanpa jawaban, pesanan batal sendiri.",
                partner=first.partner,
                outlet=first.outlet,
                value=spell(first.total),
                others=others,
            ),
            url=url_for("producer_orders.show", public_id=first.public_id),
            due=first.answer_by,
            act=_l("Jawab pesanan"),
        )


def to_deliver(uow: UnitOfWork) -> Iterator[Task]:
    orders = undelivered_orders(uow.session, uow.actor.organisation)
    for order in orders[:SINGLY]:
        yield Task(
            title=_l("Kirim pesanan %(number)s", number=order.number),
            text=_l(
                "%(partner)s, %(outlet)s · %(value)s.",
                partner=order.partner,
                outlet=order.outlet,
                value=spell(order.total),
            ),
            url=url_for("producer_orders.show", public_id=order.public_id),
            due=order.promised_on or order.needed_on,
            act=_l("Siapkan kiriman"),
            icon="truck",
        )
    if rest := orders[SINGLY:]:
        count = f"{len(rest)}+" if len(orders) == FEW else len(rest)
        yield Task(
            title=_l("%(count)s pesanan lain belum dikirim", count=count),
            text=_l("Sudah Anda konfirmasi."),
            url=url_for("producer_orders.index", state="confirmed"),
            icon="truck",
        )
