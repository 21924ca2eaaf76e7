"""Goods past their day that still lie in the books, as a task on the maker's home."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from marketplace.db.uow import UnitOfWork
from marketplace.inventory.queries import expired_stock
from marketplace.kernel.labels import _l
from marketplace.web.language import day
from marketplace.web.tasks import Task


def expired_goods(uow: UnitOfWork) -> Iterator[Task]:
    """One card for all of them."""
    found = expired_stock(uow.session, uow.actor.organisation, uow.today)
    if not found:
        return
    first = found[0]
    others = _l(" dan %(count)s barang lain", count=len(found) - 1) if found[1:] else ""
    yield Task(
        title=_l("%(units)s stok lewat masa simpan", units=sum(one.units for one in found)),
        text=_l(
            "%(product)s%(others)s, sejak %(day)s. Keluarkan dari stok supaya tidak dipesan.",
            product=first.product,
            others=others,
            day=day(first.since),
        ),
        url=url_for("producer_stock.show", public_id=first.public_id),
        act=_l("Periksa stok"),
        icon="box",
    )
