"""Deliveries to receive, those under dispute, and an MoU that ends, as tasks on the shop's home."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.ordering.queries import basket_size
from marketplace.partners.queries import expiring_mou
from marketplace.web.tasks import Task


def mou_ending(uow: UnitOfWork) -> Iterator[Task]:
    """Until its successor is signed."""
    mou = expiring_mou(uow.session, uow.actor.organisation, uow.today)
    if mou is not None:
        yield Task(
            title=_l("MoU %(number)s segera berakhir", number=mou.number),
            text=_l("Hubungi Dinas untuk memperpanjang; tanpa MoU, pesanan tidak dapat dikirim."),
            url=url_for("partner_mou.show"),
            due=mou.last_day,
            icon="doc",
        )


def in_basket(uow: UnitOfWork) -> int:
    """How many lines wait in the basket, for the menu."""
    return basket_size(uow.session, uow.actor.organisation)
