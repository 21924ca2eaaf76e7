"""The shop window for strangers: the list, a search and a product, of 10,000 products and of 100,000, for 8 clients."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote_plus

from flask import Flask
from sqlalchemy import event

from benchmarks import rivals
from benchmarks.city import GOODS, PRODUCTS, TASTES, build
from benchmarks.harness import Figure, at_least, at_most
from benchmarks.load import body_of, pages_per_second, serving
from config import Settings
from marketplace.adapters.database import database
from marketplace.app import create_app
from marketplace.catalog.models import Product
from marketplace.catalog.services.products import pause_product, resume_product
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.ids import ProductId

LARGE = 10 * PRODUCTS
LEAST, LOOKED_AT, REPEATED, SECONDS = 0.5, 40, 10, 1.5  # strangers leaf through the first forty pages
STATEMENTS = {
    "list": 3,
    "product": 4,
}  # a product asks for itself, its neighbours and shops; and whether all holds
KEPT = {"list": "/catalog", "product": "/catalog/produk-7"}
CHANGED = ProductId(PRODUCTS)
numbers = count()


def run() -> list[Figure]:
    with TemporaryDirectory() as name, ExitStack() as running:
        cities = [_city(Path(name, str(products)), products) for products in (PRODUCTS, LARGE)]
        small, large = (running.enter_context(_served(settings, size)) for settings, size in cities)
        settings = cities[0][0]
        return [
            *_statements(settings),
            *_alone(settings),
            *_compared(small),
            *_compared(large),
            *_growth(small, large),
        ]


@dataclass(frozen=True)
class Served:
    """The ports of both servers over one city; they stand there all the time and take turns."""

    products: int
    ours: int
    theirs: int

    def a_page(self) -> str:
        """An address that nobody has asked for, so that no page is kept under it."""
        return f"/catalog?page={random.randint(1, LOOKED_AT)}&n={next(numbers)}"

    def a_search(self) -> str:
        """Clean words of names: what one without a speller finds too."""
        return f"/catalog?q={quote_plus(f'{random.choice(GOODS)} {random.choice(TASTES)}')}&n={next(numbers)}"

    def a_product(self) -> str:
        return f"/catalog/produk-{random.randint(1, self.products)}?n={next(numbers)}"


def always(path: str) -> Callable[[], str]:
    return lambda: path


def _city(folder: Path, products: int) -> tuple[Settings, int]:
    folder.mkdir()
    settings = build(folder, products)
    rivals.index(database_of(settings))
    return settings, products


def _statements(settings: Settings) -> list[Figure]:
    """A new process, then a page of one card and one of twenty-four."""
    app, seen = create_app(settings), list[str]()

    def record(*args: object) -> None:
        seen.append(str(args[2]))

    def count(path: str) -> int:
        seen.clear()
        app.test_client().get(path)
        return sum(not statement.startswith("BEGIN") for statement in seen)

    with app.app_context():
        event.listen(database.engine, "before_cursor_execute", record)
    pages = {
        "first page of a process": "/catalog",
        "24 cards": "/catalog?page=2",
        "16 cards": f"/catalog?page={PRODUCTS // 24 + 1}",
        "page kept": "/catalog",
    }
    figures = [
        at_most(f"statements, {name}", count(path), STATEMENTS["list"], unit="")
        for name, path in pages.items()
    ]
    one = at_most("statements, one product", count("/catalog/produk-7"), STATEMENTS["product"], unit="")
    return [*figures, one]


def _alone(settings: Settings) -> list[Figure]:
    """In one process without a server: right after a product changed, when no page and no card is kept."""
    ours, theirs = create_app(settings), rivals.app
    theirs.config["DATABASE"] = str(database_of(settings))
    served = Served(PRODUCTS, 0, 0)

    def change() -> None:
        with ours.app_context(), ours.extensions["open_unit"](SYSTEM) as uow:
            act = (
                resume_product
                if uow.get(Product, CHANGED).paused_at
                else partial(pause_product, reason="habis")
            )
            act(uow, CHANGED)

    return [
        at_least(f"{name}, nothing kept", _rate(ours, path, change), _rate(theirs, path), least=None)
        for name, path in (("list", served.a_page), ("product", served.a_product))
    ]


def _rate(
    app: Flask, path: Callable[[], str], before: Callable[[], None] = lambda: None
) -> Callable[[], float]:
    client = app.test_client()

    def measure() -> float:
        spent = 0.0
        for _ in range(REPEATED):
            before()
            began = time.perf_counter()
            client.get(path())
            spent += time.perf_counter() - began
        return REPEATED / spent

    return measure


@contextmanager
def _served(settings: Settings, products: int) -> Iterator[Served]:
    """On loopback, under the server that `make run` starts."""
    folder = settings.instance
    ours_alone = {
        "MB2_INSTANCE": str(folder),
        "MB2_SECRET_KEY": settings.secret_key,
        "MB2_QUEUE": "memory",
        "MB2_SEARCH": settings.search,
    }
    theirs_alone = {"TUNED_DATABASE": str(database_of(settings)), "BARE_PAGES": str(folder)}
    with (
        serving("wsgi:app", **ours_alone) as ours,
        serving("benchmarks.rivals:app", **theirs_alone) as theirs,
    ):
        for name, path in KEPT.items():
            (folder / f"{name}.html").write_bytes(body_of(ours, path))
        yield Served(products, ours, theirs)


def _compared(served: Served) -> Sequence[Figure]:
    size = f"{served.products:,}"

    def against(
        name: str, path: Callable[[], str], other: Callable[[], str], least: float | None = LEAST
    ) -> Figure:
        return at_least(
            f"{name} of {size}",
            partial(pages_per_second, served.ours, path, seconds=SECONDS),
            partial(pages_per_second, served.theirs, other, seconds=SECONDS),
            least=least,
        )

    return [
        against("list, page not kept", served.a_page, served.a_page),
        against("search page", served.a_search, served.a_search, None),
        against("product, page not kept", served.a_product, served.a_product, None),
        *(
            against(f"{name}, page kept", always(path), always(f"/bare/{name}"))
            for name, path in KEPT.items()
        ),
    ]


def _growth(small: Served, large: Served) -> Sequence[Figure]:
    """Ten times as many products: what is left of the pages a second."""
    kinds = (
        ("list", Served.a_page, LEAST),
        ("search page", Served.a_search, None),
        ("product", Served.a_product, LEAST),
    )
    return [
        at_least(
            f"growth: {name}, {large.products:,} to {small.products:,}",
            partial(pages_per_second, large.ours, partial(path, large), seconds=SECONDS),
            partial(pages_per_second, small.ours, partial(path, small), seconds=SECONDS),
            least=least,
        )
        for name, path, least in kinds
    ]


def database_of(settings: Settings) -> Path:
    return settings.instance / "mb2.db"
