"""Figures and charts of the homes: what was bought lately, from the ledger as it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import g
from flask_babel import format_date, gettext

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.money import half_up
from marketplace.kernel.period import Month, MonthSpan
from marketplace.purchases.monthly import MonthlyPurchases, bought_by_month
from marketplace.web.language import day, number, rupiah, translate
from marketplace.web.language import month as month_name
from marketplace.web.tasks import Bar, Chart, Figure

MONTHS = 6


def lately(uow: UnitOfWork) -> MonthSpan:
    """This month and the five before it."""
    first = last = Month.of(uow.today)
    for _ in range(MONTHS - 1):
        first = first.previous
    return MonthSpan(first, last)


def sold(uow: UnitOfWork) -> Mapping[Month, MonthlyPurchases]:
    """By the maker whose home this is."""
    return _once(lambda: bought_by_month(uow.session, lately(uow), producer_id=uow.actor.organisation))


def bought(uow: UnitOfWork) -> Mapping[Month, MonthlyPurchases]:
    """By the partner whose home this is."""
    return _once(lambda: bought_by_month(uow.session, lately(uow), partner_id=uow.actor.organisation))


def bought_in_the_city(uow: UnitOfWork) -> Mapping[Month, MonthlyPurchases]:
    return _once(lambda: bought_by_month(uow.session, lately(uow)))


def _once(ask: Callable[[], Mapping[Month, MonthlyPurchases]]) -> Mapping[Month, MonthlyPurchases]:
    """A home has figures and a chart of the same months; a visitor has one home."""
    if "trade" not in g:
        g.trade = ask()
    months: Mapping[Month, MonthlyPurchases] = g.trade
    return months


def amount(
    uow: UnitOfWork, name: str, months: Mapping[Month, MonthlyPurchases], *, url: str | None = None
) -> Figure:
    """Rupiah of this month up to today. No purchase is no data, not zero; then last month's stands beside it."""
    this = Month.of(uow.today)
    now, before = months.get(this), months.get(this.previous)
    if now:
        return Figure(name, rupiah(now.net), _so_far(uow), url)
    about = _beside(this.previous, rupiah(before.net)) if before else _so_far(uow)
    return Figure(name, gettext("Belum ada data"), about, url)


def others(uow: UnitOfWork, name: str, months: Mapping[Month, MonthlyPurchases], what: str) -> Figure:
    """How many partners or makers this month, beside how many last month."""
    this = Month.of(uow.today)
    counts = [getattr(months[month], what) if month in months else None for month in (this, this.previous)]
    now, before = (gettext("belum ada") if count is None else number(count) for count in counts)
    return Figure(name, now, _beside(this.previous, before))


def chart(uow: UnitOfWork, caption: str, months: Mapping[Month, MonthlyPurchases]) -> Chart | None:
    """Six months in millions of rupiah, this one so far."""
    if not months:
        return None
    bars = [_bar(month, months.get(month)) for month in lately(uow)]
    parts = [f"{bar.row} {bar.cell}" for bar in bars]
    return Chart(
        caption=caption,
        alt=f"{caption}: {'; '.join(parts)}",
        heads=(gettext("Bulan"), gettext("Rupiah")),
        bars=bars,
    )


def _bar(month: Month, of: MonthlyPurchases | None) -> Bar:
    name = str(format_date(month.first_day, "MMM", rebase=False))
    full: Any = translate(month.label)
    if of is None:
        return Bar(name, None, "–", full, gettext("Belum ada data"))
    return Bar(name, of.net, f"{half_up(of.net, 100_000) / 10:.1f}".replace(".", ","), full, rupiah(of.net))


def _so_far(uow: UnitOfWork) -> str:
    if uow.today.day == 1:
        return day(uow.today)
    return str(gettext("1–%(day)s", day=day(uow.today)))


def _beside(month: Month, count: str) -> str:
    return str(gettext("%(month)s: %(count)s", month=month_name(month), count=count))
