"""The shop window for strangers: a list of 10,000 products and the page of one, as 8 clients ask for them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import event

from benchmarks import rivals
from benchmarks.city import PRODUCTS, build
from benchmarks.harness import Figure, at_least, at_most
from benchmarks.load import body_of, pages_per_second, serving
from config import Settings
from marketplace.adapters.database import database
from marketplace.app import create_app
from marketplace.web.kept import Keeping

LEAST, STATEMENTS, LOOKED_AT, REPEATED = 0.5, 3, 40, 10  # strangers leaf through the first forty pages
KEPT = {"list": "/catalog", "product": "/catalog/produk-7"}
numbers = count()


def run() -> list[Figure]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        settings = build(folder)
        return [*_statements(settings), *_alone(settings), *_served(settings, folder)]


def a_page() -> str:
    """An address that nobody has asked for, so that no page is kept under it."""
    return f"/catalog?page={random.randint(1, LOOKED_AT)}&n={next(numbers)}"


def a_product() -> str:
    return f"/catalog/produk-{random.randint(1, PRODUCTS)}?n={next(numbers)}"


def always(path: str) -> Callable[[], str]:
    return lambda: path


def _statements(settings: Settings) -> list[Figure]:
    """A new process, then a page of one card and one of twenty-four."""
    app, seen = create_app(settings), list[str]()

    def hear(*args: object) -> None:
        seen.append(str(args[2]))

    def asked(path: str) -> int:
        seen.clear()
        app.test_client().get(path)
        return sum(not statement.startswith("BEGIN") for statement in seen)

    with app.app_context():
        event.listen(database.engine, "before_cursor_execute", hear)
    pages = {
        "first page of a process": "/catalog",
        "24 cards": "/catalog?page=2",
        "16 cards": f"/catalog?page={PRODUCTS // 24 + 1}",
        "page kept": "/catalog",
        "one product": "/catalog/produk-7",
    }
    return [at_most(f"statements, {name}", asked(path), STATEMENTS, unit="") for name, path in pages.items()]


def _alone(settings: Settings) -> list[Figure]:
    """In one process without a server: right after the catalog changed, when nothing is kept."""
    ours, theirs = create_app(settings), rivals.app
    theirs.config["DATABASE"] = str(database_of(settings))

    def forget() -> None:
        ours.extensions["kept"] = Keeping()

    return [
        at_least("list, nothing kept", _rate(ours, a_page, forget), _rate(theirs, a_page), least=None),
        at_least(
            "product, nothing kept", _rate(ours, a_product, forget), _rate(theirs, a_product), least=None
        ),
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


def _served(settings: Settings, folder: Path) -> list[Figure]:
    """On loopback, under the server that `make run` starts; both servers stand there all the time and take turns."""
    ours_alone = {
        "MB2_INSTANCE": str(folder),
        "MB2_SECRET_KEY": settings.secret_key,
        "MB2_QUEUE": "memory",
        "MB2_SEARCH": "memory",
    }
    theirs_alone = {"TUNED_DATABASE": str(database_of(settings)), "BARE_PAGES": str(folder)}
    with (
        serving("wsgi:app", **ours_alone) as ours,
        serving("benchmarks.rivals:app", **theirs_alone) as theirs,
    ):
        for name, path in KEPT.items():
            (folder / f"{name}.html").write_bytes(body_of(ours, path))

        def compared(
            name: str, path: Callable[[], str], other: Callable[[], str], least: float | None = LEAST
        ) -> Figure:
            return at_least(
                name,
                lambda: pages_per_second(ours, path),
                lambda: pages_per_second(theirs, other),
                least=least,
            )

        return [
            compared("list, page not kept", a_page, a_page),
            compared("product, page not kept", a_product, a_product, None),
            *(
                compared(f"{name}, page kept", always(path), always(f"/bare/{name}"))
                for name, path in KEPT.items()
            ),
        ]


def database_of(settings: Settings) -> Path:
    return settings.instance / "mb2.db"
