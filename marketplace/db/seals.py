"""Rows that published figures stand on: which columns of them are hashed, and how. Pure but for the registry.

The digest of a row is SHA-256 over the name of its table and the canonical JSON of its sealed columns: names sorted, no
spaces, days and moments as text, moments in UTC. What is empty (NULL, false, 0, "", [] and {}) is left out, so that a
column that is added later changes no digest of a row that does not use it. A key that rows got later is no part of it:
the journal names rows by their keys anyway.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import pairwise, repeat
from json.encoder import encode_basestring
from typing import Any, NamedTuple, TypedDict

import sqlalchemy as sa

from marketplace.db.base import Base, UtcDateTime

Key = tuple[Any, ...]  # values of the primary key, in its order
READ: Mapping[type, Callable[[str], Any]] = {int: int, date: date.fromisoformat}
SHORT = 3  # bytes of each row's digest that tell which row of a list was changed


@dataclass(frozen=True, eq=False)
class SealedTable:
    """What the journal keeps of a table: a digest per row, or one per list of rows where rows are only ever added."""

    table: sa.Table
    columns: Sequence[sa.Column[Any]]
    keys: Sequence[sa.Column[Any]]
    listed: bool
    versioned: bool  # of two who change a row at once the second is refused
    unhashed: frozenset[str] = frozenset()  # keys that rows got after they were sealed

    @property
    def name(self) -> str:
        return self.table.name

    def digests(self, columns: Mapping[str, Iterable[Any]]) -> list[bytes]:
        """Of rows that are given column by column, the shortest column ends them; one that is not given is NULL."""
        given = [one for one in self.columns if one.name in columns and one.name not in self.unhashed]
        parts = [_part(column, columns[column.name]) for column in given]
        texts: Iterator[str]
        rows = zip(*(part.values for part in parts if part.values is not None), strict=False)
        pattern, start, end = "".join(part.pattern for part in parts), f"{self.name}{{", "}"
        if pattern.startswith(","):  # of a first column that every row has
            whole = f"{start}{pattern[1:]}{end}"
            texts = map(whole.__mod__, rows)
        else:
            texts = (f"{start}{(pattern % row)[1:]}{end}" for row in rows)
        return [hashed.digest() for hashed in map(sha256, map(str.encode, texts))]

    def digest(self, values: Sequence[Any]) -> bytes:
        """Of one row, with a value for each of `columns`."""
        [only] = self.digests(
            {column.name: [value] for column, value in zip(self.columns, values, strict=True)}
        )
        return only

    def key_of(self, values: Sequence[Any]) -> Key:
        """Likewise."""
        by_name = dict(zip((column.name for column in self.columns), values, strict=True))
        return tuple(by_name[column.name] for column in self.keys)

    def key_from(self, text: str) -> Key:
        """What `key_text` wrote. Raises ValueError for what is no key of this table."""
        parts = zip(self.keys, text.split("/"), strict=True)
        return tuple(READ.get(column.type.python_type, str)(part) for column, part in parts)


class EncodedValues(dict[Any, Any]):
    """Each distinct value is put into words once."""

    def __init__(self, encode: Callable[[Any], Any]) -> None:
        super().__init__()
        self._encode = encode

    def __missing__(self, value: Any) -> Any:
        encoded = self[value] = self._encode(value)
        return encoded


SEALED: dict[str, SealedTable] = {}  # by the name of the table


def seal(
    model: type[Base],
    *,
    only: Sequence[str] = (),
    but: Sequence[str] = (),
    listed: bool = False,
    keyed_later: bool = False,
) -> None:
    """Have the journal keep a digest of each row that is written: of these columns, or of all but those.

    `listed` where rows are only ever added: many that are written together then have one digest. `keyed_later` where
    rows were sealed before they had their primary key: it takes no part in the digest.
    """
    table = model.__table__
    assert isinstance(table, sa.Table)
    keys = list(table.primary_key.columns)
    chosen = [
        column
        for column in table.columns
        if column.primary_key or (column.name in only if only else column.name not in (*but, "version"))
    ]
    missing = {*only, *but} - {column.name for column in table.columns}
    if missing:
        raise LookupError(f"{table.name} has no {', '.join(sorted(missing))}")
    columns = sorted(chosen, key=lambda column: column.name)
    unhashed = frozenset(column.name for column in keys) if keyed_later else frozenset[str]()
    SEALED[table.name] = SealedTable(table, columns, keys, listed, "version" in table.columns, unhashed)


class _Part(NamedTuple):
    """What one column adds to the text of a row: a pattern, and a value for it; None where every row has the same."""

    pattern: str
    values: Iterable[Any] | None


def _part(column: sa.Column[Any], values: Iterable[Any]) -> _Part:
    """`,"name":value`, nothing for what is empty. A column that is whole, or all empty, costs a row next to nothing."""
    name, mark = f',"{column.name}":', "%s"
    whole = isinstance(column.type, sa.Integer)
    write = "{:d}".format if whole else _writer(column.type)
    if isinstance(values, repeat):
        value = next(values)
        return _Part(f"{name}{write(value)}".replace("%", "%%") if value else "", None)
    if isinstance(values, Sequence):
        if all(values):
            return _Part(f"{name}%d", values) if whole else _Part(name + mark, map(write, values))
        if not any(values):
            return _Part(mark, repeat("", len(values)))
    if isinstance(column.type, (sa.Integer, sa.Boolean)):  # ids for the most part, which come again and again
        written = EncodedValues(lambda value: f"{name}{write(value)}" if value else "")
        return _Part(mark, map(written.__getitem__, values))
    return _Part(mark, (f"{name}{write(value)}" if value else "" for value in values))


def _writer(kind: Any) -> Callable[[Any], str]:
    """How a value of this type, which is not empty, is written; an enum is the word it is stored with."""
    if isinstance(kind, sa.String):
        return encode_basestring
    if isinstance(kind, sa.Boolean):
        return lambda _: "true"
    if isinstance(kind, (sa.Date, UtcDateTime)):
        return EncodedValues(_moment).__getitem__
    return _json


def _moment(value: date) -> str:
    return f'"{(value.astimezone(UTC) if isinstance(value, datetime) else value).isoformat()}"'


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class RowList(TypedDict):
    """Rows that were written together: their keys, one digest over those of all, and the beginning of each."""

    keys: str
    sha256: str
    rows: str


def as_text(digest: bytes) -> str:
    return urlsafe_b64encode(digest).decode().rstrip("=")


class NumberKeys(Sequence[Key]):
    """Keys of one number each, made when they are asked for: a tuple takes eight times the room of its number."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, at: Any) -> Any:
        return NumberKeys(self._numbers[at]) if isinstance(at, slice) else (self._numbers[at],)

    def __iter__(self) -> Iterator[Key]:
        return zip(self._numbers, strict=True)

    @property
    def run(self) -> range | None:
        """Where one follows the other without a gap, as they are reserved on SQLite."""
        numbers = self._numbers
        return numbers if isinstance(numbers, range) and numbers.step == 1 and len(numbers) > 2 else None


