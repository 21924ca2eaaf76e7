"""Two makers take their products out as a workbook and send it back: one changed a price in it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from marketplace.catalog.bulk.columns import title_of
from marketplace.catalog.bulk.current import current_products
from marketplace.catalog.bulk.services import FitSheet, store_sheet
from marketplace.catalog.bulk.writing import filled_sheet
from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import City
from marketplace.kernel.ids import ProducerId
from marketplace.ports.sheets import Table

SENDERS = {"M01": 500, "M03": 0}  # rupiah more for the first of their products
DAYS_AGO = 2


def plan_sheets(city: City) -> None:
    day = city.workday_before(city.today, DAYS_AGO)
    for ref, more in SENDERS.items():
        city.plan(city.people[ref], day, partial(_send, city, more), hour=20)


def _send(city: City, more: int, uow: UnitOfWork) -> None:
    current = current_products(uow.session, ProducerId(uow.actor.organisation), uow.today)
    sheet = _dearer(filled_sheet(current, f"{city.tools.base_url}/producer/products/{{}}".format), more)
    content = city.tools.sheets.write_xlsx([sheet])
    store_sheet(uow, city.tools, FitSheet(content, f"produk-{uow.today}.xlsx"))


def _dearer(sheet: Table, more: int) -> Table:
    first, *others = ([*row] for row in sheet.rows)
    place = [column.title for column in sheet.columns].index(title_of("price_1"))
    price = first[place]
    first[place] = price + more if isinstance(price, int) else price
    return replace(sheet, rows=[first, *others])
