"""Whoosh: an index in a folder, written by one writer at a time, read by anybody.

`current` names the folder of the index in use, and with it the version of its schema: a rebuild makes a new
folder and rewrites that one line, so that readers see the old index or the new one and nothing between.
"""

import fcntl
import os
import shutil
import threading
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh import fields, index, query
from whoosh.writing import LockError

from marketplace.adapters.search.stemming import stem
from marketplace.adapters.search.words import code_forms, near, question, words
from marketplace.ports.search import Document, SearchDown

VERSION = 1  # raise it when the schema, `words` or `stem` change: older indexes then ask to be rebuilt
WAIT = 30.0  # seconds for the writer before us
STEP = 0.05

# Words come split and stemmed, so that the index holds no code of ours and reads under any version of it.
SCHEMA = fields.Schema(
    id=fields.ID(stored=True, unique=True),
    name=fields.KEYWORD(scorable=True),
    name_root=fields.KEYWORD(scorable=True),
    maker=fields.KEYWORD(scorable=True),
    text=fields.KEYWORD(scorable=True),
    codes=fields.KEYWORD(),
)
NAME, ROOT, MAKER, TEXT, CODE, CONTINUED, MEANT = 8.0, 4.0, 2.0, 1.0, 16.0, 1.0, 0.5


class WhooshSearch:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reading = threading.RLock()
        self._searcher: Any = None
        self._place: Path | None = None
        self._names: frozenset[str] = frozenset()

    def index(self, documents: Iterable[Document], gone: Iterable[int] = ()) -> None:
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

    def find(self, text: str, *, limit: int = 200) -> list[int]:
        asked = question(text)
        if not asked.words:
            return []
        try:
            with self._reading:
                searcher = self._open()
                wanted = [
                    self._any_of(word, run, last=place == len(asked.words))
                    for place, (word, run) in enumerate(asked.words, 1)
                ]
                every = query.Or([query.And(wanted), query.Term("codes", asked.code, boost=CODE)])
                return [int(hit["id"]) for hit in searcher.search(every, limit=limit)]
        except SearchDown:
            raise
        except Exception as broken:  # a damaged file fails anywhere in Whoosh, with any error
            self._searcher = None
            raise SearchDown("the index cannot be read") from broken

    def rebuild(self, documents: Iterable[Document]) -> int:
        with self._alone():
            place = self._build(documents)
            self._switch(place)
            self._sweep(keep=place)
            with index.open_dir(self._folder / place).reader() as reader:
                return int(reader.doc_count())

    def ready(self) -> bool:
        try:
            with self._reading:
                self._open()
        except Exception:  # as in `find`
            return False
        return True

    def _any_of(self, word: str, run: str, *, last: bool) -> query.Query:
        """The ways in which a product can answer to one word."""
        root = stem(word)
        terms = [
            query.Term("name", word, boost=NAME),
            query.Term("name_root", root, boost=ROOT),
            query.Term("maker", word, boost=MAKER),
            query.Term("text", root, boost=TEXT),
            query.Term("codes", run, boost=CODE),
        ]
        if last:
            terms += [query.Prefix(field, word, boost=CONTINUED) for field in ("name", "maker")]
        if not any(self._known(term) for term in terms):
            terms += [query.Term("name", other, boost=MEANT) for other in near(word, self._names)]
        return query.Or(terms)

    def _known(self, term: Any) -> bool:
        reader = self._searcher.reader()
        if isinstance(term, query.Prefix):
            return any(True for _ in reader.expand_prefix(term.fieldname, term.text))
        return (term.fieldname, term.text) in reader

    def _open(self) -> Any:
        """The searcher of what is committed now; opened anew, as `refresh()` counts documents twice."""
        place = self._place_now()
        if self._searcher is not None and place == self._place and self._searcher.up_to_date():
            return self._searcher
        if self._searcher is not None:
            self._searcher.close()
            self._searcher = None
        self._searcher = index.open_dir(place).searcher()
        self._place = place
        self._names = frozenset(term.decode() for term in self._searcher.reader().lexicon("name"))
        return self._searcher

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

    def _build(self, documents: Iterable[Document]) -> str:
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
    def _write(target: Any, documents: Iterable[Document], gone: Iterable[int]) -> None:
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


def _terms(document: Document) -> dict[str, str]:
    name, text = words(document.name), words(document.text)
    return {
        "id": str(document.product_id),
        "name": " ".join(name),
        "name_root": " ".join(map(stem, name)),
        "maker": " ".join(words(document.maker)),
        "text": " ".join(map(stem, text)),
        "codes": " ".join(sorted(form for code in document.codes for form in code_forms(code))),
    }