def list_of(keys: Sequence[Key], digests: Sequence[bytes]) -> RowList:
    """The same for the same rows in any order."""
    run = keys.run if isinstance(keys, NumberKeys) else None
    if not run and any(one > other for one, other in pairwise(keys)):
        keys, digests = zip(*sorted(zip(keys, digests, strict=True)), strict=True)
    return RowList(
        keys=f"{run[0]}-{run[-1]}" if run else _write_keys(keys),
        sha256=as_text(sha256(b"".join(digests)).digest()),
        rows=as_text(b"".join([digest[:SHORT] for digest in digests])),
    )


def keys_of(rows: RowList) -> Iterator[Key]:
    """In their order. Raises ValueError for what is no such text."""
    for part in rows["keys"].split(","):
        first, _, last = part.partition("-")
        if last:
            yield from ((number,) for number in range(int(first), int(last) + 1))
        else:
            yield key_from(part)


def differing(rows: RowList, keys: Sequence[Key], digests: Mapping[Key, bytes]) -> list[Key]:
    """Which of the keys have another digest than when they were listed, or none: all that are not told apart."""
    now = b"".join(digests.get(key, b"") for key in keys)
    if as_text(sha256(now).digest()) == rows["sha256"]:
        return []
    text = rows["rows"]
    short = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    parts = [short[at : at + SHORT] for at in range(0, len(short), SHORT)]
    if len(parts) != len(keys):
        return list(keys)
    found = [key for key, part in zip(keys, parts, strict=True) if digests.get(key, b"")[:SHORT] != part]
    return found or list(keys)


def key_text(key: Key) -> str:
    return "/".join(map(str, key))


def key_from(text: str) -> Key:
    """Numbers as numbers."""
    return tuple(int(part) if part.isdecimal() else part for part in text.split("/"))


def _write_keys(keys: Sequence[Key]) -> str:
    """`5-104,107`, or `3/1,3/2` where a key has several parts."""
    if any(len(key) > 1 or not isinstance(key[0], int) for key in keys):
        return ",".join(map(key_text, keys))
    numbers = [number for (number,) in keys]
    breaks = [at for at, (one, other) in enumerate(pairwise(numbers), start=1) if other != one + 1]
    runs = zip([0, *breaks], [*breaks, len(numbers)], strict=True)
    return ",".join(
        f"{numbers[first]}-{numbers[end - 1]}" if end - first > 1 else f"{numbers[first]}"
        for first, end in runs
    )
