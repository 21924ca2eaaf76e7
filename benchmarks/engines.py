"""What searches the same texts beside ours: tantivy, SQLite's FTS5, and LIKE, each with the facets counted."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import tantivy

from marketplace.adapters.search.stemming import stem
from marketplace.adapters.search.words import code_forms, question, words
from marketplace.catalog.assortment import Assortment
from marketplace.catalog.facets import Facet
from marketplace.ports.search import SearchDocument

SHOWN = 24
FACETS = (Facet.CATEGORY, Facet.KELURAHAN, Facet.PAPER, Facet.PRICE, Facet.AVAILABILITY)


def roots(text: str) -> str:
    return " ".join(map(stem, words(text)))


def codes(document: SearchDocument) -> str:
    return " ".join(sorted(form for written in document.codes for form in code_forms(written)))


class Tantivy:
    """Fields, stems and weights as ours; the facets are fast fields that its own aggregation counts."""

    def __init__(self, folder: Path, shelf: Sequence[SearchDocument], stock: Assortment) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("id", stored=False, indexed=True, fast=True)
        for field in ("name", "root", "kind", "maker", "text", "codes"):
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
        for facet in FACETS:
            builder.add_text_field(facet.name.lower(), fast=True, tokenizer_name="raw")
        folder.mkdir()
        self._index = tantivy.Index(builder.build(), path=str(folder))
        writer = self._index.writer(num_threads=1)
        for document in shelf:
            writer.add_document(self._document(document, stock))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._counts = {
            facet.value: {"terms": {"field": facet.name.lower(), "size": 100}} for facet in FACETS
        }

    def change(self, shelf: Sequence[SearchDocument], stock: Assortment) -> None:
        writer = self._index.writer(num_threads=1)
        for document in shelf:
            writer.delete_documents_by_term("id", document.product_id)
            writer.add_document(self._document(document, stock))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    @staticmethod
    def _document(document: SearchDocument, stock: Assortment) -> tantivy.Document:
        made = tantivy.Document()
        made.add_integer("id", document.product_id)
        made.add_text("name", " ".join(words(document.name)))
        made.add_text("root", roots(document.name))
        made.add_text("kind", roots(document.kind))
        made.add_text("maker", " ".join(words(document.maker)))
        made.add_text("text", roots(document.text))
        made.add_text("codes", codes(document))
        for facet in FACETS:
            column = stock.column(facet, buys=False)
            for word in sorted(column.meanings[column.codes[document.product_id]]):
                made.add_text(facet.name.lower(), word)
        return made

    def ask(self, text: str) -> list[int]:
        parts = [
            f"(name:{word}^8 OR root:{stem(word)}^4 OR kind:{stem(word)}^3 OR maker:{word}^2 OR text:{stem(word)}"
            f" OR codes:{run or word}^16)"
            for word, run in question(text).words
        ]
        query = self._index.parse_query(" AND ".join(parts), ["name"])
        hits = self._searcher.search(query, limit=SHOWN, count=True).hits
        self._searcher.aggregate(query, self._counts)
        found = self._searcher.fast_field_values("id", [address for _, address in hits]) if hits else []
        return [int(number) for number in found if number is not None]


class Sqlite:
    """The texts in one file: FTS5 over words and roots, and a table to look through with LIKE."""

    def __init__(self, file: Path, shelf: Sequence[SearchDocument], stock: Assortment) -> None:
        self._stock = stock
        self._connection = sqlite3.connect(file)
        self._connection.executescript(
            "CREATE VIRTUAL TABLE found USING fts5(name, root, maker, text, codes, detail=column);"
            "CREATE TABLE plain (id INTEGER PRIMARY KEY, said TEXT);"
        )
        rows = [
            (
                d.product_id,
                " ".join(words(d.name)),
                roots(d.name),
                " ".join(words(d.maker)),
                roots(d.text),
                codes(d),
            )
            for d in shelf
        ]
        self._connection.executemany(
            "INSERT INTO found(rowid, name, root, maker, text, codes) VALUES (?, ?, ?, ?, ?, ?)", rows
        )
        self._connection.executemany(
            "INSERT INTO plain VALUES (?, ?)",
            ((d.product_id, f"{d.name} {d.maker} {d.text} {codes(d)}") for d in shelf),
        )
        self._connection.commit()

    def fts5(self, text: str) -> list[int]:
        parts = [
            f'({{name maker}}:"{word}" OR {{root text}}:"{stem(word)}" OR codes:"{run or word}")'
            for word, run in question(text).words
        ]
        statement = "SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found, 8, 4, 2, 1, 16)"
        return self._with_facets(statement, [" AND ".join(parts)])

    def like(self, text: str) -> list[int]:
        patterns = [f"%{word}%" for word, _ in question(text).words]
        statement = f"SELECT id FROM plain WHERE {' AND '.join('said LIKE ?' for _ in patterns)}"
        return self._with_facets(statement, patterns)

    def _with_facets(self, statement: str, values: Sequence[str]) -> list[int]:
        found = [one for (one,) in self._connection.execute(statement, values)]
        self._stock.narrowed({}, found)
        return found[:SHOWN]
