"""Whoosh: an index in a folder, written by one writer at a time, read by anybody.

`current` names the folder of the index in use, and with it the version of its schema: a rebuild makes a new
folder and rewrites that one line, so that readers see the old index or the new one and nothing between.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Any

from whoosh import columns, fields, index
from whoosh.writing import LockError

from marketplace.adapters.search.querying import answer
from marketplace.adapters.search.scoring import FIELDS, Weighed, fields_of
from marketplace.ports.search import Hits, SearchDocument, SearchDown

VERSION = 4  # raise it when the schema or `words` change: older indexes then ask to be rebuilt
WAIT = 30.0  # seconds for the writer before us
STEP = 0.05
OPENINGS = 10  # as often as commits may come between a look at the folder and the files that it listed

# Words come split and go unstemmed, so that the index holds no code of ours and reads under any version of it.
SCHEMA = fields.Schema(
    id=fields.ID(unique=True),
    product=fields.COLUMN(columns.NumericColumn("I")),
    length=fields.COLUMN(columns.NumericColumn("I")),
    **{field: fields.KEYWORD() for field in FIELDS},
)


class WhooshSearch:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reading = threading.RLock()
        self._open: _Opened | None = None

    def index(self, documents: Iterable[SearchDocument], gone: Iterable[int] = ()) -> None:
        """Begins an index where there is none yet. Raises SearchDown, also for one that must be rebuilt."""
        with self._alone():
            if not self._current():
                self._switch(self._build(()))
            try:
                self._write(index.open_dir(self._place_now()), documents, gone)
            except LockError as busy:
                raise SearchDown("another writer holds the index") from busy
            except (index.IndexError, OSError, ValueError) as broken:
                raise SearchDown("the index cannot be written") from broken

    def find(
        self, text: str, *, synonyms: Mapping[str, Sequence[str]] | None = None, exactly: bool = False
    ) -> Hits:
        with self._shelf() as shelf:
            return answer(shelf, text, synonyms, exactly=exactly)

    def complete(self, text: str, *, limit: int = 8) -> list[str]:
        with self._shelf() as shelf:
            return shelf.complete(text, limit)

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        with self._alone():
            place = self._build(documents)
            self._switch(place)
            self._sweep(keep=place)
            with index.open_dir(self._folder / place).reader() as reader:
                return int(reader.doc_count())

    def ready(self) -> bool:
        try:
            with self._shelf():
                return True
        except SearchDown:
            return False

    @contextmanager
    def _shelf(self) -> Iterator[Weighed]:
        """What is committed now. Raises SearchDown."""
        with self._reading:
            try:
                yield self._opened().shelf
            except SearchDown:
                raise
            except Exception as broken:  # a damaged file fails anywhere in Whoosh, with any error
                self._open = None
                raise SearchDown("the index cannot be read") from broken

    def _opened(self) -> _Opened:
        """What is committed now. A commit or a rebuild removes files that were listed a moment before: look again."""
        for _ in range(OPENINGS - 1):
            with suppress(OSError, index.EmptyIndexError):
                return self._newest()
        return self._newest()

    def _newest(self) -> _Opened:
        """Opened anew when something was committed, as `refresh()` counts documents twice."""
        place, before = self._place_now(), self._open
        if before is not None and before.holds(place):
            return before
        self._open = _Opened(place, before)
        if before is not None:
            before.close()
        return self._open

    def _place_now(self) -> Path:
        place = self._current()
        if not place.startswith(f"v{VERSION}-"):
            raise SearchDown("there is no index, or one of another version: rebuild it")
        return self._folder / place

    def _current(self) -> str:
        try:
            return (self._folder / "current").read_text().strip()
        except FileNotFoundError:
            return ""

    def _build(self, documents: Iterable[SearchDocument]) -> str:
        place = f"v{VERSION}-{uuid.uuid4().hex}"
        (self._folder / place).mkdir()
        self._write(index.create_in(self._folder / place, SCHEMA), documents, ())
        return place

    def _switch(self, place: str) -> None:
        new = self._folder / "current.new"
        new.write_text(place)
        new.replace(self._folder / "current")

    def _sweep(self, keep: str) -> None:
        """Old indexes go; a reader that has one open keeps its files until it closes them."""
        for old in self._folder.glob("v*-*"):
            if old.name != keep:
                shutil.rmtree(old, ignore_errors=True)

    @staticmethod
    def _write(target: Any, documents: Iterable[SearchDocument], gone: Iterable[int]) -> None:
        writer = target.writer(timeout=WAIT)
        try:
            for product_id in gone:
                writer.delete_by_term("id", str(product_id))
            for document in documents:
                writer.update_document(**_terms(document))
        except BaseException:
            writer.cancel()
            raise
        writer.commit()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One writer over all processes and threads. Raises SearchDown after half a minute."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            for _ in range(int(WAIT / STEP)):
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    time.sleep(STEP)
            else:
                raise SearchDown("another writer holds the index")
            yield
        finally:
            os.close(handle)


def _terms(document: SearchDocument) -> dict[str, object]:
    words = fields_of(document)
    return {
        "id": str(document.product_id),
        "product": document.product_id,
        "length": len(words["name"]),
        **{field: " ".join(words[field]) for field in FIELDS},
    }


class _Opened:
    """The index at one commit. What was read of a segment is kept for the next one, as segments never change."""

    def __init__(self, place: Path, before: _Opened | None) -> None:
        self._place = place
        self._index = index.open_dir(place)
        self._generation = self._index.latest_generation()
        self._reader = self._index.reader()
        leaves = [leaf for leaf, _ in self._reader.leaf_readers() if leaf.doc_count_all()]
        known: Mapping[str, _Segment] = {} if before is None else before._segments
        self._segments: Mapping[str, _Segment] = {
            name: known.get(name) or _Segment(leaf) for name, leaf in _named(leaves)
        }
        self._leaves = [(leaf, self._segments[name]) for name, leaf in _named(leaves)]
        self._lengths: Mapping[int, int] = {
            segment.products[place]: segment.lengths[place]
            for leaf, segment in self._leaves
            for place in leaf.all_doc_ids()
        }
        self.shelf = Weighed(self)

    def holds(self, place: Path) -> bool:
        return place == self._place and self._generation == self._index.latest_generation()

    def close(self) -> None:
        self._reader.close()

    def having(self, field: str, word: str) -> list[int]:
        found: list[int] = []
        for leaf, segment in self._leaves:
            if word in segment.counts[field]:
                found += map(segment.products.__getitem__, leaf.postings(field, word).all_ids())
        return found

    def lexicon(self, field: str) -> Mapping[str, int]:
        """The words of products that are gone are still among them until their segment is merged."""
        counts: Counter[str] = Counter()
        for _, segment in self._leaves:
            counts.update(segment.counts[field])
        return counts

    def length(self, product_id: int) -> int:
        return self._lengths[product_id]


class _Segment:
    def __init__(self, leaf: Any) -> None:
        self.products: list[int]
        self.lengths: list[int]
        self.products, self.lengths = (
            [column[place] for place in range(leaf.doc_count_all())]
            for column in (leaf.column_reader("product"), leaf.column_reader("length"))
        )
        self.counts = {
            field: {
                word.decode(): info.doc_frequency()
                for (_, word), info in takewhile(partial(_of, field), leaf.iter_from(field, b""))
            }
            for field in FIELDS
        }


def _of(field: str, entry: tuple[tuple[str, bytes], object]) -> bool:
    return entry[0][0] == field


def _named(leaves: Sequence[Any]) -> list[tuple[str, Any]]:
    return [(leaf.segment().segment_id(), leaf) for leaf in leaves]
