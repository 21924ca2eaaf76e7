"""What people type, and which goods of the demo city must then stand in the first five."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import snowballstemmer
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from whoosh import fields, qparser
from whoosh.filedb.filestore import RamStorage

from marketplace.adapters.search.postgresql_search import PostgresSearch
from marketplace.adapters.search.whoosh_search import WhooshSearch
from marketplace.catalog.searching import find
from marketplace.catalog.synonyms import synonyms
from marketplace.certification.search_documents import every_document
from marketplace.kernel import clock
from tests.browser.live import demo_city

TABLE = Path(__file__).with_name("relevance.csv")
DAY = date(2026, 11, 26)
FIRST, BOUND, LEAST = 5, 0.95, 80
NUMBERS = {"pirt": r"\d{13}-\d\d", "halal": r"ID\d{17}"}
stemmed = snowballstemmer.stemmer("indonesian").stemWords


@pytest.fixture(scope="module")
def city(tmp_path_factory, request, any_day):
    """What search knows of the city that a newcomer looks at, and its synonyms."""
    own = tmp_path_factory.getbasetemp()
    folder = demo_city(own.parent if hasattr(request.config, "workerinput") else own, "small")
    engine = create_engine(f"sqlite:///{folder / 'mb2.db'}")
    with Session(engine) as session:
        found = list(every_document(session, clock.day_of(clock.now()))), synonyms(session)
    engine.dispose()
    return found


@pytest.fixture(scope="module")
def table(city):
    """(kind, question, the names that must stand first)"""
    codes = {document.name: document.codes for document in city[0]}

    def number(row):
        wanted = NUMBERS.get(row[1], NUMBERS["pirt"])
        code = next(code for code in codes[row[2]] if re.fullmatch(wanted, code))
        return code.replace("-", "") if row[1] == "digits" else code

    with TABLE.open(newline="") as file:
        rows = [
            (row["kind"], re.sub(r"\{(\w+):([^}]+)\}", number, row["question"]), names_in(row["first"]))
            for row in csv.DictReader(file)
        ]
    assert len(rows) >= LEAST
    assert {name for *_, names in rows for name in names} <= codes.keys()
    return rows


def names_in(cell):
    """None where nothing must be found."""
    return cell.split("|") if cell else []


def missed(table, documents, ask):
    """The questions whose goods do not all stand in the first five, and those that find what nobody meant."""
    names = {document.product_id: document.name for document in documents}

    def is_met(wanted, found):
        return set(wanted) <= {names[one] for one in found[:FIRST]} if wanted else not found

    return [row for row in table if not is_met(row[2], ask(row[1]))]


def whole(document):
    return " ".join([document.name, document.maker, document.text, *document.codes])


def plain_stemmer(documents):
    """Every word of the question, stemmed, must stand in the text; the more often, the better."""

    def stems(said):
        return stemmed(re.findall(r"\w+", said.lower()))

    known = {document.product_id: Counter(stems(whole(document))) for document in documents}

    def ask(question):
        wanted = stems(question)
        scores = {
            one: sum(said[stem] for stem in wanted)
            for one, said in known.items()
            if all(said[w] for w in wanted)
        }
        return sorted(scores, key=scores.__getitem__, reverse=True)

    return ask


def plain_whoosh(documents):
    """As its introduction shows it: one text field, every word, its own ranking."""
    index = RamStorage().create_index(fields.Schema(id=fields.STORED, said=fields.TEXT))
    writer = index.writer()
    for document in documents:
        writer.add_document(id=document.product_id, said=whole(document))
    writer.commit()
    parser = qparser.QueryParser("said", index.schema)
    return lambda question: [
        hit["id"] for hit in index.searcher().search(parser.parse(question), limit=FIRST)
    ]


def plain_postgresql(documents, connection):
    """Its own Indonesian configuration, every word, its own ranking."""
    connection.execute(text("CREATE TEMPORARY TABLE plain (id int, said tsvector)"))
    connection.execute(
        text("INSERT INTO plain VALUES (:id, to_tsvector('indonesian', :said))"),
        [{"id": document.product_id, "said": whole(document)} for document in documents],
    )
    statement = text(
        "SELECT id FROM plain, plainto_tsquery('indonesian', :query) q WHERE said @@ q"
        " ORDER BY ts_rank(said, q) DESC, id LIMIT 5"
    )
    return lambda question: list(connection.scalars(statement, {"query": question}))


def compare(table, documents, ours, **others):
    """Prints every score by kind of question; what ours missed comes back."""
    kinds, figures = Counter(kind for kind, *_ in table), {"ours": ours, **others}
    lost = {name: Counter(row[0] for row in missed(table, documents, ask)) for name, ask in figures.items()}
    print(f"\n{'of questions':14}" + "".join(f"{name:>18}" for name in figures))
    for kind, many in (*kinds.items(), ("all", len(table))):
        got = [many - (of.total() if kind == "all" else of[kind]) for of in lost.values()]
        print(f"{kind:14}" + "".join(f"{n:>10}/{many} {n / many:4.0%}" for n in got))
    scores = {name: 1 - of.total() / len(table) for name, of in lost.items()}
    assert scores["ours"] >= BOUND, [row[1] for row in missed(table, documents, ours)]
    assert all(scores["ours"] > score for name, score in scores.items() if name != "ours")


def asking(engine, known):
    """As the pages ask; without a session, so that nothing falls back to a plain select unnoticed."""
    return lambda question: find(None, engine, question, DAY, synonyms=known).product_ids


def test_whoosh_puts_what_is_meant_in_the_first_five(city, table, tmp_path):
    documents, known = city
    engine = WhooshSearch(tmp_path / "search")
    engine.rebuild(documents)

    compare(
        table,
        documents,
        asking(engine, known),
        plain_stemmer=plain_stemmer(documents),
        plain_whoosh=plain_whoosh(documents),
    )


@pytest.mark.postgresql
def test_postgresql_puts_what_is_meant_in_the_first_five(city, table, postgresql, ran_on):
    documents, known = city
    ran_on(postgresql.version)
    url = postgresql.copy()
    engine, plain = PostgresSearch(url), create_engine(url)
    engine.rebuild(documents)

    with plain.connect() as connection:
        compare(
            table,
            documents,
            asking(engine, known),
            plain_stemmer=plain_stemmer(documents),
            plain_postgresql=plain_postgresql(documents, connection),
        )
    plain.dispose()
    engine.close()
    postgresql.drop(url)
