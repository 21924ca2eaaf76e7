"""An MoU that ends, or a suspension that closes ordering, as tasks on the shop's home."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.partners.mous import expiring_mou, waiting_mou
from marketplace.partners.queries import hold_on
from marketplace.web.tasks import Task


def mou_to_accept(uow: UnitOfWork) -> Iterator[Task]:
    mou = waiting_mou(uow.session, uow.actor.organisation, uow.today)
    if mou is not None:
        yield Task(
            title=_l("MoU %(number)s menunggu persetujuan Anda", number=mou.number),
            text=_l("Baca naskahnya, lalu setujui. Sebelum itu MoU ini belum berlaku."),
            url=url_for("partner_mou.show", mou=mou.public_id),
            kind="now",
            icon="doc",
        )


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


def ordering_held(uow: UnitOfWork) -> Iterator[Task]:
    hold = hold_on(uow.session, uow.actor.organisation, uow.today)
    if hold is not None:
        yield Task(
            title=_l("Pemesanan Anda ditangguhkan"),
            text=hold.reason,
            url=url_for("partner_mou.show"),
            kind="now",
            icon="hold",
        )
