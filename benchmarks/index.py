"""Writing the index of 10,000 products: all of it, one that changed, and a thousand that changed at once.

Ours are beside tantivy with one thread and the same fields. What a product's page waits for is none of this: a save
writes a row, and a job does the rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.engines import Tantivy
from benchmarks.harness import ROUNDS, Figure
from benchmarks.wares import assortment, documents
from marketplace.adapters.search.postgresql_search import PostgresSearch
from marketplace.adapters.search.whoosh_search import WhooshSearch
from marketplace.ports.search import SearchDocument, SearchEngine
from tests.servers import postgres

PRODUCTS, CHANGED, ONES = 10_000, 1_000, 10
BUILD, ONE, MANY = 25.0, 8.0, 25.0  # times tantivy


def run(products: int = PRODUCTS, changed: int = CHANGED) -> list[Figure]:
    shelf, stock = list(documents(products)), assortment(products)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        cluster = stack.enter_context(postgres(durable=True))
        rival = Tantivy(folder / "tantivy", shelf, stock)
        engines: dict[str, SearchEngine] = {
            "Whoosh": WhooshSearch(folder / "whoosh"),
            "PostgreSQL": (postgresql := PostgresSearch(cluster.copy())),
        }
        stack.callback(postgresql.close)
        built = {name: _seconds(engine.rebuild, shelf) for name, engine in engines.items()}
        theirs = _seconds(Tantivy, folder / "again", shelf, stock)
        ones: dict[str, list[float]] = {name: [] for name in ("tantivy", *engines)}
        many: dict[str, list[float]] = {name: [] for name in ("tantivy", *engines)}
        for turn in range(ROUNDS):
            turns = [(many, _renamed(shelf[:changed], turn))]
            turns += [(ones, [one]) for one in _renamed(shelf[-ONES:], turn)]
            for times, some in turns:
                times["tantivy"].append(_seconds(rival.change, some, stock))
                for name, engine in engines.items():
                    times[name].append(_seconds(engine.index, some))
    return [
        figure
        for name in engines
        for figure in (
            _figure(f"{name}: {products:,} products built", built[name], theirs, BUILD),
            _figure(f"{name}: one changed", median(ones[name]), median(ones["tantivy"]), ONE),
            _figure(
                f"{name}: {changed:,} changed at once", median(many[name]), median(many["tantivy"]), MANY
            ),
        )
    ]


def _renamed(shelf: Sequence[SearchDocument], turn: int) -> list[SearchDocument]:
    return [replace(one, name=f"{one.name} Baru {turn}") for one in shelf]


def _seconds(work: Callable[..., object], *given: object) -> float:
    begun = time.perf_counter()
    work(*given)
    return time.perf_counter() - begun


def _figure(name: str, value: float, baseline: float, most: float) -> Figure:
    ratio = value / baseline
    return Figure(name, value, "s", baseline, ratio, f"≤ {most:g}×", ratio <= most)
