"""What shops wanted lately and could not have, as a task on the maker's home."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from marketplace.catalog.demand import missed_while_sold_out, weeks_up_to
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.web.tasks import Task

LATELY = 2  # weeks: this one and the one before


def wanted_goods(uow: UnitOfWork) -> Iterator[Task]:
    """One card for all that is sold out still and was asked for."""
    found = missed_while_sold_out(uow.session, uow.actor.organisation, weeks_up_to(uow.today, LATELY)[0])
    if not found:
        return
    first = found[0]
    others = _l(" dan %(count)s produk lain", count=len(found) - 1) if found[1:] else ""
    yield Task(
        title=_l("%(product)s habis, padahal dicari", product=first.name),
        text=_l(
            "%(times)s kali toko batal membeli %(product)s%(others)s dalam dua minggu. Nyatakan ada lagi, atau"
            " “pesan dulu” dengan lama pembuatannya.",
            times=sum(one.times for one in found),
            product=first.name,
            others=others,
        ),
        url=url_for("producer_products.index"),
        act=_l("Ubah ketersediaan"),
        icon="chart",
    )
