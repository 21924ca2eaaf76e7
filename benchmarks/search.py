"""Searching 10,000 and 100,000 products, with a slip in a fifth of the questions and the facets counted in each.

Ours answer with everything that matches and count the facets from the assortment, as the page does. Whoosh is opened
anew for each round, as after a change: no question finds anything remembered from an earlier round. Of each question
the quickest of the rounds counts, for every engine: what else the machine does falls on what talks to a server.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.engines import SHOWN, Sqlite, Tantivy
from benchmarks.harness import ROUNDS, Figure
from benchmarks.wares import Asked, assortment, documents, questions
from marketplace.adapters.search.postgresql_search import PostgresSearch
from marketplace.adapters.search.whoosh_search import WhooshSearch
from marketplace.catalog.assortment import Assortment
from marketplace.ports.search import SearchEngine
from tests.servers import postgres

SMALL, LARGE, FIRST = 10_000, 100_000, 10
WHOOSH, POSTGRES = 25.0, 4.0  # times tantivy's median
CLEAN, SLIPPED = 1.0, 0.95  # of known items among the first ten
PLAIN = ("SQLite FTS5", "LIKE")
FTS5, LIKE = 7, 13  # asked only every so many questions; a turn of these has ten

Ask = Callable[[str], Sequence[int]]


def run(small: int = SMALL, large: int = LARGE) -> list[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        cluster = stack.enter_context(postgres(durable=True))
        few = _measured(folder / "few", PostgresSearch(cluster.copy()), small, whoosh=True)
        many = _measured(folder / "many", PostgresSearch(cluster.copy()), large, whoosh=False)
    return [
        _figure("Whoosh", few, small, WHOOSH),
        _figure("PostgreSQL", few, small, None),
        _figure("PostgreSQL", many, large, POSTGRES),
        *(
            _figure(name, times, count, None)
            for times, count in ((few, small), (many, large))
            for name in PLAIN
        ),
        *_known("Whoosh", few, small),
        *_known("PostgreSQL", many, large),
        *(_growth(name, few, many, large / small) for name in ("PostgreSQL", "tantivy", *PLAIN)),
    ]


class Measured:
    """Seconds of each question by engine, and which known items each engine found."""

    def __init__(self) -> None:
        self.times: dict[str, list[list[float]]] = {}
        self.found: dict[tuple[str, str], list[bool]] = {}

    def ask(self, name: str, ask: Ask, queries: Sequence[Asked]) -> None:
        times = []
        for one in queries:
            begun = time.perf_counter()
            ids = ask(one.text)
            times.append(time.perf_counter() - begun)
            if one.wanted is not None:
                self.found.setdefault((name, one.kind), []).append(one.wanted in ids[:FIRST])
        self.times.setdefault(name, []).append(times)

    def p50(self, name: str) -> float:
        """Milliseconds."""
        return 1000 * median(self._quickest(name))

    def p95(self, name: str) -> float:
        times = sorted(self._quickest(name))
        return 1000 * times[int(len(times) * 0.95)]

    def _quickest(self, name: str) -> list[float]:
        return list(map(min, zip(*self.times[name], strict=True)))

    def share(self, name: str, kind: str) -> float:
        found = self.found[name, kind]
        return sum(found) / len(found)


def _measured(folder: Path, postgresql: PostgresSearch, count: int, *, whoosh: bool) -> Measured:
    folder.mkdir()
    shelf, stock = list(documents(count)), assortment(count)
    queries = questions(shelf)
    rivals, plain = Tantivy(folder / "tantivy", shelf, stock), Sqlite(folder / "sqlite.db", shelf, stock)
    postgresql.rebuild(shelf)
    if whoosh:
        WhooshSearch(folder / "whoosh").rebuild(shelf)
    measured = Measured()
    for _ in range(ROUNDS + 2):
        measured.ask("tantivy", rivals.ask, queries)
        measured.ask("PostgreSQL", _with_facets(postgresql, stock), queries)
        if whoosh:
            measured.ask("Whoosh", _with_facets(WhooshSearch(folder / "whoosh"), stock), queries)
        measured.ask("SQLite FTS5", plain.fts5, queries[::FTS5])
        measured.ask("LIKE", plain.like, queries[::LIKE])
    postgresql.close()
    return measured


def _with_facets(engine: SearchEngine, stock: Assortment) -> Ask:
    def ask(text: str) -> Sequence[int]:
        return stock.narrowed({}, engine.find(text).ids).ids[:SHOWN]

    return ask


def _figure(name: str, measured: Measured, count: int, most: float | None) -> Figure:
    value, baseline = measured.p50(name), measured.p50("tantivy")
    ratio = value / baseline
    title = f"{name}, {count:,} products, p50 (p95 {measured.p95(name):.1f} ms) beside tantivy"
    return Figure(
        title,
        value,
        "ms",
        baseline,
        ratio,
        "" if most is None else f"≤ {most:g}×",
        most is None or ratio <= most,
    )


def _known(name: str, measured: Measured, count: int) -> list[Figure]:
    expected = {"clean": CLEAN, "number": CLEAN, "typo": SLIPPED}
    return [
        Figure(
            f"{name}, {count:,} products: known item in the first ten, {kind}",
            share := measured.share(name, kind),
            "of 1",
            theirs := measured.share("tantivy", kind),
            None if not theirs else share / theirs,
            f"≥ {least:g}",
            share >= least,
        )
        for kind, least in expected.items()
    ]


def _growth(name: str, few: Measured, many: Measured, times: float) -> Figure:
    return Figure(
        f"growth of {name} with {times:g} times the products",
        many.p50(name) / few.p50(name),
        "×",
        None,
        None,
        "",
        True,
    )
