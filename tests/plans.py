"""How a database answers a question: off which indexes, whether it sorts, and in how many statements."""

from sqlalchemy import text

from marketplace.db.keyset import PageStart
from marketplace.db.listing import MOST_COUNTED


def plan_of(session, query):
    """Forced off sequential scans on PostgreSQL, whose small tables are not worth an index."""
    dialect = session.get_bind().dialect
    sql = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    if dialect.name == "postgresql":
        for way in ("seqscan", "sort", "bitmapscan"):
            session.execute(text(f"SET enable_{way} = off"))
        return "\n".join(session.scalars(text(f"EXPLAIN {sql}")))
    return "\n".join(row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {sql}")))


def assert_bounded(wanted, session, statements):
    """First and last page of a list longer than is counted take two statements each."""
    first = statements(lambda: wanted.page(session))
    last = statements(lambda: wanted.page(session, PageStart(end=True)))
    assert len(first) == len(last) == 2
    page = wanted.page(session, PageStart(end=True))
    assert (page.total, page.beyond, len(page.rows)) == (MOST_COUNTED, True, 25)
