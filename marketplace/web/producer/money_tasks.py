"""What shops say they have paid, and what is overdue or due this week, as tasks on the maker's home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import url_for

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.money import spell
from marketplace.ordering.money import DueList, DueRow, dues
from marketplace.web.owing import OtherSide, due_tasks
from marketplace.web.tasks import Task

SINGLY = 3  # so many shops have a card each; the rest share one
SHOPS = OtherSide(
    other=lambda row: (row.partner_public_id, row.partner),
    one=_l("Dari %(other)s."),
    several=_l("Dari %(other)s dan %(count)s toko lain."),
    at_one="producer_money.shop",
    at_all="producer_money.index",
    late=_l("Tagih"),
)


def money(uow: UnitOfWork) -> Iterator[Task]:
    rows = dues(uow.session, DueList(payee_id=uow.actor.organisation, settled=False))
    yield from _claimed([row for row in rows if row.claimed])
    yield from due_tasks(rows, uow.today, SHOPS)


def _claimed(rows: Sequence[DueRow]) -> Iterator[Task]:
    for row in rows[:SINGLY]:
        yield Task(
            title=_l(
                "%(shop)s bilang sudah membayar %(amount)s", shop=row.partner, amount=spell(row.claimed)
            ),
            text=_l("Untuk %(number)s. Benarkan, atau katakan uangnya belum diterima.", number=row.handover),
            url=url_for("producer_money.due", public_id=row.public_id),
            kind="soon",
            act=_l("Periksa"),
            icon="cash",
        )
    if rest := rows[SINGLY:]:
        yield Task(
            title=_l("%(count)s pernyataan bayar lain menunggu Anda", count=len(rest)),
            text=_l("Benarkan yang uangnya sudah diterima."),
            url=url_for("producer_money.index"),
            icon="cash",
        )
