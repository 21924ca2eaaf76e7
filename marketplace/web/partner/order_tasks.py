"""Deliveries to receive, those under dispute, and an MoU that ends, as tasks on the shop's home."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.money import spell
from marketplace.ordering.queries import basket_size
from marketplace.ordering.waiting import contested_handovers, handovers_to_receive
from marketplace.partners.queries import expiring_mou
from marketplace.web.tasks import Task

SINGLY = 4  # so many have a card each; the rest share one


def to_receive(uow: UnitOfWork) -> Iterator[Task]:
    rows = handovers_to_receive(uow.session, uow.actor.organisation)
    for row in rows[:SINGLY]:
        yield Task(
            title=_l("Terima kiriman %(maker)s", maker=row.maker),
            text=_l(
                "Surat jalan %(number)s untuk %(outlet)s · %(value)s.",
                number=row.number,
                outlet=row.outlet,
                value=spell(row.value),
            ),
            url=url_for("partner_handovers.show", public_id=row.public_id),
            due=row.answer_by,
            act=_l("Terima kiriman"),
            icon="truck",
        )
    if rest := rows[SINGLY:]:
        yield Task(
            title=_l("%(count)s kiriman lain menunggu diterima", count=len(rest)),
            text=_l("Tanpa jawaban, kiriman dianggap diterima seluruhnya."),
            url=url_for("partner_handovers.index", state="sent"),
            due=rest[0].answer_by,
            icon="truck",
        )


def to_settle(uow: UnitOfWork) -> Iterator[Task]:
    for row in contested_handovers(uow.session, partner_id=uow.actor.organisation):
        yield Task(
            title=_l("Selesaikan kiriman %(number)s yang Anda bantah", number=row.number),
            text=_l("Cocokkan jumlahnya dengan %(maker)s, lalu terima.", maker=row.maker),
            url=url_for("partner_handovers.show", public_id=row.public_id),
            icon="risk",
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


def in_basket(uow: UnitOfWork) -> int:
    """How many lines wait in the basket, for the menu."""
    return basket_size(uow.session, uow.actor.organisation)


def waiting_deliveries(uow: UnitOfWork) -> int:
    return len(handovers_to_receive(uow.session, uow.actor.organisation))
