"""The benchmarks of trade, run on a village: what they count must be right, how fast is for `make bench`."""

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from benchmarks import bare, orders
from benchmarks.__main__ import benchmarks
from benchmarks.buyers import buy
from benchmarks.market import GOODS, PARTNERS, WANTED, fill, outlets_of
from marketplace.inventory.models import StockItem
from marketplace.ordering.models.orders import BasketLine, Order, OrderLine

pytestmark = pytest.mark.usefixtures("any_day")


def test_both_are_found_by_their_names():
    assert {"checkout", "orders"} <= set(benchmarks())


@pytest.mark.parametrize("ours", [True, False])
def test_a_client_of_either_kind_orders_what_lies_in_its_baskets(database_url, ours):
    fill(database_url, 3)
    mine = outlets_of(database_url, 0)

    assert len(mine) == 3
    with pytest.raises(RuntimeError, match="not enough baskets"):
        buy(database_url, ours, 0, mine, 0.0, 60.0)

    engine = create_engine(database_url)
    with Session(engine) as session:
        count = {
            model: session.scalar(select(func.count()).select_from(model)) for model in (Order, OrderLine)
        }
        held = session.scalar(select(func.sum(StockItem.reserved)))
        left = session.scalar(select(func.count()).select_from(BasketLine))
    engine.dispose()
    assert count == {Order: 3, OrderLine: 3 * GOODS}
    assert held == 3 * GOODS * WANTED
    assert left == (PARTNERS - 1) * 3 * GOODS


def test_the_bare_transaction_says_when_there_is_nothing_to_order(database_url):
    fill(database_url, 1)
    (outlet,) = outlets_of(database_url, 0)
    engine = create_engine(database_url)
    raw = engine.raw_connection()
    speaks = bare.Sqlite if engine.dialect.name == "sqlite" else bare.Postgresql
    client = speaks(raw.driver_connection, 10)
    if engine.dialect.name == "sqlite":
        raw.driver_connection.isolation_level = None
    client.place(outlet)

    with pytest.raises(RuntimeError, match="an order of before"):
        client.place(outlet)
    raw.close()
    engine.dispose()


def test_a_page_of_orders_takes_as_many_statements_however_many_there_are():
    figures = {figure.name: figure for figure in orders.run(60, 240, 2)}

    counts = [figure for name, figure in figures.items() if name.endswith("statements")]
    assert len(counts) == len(orders.PAGES)
    assert all(figure.ok for figure in counts), counts
