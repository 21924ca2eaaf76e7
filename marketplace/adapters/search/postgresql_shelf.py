"""What PostgreSQL says of its products: one statement for what was typed well, a few for what was not."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from marketplace.adapters.search.postgresql_tables import HANDLES, PRODUCTS, WORDS, Connection
from marketplace.adapters.search.querying import SYNONYM, Group, SearchTerm, Word, grouped
from marketplace.adapters.search.spelling import closest, deletions, halves, may_slip, pairs
from marketplace.adapters.search.stemming import stem
from marketplace.adapters.search.words import question, words
from marketplace.ports.search import MOST_HITS

MOST_CONTINUED, MOST_COMPLETED = 50, 20
# Of D, C, B and A: a code 16, the maker 2, the category 3, the root in the name 4, and 4 more for the word itself;
# the pack that is asked for 4.
# Of two places the one that weighs less stands first: so PostgreSQL adds them up.
WEIGHTS = "{1, 0.125, 0.1875, 0.25}"
PER_WORD = 0.0005

BEST = f"""
SELECT string_agg(int4send(id), ''::bytea), (
    SELECT array_agg(word) FROM {{schema}}.{WORDS} WHERE root = ANY(%(roots)s) AND named + beside + told > 0
) FROM (
    SELECT id FROM {{schema}}.{PRODUCTS} WHERE everything @@ %(found)s::tsquery
    ORDER BY {{weight}} - {PER_WORD} * length DESC, id LIMIT {MOST_HITS}
) best
"""
SAID = f"%(size)s * ts_rank('{WEIGHTS}', ranked, %(typed)s::tsquery)"
BESIDE = f" + %(other_size)s * ts_rank('{WEIGHTS}', ranked, %(other)s::tsquery)"


class PostgresShelf:
    """Each statement sees what is committed when it begins."""

    def __init__(self, connection: Connection, schema: str) -> None:
        self.connection = connection
        self._products, self._words, self._handles = (
            f"{schema}.{table}" for table in (PRODUCTS, WORDS, HANDLES)
        )
        self._schema = schema
        self._forms: dict[
            tuple[str, ...], Sequence[str]
        ] = {}  # by roots, as they come along with what is best

    def best(self, groups: Sequence[Group], code: str = "", pack: str = "") -> Sequence[int]:
        found = " & ".join(f"({_any(group)})" for group in groups)
        typed = [one for group in groups for term in group if term.share == 1 for one in _ranked(term)]
        other = [one for group in groups for term in group if term.share != 1 for one in _ranked(term)]
        if code:
            found, typed = f"({found}) | '#{code}'", [*typed, f"'#{code}'"]
        if pack:
            typed = [*typed, f"'%{pack}'"]
        roots = _roots(groups)
        values = {
            "roots": list(roots),
            "found": found,
            "typed": " | ".join(typed),
            "size": float(len(set(typed))),
            "other": " | ".join(other),
            "other_size": SYNONYM * len(set(other)),
        }
        statement = BEST.format(schema=self._schema, weight=SAID + BESIDE if other else SAID)
        with self.connection.cursor(binary=True) as cursor:
            row = cursor.execute(statement, values).fetchone()
        if row is None:
            return []
        self._forms[roots] = row[1] or ()
        return _integers(row[0]) if row[0] else []

    def known(self, groups: Sequence[Group]) -> Sequence[bool]:
        rows = self._rows(
            f"SELECT DISTINCT root FROM {self._words} WHERE root = ANY(%s) AND named + beside + told > 0",
            list(_roots(groups)),
        )
        roots = {root for (root,) in rows}
        return [
            any(all(stem(word) in roots or self._is_code(run) for word, run in term.words) for term in group)
            for group in groups
        ]

    def names(self, word: str) -> bool:
        return bool(self._counts([word]))

    def continued(self, word: str) -> Sequence[str]:
        return [
            found
            for (found,) in self._rows(
                f"SELECT word FROM {self._words} WHERE word > %s AND word < %s AND named + beside > 0"
                f" ORDER BY named + beside DESC, word LIMIT {MOST_CONTINUED}",
                word,
                _after(word),
            )
        ]

    def numbered(self, start: str) -> Sequence[int]:
        statement = (
            f"SELECT id FROM {self._products} WHERE everything @@ %s::tsquery ORDER BY id LIMIT {MOST_HITS}"
        )
        return [one for (one,) in self._rows(statement, f"'#{start}':*")]

    def slips(self, word: str) -> Sequence[str]:
        if not may_slip(word):
            return []
        near = closest(word, self._sharing(deletions(word)))
        two = halves(word)
        known = self._counts({part for both in two for part in both})
        apart = [f"{head} {tail}" for head, tail in two if head in known and tail in known]
        if near or apart:
            return [*near, *apart]
        return closest(word, self._sharing(pairs(word), least=len(word) // 2))

    def forms(self, groups: Sequence[Group]) -> frozenset[str]:
        """Of groups that were asked for just now."""
        typed = {word for group in groups for term in group for word, _ in term.words}
        return frozenset(typed.union(self._forms[_roots(groups)]))

    def complete(self, text: str, limit: int) -> list[str]:
        typed = words(text)
        if not typed or not text[-1:].isalnum():
            return []
        before = grouped(question(" ".join(typed[:-1])).words, {})
        rows = self._rows(
            f"SELECT word, named FROM {self._words} WHERE word > %s AND word < %s AND named > 0"
            f" ORDER BY named DESC, word LIMIT {MOST_COMPLETED if before else limit}",
            typed[-1],
            _after(typed[-1]),
        )
        counts = self._beside(before, [word for word, _ in rows]) if before else dict(rows)
        chosen = sorted((word for word in counts if counts[word]), key=lambda word: (-counts[word], word))
        return [" ".join([*typed[:-1], word]) for word in chosen[:limit]]

    def _beside(self, groups: Sequence[Group], others: Sequence[str]) -> Mapping[str, int]:
        """How many products answer to these groups and are named by each of these words."""
        found = " & ".join(f"({_any(group)})" for group in groups)
        rows = self._rows(
            f"SELECT (SELECT count(*) FROM {self._products} WHERE everything @@ asked.q)"
            " FROM unnest(%s::tsquery[]) WITH ORDINALITY AS asked(q, place) ORDER BY place",
            [f"{found} & '{stem(word)}'" for word in others],
        )
        return {word: count for word, (count,) in zip(others, rows, strict=True)}

    def _sharing(self, handles: Iterable[str], least: int = 1) -> Mapping[str, int]:
        rows = self._rows(
            f"SELECT w.word, w.named + w.beside FROM {self._handles} h JOIN {self._words} w USING (word)"
            " WHERE h.handle = ANY(%s) AND w.named + w.beside > 0 GROUP BY 1, 2 HAVING count(*) >= %s",
            sorted(handles),
            least,
        )
        return dict(rows)

    def _counts(self, queries: Iterable[str]) -> Mapping[str, int]:
        rows = self._rows(
            f"SELECT word, named + beside FROM {self._words} WHERE word = ANY(%s) AND named + beside > 0",
            sorted(queries),
        )
        return dict(rows)

    def _is_code(self, run: str) -> bool:
        if not run:
            return False
        statement = f"SELECT EXISTS (SELECT FROM {self._products} WHERE everything @@ %s::tsquery)"
        return bool(self._rows(statement, f"'#{run}'")[0][0])

    def _rows(self, statement: str, *values: object) -> Sequence[Any]:
        rows: Sequence[Any] = self.connection.execute(statement, values).fetchall()
        return rows


def _roots(groups: Sequence[Group]) -> tuple[str, ...]:
    return tuple(sorted({stem(word) for group in groups for term in group for word, _ in term.words}))


def _any(group: Group) -> str:
    return " | ".join(
        _word(term.words[0])
        if len(term.words) == 1
        else "(" + " & ".join(f"({_word(word)})" for word in term.words) + ")"
        for term in group
    )


def _word(word: Word) -> str:
    text, run = word
    return f"'{stem(text)}' | '#{run}'" if run else f"'{stem(text)}'"


def _ranked(term: SearchTerm) -> list[str]:
    """What weighs: a text weighs nothing, which is the least."""
    return [
        one
        for word, run in term.words
        for one in (f"'={word}'", f"'~{stem(word)}'", f"'@{stem(word)}'", *([f"'#{run}'"] if run else []))
    ]


def _integers(sent: bytes) -> list[int]:
    found = array("i", sent)
    if sys.byteorder == "little":
        found.byteswap()
    return found.tolist()


def _after(word: str) -> str:
    """Every word that begins so comes before this one."""
    return word + "\U0010ffff"
