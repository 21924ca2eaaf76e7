"""What shops say they have paid, and what is overdue or due this week, as tasks on the maker's home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import url_for

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.money import spell
from marketplace.ordering.ageing import When, by_when
from marketplace.ordering.money import DueList, DueRow, dues
from marketplace.web.tasks import Task

SINGLY = 3  # so many shops have a card each; the rest share one


def money(uow: UnitOfWork) -> Iterator[Task]:
    rows = dues(uow.session, DueList(payee_id=uow.actor.organisation, settled=False))
    yield from _said([row for row in rows if row.said])
    parts = by_when([row for row in rows if row.to_say], uow.today)
    yield from _owed(parts[When.OVERDUE], overdue=True)
    yield from _owed(parts[When.THIS_WEEK], overdue=False)


def _said(rows: Sequence[DueRow]) -> Iterator[Task]:
    for row in rows[:SINGLY]:
        yield Task(
            title=_l("%(shop)s bilang sudah membayar %(amount)s", shop=row.partner, amount=spell(row.said)),
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


def _owed(rows: Sequence[DueRow], *, overdue: bool) -> Iterator[Task]:
    """One card for all of them; it leads to the only shop, or to the list."""
    if not rows:
        return
    shops = {row.partner_public_id: row.partner for row in rows}
    amount = spell(sum(row.to_say for row in rows))
    title = _l("%(amount)s lewat jatuh tempo") if overdue else _l("%(amount)s jatuh tempo minggu ini")
    named = next(iter(shops.values()))
    yield Task(
        title=_l(title, amount=amount),
        text=_l("Dari %(shop)s.", shop=named)
        if len(shops) == 1
        else _l("Dari %(shop)s dan %(count)s toko lain.", shop=named, count=len(shops) - 1),
        url=url_for("producer_money.shop", public_id=next(iter(shops)))
        if len(shops) == 1
        else url_for("producer_money.index"),
        due=rows[0].due_on,
        act=_l("Tagih") if overdue else None,
        icon="cash",
    )
