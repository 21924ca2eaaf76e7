"""The tables that PostgreSQL searches in, and how they are written.

`everything` has the root of each word of a product, and its codes as `#8991234567893`. `ranked` is what weighs:
`=keripik` in the name, `~kripik` its root, `@melati` a root in the maker (C), in the category (B) or in both, the
codes, and `%500000g` a pack. `said` is what the counts of `words` are made of; with `handles` these are for the
speller and for completing. The version stands in the names of the tables, so that another version finds none and
asks for a rebuild.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from marketplace.adapters.search.scoring import fields_of
from marketplace.adapters.search.spelling import deletions, may_slip, pairs
from marketplace.adapters.search.stemming import stem
from marketplace.kernel.slicing import in_slices
from marketplace.ports.search import SearchDocument

VERSION = 3  # raise it when the tables, `words` or `stem` change
SLICE = 1000
PRODUCTS, SAID, WORDS, HANDLES = (f"{name}_v{VERSION}" for name in ("products", "said", "words", "handles"))

Connection = Any  # psycopg's, which has its home in `postgresql_search`
Words = Mapping[str, Sequence[str]]
Counts = Mapping[str, Counter[str]]

SCHEMA = f"""
CREATE SCHEMA {{schema}};
SET LOCAL search_path = {{schema}};
CREATE TABLE {PRODUCTS} (
    id int PRIMARY KEY, length smallint NOT NULL, ranked tsvector NOT NULL, everything tsvector NOT NULL
);
ALTER TABLE {PRODUCTS} ALTER everything SET STORAGE EXTERNAL, ALTER ranked SET STORAGE MAIN;
CREATE TABLE {SAID} (id int PRIMARY KEY, named text[] NOT NULL, beside text[] NOT NULL, told text[] NOT NULL);
CREATE TABLE {WORDS} (
    word text COLLATE "C" PRIMARY KEY, root text COLLATE "C" NOT NULL,
    named int NOT NULL, beside int NOT NULL, told int NOT NULL
);
CREATE TABLE {HANDLES} (handle text COLLATE "C", word text COLLATE "C", PRIMARY KEY (handle, word));
"""
INDEXES = f"""
CREATE INDEX {PRODUCTS}_everything ON {PRODUCTS} USING gin (everything) WITH (fastupdate = off);
CREATE INDEX {WORDS}_root ON {WORDS} (root);
ANALYZE {PRODUCTS}; ANALYZE {WORDS}; ANALYZE {HANDLES};
"""
COUNT = f"""
INSERT INTO {WORDS} AS w SELECT * FROM unnest(%s::text[], %s::text[], %s::int[], %s::int[], %s::int[])
ON CONFLICT (word) DO UPDATE
SET named = w.named + EXCLUDED.named, beside = w.beside + EXCLUDED.beside, told = w.told + EXCLUDED.told
"""
HANDLE = f"INSERT INTO {HANDLES} SELECT * FROM unnest(%s::text[], %s::text[]) ON CONFLICT DO NOTHING"
COUNTED = {"named": ("name",), "beside": ("kind", "maker"), "told": ("text",)}


def there(connection: Connection, schema: str) -> bool:
    found = connection.execute("SELECT to_regclass(%s)", (f"{schema}.{PRODUCTS}",)).fetchone()
    return found is not None and found[0] is not None


class Tables:
    """Within the transaction of who writes."""

    def __init__(self, connection: Connection, schema: str) -> None:
        self._connection = connection
        self._schema = schema

    def build(self, documents: Iterable[SearchDocument]) -> int:
        self._connection.execute(SCHEMA.format(schema=self._schema))
        counts = _no_counts()
        found = 0
        for some in _slices(documents):
            self._insert(some)
            found += len(some)
            for document in some:
                _count(counts, _words(document), 1)
        self._write_counts(counts)
        self._connection.execute(INDEXES)
        return found

    def change(self, documents: Iterable[SearchDocument], gone: Iterable[int]) -> None:
        self._connection.execute(f"SET LOCAL search_path = {self._schema}")
        for some in _slices(documents):
            counts = self._forget([document.product_id for document in some])
            self._insert(some)
            for document in some:
                _count(counts, _words(document), 1)
            self._write_counts(counts)
        self._write_counts(self._forget(list(gone)))

    def _forget(self, ids: Sequence[int]) -> Counts:
        counts = _no_counts()
        self._connection.execute(f"DELETE FROM {PRODUCTS} WHERE id = ANY(%s)", (ids,))
        rows = self._connection.execute(
            f"DELETE FROM {SAID} WHERE id = ANY(%s) RETURNING named, beside, told", (ids,)
        )
        for row in rows:
            _count(counts, dict(zip(COUNTED, row, strict=True)), -1)
        return counts

    def _insert(self, documents: Sequence[SearchDocument]) -> None:
        for table, row in ((PRODUCTS, _row), (SAID, _words_row)):
            with self._connection.cursor().copy(f"COPY {table} FROM STDIN") as rows:
                for document in documents:
                    rows.write_row(row(document))

    def _write_counts(self, counts: Counts) -> None:
        words = sorted(set(chain(*counts.values())))  # in one order, so that nobody waits for each other
        if not words:
            return
        columns = [[counts[name][word] for word in words] for name in COUNTED]
        self._connection.execute(COUNT, (words, [stem(word) for word in words], *columns))
        handles = [
            (handle, word)
            for word in words
            if counts["named"][word] + counts["beside"][word] > 0 and (may_slip(word) or len(word) == 3)
            for handle in sorted(deletions(word) | pairs(word))
        ]
        for some in in_slices(handles, 50 * SLICE):
            self._connection.execute(HANDLE, tuple(map(list, zip(*some, strict=True))))


def _row(document: SearchDocument) -> tuple[object, ...]:
    fields = fields_of(document)
    ranked = {f"'={word}':1A '~{stem(word)}':1A" for word in fields["name"]}
    ranked |= {f"'@{stem(word)}':1C" for word in fields["maker"]}
    ranked |= {f"'@{stem(word)}':2B" for word in fields["kind"]}
    ranked |= {f"'#{code}':1" for code in fields["code"]}
    ranked |= {f"'%{pack}':1A" for pack in fields["pack"]}
    everything = {f"'{stem(word)}'" for field in ("name", "kind", "maker", "text") for word in fields[field]}
    everything |= {f"'#{code}'" for code in fields["code"]}
    return document.product_id, len(fields["name"]), " ".join(ranked), " ".join(everything)


def _words_row(document: SearchDocument) -> tuple[object, ...]:
    found = _words(document)
    return document.product_id, *(list(found[name]) for name in COUNTED)


def _words(document: SearchDocument) -> Words:
    fields = fields_of(document)
    return {name: sorted({word for one in of for word in fields[one]}) for name, of in COUNTED.items()}


def _no_counts() -> Counts:
    return {name: Counter() for name in COUNTED}


def _count(counts: Counts, found: Words, times: int) -> None:
    for name, words in found.items():
        for word in words:
            counts[name][word] += times


def _slices(documents: Iterable[SearchDocument]) -> Iterator[Sequence[SearchDocument]]:
    """Of one product the last document of a slice counts."""
    rest = iter(documents)
    while some := {document.product_id: document for document in islice(rest, SLICE)}:
        yield list(some.values())
