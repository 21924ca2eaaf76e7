"""PostgreSQL: the index in a schema of its own, beside the tables of the program, for as many machines as there are."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from queue import Empty, LifoQueue
from time import monotonic
from typing import Any, TypeVar

import psycopg
from sqlalchemy.engine import make_url

from marketplace.adapters.search.circuit_breaker import Breaker
from marketplace.adapters.search.postgresql_shelf import PostgresShelf
from marketplace.adapters.search.postgresql_tables import Tables, there
from marketplace.adapters.search.querying import answer
from marketplace.ports.search import Hits, SearchDocument, SearchDown

WAIT = "30s"  # for the writer before us
LOCK = 0x6D6232  # whoever writes holds this advisory lock
# Without statistics the planner would read the whole table; plans are made once, as only the words differ.
READING = "-c enable_seqscan=off -c jit=off -c plan_cache_mode=force_generic_plan -c statement_timeout=1500ms"
CONNECT = 2  # seconds
FRESH, BUILT = "mb2_search", "mb2_search_new"

T = TypeVar("T")


class PostgresSearch:
    def __init__(self, url: str, *, clock: Callable[[], float] = monotonic) -> None:
        self._url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._idle: LifoQueue[psycopg.Connection[Any]] = LifoQueue()
        self._process = os.getpid()
        self._breaker = Breaker(clock)

    def index(self, documents: Iterable[SearchDocument], gone: Iterable[int] = ()) -> None:
        """Begins an index where there is none yet. Raises SearchDown."""
        with self._alone() as connection:
            if not there(connection, FRESH):
                self._switch(connection, ())
            Tables(connection, FRESH).change(documents, gone)

    def find(
        self, text: str, *, synonyms: Mapping[str, Sequence[str]] | None = None, exactly: bool = False
    ) -> Hits:
        return self._ask(lambda shelf: answer(shelf, text, synonyms, exactly=exactly))

    def complete(self, text: str, *, limit: int = 8) -> list[str]:
        return self._ask(lambda shelf: shelf.complete(text, limit))

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        with self._alone() as connection:
            return self._switch(connection, documents)

    def ready(self) -> bool:
        try:
            return self._ask(lambda shelf: there(shelf.connection, FRESH))
        except SearchDown:
            return False

    def close(self) -> None:
        """Close what lies idle; a later question opens a connection of its own."""
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    @staticmethod
    def _switch(connection: psycopg.Connection[Any], documents: Iterable[SearchDocument]) -> int:
        """In one transaction with what was built: readers see the old index or the new one and nothing between."""
        connection.execute(f"DROP SCHEMA IF EXISTS {BUILT} CASCADE")
        count = Tables(connection, BUILT).build(documents)
        connection.execute(f"DROP SCHEMA IF EXISTS {FRESH} CASCADE")
        connection.execute(f"ALTER SCHEMA {BUILT} RENAME TO {FRESH}")
        return count

    def _ask(self, question: Callable[[PostgresShelf], T]) -> T:
        """Once more when the connection was lost, or the index was switched under it. Raises SearchDown.

        What took too long is not asked again: who searches has waited already, and who comes next need not.
        """
        if not self._breaker.lets_ask():
            raise SearchDown("the index did not answer a moment ago")
        for last in (False, True):
            try:
                with self._connection() as connection:
                    found = question(PostgresShelf(connection, FRESH))
            except psycopg.Error as trouble:
                if last or isinstance(trouble, psycopg.errors.QueryCanceled):
                    self._rest_after(trouble)
                    raise SearchDown("the index cannot be read") from trouble
            else:
                self._breaker.answered()
                return found
        raise AssertionError("a loop of two ends in its second turn")

    def _rest_after(self, trouble: psycopg.Error) -> None:
        """A server that says what is wrong, such as that there is no index yet, keeps nobody waiting."""
        if isinstance(trouble, psycopg.OperationalError):
            self._breaker.failed()
        else:
            self._breaker.answered()

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Any]]:
        """One that lies idle, or a new one; after a fault it is not used again."""
        if self._process != os.getpid():  # a server has forked since: these connections are its parent's
            self._idle, self._process = LifoQueue(), os.getpid()
        try:
            connection = self._idle.get_nowait()
        except Empty:
            connection = psycopg.connect(self._url, autocommit=True, options=READING, connect_timeout=CONNECT)
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        self._idle.put(connection)

    @contextmanager
    def _alone(self) -> Iterator[psycopg.Connection[Any]]:
        """One writer over all machines, all of its work in one transaction. Raises SearchDown."""
        try:
            with psycopg.connect(self._url) as connection:
                connection.execute(f"SET LOCAL lock_timeout = '{WAIT}'")
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
                yield connection
        except psycopg.Error as trouble:
            raise SearchDown("the index cannot be written") from trouble
