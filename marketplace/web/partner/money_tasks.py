"""What the shop has to pay, and what a maker did not receive, as tasks on its home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import url_for

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import spell
from marketplace.ordering.ageing import When, by_when
from marketplace.ordering.money import DueList, DueRow, dues
from marketplace.web.tasks import Task


def money(uow: UnitOfWork) -> Iterator[Task]:
    """What is said to be paid waits for the maker, so it is no task of the shop's."""
    rows = dues(uow.session, DueList(payer_id=uow.actor.organisation, settled=False))
    parts = by_when([row for row in rows if row.to_say], uow.today)
    yield from _to_pay(parts[When.OVERDUE], _l("%(amount)s lewat jatuh tempo"))
    yield from _to_pay(parts[When.THIS_WEEK], _l("%(amount)s jatuh tempo minggu ini"))


def _to_pay(rows: Sequence[DueRow], title: Label) -> Iterator[Task]:
    """One card for all; it leads to the only maker's dues, or to the list."""
    if not rows:
        return
    makers = {row.maker_public_id: row.maker for row in rows}
    named = next(iter(makers.values()))
    yield Task(
        title=_l(title, amount=spell(sum(row.to_say for row in rows))),
        text=_l("Kepada %(maker)s.", maker=named)
        if len(makers) == 1
        else _l("Kepada %(maker)s dan %(count)s pembuat lain.", maker=named, count=len(makers) - 1),
        url=url_for("partner_money.maker", public_id=next(iter(makers)))
        if len(makers) == 1
        else url_for("partner_money.index"),
        due=rows[0].due_on,
        act=_l("Bayar"),
        icon="cash",
    )
